// SPDX-License-Identifier: Apache-2.0
#include "app/Console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace seg::app {

namespace {

constexpr auto kBarInterval = std::chrono::milliseconds(100);
constexpr auto kLineInterval = std::chrono::seconds(5);
constexpr const char* kClearLine = "\r\x1b[K";

std::size_t terminalWidth(int descriptor)
{
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

/// The 12 of "preprocess case 12 of 41".
std::optional<double> countIn(const std::string& what)
{
    const std::size_t of = what.find(" of ");
    const std::size_t before = of == std::string::npos ? of : what.find_last_not_of("0123456789", of - 1);
    if (of == std::string::npos || of == 0 || before == std::string::npos || before + 1 == of) {
        return std::nullopt;
    }
    double count = 0.0;
    std::from_chars(what.data() + before + 1, what.data() + of, count);
    return count;
}

const char* levelText(log::Level level)
{
    switch (level) {
    case log::Level::Debug:
        return "debug: ";
    case log::Level::Info:
        return "";
    case log::Level::Warning:
        return "warning: ";
    case log::Level::Error:
        return "error: ";
    }
    return "";
}

} // namespace

std::string durationText(double seconds)
{
    const auto whole = static_cast<long long>(std::llround(std::max(seconds, 0.0)));
    const long long hours = whole / 3600;
    return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, whole / 60 % 60, whole % 60)
                     : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

Console::Console(const Options& options)
    : m_options(options), m_progressDescriptor(isJson() ? STDERR_FILENO : STDOUT_FILENO),
      m_isTerminal(isatty(m_progressDescriptor) != 0)
{
    m_logSink = std::make_unique<log::Sink>([this](const log::Message& message) {
        const bool isNews = message.category == "training" && !m_options.verbose;
        if (message.level < log::Level::Warning && (m_options.quiet || isNews)) {
            return;
        }
        const std::lock_guard lock(m_mutex);
        clearBar();
        write(STDERR_FILENO, fmt::format("{}{}\n", levelText(message.level), message.text));
    });
}

Console::~Console()
{
    m_logSink.reset();
    const std::lock_guard lock(m_mutex);
    clearBar();
}

void Console::write(int descriptor, const std::string& text)
{
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
        if (written <= 0) {
            return; // nobody reads it any more
        }
        done += static_cast<std::size_t>(written);
    }
}

void Console::line(const std::string& text)
{
    if (!isJson()) {
        const std::lock_guard lock(m_mutex);
        clearBar();
        write(STDOUT_FILENO, text + "\n");
    }
}

void Console::news(const std::string& text)
{
    if (!m_options.quiet) {
        const std::lock_guard lock(m_mutex);
        clearBar();
        write(m_progressDescriptor, text + "\n");
        m_lastShown = Clock::now();
    }
}

void Console::error(const std::string& text)
{
    const std::lock_guard lock(m_mutex);
    clearBar();
    write(STDERR_FILENO, "error: " + text + "\n");
}

void Console::clearBar()
{
    if (m_barShown) {
        write(m_progressDescriptor, kClearLine);
        m_barShown = false;
    }
}

std::string Console::progressText(double fraction, const std::string& what) const
{
    const double elapsed = std::chrono::duration<double>(Clock::now() - m_begin).count();
    std::string text = fmt::format("{:3.0f} %  {}", std::floor(fraction * 100.0), what);
    if (const auto count = countIn(what); count && elapsed > 1.0 && *count > 1.0) {
        const double rate = *count / elapsed;
        text += rate >= 0.5 ? fmt::format("  {:.1f}/s", rate) : fmt::format("  {:.1f}/min", rate * 60.0);
    }
    if (elapsed > 2.0 && fraction > m_firstFraction + 0.005) {
        const double left = elapsed * (1.0 - fraction) / (fraction - m_firstFraction);
        text += fmt::format("  {} left", durationText(left));
    }
    return text;
}

void Console::drawBar(double fraction, const std::string& what)
{
    constexpr std::size_t kBar = 24;
    const auto filled = static_cast<std::size_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * kBar));
    std::string text = fmt::format("[{}{}] {}", std::string(filled, '#'), std::string(kBar - filled, '.'),
                                   progressText(fraction, what));
    text.resize(std::min(text.size(), terminalWidth(m_progressDescriptor) - 1));
    write(m_progressDescriptor, kClearLine + text);
    m_barShown = true;
}

void Console::progress(double fraction, const std::string& what)
{
    if (m_options.quiet) {
        return;
    }
    const std::lock_guard lock(m_mutex);
    const Clock::time_point now = Clock::now();
    if (!m_inProgress) {
        m_inProgress = true;
        m_begin = now;
        m_firstFraction = fraction;
        m_lastShown = m_isTerminal ? Clock::time_point{} : now;
    }
    if (m_isTerminal && now - m_lastShown >= kBarInterval) {
        drawBar(fraction, what);
        m_lastShown = now;
    } else if (!m_isTerminal && now - m_lastShown >= kLineInterval) {
        write(m_progressDescriptor, progressText(fraction, what) + "\n");
        m_lastShown = now;
    }
}

void Console::endProgress()
{
    const std::lock_guard lock(m_mutex);
    clearBar();
    m_inProgress = false;
}

void Console::printResult()
{
    if (isJson()) {
        const std::lock_guard lock(m_mutex);
        clearBar();
        // Numbers that do not exist become null here: not every JSON reader takes NaN.
        write(STDOUT_FILENO, m_result.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    }
}

} // namespace seg::app

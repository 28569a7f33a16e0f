// SPDX-License-Identifier: Apache-2.0
#include "core/base/Log.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <fmt/chrono.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>

namespace seg::log {

namespace {

/// Receivers and the console logger; one for the process.
struct Hub {
    std::mutex mutex;
    std::map<int, std::function<void(const Message&)>> receivers; // guarded by mutex
    int nextId = 0;                                               // guarded by mutex
    std::atomic<Level> level{Level::Info};
    std::atomic<bool> console{false};
    std::shared_ptr<spdlog::logger> stderrLogger;

    Hub()
        : stderrLogger(std::make_shared<spdlog::logger>("segwright",
                                                        std::make_shared<spdlog::sinks::stderr_sink_mt>()))
    {
        stderrLogger->set_pattern("%v");
        stderrLogger->set_level(spdlog::level::trace);
    }
};

Hub& hub()
{
    static Hub instance;
    return instance;
}

std::string_view levelName(Level level)
{
    switch (level) {
    case Level::Debug:
        return "debug";
    case Level::Info:
        return "info";
    case Level::Warning:
        return "warning";
    case Level::Error:
        return "error";
    }
    return "info";
}

std::string lineOf(const Message& message)
{
    return fmt::format("{} {} {}: {}", utcText(message.time), levelName(message.level), message.category,
                       message.text);
}

void publish(Level level, std::string_view category, std::string_view text)
{
    Hub& target = hub();
    if (level < target.level) {
        return;
    }
    const Message message{level, std::chrono::system_clock::now(), std::string(category), std::string(text)};
    if (target.console) {
        target.stderrLogger->info(lineOf(message));
        target.stderrLogger->flush();
    }
    const std::lock_guard lock(target.mutex);
    for (const auto& [id, receive] : target.receivers) {
        receive(message);
    }
}

} // namespace

void debug(std::string_view category, std::string_view text)
{
    publish(Level::Debug, category, text);
}

void info(std::string_view category, std::string_view text)
{
    publish(Level::Info, category, text);
}

void warning(std::string_view category, std::string_view text)
{
    publish(Level::Warning, category, text);
}

void error(std::string_view category, std::string_view text)
{
    publish(Level::Error, category, text);
}

void setLevel(Level level)
{
    hub().level = level;
}

void setConsole(bool enabled)
{
    hub().console = enabled;
}

Sink::Sink(std::function<void(const Message&)> receive) : m_id(0)
{
    Hub& target = hub();
    const std::lock_guard lock(target.mutex);
    m_id = target.nextId++;
    target.receivers.emplace(m_id, std::move(receive));
}

Sink::~Sink()
{
    Hub& target = hub();
    const std::lock_guard lock(target.mutex);
    target.receivers.erase(m_id);
}

std::function<void(const Message&)> fileReceiver(const std::filesystem::path& file)
{
    return [file, missed = 0](const Message& message) mutable {
        try {
            if (missed > 0) {
                appendLine(
                    file, fmt::format("messages that could not be written here before this one: {}", missed));
                missed = 0;
            }
            appendLine(file, lineOf(message));
        } catch (const Error&) { // what is logged may be the very failure that keeps this file from growing
            ++missed;
        }
    };
}

std::string utcText(std::chrono::system_clock::time_point time)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(milliseconds);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                       (milliseconds - seconds).count());
}

} // namespace seg::log

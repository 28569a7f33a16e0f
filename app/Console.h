// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/base/Task.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace seg::app {

enum class OutputMode { Text, Json };

/// Everything the command line shows. As text: lines and progress on standard output, a bar with rate and
/// time left when that is a terminal, else a plain line about every five seconds. As JSON: one object on
/// standard output at the end, the rest on standard error. Log messages always go to standard error. May be
/// called from several threads.
class Console final : public ProgressSink {
public:
    struct Options {
        OutputMode mode = OutputMode::Text;
        bool quiet = false;   ///< no progress, no log messages but warnings and errors
        bool verbose = false; ///< also the log's own words on a training, which news() tells already
    };

    explicit Console(const Options& options);
    ~Console() override;
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    [[nodiscard]] bool isJson() const noexcept { return m_options.mode == OutputMode::Json; }

    void line(const std::string& text); ///< a result or a heading; nothing in JSON mode
    void news(const std::string&
                  text); ///< what just happened, e.g. an epoch; standard error in JSON mode; not when quiet
    void error(const std::string& text); ///< standard error
    void progress(double fraction, const std::string& what) override;
    void endProgress(); ///< forgets rate and time left, clears the bar

    Json& result() noexcept { return m_result; } ///< of the verb, for --json
    void printResult();                          ///< once, at the end; only in JSON mode

private:
    using Clock = std::chrono::steady_clock;
    void write(int descriptor, const std::string& text);
    void clearBar();
    void drawBar(double fraction, const std::string& what);
    [[nodiscard]] std::string progressText(double fraction, const std::string& what) const;

    Options m_options;
    Json m_result = Json::object();
    std::mutex m_mutex; // guards everything below
    int m_progressDescriptor;
    bool m_isTerminal;
    bool m_barShown = false;
    double m_firstFraction = 0.0;
    Clock::time_point m_begin{};
    Clock::time_point m_lastShown{};
    bool m_inProgress = false;
    std::unique_ptr<log::Sink> m_logSink; // last: stops receiving before the rest goes
};

/// "0:38", "12:05" or "1:02:03".
[[nodiscard]] std::string durationText(double seconds);

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace seg::log {

enum class Level { Debug, Info, Warning, Error };

struct Message {
    Level level = Level::Info;
    std::chrono::system_clock::time_point time;
    std::string category; ///< module, e.g. "training"
    std::string text;     ///< a sentence
};

void debug(std::string_view category, std::string_view text);
void info(std::string_view category, std::string_view text);
void warning(std::string_view category, std::string_view text);
void error(std::string_view category, std::string_view text);

/// Messages below this level are dropped. Default Info.
void setLevel(Level level);

/// Also writes messages to standard error. Default off; the command line turns it on.
void setConsole(bool enabled);

/// A further receiver for as long as the object lives; called on the logging thread, must return at once.
class Sink {
public:
    explicit Sink(std::function<void(const Message&)> receive);
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

private:
    int m_id;
};

/// A sink that appends lines `2026-11-21T10:12:00Z info training: text` to a file.
[[nodiscard]] std::function<void(const Message&)> fileReceiver(const std::filesystem::path& file);

/// `2026-11-21T10:12:00.123Z`
[[nodiscard]] std::string utcText(std::chrono::system_clock::time_point time);

} // namespace seg::log

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Console.h"
#include "app/Interrupt.h"
#include "core/base/Task.h"
#include "database/Project.h"

#include <filesystem>
#include <optional>
#include <string>

namespace seg::app {

/// Options that every verb takes.
struct GlobalOptions {
    std::string project; ///< folder; empty looks at SEGWRIGHT_PROJECT and the current folder
    std::string dataset; ///< name or number; empty picks the only one
    bool json = false;
    int threads = 0;        ///< 0 takes all cores
    double memoryGiB = 0.0; ///< 0 leaves the default
    std::string device = "auto";
    std::optional<std::uint64_t> seed;
    bool quiet = false;
    bool verbose = false;
};

/// What a verb works with. Lives as long as the verb runs.
class CommandContext {
public:
    CommandContext(const GlobalOptions& options, Console& console, const Interrupt& interrupt)
        : m_options(options), m_console(console), m_interrupt(interrupt)
    {
    }

    [[nodiscard]] const GlobalOptions& options() const noexcept { return m_options; }
    [[nodiscard]] Console& console() const noexcept { return m_console; }
    [[nodiscard]] bool interrupted() const noexcept { return m_interrupt.happened(); }
    /// Stops on Ctrl-C and reports to the console.
    [[nodiscard]] TaskContext task() const { return TaskContext(m_interrupt.token(), &m_console); }

    /// The folder given, of the environment, or the current one. \throws seg::Error  InvalidArgument when
    /// there is none.
    [[nodiscard]] std::filesystem::path projectFolder() const;
    [[nodiscard]] database::Project openProject() const;
    [[nodiscard]] database::DatasetRecord dataset(const database::Project& project) const;

private:
    const GlobalOptions& m_options; // these three outlive the context
    Console& m_console;
    const Interrupt& m_interrupt;
};

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"

#include <functional>
#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace seg::app {

/// Does the work of a verb. \return the exit code; throws seg::Error.
using Action = std::function<int(CommandContext&)>;

/// The verbs of the command line. Each command file declares its own with add() and its options on what that
/// returns.
class Verbs {
public:
    explicit Verbs(CLI::App& app) : m_app(app) {}

    /// \param examples  at least two lines, shown at the end of the verb's help.
    CLI::App& add(const std::string& name, const std::string& description, const std::string& examples,
                  Action action);
    /// The same below another verb, e.g. "benchmark preprocess".
    CLI::App& add(CLI::App& parent, const std::string& name, const std::string& description,
                  const std::string& examples, Action action);
    /// A verb that only groups others.
    CLI::App& addGroup(const std::string& name, const std::string& description, const std::string& examples);

    [[nodiscard]] const CLI::App& app() const noexcept { return m_app; }
    [[nodiscard]] const Action& chosen() const noexcept { return m_chosen; } ///< empty before parsing

private:
    CLI::App& m_app;
    Action m_chosen;
};

/// Parses the arguments, runs the verb and returns the exit code of the process.
int runCommandLine(int argc, const char* const* argv);

} // namespace seg::app

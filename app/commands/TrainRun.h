// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace seg::app {

/// Training options as typed; what is not there keeps the default.
struct TrainingChoice {
    std::string configuration; ///< empty takes the plan's main one
    std::string fold = "0";    ///< number or "all"
    std::string recipe = "nnunet-v2";
    std::optional<int> epochs;
    std::optional<int> iterations;
    std::optional<int> validationIterations;
    std::vector<std::string> settings; ///< KEY=VALUE
    bool quick = false;
};

/// The options by which `train` and `run` say what to train.
void declareTrainingOptions(CLI::App& verb, TrainingChoice& choice);

/// \throws seg::Error  InvalidArgument naming the option that is wrong.
[[nodiscard]] training::TrainingOptions
trainingOptions(const TrainingChoice& choice, const planning::Plan& plan, const GlobalOptions& global);

/// "0.8912", or "-" while it is not known (NaN).
[[nodiscard]] std::string diceText(double dice);

/// "10 epochs of 20 training … iterations, …": what --quick chose.
[[nodiscard]] std::string scheduleText(const training::TrainingOptions& options);

/// Trains or continues a run here, showing a line per epoch. \return the state it ended in.
training::RunState trainRun(database::Project& project, database::RunId id, CommandContext& context);

/// \throws seg::Error  InvalidArgument for a text that is no number of a run.
[[nodiscard]] database::RunId parseRunId(const std::string& text);
[[nodiscard]] Json runToJson(const database::RunRecord& run);

} // namespace seg::app

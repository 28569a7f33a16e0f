// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"
#include "database/Project.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace seg::app {

/// What preprocessing does on demand, as typed; what is not there stays as the plan has it.
struct PreprocessChoice {
    std::string foregroundChannel; ///< empty when it was not typed
    std::optional<bool> closesLabels;
    std::optional<bool> cutsSlices;
};

/// The options by which `preprocess` and `run` say how to preprocess.
void declarePreprocessOptions(CLI::App& verb, PreprocessChoice& choice);

/// The plan with what the options change in these configurations; a change is kept in the project, so that
/// training and predicting follow it. Slices are cut in the flat ones, if there is one among them.
/// \throws seg::Error  as planning::setPreprocessingExtras().
[[nodiscard]] planning::Plan withExtras(const PreprocessChoice& choice, const planning::Plan& plan,
                                        const std::vector<std::string>& configurations,
                                        database::Project& project, database::DatasetId dataset);

} // namespace seg::app

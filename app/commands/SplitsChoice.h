// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/CrossValidationSplit.h"
#include "database/Project.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace seg::app {

/// Which folds to make, as typed.
struct SplitsChoice {
    std::string scheme;
    std::optional<int> folds;
    std::string file; ///< to take them from
    std::string groupsFile;
    std::string groupsPattern;

    [[nodiscard]] bool isGrouped() const { return !groupsFile.empty() || !groupsPattern.empty(); }
    [[nodiscard]] bool asksForFolds() const
    {
        return folds || !scheme.empty() || !file.empty() || isGrouped();
    }
};

/// The options by which `splits` and `run` say which folds to make.
/// \param fileOption  how the option for a file is called; "--import" of `run` would be misread.
void declareSplitsOptions(CLI::App& verb, SplitsChoice& choice, const std::string& fileOption);

/// The folds that are asked for, of the dataset's training cases; nothing is stored.
/// \param seed  nnU-Net's own when it is left out. \throws seg::Error  InvalidArgument; as the functions of
/// CrossValidationSplit.h.
[[nodiscard]] std::vector<dataset::Split> chosenSplits(const SplitsChoice& choice,
                                                       const database::Project& project,
                                                       database::DatasetId dataset,
                                                       std::optional<std::uint64_t> seed = {});

} // namespace seg::app

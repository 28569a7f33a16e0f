// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/training/TrainingObserver.h"
#include "core/training/TrainingStep.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace seg::training {

/// Where a run stands, besides weights and momentum.
struct TrainingState {
    int epoch = 0;                     ///< finished epochs; the index of the one to run
    std::vector<double> epochLosses;   ///< of the iterations of that epoch done so far, one each
    double epochSeconds = 0.0;         ///< spent on that epoch so far
    std::optional<double> bestEma;     ///< of the epochs finished
    std::vector<EpochMetrics> history; ///< one per finished epoch
};

/// Writes weights, momentum and state; atomic. \throws seg::Error  NoSpace, NoPermission, Io: the old file is
/// intact.
void writeCheckpoint(const std::filesystem::path& file, const Network& network, const TrainingStep& step,
                     const TrainingState& state);

/// Restores all of it. \throws seg::Error  NotFound; BadInput when damaged or made for another network.
[[nodiscard]] TrainingState readCheckpoint(const std::filesystem::path& file, Network& network,
                                           TrainingStep& step);

} // namespace seg::training

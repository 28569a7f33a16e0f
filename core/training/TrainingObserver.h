// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seg::training {

enum class RunState {
    Queued,
    Preparing,
    Running,
    Pausing,
    Paused,
    Stopping,
    Stopped,
    Finished,
    Failed,
    Lost
};

[[nodiscard]] std::string_view runStateName(RunState state) noexcept; ///< "running"
/// \throws seg::Error  BadInput for a name that is none of them.
[[nodiscard]] RunState runStateFromName(std::string_view name);
/// Whether a process works on a run in this state.
[[nodiscard]] bool isActive(RunState state) noexcept;

/// Everything measured in one epoch. Dice is NaN where a class did not occur.
struct EpochMetrics {
    int epoch = 0; ///< 0-based, as in nnU-Net
    double trainLoss = 0.0;
    double validationLoss = 0.0;
    std::vector<double> dice; ///< patch Dice per foreground class
    double meanDice = 0.0;
    double emaDice = 0.0;
    double learningRate = 0.0;
    double seconds = 0.0;
    double memoryMib = 0.0; ///< peak resident (CPU) or device memory
};

struct IterationMetrics {
    int epoch = 0;
    int iteration = 0;  ///< 0-based within the epoch
    int iterations = 0; ///< of the epoch
    double loss = 0.0;
};

struct ValidationCaseMetrics {
    CaseId id;
    std::vector<double> dice; ///< per foreground class, NaN where absent and not predicted
    int index = 0;
    int count = 0;
};

/// Follows one training run. Called on the training thread; must return at once; gets copies.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void started(int firstEpoch, int epochs) = 0;
    virtual void stateChanged(RunState state, const std::string& reason) = 0;
    virtual void iterationDone(const IterationMetrics& metrics) = 0; ///< about once a second, not each one
    virtual void epochDone(const EpochMetrics& metrics) = 0;
    virtual void checkpointWritten(const std::string& kind, int epoch,
                                   const std::string& file) = 0; ///< latest, best, final
    virtual void validationCaseDone(const ValidationCaseMetrics& metrics) = 0;
    virtual void finished(double validationDice) = 0; ///< mean foreground Dice of the whole-volume validation
    virtual void warned(const std::string& text) = 0;
    virtual void failed(const std::string& text) = 0;
};

} // namespace seg::training

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/augmentation/PatchLoader.h"
#include "core/training/Checkpoint.h"
#include "core/training/RunDirectory.h"
#include "core/training/Trainer.h"
#include "core/training/TrainingStep.h"

#include <chrono>
#include <memory>
#include <vector>

namespace seg::training {

/// The epochs of one run: network, optimizer, loaders and the state that checkpoints hold (nnunet-v2 §9.3).
///
/// Deviations from the reference: an epoch without any foreground leaves the averaged Dice as it was, where
/// the reference loses it for good; a checkpoint may lie within an epoch; the best Dice is settled before the
/// checkpoint is written.
class TrainingRun {
public:
    /// \param inputs, control  outlive the run. \throws seg::Error  Device, NotFound, BadInput.
    TrainingRun(const TrainingInputs& inputs, TrainingControl& control);

    void resume(const std::filesystem::path& checkpoint);

    /// Runs the epochs that are left and writes checkpoints.
    /// \return  Finished after the last epoch, with final.pt written; Stopped after a stop, with latest.pt
    /// written.
    TrainingEnd train(TrainingObserver& observer, const TaskContext& context);

    [[nodiscard]] const TrainingState& state() const noexcept { return m_state; }
    [[nodiscard]] Network& network() noexcept { return *m_network; }

private:
    enum class EpochEnd { Done, Stopped };

    [[nodiscard]] augmentation::PatchLoader makeLoader(augmentation::LoaderStream stream) const;
    EpochEnd runEpoch(TrainingObserver& observer, const TaskContext& context);
    EpochEnd trainIterations(TrainingObserver& observer, const TaskContext& context);
    EpochEnd validateIterations(EpochMetrics& metrics, const TaskContext& context);
    void endEpoch(EpochMetrics metrics, TrainingObserver& observer);
    void writeFinal(TrainingObserver& observer);
    bool mayGoOn(TrainingObserver& observer,
                 const TaskContext& context); ///< holds while paused; false to stop
    TrainingEnd stop(TrainingObserver& observer, const std::string& reason);
    void readLosses();
    void checkLoss(double loss) const;
    void report(TrainingObserver& observer, const TaskContext& context, int iteration);
    void saveWhenDue(TrainingObserver& observer);
    void save(const std::string& kind, TrainingObserver& observer);
    [[nodiscard]] double fractionDone(int iteration) const;
    [[nodiscard]] double secondsOfEpoch() const;

    const TrainingInputs& m_inputs;
    const TrainingOptions& m_options;
    TrainingControl& m_control;
    const planning::Configuration& m_configuration;
    RunDirectory m_directory;
    std::shared_ptr<Network> m_network;
    std::unique_ptr<TrainingStep> m_step;
    std::unique_ptr<augmentation::PatchLoader> m_training;
    std::unique_ptr<augmentation::PatchLoader> m_validation;
    TrainingState m_state;
    std::vector<at::Tensor> m_unreadLosses; // on the device; read seldom, since reading waits for a GPU
    double m_secondsBefore = 0.0;           // of this epoch, before the last start or pause
    std::chrono::steady_clock::time_point m_epochStart;
    std::chrono::steady_clock::time_point m_lastReport;
    std::chrono::steady_clock::time_point m_lastSave;
};

} // namespace seg::training

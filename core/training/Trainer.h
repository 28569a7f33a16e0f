// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/CrossValidationSplit.h"
#include "core/dataset/DatasetManifest.h"
#include "core/planning/Plan.h"
#include "core/training/TrainingObserver.h"
#include "core/training/TrainingOptions.h"

#include <atomic>
#include <filesystem>

namespace seg::training {

/// What a person may ask of a running training besides stopping now (TaskContext's stop token).
/// Set from any thread, read by the trainer between iterations.
struct TrainingControl {
    std::atomic<bool> pause{false};          ///< hold between iterations until cleared
    std::atomic<bool> stopAfterEpoch{false}; ///< finish the epoch, write a checkpoint, end as Stopped
};

/// Inputs of one run. The run folder gets plan.json, dataset.json, options.json, events.jsonl, log.txt,
/// progress.png, checkpoints/{latest,best,final}.pt, validation/.
struct TrainingInputs {
    planning::Plan plan;
    dataset::RawDataset dataset;
    dataset::Split split;
    std::filesystem::path storeFolder; ///< preprocessed cases of the configuration
    std::filesystem::path runFolder;
    TrainingOptions options;
    bool resume =
        false; ///< continue from checkpoints/latest.pt; otherwise the folder must hold no checkpoint
};

enum class TrainingEnd { Finished, Stopped };

/// Trains one configuration on one fold and validates it on whole volumes (nnunet-v2 §5-9). Synchronous.
/// The state after a stop or failure: the last checkpoint is complete and resumable; a resumed run equals an
/// uninterrupted one bit for bit on the CPU.
/// \throws seg::Error  Cancelled is not thrown: a stop ends with Stopped after writing a checkpoint.
/// BadInput,
///   OutOfMemory, Device, NoSpace otherwise; observers get failed() first.
TrainingEnd train(const TrainingInputs& inputs, const std::vector<TrainingObserver*>& observers,
                  TrainingControl& control, const TaskContext& context);

} // namespace seg::training

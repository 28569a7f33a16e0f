// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"
#include "core/dataset/DatasetFix.h"
#include "core/training/TrainingObserver.h"
#include "core/training/TrainingOptions.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace seg::database {

enum class DatasetId : std::int64_t {};
enum class FixId : std::int64_t {};
enum class PlanId : std::int64_t {};
enum class RunId : std::int64_t {};
enum class PredictionId : std::int64_t {};
enum class ReportId : std::int64_t {};

/// Rows as value types; times are UTC seconds since 1970. Paths below the project are stored relative to it
/// and given absolute.
struct DatasetRecord {
    DatasetId id{};
    std::string name; ///< "Dataset004_Hippocampus"
    std::filesystem::path folder;
    std::int64_t trainingCases = 0;
    std::int64_t testCases = 0;
    std::vector<std::string> channelNames;
    std::string source; ///< where it was imported from
    std::int64_t importedAt = 0;
};

/// A change of a dataset that can be undone.
struct FixRecord {
    FixId id{};
    DatasetId dataset{};
    dataset::Fix fix;
    std::string text;                         ///< what was done and how it was before
    std::vector<std::filesystem::path> files; ///< that it changed, relative to the dataset's folder
    std::int64_t appliedAt = 0;
    std::int64_t undoneAt = 0; ///< 0 while it is in force
};

struct PlanRecord {
    PlanId id{};
    DatasetId dataset{};
    std::string name; ///< "nnUNetPlans"
    std::string json; ///< plans.json
    std::int64_t createdAt = 0;
};

struct RunRecord {
    RunId id{};
    DatasetId dataset{};
    std::string planName;
    training::TrainingOptions options;
    std::string name;
    training::RunState state = training::RunState::Queued;
    std::string stateReason;      ///< in words, e.g. "killed by the system: out of memory"
    std::filesystem::path folder; ///< runs/0007
    std::int64_t createdAt = 0;
    std::int64_t startedAt = 0; ///< 0 before the first start
    std::int64_t endedAt = 0;   ///< 0 while it goes on
    std::int64_t heartbeatAt = 0;
    std::int64_t processId = 0;
    std::string host;
    int epochsDone = 0;
    double bestDice = 0.0;       ///< best EMA patch Dice; NaN before the first epoch
    double validationDice = 0.0; ///< whole-volume mean; NaN before validation
};

struct PredictionRecord {
    PredictionId id{};
    RunId run{};
    std::vector<std::filesystem::path> inputs; ///< one per channel
    std::filesystem::path mask;                ///< empty when it failed
    std::string error;                         ///< sentence when it failed
    double seconds = 0.0;
    std::int64_t createdAt = 0;
};

struct ReportRecord {
    ReportId id{};
    RunId run{};
    std::filesystem::path file;
    std::int64_t createdAt = 0;
};

struct CheckpointRecord {
    std::string kind; ///< latest, best, final
    int epoch = 0;
    std::filesystem::path file;
};

} // namespace seg::database

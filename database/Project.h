// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/CrossValidationSplit.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/DatasetValidator.h"
#include "core/dataset/LabelColors.h"
#include "core/inference/Predictor.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/training/Trainer.h"
#include "database/Records.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace seg::database {

/// One project folder (`Name.segwright`): its database and the long steps that fill it. Command line and
/// desktop both work through this class, so that the same call leaves the same files and the same rows.
///
/// Thread: an object belongs to one thread. Every thread that works on a project opens its own `Project`
/// (SQLite in WAL mode lets them read and write side by side). Long functions are synchronous and take a
/// TaskContext. All functions throw seg::Error.
class Project {
public:
    /// Makes the folder and an empty database. \throws seg::Error  InvalidArgument if there is one already;
    /// NoSpace; …
    static Project create(const std::filesystem::path& folder, const std::string& name);
    /// Opens, migrating an older schema after a backup (`project.db.v1.bak`); marks runs whose process is
    /// gone as lost.
    static Project open(const std::filesystem::path& folder);
    static bool isProject(const std::filesystem::path& folder);

    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    ~Project();

    [[nodiscard]] const std::filesystem::path& folder() const noexcept;
    [[nodiscard]] std::string name() const;

    // Data
    /// Takes a source of any kind into datasets/DatasetNNN_Name. A whole import whose program was killed
    /// before it wrote its row is finished by the same import and removed by another one.
    DatasetRecord importDataset(const dataset::DatasetSource& source, const dataset::ImportOptions& options,
                                const TaskContext& context);
    [[nodiscard]] std::vector<DatasetRecord> datasets() const;
    /// By name, number ("4") or "Dataset004_…"; empty picks the only one. \throws seg::Error  NotFound naming
    /// those there are.
    [[nodiscard]] DatasetRecord dataset(const std::string& nameOrNumber = {}) const;
    [[nodiscard]] dataset::RawDataset rawDataset(DatasetId id) const;
    /// Reads every case and stores every finding; those that were ignored by decision become notes.
    dataset::DatasetCheck check(DatasetId id, const TaskContext& context);
    /// As last stored; nothing before the first check.
    [[nodiscard]] std::optional<dataset::DatasetCheck> lastCheck(DatasetId id) const;

    /// The colors that were chosen for a dataset's labels; labels without one keep the program's own.
    [[nodiscard]] dataset::LabelColors labelColors(DatasetId id) const;
    void setLabelColors(DatasetId id, const dataset::LabelColors& colors); ///< replaces all

    // Fixes
    /// Changes the project's files of a dataset and records it. What was there is kept in originals/; files
    /// outside the project are never touched, a link to one is replaced by a file. A fingerprint made before
    /// is forgotten. State after a failure: as before; after a kill in between: recorded, and undoing it
    /// gives the files back. \throws seg::Error  as dataset::prepareFix().
    FixRecord applyFix(DatasetId id, const dataset::Fix& fix, const TaskContext& context);
    [[nodiscard]] std::vector<FixRecord> fixes(DatasetId id) const; ///< newest first, undone ones among them
    /// Gives the files back as they were. \throws seg::Error  NotFound; InvalidArgument when it was undone
    /// already or a later fix changed the same files.
    void undoFix(FixId id, const TaskContext& context);

    // Plan
    planning::Fingerprint fingerprint(DatasetId id, const TaskContext& context); ///< kept once made
    /// Reads every case again. What was kept stays until the new one is whole.
    planning::Fingerprint analyseAgain(DatasetId id, const TaskContext& context);
    [[nodiscard]] std::optional<planning::Fingerprint> storedFingerprint(DatasetId id) const;
    planning::Plan plan(DatasetId id, const planning::PlannerOptions& options, const TaskContext& context);
    /// Writes a plan made elsewhere (planning::transferPlan) beside the dataset's others and makes it the one
    /// that new runs take. Configurations that were added by hand to an older plan of this name stay in it.
    /// \return the plan as kept.
    planning::Plan keepPlan(DatasetId id, planning::Plan plan);
    [[nodiscard]] std::optional<planning::Plan> storedPlan(DatasetId id,
                                                           const std::string& planName = {}) const;
    [[nodiscard]] std::vector<std::string> planNames(DatasetId id) const; ///< newest last
    preprocessing::PreprocessSummary preprocess(DatasetId id, const std::string& configuration,
                                                const TaskContext& context, const std::string& planName = {});
    [[nodiscard]] std::filesystem::path storeFolder(DatasetId id, const planning::Plan& plan,
                                                    const std::string& configuration) const;
    /// Cases preprocessed so far, for "n of m".
    [[nodiscard]] std::size_t preprocessedCount(DatasetId id, const std::string& configuration,
                                                const std::string& planName = {}) const;
    std::vector<dataset::Split>
    splits(DatasetId id); ///< nnU-Net's five folds; made on first use, then kept in the file
    /// Replaces the folds for the runs that start from now on. One that has begun already keeps its own: it
    /// is resumed on the cases that it began with. \throws seg::Error  BadInput with everything that
    /// dataset::problemsOf() finds.
    void setSplits(DatasetId id, const std::vector<dataset::Split>& splits);
    /// preprocessed/DatasetNNN_Name: dataset_fingerprint.json, the plans, splits_final.json and a folder for
    /// each plan.
    [[nodiscard]] std::filesystem::path preprocessedFolder(DatasetId id) const;

    // Train
    RunRecord addRun(DatasetId id, const training::TrainingOptions& options, const std::string& name = {},
                     const std::string& planName = {}); ///< row and folder; Queued
    [[nodiscard]] std::vector<RunRecord> runs() const;  ///< newest first
    [[nodiscard]] RunRecord run(RunId id) const;
    /// Trains or continues a run on this thread, recording into this project's database and events.jsonl.
    /// `control` may be set from other threads. \return the state it ended in.
    /// \param follower  also hears everything, on the training thread; may be null.
    training::RunState train(RunId id, training::TrainingControl& control, const TaskContext& context,
                             training::TrainingObserver* follower = nullptr);
    [[nodiscard]] std::vector<training::EpochMetrics> epochMetrics(RunId id, int fromEpoch = 0) const;
    [[nodiscard]] std::optional<training::IterationMetrics> lastIteration(RunId id) const;
    [[nodiscard]] std::vector<training::ValidationCaseMetrics> validationCases(RunId id) const;
    [[nodiscard]] std::vector<CheckpointRecord> checkpoints(RunId id) const;
    /// Asks a run of another process to stop (picked up within its heartbeat). `afterEpoch` lets the epoch
    /// end.
    void requestStop(RunId id, bool afterEpoch);

    // Segment
    /// Segments one scan into predictions/NNNN/<stem>.nii.gz unless `output` says where. Also records a
    /// failure, then throws.
    PredictionRecord predict(RunId run, const std::vector<std::filesystem::path>& channels,
                             const TaskContext& context, const inference::PredictOptions& options = {},
                             const std::filesystem::path& output = {});
    /// Stores a prediction that was made elsewhere; id and time are set here.
    PredictionRecord addPrediction(PredictionRecord record);
    [[nodiscard]] std::vector<PredictionRecord> predictions() const; ///< newest first

    // Report
    ReportRecord report(RunId run, const std::filesystem::path& target = {}); ///< reports/NNNN/report.html
    [[nodiscard]] std::vector<ReportRecord> reports() const;

    // Small things the desktop remembers with the project
    void setSetting(const std::string& key, const std::string& value);
    [[nodiscard]] std::optional<std::string> setting(const std::string& key) const;

private:
    struct Impl;
    explicit Project(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace seg::database

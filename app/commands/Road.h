// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"
#include "app/commands/ImportArguments.h"
#include "app/commands/PlannerChoice.h"
#include "app/commands/PreprocessChoice.h"
#include "app/commands/SplitsChoice.h"
#include "app/commands/TrainRun.h"

#include <filesystem>
#include <optional>
#include <string>

namespace seg::app {

struct RoadOptions {
    /// Its source empty and nothing to download, or "phantom": a synthetic task, unless the project holds a
    /// dataset already.
    ImportArguments data;
    std::string name;       ///< of the project
    SplitsChoice splits;    ///< shuffled with nnU-Net's seed; --seed is the training's
    PlannerChoice planning; ///< plans anew when it asks for anything
    PreprocessChoice preprocessing;
    TrainingChoice training;
    inference::PredictOptions predict; ///< but for the device, which is that of everything
};

/// The steps from a dataset to a report, one after the other. A step whose result is there already is
/// skipped, so that a second walk continues where the first one stopped. Options that changed since hold for
/// what is done from then on: a dataset that is there is fixed and loses cases, but an option that only its
/// import could have followed is refused; other folds and a plan, other training options or a finished run on
/// data that were changed since mean another run; and masks made otherwise go to another folder.
class Road {
public:
    Road(const RoadOptions& options, CommandContext& context) : m_options(options), m_context(context) {}

    int walk(); ///< \return the exit code

private:
    void openProject();
    void importDataset();
    [[nodiscard]] std::optional<database::DatasetRecord> importedBefore(const std::string& key) const;
    void check();
    void split();
    void plan();
    void preprocess();
    bool train(); ///< whether the run is finished
    void predict();
    void evaluate();
    void report();

    template <typename Work> void step(const char* name, Work work);
    [[nodiscard]] bool namesNoSource() const
    {
        return m_options.data.source.empty() && m_options.data.download.empty();
    }
    [[nodiscard]] bool isPhantom() const { return namesNoSource() || m_options.data.source == "phantom"; }
    [[nodiscard]] std::filesystem::path projectFolder() const;
    [[nodiscard]] std::filesystem::path writePhantom() const;
    [[nodiscard]] database::RunRecord findOrAddRun();
    [[nodiscard]] bool isOfPresentData(const database::RunRecord& run) const;
    [[nodiscard]] bool isOfAskedFolds(const database::RunRecord& run) const;
    [[nodiscard]] std::filesystem::path foldsFile() const; ///< of the dataset; none before they are made
    [[nodiscard]] std::filesystem::path masksFolder() const;
    void addStep(const char* name, double seconds, bool skipped);

    const RoadOptions& m_options;
    CommandContext& m_context;
    std::optional<database::Project> m_project; // from openProject() on
    database::DatasetRecord m_dataset;          // from importDataset() on
    bool m_datasetChanged = false;              // by importDataset(): the last check is of what was before
    planning::Plan m_plan;                      // from plan() on
    std::string m_configuration;                // from plan() on
    database::RunId m_run{};                    // from train() on
    bool m_skipped = false;                     // of the step that goes on
    std::size_t m_failures = 0;                 // cases that could not be worked on
};

} // namespace seg::app

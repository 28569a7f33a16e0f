// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"
#include "app/commands/PlannerChoice.h"
#include "app/commands/TrainRun.h"

#include <filesystem>
#include <optional>
#include <string>

namespace seg::app {

struct RoadOptions {
    std::string source; ///< empty or "phantom": a synthetic task, unless the project holds a dataset already
    std::string name;
    bool reference = false;
    bool mirroring = true;
    PlannerChoice planning; ///< plans anew when it asks for anything
    TrainingChoice training;
};

/// The steps from a dataset to a report, one after the other. A step whose result is there already is
/// skipped, so that a second walk continues where the first one stopped.
class Road {
public:
    Road(const RoadOptions& options, CommandContext& context) : m_options(options), m_context(context) {}

    int walk(); ///< \return the exit code

private:
    void openProject();
    void importDataset();
    void check();
    void plan();
    void preprocess();
    bool train(); ///< whether the run is finished
    void predict();
    void evaluate();
    void report();

    template <typename Work> void step(const char* name, Work work);
    [[nodiscard]] bool isPhantom() const { return m_options.source.empty() || m_options.source == "phantom"; }
    [[nodiscard]] std::filesystem::path projectFolder() const;
    [[nodiscard]] std::filesystem::path writePhantom() const;
    [[nodiscard]] database::RunRecord findOrAddRun();
    void addStep(const char* name, double seconds, bool skipped);

    const RoadOptions& m_options;
    CommandContext& m_context;
    std::optional<database::Project> m_project; // from openProject() on
    database::DatasetRecord m_dataset;          // from importDataset() on
    planning::Plan m_plan;                      // from plan() on
    std::string m_configuration;                // from plan() on
    database::RunId m_run{};                    // from train() on
    bool m_skipped = false;                     // of the step that goes on
    std::size_t m_failures = 0;                 // cases that could not be worked on
};

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/commands/Commands.h"
#include "app/commands/PredictChoice.h"
#include "app/commands/Road.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace seg::app {

namespace {

/// The options of each step under a heading of their own.
void declareSteps(CLI::App& verb, RoadOptions& options)
{
    const auto beginGroup = [&verb](const char* name) { verb.option_defaults()->group(name); };
    beginGroup("Import");
    declareImportOptions(verb, options.data, "--dataset-name");
    beginGroup("Folds (shuffled with nnU-Net's seed; --seed is the training's)");
    declareSplitsOptions(verb, options.splits, "--splits");
    beginGroup("Plan");
    declarePlannerOptions(verb, options.planning);
    beginGroup("Preprocess");
    declarePreprocessOptions(verb, options.preprocessing);
    beginGroup("Train");
    declareTrainingOptions(verb, options.training);
    beginGroup("Segment the test scans");
    declarePredictOptions(verb, options.predict);
}

} // namespace

void declareRun(Verbs& verbs)
{
    auto options = std::make_shared<RoadOptions>();
    CLI::App& verb = verbs.add(
        "run",
        "The whole road: import, check, plan, preprocess, train, segment the test scans, evaluate, report. "
        "Run again to continue",
        "  segwright-cli run Task04_Hippocampus --quick\n"
        "  segwright-cli run --quick\n"
        "  segwright-cli run Task03_Liver.tar --project Liver.segwright -c 3d_fullres -f 0 --epochs 250\n"
        "  segwright-cli run Clinic --fix geometry --exclude case_17 --folds 3 --planner resenc-m",
        [options](CommandContext& context) { return Road(*options, context).walk(); });
    verb.add_option("SOURCE", options->data.source,
                    "Dataset as for 'import'; left out or 'phantom': a synthetic task, or what the project "
                    "holds already");
    verb.add_option("--name", options->name, "Name of the project");
    declareSteps(verb, *options);
}

} // namespace seg::app

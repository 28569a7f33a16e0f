// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/commands/Commands.h"
#include "app/commands/Road.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace seg::app {

void declareRun(Verbs& verbs)
{
    auto options = std::make_shared<RoadOptions>();
    CLI::App& verb = verbs.add(
        "run",
        "The whole road: import, check, plan, preprocess, train, segment the test scans, evaluate, report. "
        "Run again to continue",
        "  segwright-cli run Task04_Hippocampus --quick\n"
        "  segwright-cli run --quick\n"
        "  segwright-cli run Task03_Liver.tar --project Liver.segwright -c 3d_fullres -f 0 --epochs 250",
        [options](CommandContext& context) { return Road(*options, context).walk(); });
    verb.add_option("SOURCE", options->source,
                    "Dataset as for 'import'; left out or 'phantom': a synthetic task, or what the project "
                    "holds already");
    declareTrainingOptions(verb, options->training);
    declarePlannerOptions(verb, options->planning);
    verb.add_option("--name", options->name, "Name of the project");
    verb.add_flag("--reference", options->reference, "Link to the source's files instead of copying them");
    verb.add_flag("!--no-mirroring", options->mirroring, "No averaging over mirrored test scans");
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace seg::app {

namespace {

int fingerprint(CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    const planning::Fingerprint facts = project.fingerprint(record.id, context.task());
    Console& console = context.console();
    console.endProgress();
    const std::filesystem::path file = project.preprocessedFolder(record.id) / "dataset_fingerprint.json";
    console.line(fmt::format("{}: {} cases, median size after cropping {:.1f} % of the whole", record.name,
                             facts.spacings.size(), 100.0 * facts.medianRelativeSizeAfterCropping));
    for (std::size_t channel = 0; channel < facts.intensities.size(); ++channel) {
        const planning::IntensityStatistics& values = facts.intensities[channel];
        console.line(fmt::format(
            "  {}: foreground mean {:.5g}, deviation {:.5g}, 0.5 % {:.5g}, median {:.5g}, 99.5 % {:.5g}",
            record.channelNames.at(channel), values.mean, values.deviation, values.percentile005,
            values.median, values.percentile995));
    }
    console.line("wrote " + pathText(file));
    console.result() = {{"dataset", record.name},
                        {"file", pathText(file)},
                        {"fingerprint", planning::fingerprintToJson(facts)}};
    return kDone;
}

} // namespace

void declareFingerprint(Verbs& verbs)
{
    verbs.add("fingerprint", "Extract the facts that planning rests on: sizes, spacings, intensities",
              "  segwright-cli fingerprint --project Liver.segwright\n"
              "  segwright-cli fingerprint -d Hippocampus --threads 2 --project All.segwright",
              fingerprint);
}

} // namespace seg::app

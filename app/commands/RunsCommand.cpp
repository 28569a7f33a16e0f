// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/TrainRun.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace seg::app {

namespace {

int listRuns(CommandContext& context)
{
    const database::Project project = context.openProject();
    Console& console = context.console();
    Json list = Json::array();
    const auto runs = project.runs();
    if (runs.empty()) {
        console.line("no runs yet; 'train' starts one");
    } else {
        console.line(fmt::format("{:>4}  {:10} {:>11}  {:>9} {:>10}  {}", "run", "state", "epochs",
                                 "best Dice", "validation", "name"));
    }
    for (const database::RunRecord& run : runs) {
        list.push_back(runToJson(run));
        console.line(fmt::format("{:>4}  {:10} {:>11}  {:>9} {:>10}  {}", static_cast<std::int64_t>(run.id),
                                 training::runStateName(run.state),
                                 fmt::format("{}/{}", run.epochsDone, run.options.epochs),
                                 diceText(run.bestDice), diceText(run.validationDice), run.name));
        if (!run.stateReason.empty()) {
            console.line("      " + run.stateReason);
        }
    }
    console.result() = {{"runs", list}};
    return kDone;
}

} // namespace

void declareRuns(Verbs& verbs)
{
    verbs.add("runs", "List the runs of a project, newest first",
              "  segwright-cli runs --project Liver.segwright\n"
              "  segwright-cli runs --json --project Liver.segwright",
              listRuns);
}

} // namespace seg::app

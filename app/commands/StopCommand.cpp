// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/TrainRun.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace seg::app {

void declareStop(Verbs& verbs)
{
    auto text = std::make_shared<std::string>();
    auto afterEpoch = std::make_shared<bool>(false);
    CLI::App& verb =
        verbs.add("stop", "Ask a run of another process to stop; it writes a checkpoint and can be resumed",
                  "  segwright-cli stop 3 --project Liver.segwright\n"
                  "  segwright-cli stop 3 --after-epoch --project Liver.segwright",
                  [text, afterEpoch](CommandContext& context) {
                      database::Project project = context.openProject();
                      const database::RunId id = parseRunId(*text);
                      project.requestStop(id, *afterEpoch);
                      context.console().line("asked run " + *text + " to stop" +
                                             (*afterEpoch ? " after its epoch" : ""));
                      context.console().result() = runToJson(project.run(id));
                      return kDone;
                  });
    verb.add_option("RUN", *text, "Number of the run")->required();
    verb.add_flag("--after-epoch", *afterEpoch, "Let the epoch end first");
}

} // namespace seg::app

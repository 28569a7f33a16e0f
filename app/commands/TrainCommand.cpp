// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/Detach.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/ConfigurationChoice.h"
#include "app/commands/TrainRun.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

struct TrainArguments {
    TrainingChoice choice;
    std::string plan;
    std::string name;
    bool detach = false;
};

int showEnd(database::Project& project, database::RunId id, CommandContext& context)
{
    const database::RunRecord run = project.run(id);
    Console& console = context.console();
    console.result() = runToJson(run);
    console.line(fmt::format("run {} {}: {} of {} epochs, best patch Dice {}, validation Dice {}",
                             static_cast<std::int64_t>(run.id), training::runStateName(run.state),
                             run.epochsDone, run.options.epochs, diceText(run.bestDice),
                             diceText(run.validationDice)));
    console.line("in " + pathText(run.folder));
    if (run.state != training::RunState::Finished) {
        console.line(fmt::format("continue with: segwright-cli resume {} --project {}",
                                 static_cast<std::int64_t>(run.id), pathText(project.folder())));
    }
    return context.interrupted() ? kCancelled : kDone;
}

int trainHere(database::Project& project, database::RunId id, CommandContext& context)
{
    trainRun(project, id, context);
    return showEnd(project, id, context);
}

int trainDetached(database::Project& project, database::RunId id, CommandContext& context)
{
    const database::RunRecord run = project.run(id);
    const std::string number = std::to_string(static_cast<std::int64_t>(id));
    const std::filesystem::path output = run.folder / "detached.log";
    std::vector<std::string> arguments{"resume", number, "--project", pathText(project.folder())};
    if (context.options().threads > 0) {
        arguments.insert(arguments.end(), {"--threads", std::to_string(context.options().threads)});
    }
    const std::int64_t process = startDetached(arguments, output);
    context.console().line(fmt::format("run {} trains on as process {}; its output goes to {}", number,
                                       process, pathText(output)));
    context.console().line(fmt::format("follow it with 'runs', end it with 'stop {}'", number));
    context.console().result() = runToJson(run);
    context.console().result()["process"] = process;
    context.console().result()["output"] = pathText(output);
    return kDone;
}

int train(const TrainArguments& arguments, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    const planning::Plan plan = requirePlan(project, record, arguments.plan);
    const training::TrainingOptions options = trainingOptions(arguments.choice, plan, context.options());
    if (arguments.choice.quick) {
        context.console().news("quick schedule: " + scheduleText(options));
    }
    const database::RunRecord run = project.addRun(record.id, options, arguments.name, plan.plansName);
    context.console().line(fmt::format("run {}: {}", static_cast<std::int64_t>(run.id), run.name));
    return arguments.detach ? trainDetached(project, run.id, context) : trainHere(project, run.id, context);
}

void declareResume(Verbs& verbs)
{
    auto text = std::make_shared<std::string>();
    auto detach = std::make_shared<bool>(false);
    CLI::App& verb =
        verbs.add("resume", "Continue a run from its last checkpoint, or start one that is queued",
                  "  segwright-cli resume 3 --project Liver.segwright\n"
                  "  segwright-cli resume 3 --detach --project Liver.segwright",
                  [text, detach](CommandContext& context) {
                      database::Project project = context.openProject();
                      const database::RunId id = parseRunId(*text);
                      return *detach ? trainDetached(project, id, context) : trainHere(project, id, context);
                  });
    verb.add_option("RUN", *text, "Number of the run")->required();
    verb.add_flag("--detach", *detach, "Go on without this terminal");
}

} // namespace

void declareTrain(Verbs& verbs)
{
    auto arguments = std::make_shared<TrainArguments>();
    CLI::App& verb = verbs.add(
        "train", "Train one configuration on one fold and validate it on whole volumes",
        "  segwright-cli train --project Liver.segwright -c 3d_fullres -f 0\n"
        "  segwright-cli train --project Liver.segwright -c 2d -f all --epochs 250 --set learning_rate=0.005",
        [arguments](CommandContext& context) { return train(*arguments, context); });
    declareTrainingOptions(verb, arguments->choice);
    verb.add_option("--plan", arguments->plan, "Name of the plan; the newest when left out");
    verb.add_option("--name", arguments->name, "Name of the run");
    verb.add_flag("--detach", arguments->detach, "Go on without this terminal");
    std::string keys;
    for (const training::OptionDescriptor& option : training::trainingOptionTable()) {
        keys += fmt::format("  {:26}{}{}\n", option.key, option.text,
                            option.unit.empty() ? "" : " (" + option.unit + ")");
    }
    verb.footer("Keys of --set:\n" + keys + verb.get_footer());
    declareResume(verbs);
}

} // namespace seg::app

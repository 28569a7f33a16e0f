// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/ConfigurationChoice.h"
#include "app/commands/PreprocessChoice.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

struct PreprocessArguments {
    std::vector<std::string> configurations;
    std::string plan;
    PreprocessChoice choice;
};

int preprocess(const PreprocessArguments& arguments, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    const planning::Plan stored = requirePlan(project, record, arguments.plan);
    const std::vector<std::string> names =
        arguments.configurations.empty() ? preprocessableConfigurations(stored) : arguments.configurations;
    const planning::Plan plan = withExtras(arguments.choice, stored, names, project, record.id);
    Console& console = context.console();
    Json list = Json::array();
    std::size_t failed = 0;
    for (const std::string& name : names) {
        const auto summary = project.preprocess(record.id, name, context.task(), plan.plansName);
        console.endProgress();
        console.line(fmt::format("{}: {} cases preprocessed, {} kept, {} failed", name, summary.done,
                                 summary.kept, summary.failures.size()));
        Json failures = Json::array();
        for (const preprocessing::CaseFailure& failure : summary.failures) {
            console.error(failure.text);
            failures.push_back({{"case", failure.id.name}, {"text", failure.text}});
        }
        failed += summary.failures.size();
        list.push_back({{"configuration", name},
                        {"folder", pathText(project.storeFolder(record.id, plan, name))},
                        {"done", summary.done},
                        {"kept", summary.kept},
                        {"failures", failures}});
    }
    console.result() = {{"dataset", record.name}, {"configurations", list}};
    return failed > 0 ? kSomeFailed : kDone;
}

} // namespace

void declarePreprocess(Verbs& verbs)
{
    auto arguments = std::make_shared<PreprocessArguments>();
    CLI::App& verb =
        verbs.add("preprocess", "Crop, normalize and resample all training cases; continues where it stopped",
                  "  segwright-cli preprocess --project Liver.segwright -c 3d_fullres\n"
                  "  segwright-cli preprocess -d 4 --threads 8 --project All.segwright\n"
                  "  segwright-cli preprocess --plan nvidiaPlans --foreground-channel nonzero",
                  [arguments](CommandContext& context) { return preprocess(*arguments, context); });
    verb.add_option("-c,--configuration", arguments->configurations,
                    "2d, 3d_fullres, …; all that are planned when left out")
        ->delimiter(',');
    verb.add_option("--plan", arguments->plan, "Name of the plan; the newest when left out");
    declarePreprocessOptions(verb, arguments->choice);
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/ConfigurationChoice.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace seg::app {

namespace {

struct PreprocessArguments {
    std::vector<std::string> configurations;
    std::string plan;
    std::string foregroundChannel;
    bool closesLabels = false;
    bool cutsSlices = false;
    CLI::Option* foregroundOption = nullptr; ///< these three: of the verb, which outlives the arguments' use
    CLI::Option* closingOption = nullptr;
    CLI::Option* cuttingOption = nullptr;
};

/// The plan with what the options change in it; a change is kept in the project, so that training and
/// predicting follow it.
planning::Plan withExtras(const PreprocessArguments& arguments, const planning::Plan& plan,
                          const std::vector<std::string>& names, database::Project& project,
                          database::DatasetId dataset)
{
    planning::Plan changed = plan;
    const auto isFlat = [&](const std::string& name) { return plan.configuration(name).dimensions() == 2; };
    const bool anyIsFlat = std::ranges::any_of(names, isFlat);
    bool isChanged = false;
    for (const std::string& name : names) {
        const planning::PreprocessingExtras before = plan.configuration(name).extras;
        planning::PreprocessingExtras extras = before;
        if (arguments.foregroundOption->count() > 0) {
            extras.foregroundChannel = planning::foregroundChannelFromName(arguments.foregroundChannel);
        }
        if (arguments.closingOption->count() > 0) {
            extras.closesLabels = arguments.closesLabels;
        }
        if (arguments.cuttingOption->count() > 0 && (isFlat(name) || !anyIsFlat)) {
            extras.cutsSlices = arguments.cutsSlices;
        }
        if (extras != before) {
            planning::setPreprocessingExtras(changed, name, extras);
            isChanged = true;
        }
    }
    return isChanged ? project.keepPlan(dataset, changed) : plan;
}

int preprocess(const PreprocessArguments& arguments, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    const planning::Plan stored = requirePlan(project, record, arguments.plan);
    const std::vector<std::string> names =
        arguments.configurations.empty() ? preprocessableConfigurations(stored) : arguments.configurations;
    const planning::Plan plan = withExtras(arguments, stored, names, project, record.id);
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
    const auto names = planning::foregroundChannelNames();
    arguments->foregroundOption =
        verb.add_option(
                "--foreground-channel", arguments->foregroundChannel,
                "NVIDIA's plans (its --ohe): a further channel of 0 and 1; kept in the plan. nonzero: "
                "where the scan is not 0; above-mean: as published; none: without it")
            ->type_name("NAME")
            ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
    arguments->closingOption = verb.add_flag(
        "--close-labels,!--no-close-labels", arguments->closesLabels,
        "NVIDIA's plans (its --dilation): close small gaps of the training labels; kept in the plan");
    arguments->cuttingOption =
        verb.add_flag("--cut-slices,!--no-cut-slices", arguments->cutsSlices,
                      "NVIDIA's plans, 2d: keep of training cases only the middle of each slice, as large as "
                      "the patch; kept in the plan");
}

} // namespace seg::app

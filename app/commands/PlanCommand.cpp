// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/PlannerChoice.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/planning/CustomConfigurations.h"
#include "core/planning/ExperimentPlanner.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <vector>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

struct PlanArguments {
    PlannerChoice choice;
    std::string fingerprintFile;
    std::string datasetFile;
    std::string outputFile;
};

void showPlan(Console& console, const planning::Plan& plan)
{
    console.line(fmt::format("{} of {}", plan.plansName, plan.datasetName));
    for (const planning::Configuration& configuration : plan.configurations) {
        if (configuration.patchSize.empty()) {
            continue;
        }
        console.line(fmt::format("  {:20} patch {}  batch {}  spacing {} mm  {} stages  {} features",
                                 configuration.name, fmt::join(configuration.patchSize, "x"),
                                 configuration.batchSize, fmt::join(configuration.spacing, "x"),
                                 configuration.architecture.stageCount(),
                                 fmt::join(configuration.architecture.features, "-")));
    }
    for (const planning::Reason& reason : plan.reasons) {
        console.line(fmt::format("  {}{}{} = {}: {}", reason.configuration,
                                 reason.configuration.empty() ? "" : " ", reason.field, reason.value,
                                 reason.because));
    }
}

/// The dataset's name as nnU-Net would have it: that of a folder DatasetNNN_…, else what the file says, else
/// the folder.
std::string datasetNameOf(const fs::path& datasetFile, const dataset::DatasetManifest& manifest)
{
    const std::string folder = pathText(fs::absolute(datasetFile).parent_path().filename());
    if (!folder.starts_with("Dataset") && manifest.other.contains("name") &&
        manifest.other["name"].is_string()) {
        return manifest.other["name"].get<std::string>();
    }
    return folder;
}

void checkPaperFiles(const PlanArguments& arguments)
{
    const bool isTransfer = !arguments.choice.transferFile.empty();
    if (isTransfer && !arguments.fingerprintFile.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "a plan that is taken over needs no fingerprint: leave --fingerprint out");
    }
    if (arguments.datasetFile.empty() || arguments.outputFile.empty() ||
        (!isTransfer && arguments.fingerprintFile.empty())) {
        throw Error(ErrorCode::InvalidArgument,
                    isTransfer
                        ? "taking a plan over on paper takes both of --dataset FILE and -o FILE; for a "
                          "dataset of the project it takes neither"
                        : "planning on paper takes all three of --fingerprint FILE, --dataset FILE and "
                          "-o FILE; planning a project takes none of them");
    }
}

planning::Plan plannedOnPaper(const PlanArguments& arguments)
{
    const auto manifest = dataset::manifestFromJson(readJson(arguments.datasetFile), arguments.datasetFile);
    const std::string name = datasetNameOf(arguments.datasetFile, manifest);
    if (!arguments.choice.transferFile.empty()) {
        return transferredPlan(arguments.choice, manifest, name);
    }
    const auto fingerprint =
        planning::fingerprintFromJson(readJson(arguments.fingerprintFile), arguments.fingerprintFile);
    return planning::planExperiment(fingerprint, manifest, name, plannerOptions(arguments.choice));
}

int planOnPaper(const PlanArguments& arguments, CommandContext& context)
{
    checkPaperFiles(arguments);
    planning::Plan plan = plannedOnPaper(arguments);
    planning::keepCustomConfigurations(plan, arguments.outputFile);
    const Json json = planning::planToJson(plan);
    writeJson(arguments.outputFile, json);
    showPlan(context.console(), plan);
    context.console().line("wrote " + arguments.outputFile);
    context.console().result() = {{"file", arguments.outputFile}, {"plan", json}};
    return kDone;
}

int planProject(const PlanArguments& arguments, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    const planning::Plan plan = planDataset(project, record, arguments.choice, context.task());
    context.console().endProgress();
    const std::string file = pathText(project.preprocessedFolder(record.id) / (plan.plansName + ".json"));
    showPlan(context.console(), plan);
    context.console().line("wrote " + file);
    context.console().result() = {
        {"dataset", record.name}, {"file", file}, {"plan", planning::planToJson(plan)}};
    return kDone;
}

} // namespace

void declarePlan(Verbs& verbs)
{
    auto arguments = std::make_shared<PlanArguments>();
    CLI::App& verb = verbs.add(
        "plan",
        "Plan networks, patches and resampling for a dataset; extracts the fingerprint first when it is "
        "missing",
        "  segwright-cli plan --project Liver.segwright --gpu-memory 11\n"
        "  segwright-cli plan --project Liver.segwright --planner resenc-l\n"
        "  segwright-cli plan --fingerprint dataset_fingerprint.json --dataset dataset.json -o plans.json",
        [arguments](CommandContext& context) {
            const bool onPaper = !arguments->fingerprintFile.empty() || !arguments->datasetFile.empty() ||
                                 !arguments->outputFile.empty();
            return onPaper ? planOnPaper(*arguments, context) : planProject(*arguments, context);
        });
    declarePlannerOptions(verb, arguments->choice);
    verb.add_option("--fingerprint", arguments->fingerprintFile,
                    "Plan on paper: nnU-Net's dataset_fingerprint.json")
        ->type_name("FILE");
    verb.add_option("--dataset", arguments->datasetFile, "Plan on paper: nnU-Net's dataset.json")
        ->type_name("FILE");
    verb.add_option("-o", arguments->outputFile, "Plan on paper: file to write")->type_name("FILE");
}

} // namespace seg::app

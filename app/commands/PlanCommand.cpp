// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/planning/CustomConfigurations.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/planning/PlanTransfer.h"

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
    planning::PlannerOptions planner;
    std::string plannerName = "default";
    std::vector<double> targetSpacing; ///< mm, z y x; empty: planned
    std::string transferFile;
    std::string fingerprintFile;
    std::string datasetFile;
    std::string outputFile;
};

std::vector<std::string> plannerNames()
{
    std::vector<std::string> names;
    for (const planning::PlannerDescription& planner : planning::plannerDescriptions()) {
        names.emplace_back(planner.name);
    }
    return names;
}

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

planning::PlannerOptions plannerOptions(const PlanArguments& arguments)
{
    planning::PlannerOptions options = arguments.planner;
    options.planner = planning::plannerFromName(arguments.plannerName);
    if (!arguments.targetSpacing.empty()) {
        options.targetSpacing =
            Spacing{{arguments.targetSpacing[0], arguments.targetSpacing[1], arguments.targetSpacing[2]}};
    }
    return options;
}

planning::Plan transferred(const PlanArguments& arguments, const dataset::DatasetManifest& manifest,
                           const std::string& datasetName)
{
    const planning::Plan source =
        planning::planFromJson(readJson(arguments.transferFile), arguments.transferFile);
    return planning::transferPlan(source, manifest, datasetName, arguments.planner.plansName);
}

void checkPaperFiles(const PlanArguments& arguments)
{
    const bool isTransfer = !arguments.transferFile.empty();
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
    if (!arguments.transferFile.empty()) {
        return transferred(arguments, manifest, name);
    }
    const auto fingerprint =
        planning::fingerprintFromJson(readJson(arguments.fingerprintFile), arguments.fingerprintFile);
    return planning::planExperiment(fingerprint, manifest, name, plannerOptions(arguments));
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
    const planning::Plan plan =
        arguments.transferFile.empty()
            ? project.plan(record.id, plannerOptions(arguments), context.task())
            : project.keepPlan(record.id,
                               transferred(arguments, project.rawDataset(record.id).manifest, record.name));
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
    auto* planner = verb.add_option("--planner", arguments->plannerName,
                                    "Rules to plan by: " + fmt::format("{}", fmt::join(plannerNames(), ", ")))
                        ->type_name("NAME")
                        ->check(CLI::IsMember(plannerNames()))
                        ->capture_default_str();
    auto* memory =
        verb.add_option(
                "--gpu-memory", arguments->planner.gpuMemoryGiB,
                "Memory that training may take, GiB; the planner's own when left out (8; resenc-l 24, "
                "resenc-xl 40, nnunet-2018 12). NVIDIA's table knows none")
            ->check(CLI::Range(1.0, 1024.0));
    auto* spacing =
        verb.add_option("--target-spacing", arguments->targetSpacing,
                        "Resample to this instead of the cases' median: three distances in mm, z y x")
            ->expected(3)
            ->type_name("MM");
    auto* task = verb.add_option("--nvidia-task", arguments->planner.nvidiaTask,
                                 "Row of NVIDIA's table, 01 to 12; by the dataset's name when left out")
                     ->type_name("NUMBER");
    verb.add_option("--transfer-from", arguments->transferFile,
                    "Take over the plan of another dataset, so that a network trained there can go on here")
        ->type_name("PLANFILE")
        ->excludes(planner)
        ->excludes(memory)
        ->excludes(spacing)
        ->excludes(task);
    verb.add_option("--plan", arguments->planner.plansName,
                    "Name of the plan; the planner's own when left out");
    verb.add_option("--fingerprint", arguments->fingerprintFile,
                    "Plan on paper: nnU-Net's dataset_fingerprint.json")
        ->type_name("FILE");
    verb.add_option("--dataset", arguments->datasetFile, "Plan on paper: nnU-Net's dataset.json")
        ->type_name("FILE");
    verb.add_option("-o", arguments->outputFile, "Plan on paper: file to write")->type_name("FILE");
}

} // namespace seg::app

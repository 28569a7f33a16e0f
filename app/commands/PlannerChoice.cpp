// SPDX-License-Identifier: Apache-2.0
#include "app/commands/PlannerChoice.h"

#include "core/base/Json.h"
#include "core/planning/PlanTransfer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seg::app {

namespace {

std::vector<std::string> plannerNames()
{
    std::vector<std::string> names;
    for (const planning::PlannerDescription& planner : planning::plannerDescriptions()) {
        names.emplace_back(planner.name);
    }
    return names;
}

} // namespace

bool PlannerChoice::asksForPlanning() const
{
    return !plannerName.empty() || options.gpuMemoryGiB || !options.nvidiaTask.empty() ||
           !targetSpacing.empty() || !transferFile.empty();
}

planning::PlannerOptions plannerOptions(const PlannerChoice& choice)
{
    planning::PlannerOptions options = choice.options;
    if (!choice.plannerName.empty()) {
        options.planner = planning::plannerFromName(choice.plannerName);
    }
    if (!choice.targetSpacing.empty()) {
        options.targetSpacing =
            Spacing{{choice.targetSpacing[0], choice.targetSpacing[1], choice.targetSpacing[2]}};
    }
    return options;
}

planning::Plan transferredPlan(const PlannerChoice& choice, const dataset::DatasetManifest& manifest,
                               const std::string& datasetName)
{
    const planning::Plan source = planning::planFromJson(readJson(choice.transferFile), choice.transferFile);
    return planning::transferPlan(source, manifest, datasetName, choice.options.plansName);
}

planning::Plan planDataset(database::Project& project, const database::DatasetRecord& record,
                           const PlannerChoice& choice, const TaskContext& context)
{
    if (choice.transferFile.empty()) {
        return project.plan(record.id, plannerOptions(choice), context);
    }
    const dataset::DatasetManifest manifest = project.rawDataset(record.id).manifest;
    return project.keepPlan(record.id, transferredPlan(choice, manifest, record.name));
}

void declarePlannerOptions(CLI::App& verb, PlannerChoice& choice)
{
    auto* planner = verb.add_option("--planner", choice.plannerName,
                                    fmt::format("Rules to plan by: {}; default when left out",
                                                fmt::join(plannerNames(), ", ")))
                        ->type_name("NAME")
                        ->check(CLI::IsMember(plannerNames()));
    auto* memory =
        verb.add_option(
                "--gpu-memory", choice.options.gpuMemoryGiB,
                "Memory that training may take, GiB; the planner's own when left out (8; resenc-l 24, "
                "resenc-xl 40, nnunet-2018 12). NVIDIA's table knows none")
            ->check(CLI::Range(1.0, 1024.0));
    auto* spacing =
        verb.add_option("--target-spacing", choice.targetSpacing,
                        "Resample to this instead of the cases' median: three distances in mm, z y x")
            ->expected(3)
            ->allow_extra_args(false)
            ->type_name("MM");
    auto* task = verb.add_option("--nvidia-task", choice.options.nvidiaTask,
                                 "Row of NVIDIA's table, 01 to 12; by the dataset's name when left out")
                     ->type_name("NUMBER");
    verb.add_option("--transfer-from", choice.transferFile,
                    "Take over the plan of another dataset, so that a network trained there can go on here")
        ->type_name("PLANFILE")
        ->excludes(planner)
        ->excludes(memory)
        ->excludes(spacing)
        ->excludes(task);
    verb.add_option("--plan", choice.options.plansName, "Name of the plan; the planner's own when left out");
}

} // namespace seg::app

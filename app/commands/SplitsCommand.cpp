// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/SplitsChoice.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

Json namesOf(const std::vector<CaseId>& ids)
{
    Json names = Json::array();
    for (const CaseId& id : ids) {
        names.push_back(id.name);
    }
    return names;
}

int splits(const SplitsChoice& choice, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    if (choice.asksForFolds() || context.options().seed) {
        project.setSplits(record.id, chosenSplits(choice, project, record.id, context.options().seed));
    }
    const std::vector<dataset::Split> folds = project.splits(record.id);
    const std::string file = pathText(project.preprocessedFolder(record.id) / "splits_final.json");
    Json list = Json::array();
    for (std::size_t fold = 0; fold < folds.size(); ++fold) {
        context.console().line(fmt::format("fold {}: {} training and {} validation cases", fold,
                                           folds[fold].training.size(), folds[fold].validation.size()));
        list.push_back({{"train", namesOf(folds[fold].training)}, {"val", namesOf(folds[fold].validation)}});
    }
    context.console().line("kept in " + file);
    context.console().result() = {{"dataset", record.name}, {"file", file}, {"splits", list}};
    return kDone;
}

} // namespace

void declareSplits(Verbs& verbs)
{
    auto choice = std::make_shared<SplitsChoice>();
    CLI::App& verb = verbs.add(
        "splits",
        "Show, make or import the folds of cross-validation; nnU-Net's five are made at first use. --seed "
        "shuffles the cases otherwise (12345 when left out)",
        "  segwright-cli splits --project Liver.segwright\n"
        "  segwright-cli splits --scheme grouped --groups patients.csv --folds 4 --project Liver.segwright\n"
        "  segwright-cli splits --project Liver.segwright --import splits_final.json",
        [choice](CommandContext& context) { return splits(*choice, context); });
    declareSplitsOptions(verb, *choice, "--import");
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

struct SplitsArguments {
    std::optional<int> folds;
    std::string importFile;
};

std::vector<dataset::Split> chooseSplits(const SplitsArguments& arguments, CommandContext& context,
                                         database::Project& project, database::DatasetId id)
{
    if (!arguments.importFile.empty()) {
        project.setSplits(id, dataset::readSplits(arguments.importFile));
    } else if (arguments.folds || context.options().seed) {
        std::vector<CaseId> ids;
        for (const Case& item : project.rawDataset(id).trainingCases) {
            ids.push_back(item.id);
        }
        constexpr std::uint64_t kReferenceSeed = 12345;
        const auto seed = static_cast<std::uint32_t>(context.options().seed.value_or(kReferenceSeed));
        project.setSplits(id, dataset::makeSplits(std::move(ids), arguments.folds.value_or(5), seed));
    }
    return project.splits(id);
}

Json namesOf(const std::vector<CaseId>& ids)
{
    Json names = Json::array();
    for (const CaseId& id : ids) {
        names.push_back(id.name);
    }
    return names;
}

int splits(const SplitsArguments& arguments, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    const std::vector<dataset::Split> folds = chooseSplits(arguments, context, project, record.id);
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
    auto arguments = std::make_shared<SplitsArguments>();
    CLI::App& verb =
        verbs.add("splits", "Show the folds of cross-validation; nnU-Net's five are made at first use",
                  "  segwright-cli splits --project Liver.segwright\n"
                  "  segwright-cli splits --project Liver.segwright --import splits_final.json",
                  [arguments](CommandContext& context) { return splits(*arguments, context); });
    auto* folds =
        verb.add_option("--folds", arguments->folds, "Make this many folds anew (with --seed, default 12345)")
            ->check(CLI::Range(2, 1000));
    verb.add_option("--import", arguments->importFile, "Take the folds from nnU-Net's splits_final.json")
        ->type_name("FILE")
        ->excludes(folds);
}

} // namespace seg::app

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

constexpr std::uint64_t kReferenceSeed = 12345;
constexpr int kUsualFolds = 5;

struct SplitsArguments {
    std::string scheme;
    std::optional<int> folds;
    std::string importFile;
    std::string groupsFile;
    std::string groupsPattern;

    [[nodiscard]] bool isGrouped() const { return !groupsFile.empty() || !groupsPattern.empty(); }
    [[nodiscard]] std::string chosenScheme() const
    {
        return !scheme.empty() ? scheme : isGrouped() ? "grouped" : "nnunet";
    }
};

std::vector<dataset::Split> newSplits(const SplitsArguments& arguments, const std::vector<CaseId>& ids,
                                      std::optional<std::uint64_t> chosenSeed)
{
    const auto seed = static_cast<std::uint32_t>(chosenSeed.value_or(kReferenceSeed));
    const int folds = arguments.folds.value_or(kUsualFolds);
    const std::string scheme = arguments.chosenScheme();
    if (scheme == "grouped") {
        if (!arguments.isGrouped()) {
            throw Error(ErrorCode::InvalidArgument,
                        "say which cases belong to one patient: --groups FILE (a table \"case,patient\") or "
                        "--groups-by PATTERN (e.g. \"{patient}_*\")");
        }
        const auto patients = arguments.groupsFile.empty()
                                  ? dataset::patientsByName(ids, arguments.groupsPattern)
                                  : dataset::readPatients(arguments.groupsFile);
        return dataset::makeGroupedSplits(ids, patients, folds, seed);
    }
    if (arguments.isGrouped()) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("--groups and --groups-by go with --scheme grouped, not {}", scheme));
    }
    return scheme == "nvidia" ? dataset::makeNvidiaSplits(ids, folds, seed)
                              : dataset::makeSplits(ids, folds, seed);
}

std::vector<dataset::Split> chooseSplits(const SplitsArguments& arguments, CommandContext& context,
                                         database::Project& project, database::DatasetId id)
{
    const bool makesNew =
        arguments.folds || context.options().seed || !arguments.scheme.empty() || arguments.isGrouped();
    if (!arguments.importFile.empty()) {
        project.setSplits(id, dataset::readSplits(arguments.importFile));
    } else if (makesNew) {
        std::vector<CaseId> ids;
        for (const Case& item : project.rawDataset(id).trainingCases) {
            ids.push_back(item.id);
        }
        project.setSplits(id, newSplits(arguments, ids, context.options().seed));
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
    CLI::App& verb = verbs.add(
        "splits", "Show, make or import the folds of cross-validation; nnU-Net's five are made at first use",
        "  segwright-cli splits --project Liver.segwright\n"
        "  segwright-cli splits --scheme grouped --groups patients.csv --folds 4 --project Liver.segwright\n"
        "  segwright-cli splits --project Liver.segwright --import splits_final.json",
        [arguments](CommandContext& context) { return splits(*arguments, context); });
    auto* scheme =
        verb.add_option("--scheme", arguments->scheme,
                        "Make the folds anew: nnunet (its KFold), nvidia (the same over its own file "
                        "names), grouped (no patient on both sides)")
            ->check(CLI::IsMember({"nnunet", "nvidia", "grouped"}));
    auto* folds =
        verb.add_option("--folds", arguments->folds, "Make this many folds anew (with --seed, default 12345)")
            ->check(CLI::Range(2, 1000));
    auto* groups = verb.add_option("--groups", arguments->groupsFile,
                                   "Table \"case,patient\" (.csv): cases of one patient stay together")
                       ->type_name("FILE");
    auto* pattern = verb.add_option("--groups-by", arguments->groupsPattern,
                                    "The same by the names of the cases, e.g. \"{patient}_*\"")
                        ->type_name("PATTERN")
                        ->excludes(groups);
    verb.add_option("--import", arguments->importFile,
                    "Take the folds from nnU-Net's splits_final.json, or from a table \"case,fold\" (.csv)")
        ->type_name("FILE")
        ->excludes(scheme)
        ->excludes(folds)
        ->excludes(groups)
        ->excludes(pattern);
}

} // namespace seg::app

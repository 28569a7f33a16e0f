// SPDX-License-Identifier: Apache-2.0
#include "app/commands/SplitsChoice.h"

#include "core/base/Error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace seg::app {

namespace {

constexpr std::uint64_t kReferenceSeed = 12345;
constexpr int kUsualFolds = 5;

std::string chosenScheme(const SplitsChoice& choice)
{
    return !choice.scheme.empty() ? choice.scheme : choice.isGrouped() ? "grouped" : "nnunet";
}

std::vector<dataset::Split> newSplits(const SplitsChoice& choice, const std::vector<CaseId>& ids,
                                      std::optional<std::uint64_t> chosenSeed)
{
    const auto seed = static_cast<std::uint32_t>(chosenSeed.value_or(kReferenceSeed));
    const int folds = choice.folds.value_or(kUsualFolds);
    const std::string scheme = chosenScheme(choice);
    if (scheme == "grouped") {
        if (!choice.isGrouped()) {
            throw Error(ErrorCode::InvalidArgument,
                        "say which cases belong to one patient: --groups FILE (a table \"case,patient\") or "
                        "--groups-by PATTERN (e.g. \"{patient}_*\")");
        }
        const auto patients = choice.groupsFile.empty() ? dataset::patientsByName(ids, choice.groupsPattern)
                                                        : dataset::readPatients(choice.groupsFile);
        return dataset::makeGroupedSplits(ids, patients, folds, seed);
    }
    if (choice.isGrouped()) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("--groups and --groups-by go with --scheme grouped, not {}", scheme));
    }
    return scheme == "nvidia" ? dataset::makeNvidiaSplits(ids, folds, seed)
                              : dataset::makeSplits(ids, folds, seed);
}

} // namespace

std::vector<dataset::Split> chosenSplits(const SplitsChoice& choice, const database::Project& project,
                                         database::DatasetId dataset, std::optional<std::uint64_t> seed)
{
    if (!choice.file.empty()) {
        return dataset::readSplits(choice.file);
    }
    std::vector<CaseId> ids;
    for (const Case& item : project.rawDataset(dataset).trainingCases) {
        ids.push_back(item.id);
    }
    return newSplits(choice, ids, seed);
}

void declareSplitsOptions(CLI::App& verb, SplitsChoice& choice, const std::string& fileOption)
{
    auto* scheme =
        verb.add_option("--scheme", choice.scheme,
                        "Make the folds anew: nnunet (its KFold), nvidia (the same over its own file "
                        "names), grouped (no patient on both sides)")
            ->check(CLI::IsMember({"nnunet", "nvidia", "grouped"}));
    auto* folds = verb.add_option("--folds", choice.folds, "Make this many folds anew; 5 when left out")
                      ->check(CLI::Range(2, 1000));
    auto* groups = verb.add_option("--groups", choice.groupsFile,
                                   "Table \"case,patient\" (.csv): cases of one patient stay together")
                       ->type_name("FILE");
    auto* pattern = verb.add_option("--groups-by", choice.groupsPattern,
                                    "The same by the names of the cases, e.g. \"{patient}_*\"")
                        ->type_name("PATTERN")
                        ->excludes(groups);
    verb.add_option(fileOption, choice.file,
                    "Take the folds from nnU-Net's splits_final.json, or from a table \"case,fold\" (.csv)")
        ->type_name("FILE")
        ->excludes(scheme)
        ->excludes(folds)
        ->excludes(groups)
        ->excludes(pattern);
}

} // namespace seg::app

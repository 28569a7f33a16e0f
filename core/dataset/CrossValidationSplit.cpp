// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/CrossValidationSplit.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Random.h"
#include "core/dataset/CsvTable.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace seg::dataset {

namespace {

constexpr std::uint32_t kSeed = 12345;
constexpr double kTrainingShare = 0.8;
constexpr std::string_view kNvidiaEnding = "_x.npy";

Json namesOf(const std::vector<CaseId>& ids)
{
    Json names = Json::array();
    for (const CaseId& id : ids) {
        names.push_back(id.name);
    }
    return names;
}

std::vector<CaseId> idsOf(const Json& split, const char* key, const std::filesystem::path& file)
{
    const auto names = split.is_object() ? split.find(key) : split.end();
    if (names == split.end() || !names->is_array()) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot use {}: each fold needs a list \"{}\" of case names", pathText(file), key));
    }
    std::vector<CaseId> ids;
    for (const Json& name : *names) {
        if (!name.is_string()) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot use {}: the case name {} in \"{}\" is not text", pathText(file),
                                    name.dump(), key));
        }
        ids.push_back({name.get<std::string>()});
    }
    return ids;
}

/// sklearn's KFold(folds, shuffle=True, random_state=seed) over ids in this order.
std::vector<Split> kFold(const std::vector<CaseId>& ids, int folds, std::uint32_t seed)
{
    if (folds < 2 || ids.size() < static_cast<std::size_t>(folds)) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot make {} folds of {} cases: there must be at least 2 folds and one case for each; "
                "choose fewer folds or add cases",
                folds, ids.size()));
    }
    NumpyRandom random(seed);
    const std::vector<std::int64_t> shuffled = random.permutation(static_cast<std::int64_t>(ids.size()));
    const auto foldCount = static_cast<std::size_t>(folds);
    std::vector<std::size_t> foldOf(ids.size());
    std::size_t next = 0;
    for (std::size_t fold = 0; fold < foldCount; ++fold) {
        const std::size_t size = ids.size() / foldCount + (fold < ids.size() % foldCount ? 1 : 0);
        for (std::size_t i = 0; i < size; ++i) {
            foldOf[static_cast<std::size_t>(shuffled[next++])] = fold;
        }
    }
    std::vector<Split> splits(foldCount);
    for (std::size_t fold = 0; fold < foldCount; ++fold) {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            (foldOf[i] == fold ? splits[fold].validation : splits[fold].training).push_back(ids[i]);
        }
    }
    return splits;
}

/// The folds of a table "case,fold": each fold learns from all other cases of the table.
std::vector<Split> splitsFromTable(const std::filesystem::path& file)
{
    std::map<int, std::vector<CaseId>> heldBack;
    std::vector<CaseId> all;
    for (const CsvRow& row : readTwoColumns(file, "case", "fold")) {
        const bool isNumber =
            row.second.size() < 5 && row.second.find_first_not_of("0123456789") == std::string::npos;
        if (!isNumber) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot use {}: line {} names the fold \"{}\", which is no number",
                                    pathText(file), row.line, row.second));
        }
        heldBack[std::stoi(row.second)].push_back({row.first});
        all.push_back({row.first});
    }
    std::sort(all.begin(), all.end());
    const auto twice = std::adjacent_find(all.begin(), all.end());
    if (twice != all.end()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use {}: case {} is named twice", pathText(file), twice->name));
    }
    std::vector<Split> splits;
    for (auto& [fold, cases] : heldBack) {
        if (fold != static_cast<int>(splits.size())) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot use {}: fold {} holds back no case; number the "
                                    "folds 0, 1, 2, …",
                                    pathText(file), splits.size()));
        }
        Split split;
        std::sort(cases.begin(), cases.end());
        std::set_difference(all.begin(), all.end(), cases.begin(), cases.end(),
                            std::back_inserter(split.training));
        split.validation = std::move(cases);
        splits.push_back(std::move(split));
    }
    return splits;
}

/// Cases that are in a sorted list more than once, or in two sorted lists.
std::vector<CaseId> repeated(const std::vector<CaseId>& sorted)
{
    std::vector<CaseId> twice;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i] == sorted[i - 1] && (twice.empty() || twice.back() != sorted[i])) {
            twice.push_back(sorted[i]);
        }
    }
    return twice;
}

std::string someNames(const std::vector<CaseId>& ids)
{
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, ids.size()); ++i) {
        text += (i == 0 ? "" : ", ") + ids[i].name;
    }
    return ids.size() > kShown ? fmt::format("{} and {} more", text, ids.size() - kShown) : text;
}

std::vector<CaseId> sortedCopy(std::vector<CaseId> ids)
{
    std::sort(ids.begin(), ids.end());
    return ids;
}

void addProblems(const Split& split, std::size_t fold, const std::vector<CaseId>& known,
                 std::vector<std::string>& problems)
{
    const std::vector<CaseId> training = sortedCopy(split.training);
    const std::vector<CaseId> validation = sortedCopy(split.validation);
    std::vector<CaseId> all;
    std::merge(training.begin(), training.end(), validation.begin(), validation.end(),
               std::back_inserter(all));
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::vector<CaseId> strangers;
    std::set_difference(all.begin(), all.end(), known.begin(), known.end(), std::back_inserter(strangers));
    if (!strangers.empty()) {
        problems.push_back(fmt::format("fold {} names {} {}, which the dataset does not have", fold,
                                       strangers.size() == 1 ? "case" : "cases", someNames(strangers)));
    }
    std::vector<CaseId> both;
    std::set_intersection(training.begin(), training.end(), validation.begin(), validation.end(),
                          std::back_inserter(both));
    if (!both.empty()) {
        problems.push_back(fmt::format("fold {} both learns from and holds back {}", fold, someNames(both)));
    }
    for (const auto& [list, name] : {std::pair{&training, "train"}, std::pair{&validation, "val"}}) {
        if (const auto twice = repeated(*list); !twice.empty()) {
            problems.push_back(fmt::format("fold {} names {} twice in \"{}\"", fold, someNames(twice), name));
        }
        if (list->empty()) {
            problems.push_back(fmt::format("fold {} has no case in \"{}\"", fold, name));
        }
    }
}

} // namespace

std::vector<std::string> problemsOf(const std::vector<Split>& splits, const std::vector<CaseId>& ids)
{
    const std::vector<CaseId> known = sortedCopy(ids);
    std::vector<std::string> problems;
    if (splits.empty()) {
        problems.emplace_back("there is no fold in them");
    }
    for (std::size_t fold = 0; fold < splits.size(); ++fold) {
        addProblems(splits[fold], fold, known, problems);
    }
    return problems;
}

std::vector<Split> makeSplits(std::vector<CaseId> ids, int folds, std::uint32_t seed)
{
    std::sort(ids.begin(), ids.end());
    return kFold(ids, folds, seed);
}

std::vector<Split> makeNvidiaSplits(const std::vector<CaseId>& ids, int folds, std::uint32_t seed)
{
    std::vector<CaseId> files = ids;
    for (CaseId& id : files) {
        id.name += kNvidiaEnding;
    }
    std::sort(files.begin(), files.end());
    for (CaseId& id : files) {
        id.name.resize(id.name.size() - kNvidiaEnding.size());
    }
    return kFold(files, folds, seed);
}

Split randomSplit(std::vector<CaseId> ids, int fold)
{
    std::sort(ids.begin(), ids.end());
    const auto count = static_cast<std::int64_t>(ids.size());
    NumpyRandom random(kSeed + static_cast<std::uint32_t>(fold));
    const auto picked = random.choiceWithoutReplacement(
        count, static_cast<std::int64_t>(kTrainingShare * static_cast<double>(count)));
    Split split;
    std::vector<bool> isTraining(ids.size(), false);
    for (const std::int64_t index : picked) {
        isTraining[static_cast<std::size_t>(index)] = true;
        split.training.push_back(ids[static_cast<std::size_t>(index)]);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!isTraining[i]) {
            split.validation.push_back(ids[i]);
        }
    }
    return split;
}

std::vector<int> foldsHolding(const std::vector<Split>& splits, const CaseId& id)
{
    std::vector<int> folds;
    for (std::size_t fold = 0; fold < splits.size(); ++fold) {
        const auto& held = splits[fold].validation;
        if (std::find(held.begin(), held.end(), id) != held.end()) {
            folds.push_back(static_cast<int>(fold));
        }
    }
    return folds;
}

void takeOut(std::vector<Split>& splits, const CaseId& id)
{
    for (Split& split : splits) {
        std::erase(split.training, id);
        std::erase(split.validation, id);
    }
}

void holdBack(std::vector<Split>& splits, const CaseId& id, const std::vector<int>& folds)
{
    takeOut(splits, id);
    for (std::size_t fold = 0; fold < splits.size(); ++fold) {
        const bool held = std::find(folds.begin(), folds.end(), static_cast<int>(fold)) != folds.end();
        auto& list = held ? splits[fold].validation : splits[fold].training;
        list.insert(std::upper_bound(list.begin(), list.end(), id), id);
    }
}

std::vector<Split> readSplits(const std::filesystem::path& file)
{
    if (file.extension() == ".csv") {
        return splitsFromTable(file);
    }
    const Json json = readJson(file);
    if (!json.is_array() || json.empty()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use {}: it must be a list of folds with \"train\" and \"val\"",
                                pathText(file)));
    }
    std::vector<Split> splits;
    for (const Json& split : json) {
        splits.push_back({idsOf(split, "train", file), idsOf(split, "val", file)});
    }
    return splits;
}

void writeSplits(const std::filesystem::path& file, const std::vector<Split>& splits)
{
    Json json = Json::array();
    for (const Split& split : splits) {
        json.push_back({{"train", namesOf(split.training)}, {"val", namesOf(split.validation)}});
    }
    writeJson(file, json);
}

} // namespace seg::dataset

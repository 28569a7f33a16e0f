// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/CrossValidationSplit.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Random.h"

#include <fmt/format.h>

#include <algorithm>

namespace seg::dataset {

namespace {

constexpr std::uint32_t kSeed = 12345;
constexpr double kTrainingShare = 0.8;

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

} // namespace

std::vector<Split> makeSplits(std::vector<CaseId> ids, int folds, std::uint32_t seed)
{
    if (folds < 2 || ids.size() < static_cast<std::size_t>(folds)) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot make {} folds of {} cases: there must be at least 2 folds and one case for each; "
                "choose fewer folds or add cases",
                folds, ids.size()));
    }
    std::sort(ids.begin(), ids.end());
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

std::vector<Split> readSplits(const std::filesystem::path& file)
{
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

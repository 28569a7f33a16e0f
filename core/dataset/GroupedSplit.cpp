// SPDX-License-Identifier: Apache-2.0
// Folds by patient, and who the patients are.
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Random.h"
#include "core/dataset/CrossValidationSplit.h"
#include "core/dataset/CsvTable.h"

#include <fmt/format.h>

#include <algorithm>

namespace seg::dataset {

namespace {

constexpr std::string_view kPatient = "{patient}";

struct Patient {
    std::string name;
    std::vector<CaseId> cases;
};

/// Sorted by name, each with its cases sorted.
std::vector<Patient> patientsOf(std::vector<CaseId> ids, const std::map<CaseId, std::string>& patients)
{
    std::sort(ids.begin(), ids.end());
    std::map<std::string, std::vector<CaseId>> found;
    for (const CaseId& id : ids) {
        const auto patient = patients.find(id);
        if (patient == patients.end() || patient->second.empty()) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot make folds by patient: it is not said whose case {} is; name its "
                                    "patient",
                                    id.name));
        }
        found[patient->second].push_back(id);
    }
    std::vector<Patient> list;
    for (auto& [name, cases] : found) {
        list.push_back({name, std::move(cases)});
    }
    return list;
}

/// Matches `pattern` (text and stars) with the whole of `name`.
bool fits(std::string_view pattern, std::string_view name)
{
    if (pattern.empty()) {
        return name.empty();
    }
    if (pattern.front() == '*') {
        for (std::size_t length = 0; length <= name.size(); ++length) {
            if (fits(pattern.substr(1), name.substr(length))) {
                return true;
            }
        }
        return false;
    }
    return !name.empty() && name.front() == pattern.front() && fits(pattern.substr(1), name.substr(1));
}

/// The shortest text for {patient}, with as little before it as can be.
std::optional<std::string> patientIn(const std::string& name, std::string_view before,
                                     std::string_view behind)
{
    for (std::size_t begin = 0; begin < name.size(); ++begin) {
        if (!fits(before, std::string_view(name).substr(0, begin))) {
            continue;
        }
        for (std::size_t length = 1; begin + length <= name.size(); ++length) {
            if (fits(behind, std::string_view(name).substr(begin + length))) {
                return name.substr(begin, length);
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<Split> makeGroupedSplits(std::vector<CaseId> ids, const std::map<CaseId, std::string>& patients,
                                     int folds, std::uint32_t seed)
{
    const std::vector<Patient> sorted = patientsOf(std::move(ids), patients);
    if (folds < 2 || sorted.size() < static_cast<std::size_t>(folds)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot make {} folds of {} patients: there must be at least 2 folds and one "
                                "patient for each; choose fewer folds or add patients",
                                folds, sorted.size()));
    }
    NumpyRandom random(seed);
    std::vector<const Patient*> order;
    for (const std::int64_t index : random.permutation(static_cast<std::int64_t>(sorted.size()))) {
        order.push_back(&sorted[static_cast<std::size_t>(index)]);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const Patient* a, const Patient* b) { return a->cases.size() > b->cases.size(); });
    std::vector<Split> splits(static_cast<std::size_t>(folds));
    for (const Patient* patient : order) {
        const auto lightest =
            std::min_element(splits.begin(), splits.end(), [](const Split& a, const Split& b) {
                return a.validation.size() < b.validation.size();
            });
        for (auto split = splits.begin(); split != splits.end(); ++split) {
            auto& list = split == lightest ? split->validation : split->training;
            list.insert(list.end(), patient->cases.begin(), patient->cases.end());
        }
    }
    for (Split& split : splits) {
        std::sort(split.training.begin(), split.training.end());
        std::sort(split.validation.begin(), split.validation.end());
    }
    return splits;
}

std::map<CaseId, std::string> readPatients(const std::filesystem::path& file)
{
    std::map<CaseId, std::string> patients;
    for (const CsvRow& row : readTwoColumns(file, "case", "patient")) {
        if (!patients.emplace(CaseId{row.first}, row.second).second) {
            throw Error(ErrorCode::BadInput, fmt::format("cannot use {}: line {} names case {} a second time",
                                                         pathText(file), row.line, row.first));
        }
    }
    return patients;
}

std::map<CaseId, std::string> patientsByName(const std::vector<CaseId>& ids, std::string_view pattern)
{
    const std::size_t at = pattern.find(kPatient);
    if (at == std::string_view::npos) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("the pattern \"{}\" lacks {{patient}}; write e.g. \"{{patient}}_*\"", pattern));
    }
    const std::string_view before = pattern.substr(0, at);
    const std::string_view behind = pattern.substr(at + kPatient.size());
    std::map<CaseId, std::string> patients;
    for (const CaseId& id : ids) {
        const auto patient = patientIn(id.name, before, behind);
        if (!patient) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("the pattern \"{}\" does not fit case {}; give a table \"case,patient\" "
                                    "instead",
                                    pattern, id.name));
        }
        patients.emplace(id, *patient);
    }
    return patients;
}

} // namespace seg::dataset

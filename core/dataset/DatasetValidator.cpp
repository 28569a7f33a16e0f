// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetValidator.h"

#include "core/base/ThreadPool.h"
#include "core/dataset/CaseChecker.h"
#include "core/dataset/CaseComparison.h"
#include "core/dataset/DatasetFix.h"
#include "core/dataset/GridText.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>

namespace seg::dataset {

namespace {

constexpr std::size_t kUsualFolds = 5;

void addToDataset(DatasetCheck& check, Severity severity, std::string kind, std::string summary,
                  std::string text, std::optional<FixKind> fix = std::nullopt)
{
    check.issues.push_back({severity,
                            std::move(kind),
                            {},
                            std::move(summary),
                            std::move(text),
                            fix ? fixName(*fix) : std::string()});
}

void checkCounts(const RawDataset& dataset, DatasetCheck& check)
{
    const auto found = static_cast<std::int64_t>(dataset.trainingCases.size());
    if (found != dataset.manifest.trainingCount) {
        addToDataset(
            check, Severity::Error, "count_differs", "number of cases differs",
            fmt::format(
                "dataset.json announces {} training cases (numTraining) but {} are there. Add the missing "
                "ones or correct the number.",
                dataset.manifest.trainingCount, found),
            FixKind::CorrectCount);
    }
    if (found > 0 && dataset.trainingCases.size() < kUsualFolds) {
        addToDataset(
            check, Severity::Warning, "few_cases", "few cases",
            fmt::format("{} training cases are too few for five folds. Train on all of them or choose fewer "
                        "folds, and take validation figures with care.",
                        found));
    }
}

void checkConsecutive(const LabelScheme& labels, DatasetCheck& check)
{
    const std::vector<int> values = declaredLabels(labels);
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i] != values[i - 1] + 1) {
            addToDataset(
                check, Severity::Error, "labels_not_consecutive", "gap in the labels",
                fmt::format(
                    "The label values are {}, but they must follow one another without a gap. Renumber "
                    "them in dataset.json and in the masks.",
                    fmt::join(values, ", ")),
                FixKind::RenumberLabels);
            return;
        }
    }
}

void sortIssues(std::vector<Issue>& issues)
{
    std::stable_sort(issues.begin(), issues.end(),
                     [](const Issue& a, const Issue& b) { return a.severity > b.severity; });
}

} // namespace

Severity CaseCheck::worst() const noexcept
{
    Severity result = Severity::Fine;
    for (const Issue& issue : issues) {
        result = std::max(result, issue.severity);
    }
    return result;
}

std::size_t DatasetCheck::count(Severity severity) const noexcept
{
    return static_cast<std::size_t>(std::count_if(
        cases.begin(), cases.end(), [severity](const CaseCheck& item) { return item.worst() == severity; }));
}

bool DatasetCheck::hasErrors() const noexcept
{
    return count(Severity::Error) > 0 || std::any_of(issues.begin(), issues.end(), [](const Issue& issue) {
               return issue.severity == Severity::Error;
           });
}

DatasetCheck checkDataset(const RawDataset& dataset, const TaskContext& context)
{
    DatasetCheck check;
    const std::size_t total = dataset.trainingCases.size();
    check.cases.resize(total);
    std::mutex mutex;
    std::size_t done = 0;
    parallelFor(
        total,
        [&](std::size_t index) {
            check.cases[index] = checkCase(dataset.trainingCases[index], dataset.manifest, context);
            const std::lock_guard lock(mutex);
            ++done;
            context.report(static_cast<double>(done) / static_cast<double>(total),
                           fmt::format("check case {} of {}", done, total));
        },
        context);
    checkCounts(dataset, check);
    checkConsecutive(dataset.manifest.labels, check);
    compareCases(dataset.manifest, check);
    for (CaseCheck& item : check.cases) {
        sortIssues(item.issues);
    }
    sortIssues(check.issues);
    return check;
}

} // namespace seg::dataset

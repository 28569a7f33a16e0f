// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetValidator.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/dataset/CaseChecker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>

namespace seg::dataset {

namespace {

constexpr double kSmallShare = 0.1;         // of the label's median volume
constexpr std::size_t kFewestForMedian = 5; // cases that have the label
constexpr std::size_t kUsualFolds = 5;

void addToDataset(DatasetCheck& check, Severity severity, std::string kind, std::string summary,
                  std::string text)
{
    check.issues.push_back({severity, std::move(kind), {}, std::move(summary), std::move(text), {}});
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
                dataset.manifest.trainingCount, found));
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
    std::vector<int> values = labels.allLabels();
    if (const auto ignore = labels.ignoreLabel()) {
        values.push_back(*ignore);
    }
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i] != values[i - 1] + 1) {
            addToDataset(
                check, Severity::Error, "labels_not_consecutive", "gap in the labels",
                fmt::format(
                    "The label values are {}, but they must follow one another without a gap. Renumber "
                    "them in dataset.json and in the masks.",
                    fmt::join(values, ", ")));
            return;
        }
    }
}

double mlOf(const CaseCheck& item, std::int64_t voxels)
{
    return static_cast<double>(voxels) * item.image.geometry.spacing.voxelVolumeMm3() / 1000.0;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

bool wasRead(const CaseCheck& item)
{
    return item.image.geometry.extent.count() > 0 && !item.labelVoxels.empty();
}

std::string mlText(double ml)
{
    return ml < 0.095 ? fmt::format("{:.2g} ml", ml) : fmt::format("{:.2f} ml", ml);
}

/// Flags cases with far less of a label than usual; a robust comparison, as one wrong case must not hide
/// another.
void checkVolumes(int label, const std::string& name, DatasetCheck& check)
{
    std::vector<double> volumes;
    std::size_t readable = 0;
    for (const CaseCheck& item : check.cases) {
        readable += wasRead(item) ? 1 : 0;
        const auto entry = item.labelVoxels.find(label);
        if (wasRead(item) && entry != item.labelVoxels.end()) {
            volumes.push_back(mlOf(item, entry->second));
        }
    }
    if (volumes.empty() && readable > 0) {
        addToDataset(
            check, Severity::Warning, "label_never_occurs", name + " never occurs",
            fmt::format("{} (value {}) is declared in dataset.json but no case has a voxel of it. Check the "
                        "numbers of the labels; a class without examples cannot be learned.",
                        name, label));
    }
    if (volumes.size() < kFewestForMedian) {
        return;
    }
    const double usual = median(volumes);
    for (CaseCheck& item : check.cases) {
        const auto entry = item.labelVoxels.find(label);
        if (!wasRead(item) || entry == item.labelVoxels.end()) {
            continue;
        }
        const double ml = mlOf(item, entry->second);
        if (ml < kSmallShare * usual) {
            item.issues.push_back(
                {Severity::Warning,
                 "label_small",
                 item.id,
                 name + " unusually small",
                 fmt::format("{} has {} here, but {} in the median of {} cases. The mask may be "
                             "incomplete: look at it, then correct it, exclude the case, or go on if it "
                             "is right.",
                             name, mlText(ml), mlText(usual), volumes.size()),
                 {}});
        }
    }
}

/// Scans stored in another orientation than most: nnU-Net works on arrays and does not turn them.
void checkOrientations(DatasetCheck& check)
{
    std::map<std::string, std::size_t> counts;
    for (const CaseCheck& item : check.cases) {
        if (item.image.geometry.extent.count() > 0) {
            ++counts[orientationCode(item.image.geometry)];
        }
    }
    if (counts.size() < 2) {
        return;
    }
    const auto usual = std::max_element(counts.begin(), counts.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
    for (CaseCheck& item : check.cases) {
        if (item.image.geometry.extent.count() == 0) {
            continue;
        }
        const std::string code = orientationCode(item.image.geometry);
        if (code != usual->first) {
            item.issues.push_back(
                {Severity::Warning,
                 "orientation_differs",
                 item.id,
                 "orientation differs",
                 fmt::format("This scan is stored {}, but {} of {} cases are stored {}. Scans are learned "
                             "as they are stored, so it would appear turned or mirrored among the others. "
                             "Reorient image and label, or exclude the case.",
                             code, usual->second, check.cases.size(), usual->first),
                 {}});
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
    for (const int label : dataset.manifest.labels.foregroundLabels()) {
        checkVolumes(label, dataset.manifest.labels.nameOf(label), check);
    }
    checkOrientations(check);
    for (CaseCheck& item : check.cases) {
        sortIssues(item.issues);
    }
    sortIssues(check.issues);
    return check;
}

void copyImageGeometryToLabel(const Case& item)
{
    if (!item.label || item.channels.empty()) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot copy the geometry of case {}: it has no image or no label", item.id.name));
    }
    imaging::copyGeometry(item.channels.front(), *item.label);
}

} // namespace seg::dataset

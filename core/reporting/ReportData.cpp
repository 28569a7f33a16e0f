// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/ReportData.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"
#include "core/training/RunDirectory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace seg::reporting {

namespace fs = std::filesystem;

namespace {

constexpr double kMm3PerMl = 1000.0;

/// "Dataset004_Hippocampus" → "Hippocampus".
std::string shortName(const std::string& dataset)
{
    const std::size_t underscore = dataset.find('_');
    return underscore == std::string::npos || dataset.rfind("Dataset", 0) != 0
               ? dataset
               : dataset.substr(underscore + 1);
}

/// "0012" → "Run 12"; other folder names stay.
std::string runName(const fs::path& folder)
{
    const std::string name =
        pathText(folder.filename().empty() ? folder.parent_path().filename() : folder.filename());
    const bool isNumber = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    if (!isNumber) {
        return "Run " + name;
    }
    const std::size_t first = std::min(name.find_first_not_of('0'), name.size() - 1);
    return "Run " + name.substr(first);
}

fs::path firstExisting(const std::vector<fs::path>& candidates)
{
    const auto found = std::find_if(candidates.begin(), candidates.end(), [](const fs::path& path) {
        std::error_code ignored;
        return fs::is_regular_file(path, ignored);
    });
    return found == candidates.end() ? fs::path() : *found;
}

/// A file of the dataset: as written, else below the project that the run folder lies in.
fs::path datasetFile(const fs::path& written, const fs::path& runFolder)
{
    const fs::path project = fs::absolute(runFolder).lexically_normal().parent_path().parent_path();
    const fs::path dataset = written.parent_path().parent_path().filename();
    const fs::path inside = dataset / written.parent_path().filename() / written.filename();
    return firstExisting({written, runFolder / written, project / written, project / "datasets" / inside});
}

std::vector<fs::path> channelFiles(const fs::path& reference, const std::string& name,
                                   const dataset::DatasetManifest& manifest)
{
    std::vector<fs::path> channels;
    for (std::size_t channel = 0; channel < manifest.channelNames.size(); ++channel) {
        const fs::path file = reference.parent_path().parent_path() / "imagesTr" /
                              fmt::format("{}_{:04}{}", name, channel, manifest.fileEnding);
        std::error_code ignored;
        if (!fs::is_regular_file(file, ignored)) {
            return {};
        }
        channels.push_back(file);
    }
    return channels;
}

double voxelMl(const CaseRow& row)
{
    const fs::path file = !row.reference.empty() ? row.reference : row.prediction;
    if (file.empty()) {
        return kUnknown;
    }
    try {
        return imaging::readImageInfo(file).geometry.spacing.voxelVolumeMm3() / kMm3PerMl;
    } catch (const Error&) {
        return kUnknown; // a damaged mask costs its volume, not the report
    }
}

CaseValue caseValue(const evaluation::CaseMetrics& metrics, const std::string& key, double ml)
{
    CaseValue value;
    if (const auto found = metrics.metrics.find(key); found != metrics.metrics.end()) {
        const evaluation::OverlapMetrics& overlap = found->second;
        value.dice = overlap.dice;
        value.truePositives = overlap.tp;
        value.falsePositives = overlap.fp;
        value.falseNegatives = overlap.fn;
        value.trueMl = overlap.nRef * ml;
        value.predictedMl = overlap.nPred * ml;
    }
    if (const auto found = metrics.surfaces.find(key); found != metrics.surfaces.end()) {
        value.hd95 = found->second.hd95;
        value.nsd = found->second.nsd;
    }
    return value;
}

template <typename Member> std::vector<double> column(const std::vector<CaseValue>& values, Member member)
{
    std::vector<double> out;
    out.reserve(values.size());
    for (const CaseValue& value : values) {
        out.push_back(value.*member);
    }
    return out;
}

CaseRow caseRow(const evaluation::CaseMetrics& metrics, const ReportData& data)
{
    CaseRow row;
    const fs::path prediction(metrics.predictionFile);
    row.name = stemOfImage(prediction);
    row.prediction = firstExisting({prediction, data.runFolder / "validation" / prediction.filename()});
    row.reference = datasetFile(metrics.referenceFile, data.runFolder);
    if (!row.reference.empty()) {
        row.channels = channelFiles(row.reference, row.name, data.manifest);
    }
    const double ml = voxelMl(row);
    for (const dataset::LabelEntry& entry : data.manifest.labels.foregroundClasses()) {
        row.values.push_back(caseValue(metrics, dataset::labelKey(entry), ml));
    }
    row.meanDice = mean(column(row.values, &CaseValue::dice));
    row.worstHd95 = largest(column(row.values, &CaseValue::hd95));
    return row;
}

/// All cases of one class.
std::vector<CaseValue> valuesOf(const std::vector<CaseRow>& cases, std::size_t label)
{
    std::vector<CaseValue> values;
    values.reserve(cases.size());
    for (const CaseRow& row : cases) {
        values.push_back(row.values[label]);
    }
    return values;
}

double meanRatio(const std::vector<CaseValue>& values, double CaseValue::*other)
{
    std::vector<double> ratios;
    for (const CaseValue& value : values) {
        ratios.push_back(value.truePositives /
                         (value.truePositives + value.*other)); // NaN where there is nothing
    }
    return mean(ratios);
}

std::vector<double> volumeDifferences(const std::vector<CaseValue>& values)
{
    std::vector<double> differences;
    for (const CaseValue& value : values) {
        differences.push_back(value.predictedMl - value.trueMl);
    }
    return differences;
}

LabelRow labelRow(const dataset::LabelEntry& entry, const std::vector<CaseValue>& values)
{
    const std::vector<double> dice = column(values, &CaseValue::dice);
    LabelRow row;
    row.name = entry.name;
    row.color = entry.values.empty() ? 0 : entry.values.front();
    row.dice = mean(dice);
    row.diceInterval = bootstrapMean(dice);
    row.hd95 = quantile(column(values, &CaseValue::hd95), 0.5);
    row.nsd = mean(column(values, &CaseValue::nsd));
    row.sensitivity = meanRatio(values, &CaseValue::falseNegatives);
    row.precision = meanRatio(values, &CaseValue::falsePositives);
    row.volumeDifferenceMl = mean(volumeDifferences(values));
    return row;
}

/// Of the volume of all classes together, case by case.
std::vector<double> wholeDifferences(const std::vector<CaseRow>& cases)
{
    std::vector<double> differences;
    for (const CaseRow& row : cases) {
        double sum = 0.0;
        for (const double difference : volumeDifferences(row.values)) {
            sum += difference;
        }
        differences.push_back(sum);
    }
    return differences;
}

Headline headline(const ReportData& data, double foregroundMean)
{
    std::vector<double> dice;
    std::vector<double> distances;
    for (const CaseRow& row : data.cases) {
        dice.push_back(row.meanDice);
        for (const CaseValue& value : row.values) {
            distances.push_back(value.hd95);
        }
    }
    std::vector<double> labelMeans;
    for (const LabelRow& row : data.labels) {
        labelMeans.push_back(row.dice);
    }
    Headline numbers;
    numbers.meanDice = std::isfinite(foregroundMean) ? foregroundMean : mean(labelMeans);
    numbers.meanDiceInterval = bootstrapMean(dice);
    numbers.lowestCase = smallest(dice);
    numbers.hd95Median = quantile(distances, 0.5);
    numbers.hd95Largest = largest(distances);
    const std::vector<double> volumes = wholeDifferences(data.cases);
    numbers.volumeDifferenceMl = mean(volumes);
    numbers.volumeLimitsMl = limitsOfAgreement(volumes);
    numbers.failures = static_cast<std::size_t>(std::count_if(
        data.cases.begin(), data.cases.end(), [](const CaseRow& row) { return row.missesAClass(); }));
    return numbers;
}

bool isLower(const CaseRow& a, const CaseRow& b)
{
    const bool aCounts = std::isfinite(a.meanDice);
    const bool bCounts = std::isfinite(b.meanDice);
    if (aCounts != bCounts) {
        return aCounts; // cases without any class come last
    }
    return aCounts && a.meanDice != b.meanDice ? a.meanDice < b.meanDice : a.name < b.name;
}

void readValidation(ReportData& data, const fs::path& summaryFile)
{
    const evaluation::Summary summary = evaluation::summaryFromJson(readJson(summaryFile));
    for (const evaluation::CaseMetrics& metrics : summary.cases) {
        data.cases.push_back(caseRow(metrics, data));
    }
    const std::vector<dataset::LabelEntry> classes = data.manifest.labels.foregroundClasses();
    for (std::size_t label = 0; label < classes.size(); ++label) {
        data.labels.push_back(labelRow(classes[label], valuesOf(data.cases, label)));
    }
    data.headline = headline(data, summary.foregroundMean.dice);
    std::stable_sort(data.cases.begin(), data.cases.end(), isLower);
}

void readCurves(ReportData& data, const fs::path& eventsFile)
{
    for (const Json& event : training::readEvents(eventsFile)) {
        const std::string type = event.value("type", "");
        if (type == "epoch") {
            data.epochs.push_back(training::epochFromJson(event));
        } else if (type == "warning") {
            data.warnings.push_back(event.value("text", ""));
        }
    }
}

} // namespace

bool CaseRow::missesAClass() const
{
    return std::any_of(values.begin(), values.end(),
                       [](const CaseValue& value) { return value.dice == 0.0; });
}

bool ReportData::hasSurfaces() const
{
    return std::any_of(cases.begin(), cases.end(), [](const CaseRow& row) {
        return std::any_of(row.values.begin(), row.values.end(), [](const CaseValue& value) {
            return std::isfinite(value.hd95) || std::isfinite(value.nsd);
        });
    });
}

bool ReportData::hasVolumes() const
{
    return std::any_of(labels.begin(), labels.end(),
                       [](const LabelRow& row) { return std::isfinite(row.volumeDifferenceMl); });
}

double ReportData::trainedSeconds() const
{
    double seconds = 0.0;
    for (const training::EpochMetrics& epoch : epochs) {
        seconds += epoch.seconds;
    }
    return seconds;
}

ReportData readReportData(const fs::path& runFolder)
{
    if (!fs::is_directory(runFolder)) {
        throw Error(
            ErrorCode::NotFound,
            fmt::format("cannot make a report of {}: there is no such run folder", pathText(runFolder)));
    }
    const training::RunDirectory run(runFolder);
    ReportData data;
    data.runFolder = runFolder;
    data.runName = runName(runFolder);
    data.plan = run.plan();
    data.manifest = run.manifest();
    data.options = run.options();
    data.datasetName = shortName(data.plan.datasetName);
    readCurves(data, run.events());
    const fs::path summary = run.validation() / "summary.json";
    if (fs::exists(summary)) {
        readValidation(data, summary);
    }
    if (data.epochs.empty() && data.cases.empty()) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("cannot make a report of {}: no epoch has ended yet and nothing was "
                                "validated; train it first",
                                data.runName));
    }
    return data;
}

} // namespace seg::reporting

// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ReviewCase.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"
#include "core/training/RunDirectory.h"
#include "gui/viewmodels/ScanEntry.h"

#include <QVariantMap>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace seg::gui {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

QString predictionKey(database::PredictionId id)
{
    return QStringLiteral("prediction %1").arg(static_cast<qint64>(id));
}

QString validationKey(database::RunId run, const QString& name)
{
    return QStringLiteral("validation %1 %2").arg(static_cast<qint64>(run)).arg(name);
}

QString makerOf(database::RunId run)
{
    return QStringLiteral("run %1").arg(static_cast<qint64>(run));
}

QString datasetKey(qint64 dataset, const QString& name)
{
    return QStringLiteral("case %1 %2").arg(dataset).arg(name);
}

/// What belongs to a run's masks: names of channels and labels, colors. Empty when the run's files are gone.
struct RunWords {
    std::vector<std::string> channelNames;
    dataset::LabelScheme labels;
    dataset::LabelColors colors;
    database::DatasetId dataset = {};
};

RunWords wordsOf(const database::Project& project, const database::RunRecord& run)
{
    try {
        const auto manifest = training::RunDirectory(run.folder).manifest();
        return {manifest.channelNames, manifest.labels, project.labelColors(run.dataset), run.dataset};
    } catch (const Error& error) { // the masks can be shown without names
        log::warning("review", error.what());
        return {};
    }
}

ReviewCase predictionCase(const database::PredictionRecord& prediction, const RunWords& words)
{
    ReviewCase item;
    item.key = predictionKey(prediction.id);
    item.title = QString::fromStdString(stemOfImage(prediction.mask));
    item.maker = makerOf(prediction.run);
    item.origin = QStringLiteral("segmented with ") + item.maker;
    item.channels = prediction.inputs;
    item.prediction = prediction.mask;
    item.channelNames = words.channelNames;
    item.labels = words.labels;
    item.colors = words.colors;
    item.dataset = words.dataset;
    return item;
}

void addValidation(std::vector<ReviewCase>& cases, const database::RunRecord& run, const RunWords& words,
                   const dataset::RawDataset& data)
{
    const auto folder = training::RunDirectory(run.folder).validation();
    for (const Case& item : data.trainingCases) {
        const auto mask = folder / pathOf(QString::fromStdString(item.id.name + data.manifest.fileEnding));
        std::error_code ignored; // a folder that cannot be read holds nothing to show
        if (!std::filesystem::exists(mask, ignored)) {
            continue;
        }
        const QString name = QString::fromStdString(item.id.name);
        cases.push_back({validationKey(run.id, name), name,
                         QStringLiteral("validation of ") + makerOf(run.id), item.channels, mask,
                         item.label.value_or(std::filesystem::path()), words.channelNames, words.labels,
                         makerOf(run.id), words.colors, words.dataset});
    }
}

std::map<int, std::int64_t> countLabels(const LabelMap* mask)
{
    std::map<int, std::int64_t> counts;
    if (mask == nullptr) {
        return counts;
    }
    std::vector<std::int64_t> table(static_cast<std::size_t>(std::numeric_limits<std::int16_t>::max()) + 1,
                                    0);
    for (const std::int16_t label : mask->values) {
        if (label > 0) {
            ++table[static_cast<std::size_t>(label)];
        }
    }
    for (std::size_t label = 1; label < table.size(); ++label) {
        if (table[label] > 0) {
            counts[static_cast<int>(label)] = table[label];
        }
    }
    return counts;
}

/// Reads a mask for a scan; null with a note when it cannot be shown.
std::shared_ptr<const LabelMap> readMask(const std::filesystem::path& file, const Volume& scan,
                                         const QString& what, QString& note)
{
    if (file.empty()) {
        return nullptr;
    }
    try {
        auto mask = std::make_shared<LabelMap>(imaging::readLabelMap(file));
        if (mask->geometry.extent == scan.geometry.extent) {
            return mask;
        }
        note =
            QStringLiteral("The %1 is not shown: it has another number of voxels than the scan.").arg(what);
    } catch (const Error& error) { // the scan is shown without it
        note = QString::fromUtf8(error.what());
    }
    return nullptr;
}

std::set<int> labelsToShow(const dataset::LabelScheme& labels, const std::map<int, std::int64_t>& predicted,
                           const std::map<int, std::int64_t>& true_)
{
    std::set<int> values;
    for (const int label : labels.foregroundLabels()) {
        values.insert(label);
    }
    for (const auto& counts : {predicted, true_}) {
        for (const auto& [label, count] : counts) {
            values.insert(label);
        }
    }
    return values;
}

} // namespace

QVariant reviewPrediction(database::PredictionId id)
{
    return QVariantMap{{QStringLiteral("prediction"), static_cast<qint64>(id)}};
}

QVariant reviewValidation(database::RunId run, const CaseId& id)
{
    return QVariantMap{{QStringLiteral("run"), static_cast<qint64>(run)},
                       {QStringLiteral("case"), QString::fromStdString(id.name)}};
}

QVariant reviewDatasetCase(database::DatasetId dataset, const CaseId& id)
{
    return QVariantMap{{QStringLiteral("dataset"), static_cast<qint64>(dataset)},
                       {QStringLiteral("case"), QString::fromStdString(id.name)}};
}

QString reviewKey(const QVariant& argument)
{
    const QVariantMap map = argument.toMap();
    const QString name = map.value(QStringLiteral("case")).toString();
    if (map.contains(QStringLiteral("prediction"))) {
        return predictionKey(database::PredictionId{map.value(QStringLiteral("prediction")).toLongLong()});
    }
    if (map.contains(QStringLiteral("run"))) {
        return validationKey(database::RunId{map.value(QStringLiteral("run")).toLongLong()}, name);
    }
    if (map.contains(QStringLiteral("dataset"))) {
        return datasetKey(map.value(QStringLiteral("dataset")).toLongLong(), name);
    }
    return {};
}

std::vector<ReviewCase> reviewCases(const database::Project& project)
{
    const auto runs = project.runs();
    std::map<database::RunId, RunWords> words;
    for (const database::RunRecord& run : runs) {
        words[run.id] = wordsOf(project, run);
    }
    std::vector<ReviewCase> cases;
    for (const database::PredictionRecord& prediction : project.predictions()) {
        std::error_code ignored; // a mask that cannot be reached is not listed
        if (prediction.error.empty() && std::filesystem::exists(prediction.mask, ignored)) {
            cases.push_back(predictionCase(prediction, words[prediction.run]));
        }
    }
    std::map<database::DatasetId, dataset::RawDataset> datasets;
    for (const database::RunRecord& run : runs) {
        try {
            if (!datasets.contains(run.dataset)) {
                datasets.emplace(run.dataset, project.rawDataset(run.dataset));
            }
            addValidation(cases, run, words[run.id], datasets.at(run.dataset));
        } catch (const Error& error) { // a moved dataset hides its cases, not the others
            log::warning("review", error.what());
        }
    }
    return cases;
}

std::optional<ReviewCase> singleCase(const database::Project& project, const QVariant& argument)
{
    const QVariantMap map = argument.toMap();
    if (!map.contains(QStringLiteral("dataset"))) {
        return std::nullopt;
    }
    const database::DatasetId id{map.value(QStringLiteral("dataset")).toLongLong()};
    const auto data = project.rawDataset(id);
    const std::string name = map.value(QStringLiteral("case")).toString().toStdString();
    for (const auto* list : {&data.trainingCases, &data.testCases}) {
        for (const Case& item : *list) {
            if (item.id.name == name) {
                return ReviewCase{reviewKey(argument),
                                  QString::fromStdString(name),
                                  list == &data.trainingCases ? QStringLiteral("training case")
                                                              : QStringLiteral("test case"),
                                  item.channels,
                                  {},
                                  item.label.value_or(std::filesystem::path()),
                                  data.manifest.channelNames,
                                  data.manifest.labels,
                                  {},
                                  project.labelColors(id),
                                  id};
            }
        }
    }
    return std::nullopt;
}

LoadedCase loadCase(const ReviewCase& item, const TaskContext& context)
{
    LoadedCase loaded;
    context.report(0.0, "read the scan");
    loaded.scan =
        std::make_shared<Volume>(item.channels.size() == 1 ? imaging::readVolume(item.channels.front())
                                                           : imaging::readChannels(item.channels));
    context.throwIfStopped();
    context.report(0.7, "read the masks");
    loaded.prediction = readMask(item.prediction, *loaded.scan, QStringLiteral("prediction"), loaded.note);
    context.throwIfStopped();
    loaded.truth = readMask(item.truth, *loaded.scan, QStringLiteral("truth"), loaded.note);
    context.report(1.0, "read");
    return loaded;
}

std::vector<LabelFigures> measureLabels(const LoadedCase& loaded, const dataset::LabelScheme& labels,
                                        const TaskContext& context)
{
    const auto predicted = countLabels(loaded.prediction.get());
    const auto truth = countLabels(loaded.truth.get());
    const double voxelMl = loaded.scan->geometry.spacing.voxelVolumeMm3() / 1000.0;
    const auto millilitres = [voxelMl](const std::map<int, std::int64_t>& counts, int label) {
        const auto found = counts.find(label);
        return found == counts.end() ? 0.0 : static_cast<double>(found->second) * voxelMl;
    };
    std::vector<LabelFigures> rows;
    for (const int label : labelsToShow(labels, predicted, truth)) {
        context.throwIfStopped();
        LabelFigures row{label, QString::fromStdString(labels.nameOf(label)), kNan, kNan, kNan, kNan, kNan};
        if (loaded.prediction) {
            row.predictionMl = millilitres(predicted, label);
        }
        if (loaded.truth) {
            row.truthMl = millilitres(truth, label);
        }
        if (loaded.prediction && loaded.truth) {
            const dataset::LabelEntry entry{row.name.toStdString(), {label}, false};
            row.dice =
                evaluation::overlap(*loaded.prediction, *loaded.truth, entry, labels.ignoreLabel()).dice;
            context.throwIfStopped();
            const auto distance = evaluation::surfaceDistance(*loaded.prediction, *loaded.truth, entry,
                                                              evaluation::kSurfaceToleranceMm);
            row.hd95 = distance.hd95;
            row.nsd = distance.nsd;
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace seg::gui

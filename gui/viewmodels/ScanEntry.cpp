// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ScanEntry.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/DicomScans.h"
#include "core/training/RunDirectory.h"
#include "gui/models/ValueText.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace seg::gui {

namespace {

constexpr double kSameSpacing = 1.15; // ratio up to which a spacing is "as expected"
constexpr double kFarSpacing = 3.0;   // ratio from which details are missing
const QRegularExpression kChannelSuffix(QStringLiteral("^(.*)_(\\d{4})$"));

std::string stem(const std::filesystem::path& file)
{
    return stemOfImage(file);
}

/// Image files of a path: itself, or those in a folder, by name.
std::vector<std::filesystem::path> imagesAt(const QString& path)
{
    if (!QFileInfo(path).isDir()) {
        const auto file = pathOf(path);
        return imaging::isImageFile(file) ? std::vector{file} : std::vector<std::filesystem::path>{};
    }
    std::vector<std::filesystem::path> files;
    for (const QFileInfo& entry : QDir(path).entryInfoList(QDir::Files, QDir::Name)) {
        const auto file = pathOf(entry.absoluteFilePath());
        if (!entry.fileName().startsWith(QLatin1Char('.')) && imaging::isImageFile(file)) {
            files.push_back(file);
        }
    }
    return files;
}

/// The other channels of "case_0000.nii.gz" that lie beside it.
std::vector<std::filesystem::path> channelsBeside(const std::filesystem::path& first)
{
    const QString name = QString::fromStdString(stem(first));
    const QString ending = textOf(first.filename()).mid(name.size());
    const QString base = name.chopped(4);
    std::vector<std::filesystem::path> files{first};
    for (int channel = 1;; ++channel) {
        const auto next = first.parent_path() /
                          pathOf(base + QStringLiteral("%1").arg(channel, 4, 10, QLatin1Char('0')) + ending);
        std::error_code ignored; // an unreadable folder has no further channels
        if (!std::filesystem::exists(next, ignored)) {
            return files;
        }
        files.push_back(next);
    }
}

ScanEntry entryOf(const QString& name, std::vector<std::filesystem::path> files)
{
    ScanEntry scan;
    scan.name = name;
    scan.files = std::move(files);
    try {
        scan.info = imaging::readImageInfo(scan.files.front());
        for (const auto& file : scan.files) {
            const std::int64_t volumes =
                file == scan.files.front() ? scan.info.channels : imaging::readImageInfo(file).channels;
            for (std::int64_t volume = 0; volume < volumes; ++volume) {
                scan.available.push_back({file, volume});
            }
        }
        scan.kind = QString::fromStdString(scan.info.format).section(QLatin1Char('-'), 0, 0); // "NIfTI"
        scan.detail = QString::fromStdString(scan.info.format);
        if (scan.info.formsDisagree) {
            scan.warnings << QStringLiteral(
                "Its header holds two places that contradict each other (qform and sform); check that the "
                "mask lies on the scan.");
        }
    } catch (const Error& error) { // shown in the row; the other scans go on
        scan.problem = QString::fromUtf8(error.what());
    }
    return scan;
}

ScanEntry entryOf(const imaging::DicomScan& dicom)
{
    const imaging::DicomSeries& series = dicom.series;
    ScanEntry scan;
    scan.name = QString::fromStdString(dicom.name);
    scan.kind = QStringLiteral("DICOM %1").arg(QString::fromStdString(series.modality)).trimmed();
    scan.detail =
        QStringLiteral("%1 (DICOM): %2")
            .arg(series.description.empty() ? scan.name : QString::fromStdString(series.description),
                 seriesDetail(series));
    scan.series = series.uid;
    scan.isChosen = dicom.isMain;
    scan.info.format = "DICOM";
    scan.info.geometry = series.geometry;
    scan.info.voxelType = series.voxelType;
    for (const std::string& finding : series.findings) {
        scan.warnings << QString::fromStdString(finding);
    }
    if (series.isReadable()) {
        scan.files = {dicom.path};
        scan.available = {{dicom.path, 0, dicom.isLinked}};
    } else {
        scan.files = {series.files.front()};
        scan.problem = QStringLiteral("This series cannot be read as one volume: %1.")
                           .arg(QString::fromStdString(series.obstacle));
    }
    return scan;
}

/// The series of a folder or of single files; what keeps them from being listed becomes a scan's problem.
void addSeries(const std::filesystem::path& place,
               const std::function<std::vector<imaging::DicomScan>()>& list, std::vector<ScanEntry>& scans)
{
    try {
        for (const imaging::DicomScan& dicom : list()) {
            scans.push_back(entryOf(dicom));
        }
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        ScanEntry scan;
        scan.name = textOf(place.filename());
        scan.files = {place};
        scan.problem = QString::fromUtf8(error.what());
        scans.push_back(std::move(scan));
    }
}

void addDicom(const QStringList& paths, const std::filesystem::path& links, std::vector<ScanEntry>& scans,
              const TaskContext& context)
{
    std::vector<std::filesystem::path> files;
    for (const QString& text : paths) {
        const auto path = pathOf(text);
        if (QFileInfo(text).isDir()) {
            if (imaging::holdsDicom(path, context)) {
                addSeries(
                    path, [&] { return imaging::dicomScansIn(path, links, context); }, scans);
            }
        } else if (!imaging::isImageFile(path) && imaging::isDicomFile(path)) {
            files.push_back(path);
        }
    }
    if (!files.empty()) {
        addSeries(
            files.front(), [&] { return imaging::dicomScansAmong(files, links, context); }, scans);
    }
}

/// Spacing of a configuration in the scans' own axis order (z, y, x); 0 where the configuration leaves an
/// axis alone.
std::array<double, 3> spacingOf(const planning::Plan& plan, const planning::Configuration& configuration)
{
    std::array<double, 3> transposed{};
    const std::size_t missing = 3 - std::min<std::size_t>(3, configuration.spacing.size());
    for (std::size_t axis = missing; axis < 3; ++axis) {
        transposed[axis] = configuration.spacing[axis - missing];
    }
    std::array<double, 3> spacing{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        spacing[static_cast<std::size_t>(plan.transposeForward[axis])] = transposed[axis];
    }
    return spacing;
}

QString millimetres(const std::array<double, 3>& zyx)
{
    QStringList parts;
    for (const double value : {zyx[2], zyx[1], zyx[0]}) {
        parts << (value > 0.0 ? QString::number(value, 'f', 1) : QStringLiteral("any"));
    }
    return parts.join(QStringLiteral(" × "));
}

QString modelDetail(const database::RunRecord& run, const ModelChoice& model)
{
    QStringList names;
    for (const std::string& channel : model.channelNames) {
        names << QString::fromStdString(channel);
    }
    QStringList parts;
    parts << (run.options.fold < 0 ? QStringLiteral("all cases")
                                   : QStringLiteral("fold %1").arg(run.options.fold));
    parts << names.join(QStringLiteral(" + ")) << millimetres(model.spacing) + QStringLiteral(" mm");
    if (!std::isnan(run.validationDice)) {
        parts << QStringLiteral("validation Dice %1").arg(run.validationDice, 0, 'f', 3);
    } else if (!std::isnan(run.bestDice)) {
        parts << QStringLiteral("patch Dice %1").arg(run.bestDice, 0, 'f', 3);
    }
    return parts.join(QStringLiteral(" · "));
}

ModelChoice modelOf(const database::Project& project, const database::RunRecord& run)
{
    const training::RunDirectory directory(run.folder);
    static_cast<void>(directory.usableCheckpoint()); // throws where there is none
    const planning::Plan plan = directory.plan();
    ModelChoice model;
    model.run = run.id;
    model.channelNames = directory.manifest().channelNames;
    model.spacing = spacingOf(plan, plan.configuration(run.options.configuration));
    QString dataset = datasetTitle(plan.datasetName);
    for (const database::DatasetRecord& record : project.datasets()) {
        if (record.id == run.dataset) {
            dataset = datasetTitle(record.name);
        }
    }
    model.title = QStringLiteral("%1 · %2 · run %3")
                      .arg(dataset, QString::fromStdString(run.options.configuration))
                      .arg(static_cast<qint64>(run.id));
    model.detail = modelDetail(run, model);
    return model;
}

/// Largest ratio between the scan's and the model's spacing along an axis, above 1 where the scan is coarser.
struct SpacingGap {
    double coarser = 1.0;
    double any = 1.0;
};

SpacingGap spacingGap(const Spacing& scan, const std::array<double, 3>& model)
{
    SpacingGap gap;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (model[axis] > 0.0 && scan.mm[axis] > 0.0) {
            const double ratio = scan.mm[axis] / model[axis];
            gap.coarser = std::max(gap.coarser, ratio);
            gap.any = std::max({gap.any, ratio, 1.0 / ratio});
        }
    }
    return gap;
}

/// What the spacings of scan and model mean for each other.
FitCheck checkSpacing(const Spacing& spacing, const ModelChoice& model)
{
    const QString scanText = millimetres(spacing.mm);
    const SpacingGap gap = spacingGap(spacing, model.spacing);
    if (gap.coarser > kFarSpacing) {
        return {ChipState::Warning, QStringLiteral("coarse"),
                QStringLiteral("The scan is %1 mm, the model expects %2 mm: small structures may be missed.")
                    .arg(scanText, millimetres(model.spacing)),
                true};
    }
    if (gap.any > kSameSpacing) {
        return {ChipState::Ok, QStringLiteral("fits"),
                QStringLiteral("The scan is %1 mm, the model works in %2 mm: it is resampled there and back.")
                    .arg(scanText, millimetres(model.spacing)),
                true};
    }
    return {ChipState::Ok, QStringLiteral("fits"),
            QStringLiteral("The scan is %1 mm, as the model expects.").arg(scanText), true};
}

/// Links that go with the page are made anew in `folder`.
void keepLinks(ChannelSource& channel, const std::filesystem::path& folder)
{
    if (!channel.isLinked) {
        return;
    }
    const auto kept = folder / channel.file.filename();
    if (!std::filesystem::exists(kept)) {
        imaging::copyDicomLinks(channel.file, kept);
    }
    channel.file = kept;
    channel.isLinked = false;
}

} // namespace

QString textOf(const std::filesystem::path& path)
{
    return QString::fromStdString(pathText(path));
}

std::filesystem::path pathOf(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

QString seriesDetail(const imaging::DicomSeries& series)
{
    const std::int64_t slices = series.geometry.extent.voxels[0];
    QStringList parts{slices == 1 ? QStringLiteral("1 slice") : QStringLiteral("%1 slices").arg(slices)};
    QStringList spacing;
    for (const double mm :
         {series.geometry.spacing.mm[2], series.geometry.spacing.mm[1], series.geometry.spacing.mm[0]}) {
        spacing << QString::number(mm, 'g', 3);
    }
    parts << spacing.join(QStringLiteral(" × ")) + QStringLiteral(" mm");
    if (series.sliceThickness > 0.0) {
        parts << QStringLiteral("%1 mm thick").arg(series.sliceThickness, 0, 'g', 3);
    }
    return parts.join(QStringLiteral(" · "));
}

std::vector<ScanEntry> scansAmong(const QStringList& paths, const std::filesystem::path& links,
                                  const TaskContext& context)
{
    std::vector<std::filesystem::path> files;
    for (const QString& path : paths) {
        const auto found = imagesAt(path);
        files.insert(files.end(), found.begin(), found.end());
    }
    const std::set<std::filesystem::path> dropped(files.begin(), files.end());
    std::set<std::filesystem::path> used;
    std::vector<ScanEntry> scans;
    for (const auto& file : files) {
        context.throwIfStopped();
        if (!used.insert(file).second) {
            continue;
        }
        const QString name = QString::fromStdString(stem(file));
        const auto match = kChannelSuffix.match(name);
        const bool isFirst = match.hasMatch() && match.captured(2) == QLatin1String("0000");
        const std::string first =
            match.hasMatch() ? (match.captured(1) + QStringLiteral("_0000")).toStdString() : std::string();
        const bool belongsToAnother =
            match.hasMatch() && !isFirst &&
            std::any_of(dropped.begin(), dropped.end(), [&](const auto& other) {
                return stem(other) == first && other.parent_path() == file.parent_path();
            });
        if (belongsToAnother) {
            continue;
        }
        auto channels = isFirst ? channelsBeside(file) : std::vector{file};
        used.insert(channels.begin(), channels.end());
        scans.push_back(entryOf(isFirst ? match.captured(1) : name, std::move(channels)));
    }
    addDicom(paths, links, scans, context);
    return scans;
}

std::vector<ModelChoice> usableModels(const database::Project& project)
{
    std::vector<ModelChoice> models;
    for (const database::RunRecord& run : project.runs()) {
        try {
            models.push_back(modelOf(project, run));
        } catch (const Error&) {
            continue; // not trained yet, or its files are gone: nothing to segment with
        }
    }
    return models;
}

std::vector<ChannelSource> defaultChannels(const ScanEntry& scan, std::size_t channels)
{
    const std::size_t count = std::min(channels, scan.available.size());
    return {scan.available.begin(), scan.available.begin() + static_cast<std::ptrdiff_t>(count)};
}

FitCheck checkAlone(const ScanEntry& scan)
{
    if (!scan.problem.isEmpty()) {
        return {ChipState::Error, QStringLiteral("unreadable"), scan.problem, false};
    }
    if (!scan.warnings.isEmpty()) {
        return {ChipState::Warning, QStringLiteral("check"), scan.warnings.join(QLatin1Char(' ')), false};
    }
    return {};
}

FitCheck checkFit(const ScanEntry& scan, const std::vector<ChannelSource>& channels, const ModelChoice& model)
{
    if (!scan.problem.isEmpty()) {
        return checkAlone(scan);
    }
    if (channels.size() < model.channelNames.size()) {
        QStringList names;
        for (const std::string& name : model.channelNames) {
            names << QString::fromStdString(name);
        }
        return {
            ChipState::Error,
            QStringLiteral("%1 of %2 channels").arg(channels.size()).arg(model.channelNames.size()),
            QStringLiteral(
                "The model needs %1 channels (%2), this scan has %3. Choose where the others come from, or "
                "add their files.")
                .arg(model.channelNames.size())
                .arg(names.join(QStringLiteral(", ")))
                .arg(channels.size()),
            false};
    }
    FitCheck fit = checkSpacing(scan.info.geometry.spacing, model);
    if (!scan.warnings.isEmpty()) {
        fit.chip = fit.state == ChipState::Ok ? QStringLiteral("check") : fit.chip;
        fit.state = ChipState::Warning;
        fit.sentence = scan.warnings.join(QLatin1Char(' ')) + QLatin1Char(' ') + fit.sentence;
    }
    return fit;
}

std::vector<std::filesystem::path> inputFiles(const std::vector<ChannelSource>& sources,
                                              const std::filesystem::path& folder)
{
    std::vector<ChannelSource> channels = sources;
    for (ChannelSource& channel : channels) {
        keepLinks(channel, folder);
    }
    std::map<std::filesystem::path, std::int64_t> volumes;
    for (const ChannelSource& channel : channels) {
        if (!volumes.contains(channel.file)) {
            volumes[channel.file] = imaging::readImageInfo(channel.file).channels;
        }
    }
    const auto count = static_cast<std::int64_t>(channels.size());
    bool isWholeFile = volumes.size() == 1 && volumes.begin()->second == count;
    for (std::int64_t index = 0; isWholeFile && index < count; ++index) {
        isWholeFile = channels[static_cast<std::size_t>(index)].volume == index;
    }
    if (isWholeFile) {
        return {channels.front().file};
    }
    std::vector<std::filesystem::path> files;
    for (const ChannelSource& channel : channels) {
        if (volumes[channel.file] == 1) {
            files.push_back(channel.file);
            continue;
        }
        createFolders(folder);
        const auto target = folder / pathOf(QStringLiteral("%1_volume%2.nii.gz")
                                                .arg(QString::fromStdString(stem(channel.file)))
                                                .arg(channel.volume + 1));
        imaging::extractChannel(channel.file, channel.volume, target);
        files.push_back(target);
    }
    return files;
}

} // namespace seg::gui

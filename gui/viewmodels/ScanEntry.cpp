// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ScanEntry.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/RunDirectory.h"
#include "gui/models/ValueText.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
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
    } catch (const Error& error) { // shown in the row; the other scans go on
        scan.problem = QString::fromUtf8(error.what());
    }
    return scan;
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

std::vector<ScanEntry> scansAmong(const QStringList& paths)
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

FitCheck checkFit(const ScanEntry& scan, const std::vector<ChannelSource>& channels, const ModelChoice& model)
{
    if (!scan.problem.isEmpty()) {
        return {ChipState::Error, QStringLiteral("unreadable"), scan.problem, false};
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
    const Spacing& spacing = scan.info.geometry.spacing;
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

std::vector<std::filesystem::path> inputFiles(const std::vector<ChannelSource>& channels,
                                              const std::filesystem::path& folder)
{
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

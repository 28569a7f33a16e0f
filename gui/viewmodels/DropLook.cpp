// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/DropLook.h"

#include "core/base/Error.h"
#include "core/dataset/DatasetSource.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"
#include "database/Project.h"
#include "gui/models/ValueText.h"
#include "gui/viewmodels/ScanEntry.h"

#include <QDir>
#include <QFileInfo>
#include <QObject>
#include <QRegularExpression>

#include <utility>

namespace seg::gui {

namespace {

constexpr int kNamesShown = 4;
constexpr std::size_t kImagesListed = 8;

DropContent contentOf(const QString& path, const TaskContext& context)
{
    context.throwIfStopped();
    const auto file = pathOf(path);
    if (!QFileInfo(path).isDir()) {
        const bool isImage = imaging::isImageFile(file);
        return {path, isImage ? QStringList{path} : QStringList(), !isImage && imaging::isDicomFile(file)};
    }
    DropContent content;
    content.path = path;
    const QDir folder(path);
    for (const QString& name : folder.entryList(QDir::Files, QDir::Name)) {
        if (!name.startsWith(QLatin1Char('.')) && imaging::isImageFile(pathOf(name))) {
            content.images << folder.filePath(name);
        }
    }
    content.hasDicom = imaging::holdsDicom(file, context);
    return content;
}

/// "the folder CT with 3 scans and DICOM slices"
QString nameOf(const DropContent& content)
{
    const QFileInfo info(content.path);
    QStringList inside;
    if (!content.images.isEmpty()) {
        inside << countText(content.images.size(), QObject::tr("scan"), QObject::tr("scans"));
    }
    if (content.hasDicom) {
        inside << QObject::tr("DICOM slices");
    }
    return info.isDir() && !inside.isEmpty()
               ? QObject::tr("the folder %1 with %2").arg(info.fileName(), inside.join(QObject::tr(" and ")))
               : info.fileName();
}

QString joined(QStringList names)
{
    const auto more = names.size() - kNamesShown;
    if (more > 0) {
        names = names.mid(0, kNamesShown) << QObject::tr("%1 more").arg(more);
    }
    return names.join(QStringLiteral(", "));
}

DropLook lookAtScans(const QStringList& paths, const TaskContext& context)
{
    QStringList names;
    qint64 images = 0;
    bool hasDicom = false;
    std::vector<DropContent> contents;
    for (const QString& path : paths) {
        const DropContent& content = contents.emplace_back(contentOf(path, context));
        names << nameOf(content);
        images += content.images.size();
        hasDicom = hasDicom || content.hasDicom;
    }
    if (images == 0 && !hasDicom) {
        return {
            DropKind::None, QObject::tr("This cannot be opened"),
            QObject::tr("%1 is no scan (NIfTI, NRRD, MetaImage, TIFF, PNG, BMP, DICOM), no task folder or "
                        ".tar, and no project.")
                .arg(joined(names))};
    }
    QStringList what;
    if (images > 0) {
        what << countText(images, QObject::tr("scan"), QObject::tr("scans"));
    }
    if (hasDicom) {
        what << QObject::tr("DICOM series");
    }
    return {DropKind::Scans, QObject::tr("Add %1 to segment").arg(what.join(QObject::tr(" and "))),
            joined(names), std::move(contents)};
}

/// "Task09_Spleen" of a folder or an archive.
QString taskName(const QString& path)
{
    static const QRegularExpression archive(QStringLiteral("\\.(tar|tar\\.gz|tgz)$"));
    return QFileInfo(path).fileName().remove(archive);
}

QString projectName(const QString& path)
{
    static const QRegularExpression ending(QStringLiteral("\\.segwright$"));
    return QFileInfo(path).fileName().remove(ending);
}

DropItem itemOf(const QString& image)
{
    DropItem item{QFileInfo(image).fileName(), {}, {}};
    try {
        const imaging::ImageInfo info = imaging::readImageInfo(pathOf(image));
        QStringList parts{QString::fromStdString(info.format), extentText(info.geometry.extent),
                          spacingText(info.geometry.spacing) + QStringLiteral(" mm")};
        if (info.channels > 1) {
            parts << QObject::tr("%1 volumes").arg(info.channels);
        }
        item.detail = parts.join(QStringLiteral(" · "));
    } catch (const Error& error) { // the others can be opened all the same
        item.warning = QString::fromUtf8(error.what());
    }
    return item;
}

DropItem itemOf(const imaging::DicomSeries& series)
{
    const QString name = QString::fromStdString(series.description);
    DropItem item;
    item.name = name.isEmpty() ? QObject::tr("series without a name") : name;
    item.detail =
        QStringLiteral("DICOM %1 · ").arg(QString::fromStdString(series.modality)) + seriesDetail(series);
    if (!series.isReadable()) {
        item.warning =
            QObject::tr("cannot be read as one volume: %1").arg(QString::fromStdString(series.obstacle));
    } else if (!series.findings.empty()) {
        item.warning = QString::fromStdString(series.findings.front());
    }
    return item;
}

} // namespace

DropLook lookAtDrop(const QStringList& paths, const TaskContext& context)
{
    if (paths.size() == 1) {
        const QString& path = paths.front();
        if (database::Project::isProject(pathOf(path))) {
            return {DropKind::Project, QObject::tr("Open project %1").arg(projectName(path)), path};
        }
        if (dataset::recognizeSource(pathOf(path), context)) {
            return {DropKind::Task, QObject::tr("Import %1").arg(taskName(path)), path};
        }
    }
    return lookAtScans(paths, context);
}

std::vector<DropItem> listDrop(const DropLook& look, const TaskContext& context)
{
    std::vector<DropItem> items;
    std::vector<std::filesystem::path> slices;
    for (const DropContent& content : look.contents) {
        const auto path = pathOf(content.path);
        for (const QString& image : content.images) {
            context.throwIfStopped();
            if (items.size() < kImagesListed) {
                items.push_back(itemOf(image));
            }
        }
        if (content.hasDicom && !QFileInfo(content.path).isDir()) {
            slices.push_back(path);
        } else if (content.hasDicom) {
            for (const imaging::DicomSeries& series : imaging::listDicomSeries(path, context)) {
                items.push_back(itemOf(series));
            }
        }
    }
    for (const imaging::DicomSeries& series : imaging::dicomSeriesAmong(slices, context)) {
        items.push_back(itemOf(series));
    }
    return items;
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/SlicePicture.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/imaging/NearestOnGrid.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/widgets/PaneTheme.h"
#include "viewers/overlay/LabelOverlay.h"
#include "viewers/slice/WindowPresets.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace seg::gui {

namespace {

constexpr double kLabelOpacity = 0.5;
constexpr int kThumbnail = 128;

std::int64_t labelledCells(const LabelMap& labels, const viewers::SliceFrame& frame, std::int64_t slice)
{
    const auto cells = viewers::extractSlice(std::span<const std::int16_t>(labels.values), frame, slice);
    return std::count_if(cells.values.begin(), cells.values.end(),
                         [](std::int16_t value) { return value > 0; });
}

std::int64_t fullestSlice(const LabelMap* labels, const viewers::SliceFrame& frame)
{
    std::int64_t best = frame.slices() / 2;
    std::int64_t most = 0;
    for (std::int64_t slice = 0; labels != nullptr && slice < frame.slices(); ++slice) {
        const std::int64_t cells = labelledCells(*labels, frame, slice);
        if (cells > most) {
            most = cells;
            best = slice;
        }
    }
    return best;
}

/// Rows from the bottom become rows from the top.
QImage imageOf(const std::vector<std::uint8_t>& rgba, std::int64_t columns, std::int64_t rows)
{
    const auto width = static_cast<int>(columns);
    const auto height = static_cast<int>(rows);
    const QImage view(rgba.data(), width, height, width * 4, QImage::Format_RGBA8888);
    return view.mirrored(false, true).convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

/// The label where it lies in the patient, on the scan's grid.
std::optional<LabelMap> labelOf(const Case& item, const Geometry& scan, const TaskContext& context)
{
    if (!item.label) {
        return std::nullopt;
    }
    try {
        LabelMap labels = imaging::readLabelMap(*item.label);
        return sameGrid(labels.geometry, scan) ? std::move(labels)
                                               : imaging::nearestOnGrid(labels, scan, context);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        // The check names it as a finding; the preview still shows the scan.
        log::debug("preview", error.what());
    }
    return std::nullopt;
}

} // namespace

SlicePicture slicePicture(const Volume& scan, const LabelMap* labels, viewers::Plane plane,
                          const dataset::LabelColors& colors)
{
    const viewers::SliceFrame frame(scan.geometry, plane);
    const std::int64_t slice = fullestSlice(labels, frame);
    const viewers::Window window = viewers::automaticWindow(scan.channel(0));
    const auto grey = viewers::windowedRgba(viewers::extractSlice(scan.channel(0), frame, slice),
                                            window.width, window.level);
    SlicePicture picture;
    picture.grey = imageOf(grey, frame.columns(), frame.rows());
    picture.widthMm = frame.width();
    picture.heightMm = frame.height();
    if (labels != nullptr) {
        const auto cells = viewers::extractSlice(std::span<const std::int16_t>(labels->values), frame, slice);
        picture.labels =
            imageOf(viewers::fillRgba(cells, labelColors(highestLabel(labels), colors), kLabelOpacity),
                    frame.columns(), frame.rows());
    }
    return picture;
}

std::vector<SlicePicture> casePictures(const Case& item, const dataset::LabelColors& colors,
                                       const TaskContext& context)
{
    const Volume scan = imaging::readVolume(item.channels.front());
    context.throwIfStopped();
    const std::optional<LabelMap> labels = labelOf(item, scan.geometry, context);
    std::vector<SlicePicture> pictures;
    for (const viewers::Plane plane :
         {viewers::Plane::Axial, viewers::Plane::Sagittal, viewers::Plane::Coronal}) {
        context.throwIfStopped();
        pictures.push_back(slicePicture(scan, labels ? &*labels : nullptr, plane, colors));
    }
    return pictures;
}

QImage flatPicture(const SlicePicture& picture, int pixels)
{
    const double scale = pixels / std::max(picture.widthMm, picture.heightMm);
    const QSize size(std::max(1, static_cast<int>(picture.widthMm * scale)),
                     std::max(1, static_cast<int>(picture.heightMm * scale)));
    QImage flat = picture.grey.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    if (!picture.labels.isNull()) {
        QPainter painter(&flat);
        painter.drawImage(QRect(QPoint(0, 0), size), picture.labels);
    }
    return flat;
}

void writeThumbnail(const Case& item, const dataset::LabelColors& colors, const std::filesystem::path& file,
                    const TaskContext& context)
{
    const QImage image = flatPicture(casePictures(item, colors, context).front(), kThumbnail);
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        if (!image.save(QString::fromStdString(pathText(temporary)), "PNG")) {
            throw Error(ErrorCode::Io, "cannot write the thumbnail " + pathText(file) + ".");
        }
    });
}

} // namespace seg::gui

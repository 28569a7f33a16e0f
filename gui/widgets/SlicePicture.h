// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/Case.h"
#include "core/dataset/LabelColors.h"
#include "core/imaging/Volume.h"
#include "viewers/slice/SliceFrame.h"

#include <QImage>

#include <filesystem>
#include <vector>

namespace seg::gui {

/// One slice ready to paint: grey values, labels over them in their colors, and the size in mm that gives its
/// shape.
struct SlicePicture {
    QImage grey;
    QImage labels; ///< transparent where there is none; null without a label map
    double widthMm = 1.0;
    double heightMm = 1.0;

    [[nodiscard]] bool isNull() const { return grey.isNull(); }
};

/// The slice of a plane that shows most of the labels, or the middle one. Radiological display, as the panes.
/// \param labels  on the scan's grid, or null. \param colors  chosen for the labels.
[[nodiscard]] SlicePicture slicePicture(const Volume& scan, const LabelMap* labels, viewers::Plane plane,
                                        const dataset::LabelColors& colors = {});

/// Axial, sagittal and coronal picture of a case: its first channel, with the label where it lies in the
/// patient. For a worker. \throws seg::Error  whatever reading the scan throws; a damaged label only leaves
/// the labels out.
[[nodiscard]] std::vector<SlicePicture> casePictures(const Case& item, const dataset::LabelColors& colors,
                                                     const TaskContext& context);

/// A picture as one image of at most `pixels` on its longer edge, for a thumbnail file.
[[nodiscard]] QImage flatPicture(const SlicePicture& picture, int pixels);

/// Writes the axial slice of a case as PNG. \throws seg::Error
void writeThumbnail(const Case& item, const dataset::LabelColors& colors, const std::filesystem::path& file,
                    const TaskContext& context);

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace seg::gui {

/// What dropped paths are.
enum class DropKind {
    None,    ///< nothing this program opens
    Scans,   ///< scan files, DICOM slices, or folders of them
    Task,    ///< one dataset that can be imported, a folder or an archive
    Project, ///< one project folder
};

/// What a path holds that can be segmented.
struct DropContent {
    QString path;
    QStringList images; ///< whole paths
    bool hasDicom = false;
};

/// What is said of paths before they are let go.
struct DropLook {
    DropKind kind = DropKind::None;
    QString title; ///< "Add 3 scans to segment"
    QString names; ///< of files and folders, in one line; the reason where nothing can be opened
    std::vector<DropContent> contents{}; ///< of scans, path by path
};

/// One scan among dropped paths.
struct DropItem {
    QString name;
    QString detail; ///< "NIfTI · 36 × 50 × 35 · 1.00 × 1.00 × 1.00 mm"; slices and thickness of a series
    QString warning; ///< missing slices, a damaged file, …; empty when all is well
    bool operator==(const DropItem&) const = default;
};

/// Looks at names and, to tell datasets and DICOM apart, at the beginnings of some hundred files: may take
/// seconds on a slow disk, so it is called on a worker's thread. \throws seg::Error  Cancelled.
[[nodiscard]] DropLook lookAtDrop(const QStringList& paths, const TaskContext& context);

/// The scans that lookAtDrop() found, as their headers tell: of image files the first eight, of DICOM every
/// series. \throws seg::Error  Cancelled; as imaging::listDicomSeries.
[[nodiscard]] std::vector<DropItem> listDrop(const DropLook& look, const TaskContext& context);

} // namespace seg::gui

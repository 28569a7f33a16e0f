// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/widgets/SlicePicture.h"

#include <QWidget>

namespace seg::gui {

/// A slice with its labels on black, as large as fits; the scan smooth, the labels voxel by voxel.
class ImageThumb final : public QWidget {
    Q_OBJECT

public:
    explicit ImageThumb(QWidget* parent = nullptr);

    void setPicture(const SlicePicture& picture);
    void clear() { setPicture({}); }
    [[nodiscard]] const SlicePicture& picture() const noexcept { return m_picture; }
    [[nodiscard]] bool isEmpty() const { return m_picture.isNull(); }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SlicePicture m_picture;
};

} // namespace seg::gui

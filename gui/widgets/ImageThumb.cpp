// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/ImageThumb.h"

#include "gui/theme/Tokens.h"

#include <QPainter>

#include <algorithm>

namespace seg::gui {

ImageThumb::ImageThumb(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ImageThumb::setPicture(const SlicePicture& picture)
{
    m_picture = picture;
    update();
}

QSize ImageThumb::sizeHint() const
{
    return {120, 160};
}

void ImageThumb::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.fillRect(rect(), tokens().pane);
    if (m_picture.isNull()) {
        return;
    }
    const double scale = std::min(width() / m_picture.widthMm, height() / m_picture.heightMm);
    const double wide = m_picture.widthMm * scale;
    const double high = m_picture.heightMm * scale;
    const QRectF target((width() - wide) / 2.0, (height() - high) / 2.0, wide, high);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, m_picture.grey);
    if (!m_picture.labels.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(target, m_picture.labels);
    }
}

} // namespace seg::gui

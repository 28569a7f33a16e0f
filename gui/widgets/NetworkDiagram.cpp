// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/NetworkDiagram.h"

#include "gui/theme/Fonts.h"
#include "gui/theme/Theme.h"

#include <QPainter>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr double kBoxHeight = 24.0;
constexpr double kWidestBox = 62.0;
constexpr double kTallestRow = 46.0;
constexpr double kShortestRow = 40.0;
constexpr double kOut = 34.0; // room for the word at the right edge

} // namespace

NetworkDiagram::NetworkDiagram(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void NetworkDiagram::setPicture(const NetworkPicture& picture)
{
    m_picture = picture;
    setMaximumHeight(static_cast<int>(std::max(1, stages()) * kTallestRow));
    updateGeometry();
    update();
}

QSize NetworkDiagram::sizeHint() const
{
    return {800, minimumSizeHint().height()}; // rows grow where there is room
}

QSize NetworkDiagram::minimumSizeHint() const
{
    return {400, static_cast<int>(std::max(1, stages()) * kShortestRow)};
}

double NetworkDiagram::columnWidth() const
{
    return (width() - kOut) / static_cast<double>(std::max(1, 2 * stages() - 1));
}

double NetworkDiagram::rowHeight() const
{
    return std::clamp(height() / static_cast<double>(std::max(1, stages())), kShortestRow, kTallestRow);
}

QRectF NetworkDiagram::encoderBox(int stage) const
{
    const double wide = std::min(kWidestBox, columnWidth() - 10.0);
    return {columnWidth() * stage + (columnWidth() - wide) / 2.0, rowHeight() * stage + 1.0, wide,
            kBoxHeight};
}

QRectF NetworkDiagram::decoderBox(int stage) const
{
    QRectF box = encoderBox(stage);
    box.moveLeft(columnWidth() * (2 * stages() - 2 - stage) + (columnWidth() - box.width()) / 2.0);
    return box;
}

void NetworkDiagram::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLinks(painter);
    for (int stage = 0; stage < stages(); ++stage) {
        paintBox(painter, encoderBox(stage), stage, true);
        if (stage + 1 < stages()) {
            paintBox(painter, decoderBox(stage), stage, false);
        }
    }
}

void NetworkDiagram::paintLinks(QPainter& painter) const
{
    // Out of the side of the upper box, aslant, into the top of the lower one: clear of the words below and
    // beside the boxes.
    const auto elbow = [&](const QPointF& from, const QPointF& to) {
        const double reach = (to.x() - from.x()) * 0.4;
        painter.drawPolyline(QPolygonF{from, QPointF(from.x() + reach, from.y()), to});
    };
    for (int stage = 0; stage + 1 < stages(); ++stage) {
        const QRectF left = encoderBox(stage);
        const QRectF right = decoderBox(stage);
        QPen across(tokens().line, 1);
        across.setDashPattern({4.0, 4.0});
        painter.setPen(across);
        painter.drawLine(QPointF(left.right(), left.center().y()), QPointF(right.left(), right.center().y()));
        painter.setPen(QPen(tokens().text3, 1));
        const QRectF below = encoderBox(stage + 1);
        elbow(QPointF(left.right(), left.center().y()), QPointF(below.center().x(), below.top()));
        const QRectF from = stage + 2 < stages() ? decoderBox(stage + 1) : encoderBox(stage + 1);
        elbow(QPointF(right.left(), right.center().y()), QPointF(from.center().x(), from.top()));
    }
}

void NetworkDiagram::paintBox(QPainter& painter, const QRectF& box, int stage, bool isEncoder) const
{
    painter.setPen(QPen(isEncoder ? tokens().accent : tokens().text3, 1.2));
    painter.setBrush(isEncoder ? tokens().accentSoft : tokens().raised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setFont(captionFont());
    painter.setPen(tokens().text);
    painter.drawText(box, Qt::AlignCenter,
                     QString::number(m_picture.features[static_cast<std::size_t>(stage)]));
    painter.setPen(tokens().text3);
    const QRectF words(box.center().x() - columnWidth(), box.bottom() + 1, 2 * columnWidth(), 14);
    painter.drawText(words, Qt::AlignHCenter | Qt::AlignTop, m_picture.sizes.value(stage));
    if (!isEncoder && stage < m_picture.outputs) {
        painter.drawText(QRectF(box.right() + 4, box.top(), kOut, box.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, tr("out"));
    }
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/PaneStyle.h"

#include <QString>
#include <QWidget>

#include <array>

namespace seg::viewers {

/// What lies over the picture of a slice pane: crosshair, edge letters, window and level, scale bar.
/// A transparent child of the canvas, so that moving the crosshair redraws no picture.
class SliceDecoration final : public QWidget {
    Q_OBJECT

public:
    struct Content {
        bool hasScan = false;
        bool crosshair = false;
        QPointF cross;     ///< position of the crosshair, widget pixels
        QColor horizontal; ///< color of the plane that each line stands for
        QColor vertical;
        std::array<char, 4> letters{}; ///< left, right, bottom, top
        QString windowText;            ///< "W 350 L 40"
        double mmPerPixel = 1.0;
    };

    SliceDecoration(const PaneStyle& style, QWidget* parent);

    void setStyle(const PaneStyle& style);
    void setContent(const Content& content);
    [[nodiscard]] const Content& content() const noexcept { return m_content; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void drawText(QPainter& painter, const QRectF& box, int alignment, const QString& text) const;
    void drawScaleBar(QPainter& painter) const;

    PaneStyle m_style;
    Content m_content;
};

/// The longest of 1, 2, 5 × 10ⁿ mm that is at most `pixels` long, and its text ("5 cm").
struct ScaleBar {
    double millimetres = 0.0;
    QString text;
};
[[nodiscard]] ScaleBar scaleBar(double mmPerPixel, double pixels);

} // namespace seg::viewers

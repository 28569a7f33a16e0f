// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"
#include "gui/widgets/CurveScale.h"

#include <QColor>
#include <QPixmap>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QContextMenuEvent;
class QMenu;
class QPainter;

namespace seg::gui {

enum class CurveInk { Text, Secondary, Accent, Warning, Label };
enum class CurveStyle { Line, Bold, Dashed, Rings };

/// One curve: its points and how it is drawn. x ascends; a y that is NaN leaves a gap.
struct Curve {
    QString name;
    CurveInk ink = CurveInk::Text;
    int label = 0;                    ///< with CurveInk::Label: the label value whose color it has
    dataset::LabelColors colors = {}; ///< chosen for the labels
    CurveStyle style = CurveStyle::Line;
    int decimals = 3;     ///< in the legend and the value table
    QString unit;         ///< after values, e.g. "s"
    bool onRight = false; ///< measured by an axis of its own at the right edge
    std::vector<double> x;
    std::vector<double> y;
    bool isVisible = true;
};

/// A chart of curves over epochs. Grid lines only horizontal; a line under the pointer with the values there;
/// wheel zooms along x, drag pans, double click fits; a click on a name hides or shows its curve (Ctrl: only
/// that one); the context menu copies the data as CSV.
class CurvePlot final : public QWidget {
    Q_OBJECT

public:
    explicit CurvePlot(QWidget* parent = nullptr);

    /// Replaces the curves; those with a known name stay hidden or shown. A zoom stays as it is.
    void setCurves(std::vector<Curve> curves);
    [[nodiscard]] const std::vector<Curve>& curves() const noexcept { return m_curves; }

    void setFixedRange(const ValueRange& y); ///< of the left axis; otherwise it follows what is visible
    void setXName(const QString& name);      ///< "epoch"
    void setEmptyText(const QString& text);  ///< shown while there is no point
    void setLegendShown(bool shown);

    void fit();                              ///< shows everything
    void setXRange(const ValueRange& range); ///< zooms; clipped to the data
    [[nodiscard]] ValueRange xRange() const;
    [[nodiscard]] ValueRange yRange() const; ///< of the left axis
    [[nodiscard]] bool isZoomed() const noexcept { return m_zoom.has_value(); }

    [[nodiscard]] QPointF pixelAt(double x, double y) const; ///< left axis; logical pixels
    [[nodiscard]] double xAt(double pixel) const;
    [[nodiscard]] QRectF plotArea() const; ///< inside the axes

    /// Value of every visible curve at the point nearest to x; NaN where it has none there.
    struct Value {
        QString name;
        double x = 0.0;
        double y = 0.0;
    };
    [[nodiscard]] std::vector<Value> valuesAt(double x) const;
    [[nodiscard]] QRectF legendRect(const QString& name) const; ///< empty when it is not on show
    [[nodiscard]] QString csv() const;                          ///< all visible curves, one row an x

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// The line of another chart beside this one; nothing hides it.
    void setHover(std::optional<double> x);
    [[nodiscard]] std::optional<double> hover() const noexcept { return m_hover; }

Q_SIGNALS:
    void hovered(bool inside, double x); ///< snapped to a point
    void xRangeChanged();                ///< by the person: zoom, pan or fit

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct LegendEntry {
        QRectF rect;
        std::size_t curve = 0;
    };

    struct TableRow {
        QColor color;
        QString name;
        QString value;
    };

    void invalidate();
    void layOut();
    void layOutLegend();
    void paintChart();
    void paintGrid(QPainter& painter) const;
    void paintCurve(QPainter& painter, const Curve& curve) const;
    void paintLegend(QPainter& painter) const;
    void paintHover(QPainter& painter) const;
    void paintValueTable(QPainter& painter, double x) const;
    [[nodiscard]] std::vector<TableRow> tableRows(double x, std::size_t most) const;
    [[nodiscard]] static double valueOf(const Curve& curve, double x); ///< NaN where it has no point
    void toggleCurve(std::size_t index, bool alone);
    void fillCurvesMenu(QMenu& menu);
    void showXRange(const ValueRange& range);
    [[nodiscard]] ValueRange dataXRange() const;
    [[nodiscard]] ValueRange axisRange(bool right) const;
    [[nodiscard]] double yPixel(double y, bool right) const;
    [[nodiscard]] std::optional<double> nearestX(double x) const;
    [[nodiscard]] QString legendText(const Curve& curve) const;
    [[nodiscard]] std::optional<std::size_t> legendAt(const QPointF& position) const;

    std::vector<Curve> m_curves;
    std::optional<ValueRange> m_fixedY;
    std::optional<ValueRange> m_zoom;
    QString m_xName;
    QString m_emptyText;
    bool m_legendShown = true;

    QPixmap m_chart; ///< everything but the hover line
    bool m_isStale = true;
    ValueRange m_left; ///< axes as laid out
    ValueRange m_right;
    bool m_hasRight = false;
    QRectF m_area;
    std::vector<LegendEntry> m_legend;
    QRectF m_moreRect; ///< "+ 97 more", opens the list of curves
    std::size_t m_hiddenEntries = 0;

    std::optional<double> m_hover;
    bool m_isPointed = false; ///< the pointer is over this chart: show the value table
    std::optional<QPointF> m_pressed;
    ValueRange m_pressedRange;
    bool m_isPanning = false;
};

} // namespace seg::gui

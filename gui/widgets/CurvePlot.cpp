// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CurvePlot.h"

#include "gui/widgets/CurvePlotStyle.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace seg::gui {

using namespace curves;

namespace {

constexpr int kLegendRow = 20;
constexpr int kLegendRows = 3; // at most; more curves are in the menu
constexpr int kLegendGap = 14;
constexpr double kZoomStep = 1.25; // a notch of the wheel
constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

/// Index of the point nearest to x; nothing without points.
std::optional<std::size_t> nearestPoint(const Curve& curve, double x)
{
    if (curve.x.empty()) {
        return std::nullopt;
    }
    const auto after = std::lower_bound(curve.x.begin(), curve.x.end(), x);
    auto index = static_cast<std::size_t>(after - curve.x.begin());
    if (index == curve.x.size() || (index > 0 && x - curve.x[index - 1] < curve.x[index] - x)) {
        --index;
    }
    return index;
}

double lastValue(const Curve& curve)
{
    for (auto it = curve.y.rbegin(); it != curve.y.rend(); ++it) {
        if (std::isfinite(*it)) {
            return *it;
        }
    }
    return kNoValue;
}

/// Width of the widest tick of an axis.
int tickWidth(const ValueRange& range, double pixels)
{
    const QFontMetrics metrics(captionFont());
    const int most = axisTicks(pixels);
    const double step = niceStep(range.length(), most);
    int width = 0;
    for (const double tick : ticksOf(range, most)) {
        width = std::max(width, metrics.horizontalAdvance(tickText(tick, step)));
    }
    return width;
}

} // namespace

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, &CurvePlot::invalidate);
}

QSize CurvePlot::sizeHint() const
{
    return {480, minimumSizeHint().height()}; // grows where there is room
}

QSize CurvePlot::minimumSizeHint() const
{
    return {160, 70};
}

void CurvePlot::setCurves(std::vector<Curve> curves)
{
    for (Curve& curve : curves) {
        const auto known = std::find_if(m_curves.begin(), m_curves.end(),
                                        [&](const Curve& c) { return c.name == curve.name; });
        if (known != m_curves.end()) {
            curve.isVisible = known->isVisible;
        }
    }
    m_curves = std::move(curves);
    invalidate();
}

void CurvePlot::setFixedRange(const ValueRange& y)
{
    m_fixedY = y;
    invalidate();
}

void CurvePlot::setXName(const QString& name)
{
    m_xName = name;
    invalidate();
}

void CurvePlot::setEmptyText(const QString& text)
{
    if (text != m_emptyText) {
        m_emptyText = text;
        invalidate();
    }
}

void CurvePlot::setLegendShown(bool shown)
{
    m_legendShown = shown;
    invalidate();
}

void CurvePlot::invalidate()
{
    m_isStale = true;
    layOut();
    update();
}

ValueRange CurvePlot::dataXRange() const
{
    double from = std::numeric_limits<double>::infinity();
    double to = -from;
    for (const Curve& curve : m_curves) {
        if (!curve.x.empty()) {
            from = std::min(from, curve.x.front());
            to = std::max(to, curve.x.back());
        }
    }
    if (from > to) {
        return {0.0, 1.0};
    }
    return {from, to > from ? to : from + 1.0};
}

ValueRange CurvePlot::xRange() const
{
    return m_zoom.value_or(dataXRange());
}

ValueRange CurvePlot::yRange() const
{
    return m_left;
}

ValueRange CurvePlot::axisRange(bool right) const
{
    if (!right && m_fixedY) {
        return *m_fixedY;
    }
    const ValueRange seen = xRange();
    ValueRange range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const Curve& curve : m_curves) {
        if (!curve.isVisible || curve.onRight != right) {
            continue;
        }
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            if (curve.x[i] >= seen.from && curve.x[i] <= seen.to && std::isfinite(curve.y[i])) {
                range.from = std::min(range.from, curve.y[i]);
                range.to = std::max(range.to, curve.y[i]);
            }
        }
    }
    if (range.from > range.to) {
        return {0.0, 1.0};
    }
    return range;
}

QString CurvePlot::legendText(const Curve& curve) const
{
    const QString unit = curve.unit.isEmpty() ? QString() : QStringLiteral(" ") + curve.unit;
    const double value = lastValue(curve);
    return std::isfinite(value) ? curve.name + QStringLiteral(" ") + valueText(value, curve.decimals) + unit
                                : curve.name;
}

void CurvePlot::layOutLegend()
{
    m_legend.clear();
    m_moreRect = {};
    m_hiddenEntries = 0;
    if (!m_legendShown) {
        return;
    }
    const QFontMetrics metrics(legendFont());
    const auto more = [&](std::size_t count) { return QStringLiteral("+ %1 more").arg(count); };
    const int rows = height() < 140 ? 1 : kLegendRows;
    double left = 0.0;
    int row = 0;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const double wide = kSwatch + 6 + metrics.horizontalAdvance(legendText(m_curves[i]));
        const double reserved =
            row + 1 == rows && i + 1 < m_curves.size() ? metrics.horizontalAdvance(more(99)) + kLegendGap : 0;
        if (left > 0.0 && left + wide + reserved > width()) {
            if (row + 1 == rows) {
                m_hiddenEntries = m_curves.size() - i;
                m_moreRect = QRectF(left, row * kLegendRow, metrics.horizontalAdvance(more(m_hiddenEntries)),
                                    kLegendRow);
                break;
            }
            left = 0.0;
            ++row;
        }
        m_legend.push_back({QRectF(left, row * kLegendRow, wide, kLegendRow), i});
        left += wide + kLegendGap;
    }
    const double top = height() - (row + 1) * kLegendRow;
    for (LegendEntry& entry : m_legend) {
        entry.rect.translate(0.0, top);
    }
    m_moreRect.translate(0.0, top);
}

void CurvePlot::layOut()
{
    layOutLegend();
    m_hasRight = std::any_of(m_curves.begin(), m_curves.end(),
                             [](const Curve& c) { return c.onRight && c.isVisible; });
    const double legendTop = m_legend.empty() ? height() : m_legend.front().rect.top() - 4;
    const double top = QFontMetrics(captionFont()).height() / 2.0;
    const double bottom = std::max(top + 10.0, legendTop - kBelowAxis);
    const int most = axisTicks(bottom - top);
    m_left = m_fixedY ? *m_fixedY : widened(axisRange(false), most);
    m_right = m_hasRight ? widened(axisRange(true), most) : ValueRange{};
    const int leftWidth = tickWidth(m_left, bottom - top) + kAxisGap;
    const int rightWidth =
        m_hasRight ? tickWidth(m_right, bottom - top) + kAxisGap : kAxisGap; // a ring on the last epoch fits
    m_area = QRectF(leftWidth, top, std::max(10, width() - leftWidth - rightWidth), bottom - top);
}

QRectF CurvePlot::plotArea() const
{
    return m_area;
}

double CurvePlot::yPixel(double y, bool right) const
{
    const ValueRange& range = right ? m_right : m_left;
    return m_area.bottom() - (y - range.from) / range.length() * m_area.height();
}

QPointF CurvePlot::pixelAt(double x, double y) const
{
    const ValueRange range = xRange();
    return {m_area.left() + (x - range.from) / range.length() * m_area.width(), yPixel(y, false)};
}

double CurvePlot::xAt(double pixel) const
{
    const ValueRange range = xRange();
    return range.from + (pixel - m_area.left()) / m_area.width() * range.length();
}

void CurvePlot::fit()
{
    m_zoom.reset();
    invalidate();
}

void CurvePlot::setXRange(const ValueRange& range)
{
    const ValueRange all = dataXRange();
    const double length = std::min(std::max(range.length(), std::min(2.0, all.length())), all.length());
    const double from = std::clamp(range.from, all.from, all.to - length);
    if (length >= all.length()) {
        m_zoom.reset();
    } else {
        m_zoom = ValueRange{from, from + length};
    }
    invalidate();
}

void CurvePlot::showXRange(const ValueRange& range)
{
    setXRange(range);
    Q_EMIT xRangeChanged();
}

std::optional<double> CurvePlot::nearestX(double x) const
{
    std::optional<double> best;
    for (const Curve& curve : m_curves) {
        const std::optional<std::size_t> index = curve.isVisible ? nearestPoint(curve, x) : std::nullopt;
        if (index && (!best || std::abs(curve.x[*index] - x) < std::abs(*best - x))) {
            best = curve.x[*index];
        }
    }
    return best;
}

double CurvePlot::valueOf(const Curve& curve, double x)
{
    const std::optional<std::size_t> index = nearestPoint(curve, x);
    return index && curve.x[*index] == x ? curve.y[*index] : kNoValue;
}

std::vector<CurvePlot::Value> CurvePlot::valuesAt(double x) const
{
    std::vector<Value> values;
    const std::optional<double> snapped = nearestX(x);
    for (const Curve& curve : m_curves) {
        if (curve.isVisible && snapped) {
            values.push_back({curve.name, *snapped, valueOf(curve, *snapped)});
        }
    }
    return values;
}

QRectF CurvePlot::legendRect(const QString& name) const
{
    for (const LegendEntry& entry : m_legend) {
        if (m_curves[entry.curve].name == name) {
            return entry.rect;
        }
    }
    return {};
}

QString CurvePlot::csv() const
{
    const auto quoted = [](QString text) {
        return text.contains(u',') || text.contains(u'"')
                   ? u'"' + text.replace(u'"', QLatin1String("\"\"")) + u'"'
                   : text;
    };
    std::set<double> rows;
    QString text = quoted(m_xName.isEmpty() ? QStringLiteral("x") : m_xName);
    for (const Curve& curve : m_curves) {
        if (curve.isVisible) {
            text +=
                u',' + quoted(curve.unit.isEmpty() ? curve.name
                                                   : curve.name + QStringLiteral(" (%1)").arg(curve.unit));
            rows.insert(curve.x.begin(), curve.x.end());
        }
    }
    text += u'\n';
    for (const double x : rows) {
        text += QString::number(x, 'g', 12);
        for (const Curve& curve : m_curves) {
            if (!curve.isVisible) {
                continue;
            }
            const double value = valueOf(curve, x);
            text += u',' + (std::isfinite(value) ? QString::number(value, 'g', 12) : QString());
        }
        text += u'\n';
    }
    return text;
}

void CurvePlot::setHover(std::optional<double> x)
{
    if (x != m_hover) {
        m_hover = x;
        update();
    }
}

void CurvePlot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    invalidate();
}

std::optional<std::size_t> CurvePlot::legendAt(const QPointF& position) const
{
    for (const LegendEntry& entry : m_legend) {
        if (entry.rect.contains(position)) {
            return entry.curve;
        }
    }
    return std::nullopt;
}

void CurvePlot::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF position = event->position();
    if (m_pressed && !m_isPanning &&
        (position - *m_pressed).manhattanLength() > QApplication::startDragDistance()) {
        m_isPanning = m_zoom.has_value();
    }
    if (m_isPanning) {
        const double shift = (m_pressed->x() - position.x()) / m_area.width() * m_pressedRange.length();
        showXRange({m_pressedRange.from + shift, m_pressedRange.to + shift});
    }
    const bool isOverLegend = legendAt(position) || m_moreRect.contains(position);
    setCursor(isOverLegend ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const bool isInside = m_area.adjusted(-8, -8, 8, kBelowAxis).contains(position);
    m_isPointed = isInside;
    setHover(isInside ? nearestX(xAt(position.x())) : std::nullopt);
    Q_EMIT hovered(m_hover.has_value(), m_hover.value_or(0.0));
    update();
}

void CurvePlot::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_isPointed = false;
    setHover(std::nullopt);
    Q_EMIT hovered(false, 0.0);
    update();
}

void CurvePlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_pressed = event->position();
        m_pressedRange = xRange();
    }
}

void CurvePlot::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const bool wasClick = m_pressed && !m_isPanning;
    m_pressed.reset();
    m_isPanning = false;
    if (!wasClick) {
        return;
    }
    if (const std::optional<std::size_t> curve = legendAt(event->position())) {
        toggleCurve(*curve, event->modifiers().testFlag(Qt::ControlModifier));
    } else if (m_moreRect.contains(event->position())) {
        QMenu menu(this);
        fillCurvesMenu(menu);
        menu.exec(event->globalPosition().toPoint());
    }
}

void CurvePlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (m_area.contains(event->position())) {
        fit();
        Q_EMIT xRangeChanged();
    } else {
        mousePressEvent(event);
    }
}

void CurvePlot::wheelEvent(QWheelEvent* event)
{
    if (!m_area.contains(event->position()) || event->angleDelta().y() == 0) {
        event->ignore();
        return;
    }
    const double factor = std::pow(kZoomStep, -event->angleDelta().y() / 120.0);
    const double center = xAt(event->position().x());
    const ValueRange range = xRange();
    showXRange({center - (center - range.from) * factor, center + (range.to - center) * factor});
    event->accept();
}

void CurvePlot::toggleCurve(std::size_t index, bool alone)
{
    if (alone) {
        const bool isAlone = std::count_if(m_curves.begin(), m_curves.end(),
                                           [](const Curve& c) { return c.isVisible; }) == 1 &&
                             m_curves[index].isVisible;
        for (std::size_t i = 0; i < m_curves.size(); ++i) {
            m_curves[i].isVisible = isAlone || i == index;
        }
    } else {
        m_curves[index].isVisible = !m_curves[index].isVisible;
    }
    invalidate();
}

void CurvePlot::fillCurvesMenu(QMenu& menu)
{
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        QAction* action = menu.addAction(m_curves[i].name);
        action->setCheckable(true);
        action->setChecked(m_curves[i].isVisible);
        connect(action, &QAction::triggered, this, [this, i] { toggleCurve(i, false); });
    }
}

void CurvePlot::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy data as CSV"), this, [this] { QApplication::clipboard()->setText(csv()); });
    menu.addAction(tr("Copy picture"), this, [this] { QApplication::clipboard()->setPixmap(grab()); });
    menu.addAction(tr("Show all epochs"), this,
                   [this] {
                       fit();
                       Q_EMIT xRangeChanged();
                   })
        ->setEnabled(isZoomed());
    menu.addSeparator();
    fillCurvesMenu(*menu.addMenu(tr("Curves")));
    menu.exec(event->globalPos());
}

} // namespace seg::gui

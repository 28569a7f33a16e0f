// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

#include <span>
#include <vector>

namespace seg::gui {

/// Counts of values in equal bins, or of named groups.
struct HistogramData {
    std::vector<int> counts;
    double from = 0.0; ///< left edge of the first bin
    double to = 0.0;   ///< right edge of the last bin
    QStringList names; ///< of the groups; empty for bins of values
    QString unit;      ///< "mm"; after the right axis text
    int decimals = 0;  ///< of the axis texts
    [[nodiscard]] bool isEmpty() const;
};

/// Bins finite values; a single value gets one bar between two empty places, so that it looks like one.
[[nodiscard]] HistogramData histogramOf(std::span<const double> values, int bins, const QString& unit,
                                        int decimals);

/// Bars over their axis. Hovering a bar says how many cases lie in it.
class Histogram final : public QWidget {
    Q_OBJECT

public:
    explicit Histogram(QWidget* parent = nullptr);

    void setData(const HistogramData& data);
    void setWarning(bool on); ///< bars in the warning color
    void setEmptyText(const QString& text);
    [[nodiscard]] const HistogramData& data() const noexcept { return m_data; }
    [[nodiscard]] QRectF barRect(int index) const;
    [[nodiscard]] QString barText(int index) const; ///< "12 cases, 34–36 mm"

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] double barSlot() const;   ///< width of a bar with its gap
    [[nodiscard]] double firstSlot() const; ///< left edge of the first
    void paintAxis(QPainter& painter) const;
    [[nodiscard]] double edge(int index) const; ///< value of a bin's left edge
    HistogramData m_data;
    QString m_emptyText;
    bool m_isWarning = false;
    int m_hovered = -1;
};

} // namespace seg::gui

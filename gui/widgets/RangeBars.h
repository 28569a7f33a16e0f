// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace seg::gui {

/// Where the intensities of one channel lie.
struct IntensityRange {
    QString name;
    double low = 0.0; ///< 0.5 % percentile
    double median = 0.0;
    double high = 0.0; ///< 99.5 % percentile
    double mean = 0.0;
    double deviation = 0.0;
};

/// A row per channel: a line from the 0.5 to the 99.5 percentile, a bar of one standard deviation around the
/// mean, a mark at the median. Rows have a scale of their own, as channels have units of their own.
class RangeBars final : public QWidget {
    Q_OBJECT

public:
    explicit RangeBars(QWidget* parent = nullptr);
    void setRanges(std::vector<IntensityRange> ranges);
    [[nodiscard]] const std::vector<IntensityRange>& ranges() const noexcept { return m_ranges; }
    [[nodiscard]] QSize sizeHint() const override { return {200, 82}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {90, 60}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void paintRow(QPainter& painter, const IntensityRange& range, const QRectF& row) const;
    [[nodiscard]] double rowHeight() const;
    [[nodiscard]] std::size_t shownRows() const;
    std::vector<IntensityRange> m_ranges;
};

} // namespace seg::gui

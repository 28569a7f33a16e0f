// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CurveScale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace seg::gui {

namespace {

constexpr int kMostWidenings = 4;

} // namespace

double niceStep(double length, int most)
{
    const double raw = length / std::max(most, 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (raw <= factor * power * (1.0 + 1e-9)) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

std::vector<double> ticksOf(const ValueRange& range, int most, bool wholeNumbers)
{
    std::vector<double> ticks;
    if (range.isEmpty()) {
        return ticks;
    }
    double step = niceStep(range.length(), most);
    if (wholeNumbers) {
        step = std::max(1.0, std::ceil(step));
    }
    const double slack = step * 1e-6;
    for (double n = std::ceil((range.from - slack) / step); n * step <= range.to + slack; n += 1.0) {
        ticks.push_back(n * step);
    }
    return ticks;
}

ValueRange widened(const ValueRange& range, int most)
{
    if (range.isEmpty()) {
        const double reach = range.from == 0.0 ? 1.0 : std::abs(range.from) * 0.1;
        return widened({range.from - reach, range.from + reach}, most);
    }
    // The ends are ticks of the wider range, too: its own step may be the larger one.
    double step = niceStep(range.length(), most);
    ValueRange wider;
    for (int i = 0; i < kMostWidenings; ++i) {
        wider = {std::floor(range.from / step + 1e-6) * step, std::ceil(range.to / step - 1e-6) * step};
        const double own = niceStep(wider.length(), most);
        if (own <= step * (1.0 + 1e-9)) {
            break;
        }
        step = own;
    }
    return wider;
}

QString valueText(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const QString digits = QString::number(std::abs(value), 'f', decimals);
    const bool isZero = digits.toDouble() == 0.0;
    return value < 0.0 && !isZero ? QChar(0x2212) + digits : digits;
}

QString tickText(double value, double step)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    int decimals = 0;
    double unit = step;
    while (decimals < 9 && std::abs(unit - std::round(unit)) > 1e-6 * std::max(1.0, std::abs(unit))) {
        unit *= 10.0;
        ++decimals;
    }
    QString text = valueText(value, decimals);
    if (text.contains(u'.')) { // 0.25, 0.5, 1: no zeros that say nothing
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(u'.')) {
            text.chop(1);
        }
    }
    return text;
}

namespace {

/// What one pixel column shows of a curve.
struct Column {
    std::size_t first = 0, last = 0, lowest = 0, highest = 0;

    explicit Column(std::size_t index) : first(index), last(index), lowest(index), highest(index) {}
    void add(std::size_t index, std::span<const double> y)
    {
        last = index;
        lowest = y[index] < y[lowest] ? index : lowest;
        highest = y[index] > y[highest] ? index : highest;
    }
    void appendTo(std::vector<std::size_t>& out) const
    {
        std::array<std::size_t, 4> kept{first, lowest, highest, last};
        std::sort(kept.begin(), kept.end());
        for (const std::size_t index : kept) {
            if (out.empty() || out.back() != index) {
                out.push_back(index);
            }
        }
    }
};

} // namespace

std::vector<std::size_t> decimated(std::span<const double> x, std::span<const double> y,
                                   const ValueRange& range, int columns)
{
    const auto begin = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), range.from) - x.begin());
    const auto end = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), range.to) - x.begin());
    const std::size_t from = begin == 0 ? 0 : begin - 1; // one beyond each edge, so that lines reach it
    const std::size_t to = std::min(end + 1, std::min(x.size(), y.size()));
    std::vector<std::size_t> out;
    if (from >= to) {
        return out;
    }
    if (columns <= 0 || range.isEmpty() || to - from <= 4 * static_cast<std::size_t>(columns)) {
        for (std::size_t i = from; i < to; ++i) {
            out.push_back(i);
        }
        return out;
    }
    const double scale = columns / range.length();
    std::size_t i = from;
    while (i < to) {
        if (!std::isfinite(y[i])) {
            out.push_back(i++);
            continue;
        }
        Column column(i);
        const double number = std::floor((x[i] - range.from) * scale);
        for (++i; i < to && std::isfinite(y[i]) && std::floor((x[i] - range.from) * scale) == number; ++i) {
            column.add(i, y);
        }
        column.appendTo(out);
    }
    return out;
}

} // namespace seg::gui

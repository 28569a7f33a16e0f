// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <span>
#include <vector>

namespace seg::gui {

/// A stretch of values; empty when `to` is not above `from`.
struct ValueRange {
    double from = 0.0;
    double to = 1.0;
    [[nodiscard]] bool isEmpty() const noexcept { return !(to > from); }
    [[nodiscard]] double length() const noexcept { return to - from; }
    bool operator==(const ValueRange&) const = default;
};

/// 1, 2, 2.5 or 5 times a power of ten, so that at most `most` steps fill the length.
[[nodiscard]] double niceStep(double length, int most);

/// The multiples of a nice step within a range. \param wholeNumbers  no steps below 1
[[nodiscard]] std::vector<double> ticksOf(const ValueRange& range, int most, bool wholeNumbers = false);

/// The range widened to whole steps, so that the highest and lowest ticks stand at the edges.
[[nodiscard]] ValueRange widened(const ValueRange& range, int most);

/// As few decimals as tell the ticks apart; "–" for NaN.
[[nodiscard]] QString tickText(double value, double step);

/// A value with a real minus sign and as many decimals; "–" for NaN.
[[nodiscard]] QString valueText(double value, int decimals);

/// The indices to draw of a curve whose x is ascending: at most the first, lowest, highest and last of every
/// pixel column, so that no peak is lost. NaN values are kept (they break the line). All of them when there
/// are few. \param columns  pixels between range.from and range.to
[[nodiscard]] std::vector<std::size_t> decimated(std::span<const double> x, std::span<const double> y,
                                                 const ValueRange& range, int columns);

} // namespace seg::gui

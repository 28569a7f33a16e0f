// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/Charts.h"

#include "core/base/Random.h"
#include "core/reporting/HtmlText.h"
#include "core/reporting/LabelColors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace seg::reporting {

namespace {

constexpr const char* kText = "#1b1e22";
constexpr const char* kText2 = "#565d66";
constexpr const char* kAxisText = "#666d77";
constexpr const char* kGrid = "#e6e9ec";
constexpr const char* kLine = "#d5d9de";
constexpr const char* kAccent = "#0b7285";
constexpr const char* kWarning = "#8f6000";
constexpr std::size_t kMostPoints = 500; ///< of one curve; a chart is never that many pixels wide

/// A linear axis from values to pixels.
struct Axis {
    double from = 0.0, to = 1.0;
    double pixelFrom = 0.0, pixelTo = 1.0;

    [[nodiscard]] double pixel(double value) const
    {
        return pixelFrom + (value - from) / (to - from) * (pixelTo - pixelFrom);
    }
};

/// 1, 2 or 5 times a power of ten, so that about `count` steps fill the range.
double niceStep(double range, int count)
{
    const double raw = range / count;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (raw <= factor * power) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

/// As few as tell the multiples of a step apart.
int decimalsOf(double step)
{
    int decimals = 0;
    while (decimals < 9 && std::abs(step - std::round(step)) > 1e-6) {
        step *= 10.0;
        ++decimals;
    }
    return decimals;
}

std::string label(double x, double y, const std::string& text, const char* anchor = "middle",
                  const char* color = kAxisText)
{
    return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>)", x, y, anchor,
                       color, escaped(text));
}

std::string straight(double x1, double y1, double x2, double y2, const char* color)
{
    return fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"/>)", x1, y1, x2,
                       y2, color);
}

std::string svg(int width, int height, const std::string& title, const std::string& content)
{
    return fmt::format(
        R"(<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>)", width,
        height, width, height, escaped(title), content);
}

struct Curve {
    std::function<double(const training::EpochMetrics&)> value;
    std::string color;
    double width = 1.0;
    bool dashed = false;
};

/// Pieces between missing values, at most kMostPoints of them.
std::string curvePath(const std::vector<training::EpochMetrics>& epochs, const Curve& curve, const Axis& x,
                      const Axis& y)
{
    const std::size_t stride = epochs.size() / kMostPoints + 1;
    std::string path;
    bool isDown = false;
    for (std::size_t i = 0; i < epochs.size(); i += stride) {
        const double value = curve.value(epochs[i]);
        if (!std::isfinite(value)) {
            isDown = false;
            continue;
        }
        path +=
            fmt::format("{}{:.1f} {:.1f}", isDown ? 'L' : 'M', x.pixel(epochs[i].epoch + 1), y.pixel(value));
        isDown = true;
    }
    return fmt::format(
        R"(<path d="{}" fill="none" stroke="{}" stroke-width="{}"{} stroke-linejoin="round"/>)", path,
        curve.color, curve.width, curve.dashed ? R"( stroke-dasharray="4 3")" : "");
}

std::string horizontalGrid(const Axis& x, const Axis& y, double step)
{
    std::string out;
    for (double value = std::ceil(y.from / step) * step; value <= y.to + step * 1e-6; value += step) {
        out += straight(x.pixelFrom, y.pixel(value), x.pixelTo, y.pixel(value), kGrid);
        out += label(x.pixelFrom - 6, y.pixel(value) + 4, number(value, decimalsOf(step)), "end");
    }
    return out;
}

std::string epochTicks(const Axis& x, double bottom)
{
    const double step = std::max(1.0, niceStep(x.to - x.from, 6));
    std::string out;
    for (double value = std::ceil(x.from / step) * step; value <= x.to + 1e-9; value += step) {
        out += label(x.pixel(value), bottom + 16, number(value, 0));
    }
    return out + label(x.pixelTo, bottom + 30, "epoch", "end");
}

constexpr int kCurveHeight = 190;
constexpr int kCurveBottom = 34;

Axis epochAxis(const ReportData& data, int width)
{
    const double last = data.epochs.empty() ? 1.0 : data.epochs.back().epoch + 1.0;
    return {1.0, std::max(2.0, last), 40.0, width - 16.0};
}

std::string ring(double x, double y)
{
    return fmt::format(
        R"(<circle cx="{:.1f}" cy="{:.1f}" r="4" fill="#ffffff" stroke="{}" stroke-width="2"/>)", x, y,
        kText);
}

/// Dots of a class beside each other at random heights, the same ones in every report.
std::string jitteredDots(const std::vector<double>& values, const Axis& x, double middle, double spread,
                         const std::string& color)
{
    RandomStream random(1);
    std::string out;
    for (const double value : values) {
        const double y = middle + random.uniform(-spread, spread);
        if (std::isfinite(value)) {
            out += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.2" fill="{}" fill-opacity="0.4"/>)",
                               x.pixel(value), y, color);
        }
    }
    return out;
}

std::string boxMark(const Box& box, const Axis& x, double middle, double half, const std::string& color)
{
    if (!std::isfinite(box.median)) {
        return {};
    }
    const double left = x.pixel(box.firstQuartile);
    const double right = x.pixel(box.thirdQuartile);
    std::string out = fmt::format(
        R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="none" stroke="{}" stroke-width="2"/>)",
        left, middle - half, std::max(right - left, 0.5), 2 * half, color);
    const auto stroke = [&](double x1, double y1, double x2, double y2) {
        out += fmt::format(
            R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="2"/>)", x1, y1,
            x2, y2, color);
    };
    stroke(x.pixel(box.median), middle - half, x.pixel(box.median), middle + half);
    stroke(x.pixel(box.low), middle, left, middle);
    stroke(right, middle, x.pixel(box.high), middle);
    return out;
}

std::vector<double> diceOf(const ReportData& data, std::size_t label)
{
    std::vector<double> values;
    for (const CaseRow& row : data.cases) {
        values.push_back(row.values[label].dice);
    }
    return values;
}

std::string shortened(const std::string& name, std::size_t most)
{
    return name.size() <= most ? name : name.substr(0, most - 1) + "…";
}

std::string classColor(const ReportData& data, std::size_t row)
{
    return colorText(labelColor(data.labels[row].color, data.colors));
}

std::vector<int> classColors(const ReportData& data)
{
    std::vector<int> colors;
    for (const dataset::LabelEntry& entry : data.manifest.labels.foregroundClasses()) {
        colors.push_back(entry.values.empty() ? 0 : entry.values.front());
    }
    return colors;
}

} // namespace

std::string diceCurves(const ReportData& data, int width)
{
    const Axis x = epochAxis(data, width);
    const Axis y{0.0, 1.0, kCurveHeight - kCurveBottom, 8.0};
    std::string content = horizontalGrid(x, y, 0.25) + epochTicks(x, kCurveHeight - kCurveBottom);
    const std::vector<int> colors = classColors(data);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const auto value = [i](const training::EpochMetrics& epoch) {
            return i < epoch.dice.size() ? epoch.dice[i] : kUnknown;
        };
        content += curvePath(data.epochs, {value, colorText(labelColor(colors[i], data.colors))}, x, y);
    }
    content += curvePath(data.epochs, {[](const auto& e) { return e.emaDice; }, kText2, 1.0, true}, x, y);
    content += curvePath(data.epochs, {[](const auto& e) { return e.meanDice; }, kText, 2.0}, x, y);
    if (std::isfinite(data.headline.meanDice) && !data.epochs.empty()) {
        content += ring(x.pixel(data.epochs.back().epoch + 1), y.pixel(data.headline.meanDice));
    }
    return svg(width, kCurveHeight, "Patch Dice of every epoch", content);
}

std::string lossCurves(const ReportData& data, int width)
{
    std::vector<double> all;
    for (const training::EpochMetrics& epoch : data.epochs) {
        all.push_back(epoch.trainLoss);
        all.push_back(epoch.validationLoss);
    }
    const double low = smallest(all);
    const double high = largest(all);
    if (!std::isfinite(low)) {
        return {};
    }
    const double step = niceStep(std::max(high - low, 0.1), 4);
    const Axis x = epochAxis(data, width);
    const Axis y{std::floor(low / step) * step, std::floor(high / step) * step + step,
                 kCurveHeight - kCurveBottom, 8.0};
    std::string content = horizontalGrid(x, y, step) + epochTicks(x, kCurveHeight - kCurveBottom);
    content += curvePath(data.epochs, {[](const auto& e) { return e.validationLoss; }, kWarning}, x, y);
    content += curvePath(data.epochs, {[](const auto& e) { return e.trainLoss; }, kAccent, 2.0}, x, y);
    return svg(width, kCurveHeight, "Loss of every epoch", content);
}

std::string diceBoxes(const ReportData& data, int width)
{
    if (data.cases.empty()) {
        return {};
    }
    const double rowHeight = data.labels.size() <= 4 ? 64.0 : 40.0;
    std::vector<double> all;
    for (std::size_t i = 0; i < data.labels.size(); ++i) {
        const std::vector<double> values = diceOf(data, i);
        all.insert(all.end(), values.begin(), values.end());
    }
    const double lowest = smallest(all);
    const double step = niceStep(1.0 - std::min(std::isfinite(lowest) ? lowest : 0.0, 0.9), 4);
    const double from =
        std::isfinite(lowest) ? std::min(std::floor(lowest / step) * step, 1.0 - 2.0 * step) : 0.0;
    const Axis x{std::max(0.0, from), 1.0, 100.0, width - 12.0};
    const auto height = static_cast<int>(rowHeight * static_cast<double>(data.labels.size())) + 28;
    std::string content;
    for (double value = x.from; value <= 1.0 + 1e-9; value += step) {
        content += straight(x.pixel(value), 4, x.pixel(value), height - 24.0, kGrid);
        content += label(x.pixel(value), height - 8.0, number(value, decimalsOf(step)));
    }
    for (std::size_t i = 0; i < data.labels.size(); ++i) {
        const double middle = rowHeight * (static_cast<double>(i) + 0.5);
        const std::vector<double> values = diceOf(data, i);
        const std::string color = classColor(data, i);
        content += label(0, middle + 4, shortened(data.labels[i].name, 16), "start");
        content += jitteredDots(values, x, middle, rowHeight * 0.28, color);
        content += boxMark(boxOf(values), x, middle, rowHeight * 0.22, color);
    }
    return svg(width, height, "Dice of every case and class", content);
}

std::string volumeScatter(const ReportData& data, int width)
{
    std::vector<double> all;
    for (const CaseRow& row : data.cases) {
        for (const CaseValue& value : row.values) {
            all.push_back(value.trueMl);
            all.push_back(value.predictedMl);
        }
    }
    const double low = smallest(all);
    const double high = largest(all);
    if (!std::isfinite(low)) {
        return {};
    }
    constexpr int kHeight = 156;
    const double top = high > low ? high : low + 1.0;
    const Axis x{low, top, 36.0, width - 20.0};
    const Axis y{low, top, kHeight - 28.0, 8.0};
    std::string content = straight(x.pixel(low), y.pixel(low), x.pixel(top), y.pixel(top), kLine);
    for (const CaseRow& row : data.cases) {
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            if (std::isfinite(row.values[i].trueMl) && std::isfinite(row.values[i].predictedMl)) {
                content += fmt::format(
                    R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.4" fill="{}" fill-opacity="0.6"/>)",
                    x.pixel(row.values[i].trueMl), y.pixel(row.values[i].predictedMl), classColor(data, i));
            }
        }
    }
    content += label(x.pixelFrom, kHeight - 8.0, number(low, 1) + " ml", "start");
    content += label(x.pixelTo, kHeight - 8.0, number(top, 1) + " ml true", "end");
    return svg(width, kHeight, "Predicted against true volume", content);
}

} // namespace seg::reporting

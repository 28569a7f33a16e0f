// SPDX-License-Identifier: Apache-2.0
#include "core/training/ProgressPicture.h"

#include "core/base/Files.h"
#include "core/training/PictureCanvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace seg::training {

namespace {

constexpr int kWidth = 1100;
constexpr int kPanelHeight = 380;
constexpr int kLeft = 110;  // room for the numbers of the left axis
constexpr int kRight = 110; // and of the right one
constexpr int kTop = 46;    // and for the legend
constexpr int kBottom = 40; // and for the epochs
constexpr int kTicks = 5;   // intervals of an axis

constexpr Color kInk{60, 60, 60};
constexpr Color kGrid{225, 225, 225};
constexpr Color kBlue{31, 90, 200};
constexpr Color kRed{205, 40, 40};
constexpr Color kGreen{30, 140, 60};

struct Curve {
    std::string name;
    Color color;
    std::vector<double> values; ///< one per epoch; NaN leaves a gap
    bool dotted = false;
};

struct Axis {
    double low = 0.0;
    double high = 1.0;
};

Axis axisOf(const std::vector<Curve>& curves, bool fromZero)
{
    Axis axis{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const Curve& curve : curves) {
        for (const double value : curve.values) {
            if (std::isfinite(value)) {
                axis = {std::min(axis.low, value), std::max(axis.high, value)};
            }
        }
    }
    if (!(axis.low <= axis.high)) {
        return {};
    }
    if (fromZero) {
        axis.low = std::min(axis.low, 0.0);
    }
    if (axis.high - axis.low < 1e-12) {
        axis.high = axis.low + 1.0;
    }
    return axis;
}

/// One panel: frame, grid, numbers, curves on the left and on the right axis.
class Panel {
public:
    Panel(PictureCanvas& canvas, int index, std::size_t epochs)
        : m_canvas(canvas), m_top(index * kPanelHeight + kTop),
          m_bottom((index + 1) * kPanelHeight - kBottom), m_epochs(epochs)
    {
    }

    void frame()
    {
        for (int tick = 0; tick <= kTicks; ++tick) {
            const double y = m_bottom + (m_top - m_bottom) * tick / static_cast<double>(kTicks);
            m_canvas.line(kLeft, y, kWidth - kRight, y, kGrid);
        }
        const std::size_t last = m_epochs - 1;
        const std::size_t step = std::max<std::size_t>(1, (last + kTicks - 1) / kTicks);
        for (std::size_t epoch = 0; epoch <= last; epoch += step) {
            const std::string number = std::to_string(epoch);
            m_canvas.text(static_cast<int>(x(epoch)) -
                              static_cast<int>(number.size()) * PictureCanvas::kLetterWidth / 2,
                          m_bottom + 10, number, kInk);
        }
        for (const int side : {kLeft, kWidth - kRight}) {
            m_canvas.line(side, m_top, side, m_bottom, kInk);
        }
        m_canvas.line(kLeft, m_bottom, kWidth - kRight, m_bottom, kInk);
    }

    void draw(const std::vector<Curve>& curves, const Axis& axis, bool onTheRight)
    {
        for (int tick = 0; tick <= kTicks; ++tick) {
            const double share = tick / static_cast<double>(kTicks);
            const std::string number = fmt::format("{:.3g}", axis.low + (axis.high - axis.low) * share);
            const int width = static_cast<int>(number.size()) * PictureCanvas::kLetterWidth;
            m_canvas.text(onTheRight ? kWidth - kRight + 8 : kLeft - 6 - width,
                          static_cast<int>(m_bottom + (m_top - m_bottom) * share) -
                              PictureCanvas::kLetterHeight / 2,
                          number, kInk);
        }
        for (const Curve& curve : curves) {
            m_canvas.text(m_legend, m_top - 28, curve.name, curve.color);
            m_legend += static_cast<int>(curve.name.size() + 2) * PictureCanvas::kLetterWidth;
            drawCurve(curve, axis);
        }
    }

private:
    [[nodiscard]] double x(std::size_t epoch) const
    {
        const double span = static_cast<double>(std::max<std::size_t>(m_epochs - 1, 1));
        return kLeft + (kWidth - kLeft - kRight) * static_cast<double>(epoch) / span;
    }

    void drawCurve(const Curve& curve, const Axis& axis)
    {
        const auto y = [&](double value) {
            return m_bottom + (m_top - m_bottom) * (value - axis.low) / (axis.high - axis.low);
        };
        for (std::size_t epoch = 0; epoch < curve.values.size(); ++epoch) {
            const double value = curve.values[epoch];
            if (!std::isfinite(value)) {
                continue;
            }
            const bool isAlone = curve.dotted || epoch == 0 || !std::isfinite(curve.values[epoch - 1]);
            const double fromX = isAlone ? x(epoch) : x(epoch - 1);
            const double fromY = isAlone ? y(value) : y(curve.values[epoch - 1]);
            m_canvas.line(fromX, fromY, x(epoch), y(value), curve.color, isAlone ? 4.0 : 2.0);
        }
    }

    PictureCanvas& m_canvas;
    int m_top;
    int m_bottom;
    std::size_t m_epochs;
    int m_legend = kLeft;
};

template <typename Value>
std::vector<double> column(const std::vector<EpochMetrics>& history, Value EpochMetrics::*member)
{
    std::vector<double> values;
    for (const EpochMetrics& metrics : history) {
        values.push_back(metrics.*member);
    }
    return values;
}

} // namespace

void writeProgressPicture(const std::filesystem::path& file, const std::vector<EpochMetrics>& history)
{
    PictureCanvas canvas(kWidth, 3 * kPanelHeight);
    const std::size_t epochs = std::max<std::size_t>(history.size(), 1);
    const std::vector<Curve> losses{
        {"training loss", kBlue, column(history, &EpochMetrics::trainLoss)},
        {"validation loss", kRed, column(history, &EpochMetrics::validationLoss)}};
    const std::vector<Curve> dice{{"Dice", kGreen, column(history, &EpochMetrics::meanDice), true},
                                  {"Dice averaged", kGreen, column(history, &EpochMetrics::emaDice)}};
    const std::vector<Curve> seconds{{"seconds per epoch", kBlue, column(history, &EpochMetrics::seconds)}};
    const std::vector<Curve> rates{{"learning rate", kBlue, column(history, &EpochMetrics::learningRate)}};
    Panel first(canvas, 0, epochs);
    first.frame();
    first.draw(losses, axisOf(losses, false), false);
    first.draw(dice, axisOf(dice, false), true);
    Panel second(canvas, 1, epochs);
    second.frame();
    second.draw(seconds, axisOf(seconds, true), false);
    Panel third(canvas, 2, epochs);
    third.frame();
    third.draw(rates, axisOf(rates, false), false);
    writeText(file, canvas.png());
}

} // namespace seg::training

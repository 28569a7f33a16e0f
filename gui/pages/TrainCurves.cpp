// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/TrainCurves.h"

#include <cmath>
#include <limits>
#include <utility>

namespace seg::gui {

namespace {

using training::EpochMetrics;

constexpr double kMibPerGib = 1024.0;

template <typename Value>
Curve curve(const QString& name, CurveInk ink, const std::vector<EpochMetrics>& epochs, Value value)
{
    Curve made;
    made.name = name;
    made.ink = ink;
    made.x.reserve(epochs.size());
    made.y.reserve(epochs.size());
    for (const EpochMetrics& epoch : epochs) {
        made.x.push_back(epoch.epoch + 1.0);
        made.y.push_back(value(epoch));
    }
    return made;
}

/// The whole-volume validation of the end as one ring.
Curve validationCurve(const database::RunRecord& run, const std::vector<EpochMetrics>& epochs)
{
    Curve made;
    made.name = QStringLiteral("validation");
    made.style = CurveStyle::Rings;
    made.x.push_back(epochs.back().epoch + 1.0);
    made.y.push_back(run.validationDice);
    return made;
}

} // namespace

std::vector<Curve> diceCurves(const std::vector<EpochMetrics>& epochs,
                              const std::vector<LearntClass>& classes, const database::RunRecord& run)
{
    std::vector<Curve> curves;
    curves.push_back(curve(QStringLiteral("mean"), CurveInk::Text, epochs,
                           [](const EpochMetrics& e) { return e.meanDice; }));
    curves.back().style = CurveStyle::Bold;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        curves.push_back(curve(classes[i].name, CurveInk::Label, epochs, [i](const EpochMetrics& e) {
            return i < e.dice.size() ? e.dice[i] : std::numeric_limits<double>::quiet_NaN();
        }));
        curves.back().label = classes[i].label;
        curves.back().colors = classes[i].colors;
    }
    curves.push_back(curve(QStringLiteral("smoothed"), CurveInk::Secondary, epochs,
                           [](const EpochMetrics& e) { return e.emaDice; }));
    curves.back().style = CurveStyle::Dashed;
    if (!epochs.empty() && std::isfinite(run.validationDice)) {
        curves.push_back(validationCurve(run, epochs));
    }
    return curves;
}

std::vector<Curve> lossCurves(const std::vector<EpochMetrics>& epochs)
{
    std::vector<Curve> curves;
    curves.push_back(curve(QStringLiteral("training"), CurveInk::Accent, epochs,
                           [](const EpochMetrics& e) { return e.trainLoss; }));
    curves.back().style = CurveStyle::Bold;
    curves.push_back(curve(QStringLiteral("validation"), CurveInk::Warning, epochs,
                           [](const EpochMetrics& e) { return e.validationLoss; }));
    return curves;
}

std::vector<Curve> rateCurves(const std::vector<EpochMetrics>& epochs)
{
    std::vector<Curve> curves;
    curves.push_back(curve(QStringLiteral("learning rate"), CurveInk::Accent, epochs,
                           [](const EpochMetrics& e) { return e.learningRate; }));
    curves.back().style = CurveStyle::Bold;
    curves.back().decimals = 5;
    return curves;
}

std::vector<Curve> timeCurves(const std::vector<EpochMetrics>& epochs)
{
    std::vector<Curve> curves;
    curves.push_back(curve(QStringLiteral("epoch time"), CurveInk::Accent, epochs,
                           [](const EpochMetrics& e) { return e.seconds; }));
    curves.back().decimals = 1;
    curves.back().unit = QStringLiteral("s");
    curves.push_back(curve(QStringLiteral("memory"), CurveInk::Secondary, epochs,
                           [](const EpochMetrics& e) { return e.memoryMib / kMibPerGib; }));
    curves.back().decimals = 1;
    curves.back().unit = QStringLiteral("GiB");
    curves.back().onRight = true;
    return curves;
}

} // namespace seg::gui

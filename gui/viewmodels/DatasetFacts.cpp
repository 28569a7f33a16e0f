// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/DatasetFacts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace seg::gui {

namespace {

constexpr double kMm3PerMl = 1000.0;
constexpr double kSmallMl = 1.0;
constexpr std::array<const char*, 3> kAxes{"z", "y", "x"};

double median(std::vector<double> values)
{
    if (values.empty()) {
        return std::nan("");
    }
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

/// The values of each axis, one per case.
using AxisValues = std::array<std::vector<double>, 3>;

std::vector<double> medians(const AxisValues& axes)
{
    return {median(axes[0]), median(axes[1]), median(axes[2])};
}

/// The axis whose values differ most, in relation to their median.
std::size_t mostVaried(const AxisValues& axes)
{
    std::size_t best = 0;
    double widest = -1.0;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        const auto [low, high] = std::minmax_element(axes[axis].begin(), axes[axis].end());
        const double spread = (*high - *low) / std::max(1e-9, median(axes[axis]));
        if (spread > widest + 1e-9) {
            widest = spread;
            best = axis;
        }
    }
    return best;
}

bool areEqual(const AxisValues& axes)
{
    return std::all_of(axes.begin(), axes.end(), [](const std::vector<double>& values) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        return *high - *low <= 1e-4 * *high;
    });
}

FactChart spacingChart(const planning::Fingerprint& fingerprint)
{
    FactChart chart;
    chart.title = QStringLiteral("Voxel spacing");
    AxisValues axes;
    for (const Spacing& spacing : fingerprint.spacings) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            axes[axis].push_back(spacing.mm[axis]);
        }
    }
    if (axes[0].empty()) {
        return chart;
    }
    const std::size_t shown = mostVaried(axes);
    chart.values = axes[shown];
    chart.unit = QStringLiteral("mm");
    chart.decimals = 1;
    const QString middle = timesText(medians(axes), 2) + QStringLiteral(" mm");
    chart.meaning = areEqual(axes)
                        ? middle + QStringLiteral(", all cases")
                        : QStringLiteral("median %1 · along %2").arg(middle, QLatin1String(kAxes[shown]));
    return chart;
}

FactChart sizeChart(const planning::Fingerprint& fingerprint)
{
    FactChart chart;
    chart.title = QStringLiteral("Size after cropping");
    AxisValues axes;
    for (const Extent& extent : fingerprint.extentsAfterCrop) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            axes[axis].push_back(static_cast<double>(extent.voxels[axis]));
        }
    }
    if (axes[0].empty()) {
        return chart;
    }
    const std::size_t shown = mostVaried(axes);
    chart.values = axes[shown];
    chart.meaning =
        QStringLiteral("median %1 · along %2").arg(timesText(medians(axes), 1), QLatin1String(kAxes[shown]));
    return chart;
}

double labelMl(const dataset::CaseCheck& item)
{
    std::int64_t voxels = 0;
    for (const auto& [label, count] : item.labelVoxels) {
        voxels += label > 0 ? count : 0;
    }
    return static_cast<double>(voxels) * item.image.geometry.spacing.voxelVolumeMm3() / kMm3PerMl;
}

QString mlText(double ml)
{
    return QString::number(ml, 'f', ml < 10.0 ? 1 : 0) + QStringLiteral(" ml");
}

FactChart volumeChart(const dataset::DatasetCheck& check)
{
    FactChart chart;
    chart.title = QStringLiteral("Label volumes");
    chart.unit = QStringLiteral("ml");
    int small = 0;
    for (const dataset::CaseCheck& item : check.cases) {
        chart.values.push_back(labelMl(item));
        small += chart.values.back() < kSmallMl ? 1 : 0;
    }
    if (chart.values.empty()) {
        return chart;
    }
    const double middle = median(chart.values);
    chart.decimals = *std::max_element(chart.values.begin(), chart.values.end()) < 20.0 ? 1 : 0;
    chart.meaning = QStringLiteral("median %1").arg(mlText(middle));
    if (small > 0 && middle > 3 * kSmallMl) {
        chart.meaning += QStringLiteral(", %1 below 1 ml").arg(small);
    }
    return chart;
}

FactChart orientationChart(const dataset::DatasetCheck& check)
{
    std::map<std::string, int> codes;
    for (const dataset::CaseCheck& item : check.cases) {
        ++codes[orientationCode(item.image.geometry)];
    }
    std::vector<std::pair<std::string, int>> ranked(codes.begin(), codes.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    FactChart chart;
    chart.title = QStringLiteral("Orientation");
    QStringList parts;
    for (const auto& [code, count] : ranked) {
        chart.names << QString::fromStdString(code);
        chart.counts.push_back(count);
        parts << QStringLiteral("%1 %2").arg(count).arg(chart.names.back());
    }
    chart.isWarning = ranked.size() > 1;
    chart.meaning = ranked.size() == 1 ? chart.names.front() + QStringLiteral(", all cases")
                                       : parts.join(QStringLiteral(" · "));
    return chart;
}

} // namespace

QString timesText(const std::vector<double>& values, int decimals)
{
    QStringList parts;
    for (const double value : values) {
        QString text = QString::number(value, 'f', decimals);
        while (text.contains(u'.') && (text.endsWith(u'0') || text.endsWith(u'.'))) {
            text.chop(1);
        }
        parts << text;
    }
    return parts.join(QStringLiteral(" × "));
}

DatasetFacts datasetFacts(const planning::Fingerprint& fingerprint,
                          const std::optional<dataset::DatasetCheck>& check,
                          const std::vector<std::string>& channelNames)
{
    DatasetFacts facts;
    facts.spacing = spacingChart(fingerprint);
    facts.size = sizeChart(fingerprint);
    facts.volumes.title = QStringLiteral("Label volumes");
    facts.orientation.title = QStringLiteral("Orientation");
    if (check && !check->cases.empty()) {
        facts.volumes = volumeChart(*check);
        facts.orientation = orientationChart(*check);
    }
    for (std::size_t i = 0; i < fingerprint.intensities.size(); ++i) {
        const QString name = i < channelNames.size() ? QString::fromStdString(channelNames[i])
                                                     : QStringLiteral("channel %1").arg(i);
        facts.channels.push_back({name, fingerprint.intensities[i]});
    }
    return facts;
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "app/commands/EvaluationTable.h"

#include <fmt/format.h>

#include <cmath>

namespace seg::app {

namespace {

/// Mean over the cases where the value exists; NaN where there is none.
double meanSurface(const evaluation::Summary& summary, const std::string& key,
                   double evaluation::SurfaceMetrics::*value)
{
    double sum = 0.0;
    int count = 0;
    for (const evaluation::CaseMetrics& item : summary.cases) {
        const auto found = item.surfaces.find(key);
        if (found != item.surfaces.end() && !std::isnan(found->second.*value)) {
            sum += found->second.*value;
            ++count;
        }
    }
    return count == 0 ? std::nan("") : sum / count;
}

} // namespace

void showSummary(Console& console, const evaluation::Summary& summary, const dataset::LabelScheme& labels)
{
    console.line(fmt::format("{:24} {:>8} {:>8} {:>9} {:>8}", "class", "Dice", "IoU", "HD95 mm", "NSD"));
    for (const dataset::LabelEntry& entry : labels.foregroundClasses()) {
        const std::string key = dataset::labelKey(entry);
        const auto found = summary.mean.find(key);
        if (found != summary.mean.end()) {
            console.line(fmt::format("{:24} {:8.4f} {:8.4f} {:9.3f} {:8.4f}", entry.name, found->second.dice,
                                     found->second.iou,
                                     meanSurface(summary, key, &evaluation::SurfaceMetrics::hd95),
                                     meanSurface(summary, key, &evaluation::SurfaceMetrics::nsd)));
        }
    }
    console.line(fmt::format("{:24} {:8.4f} {:8.4f}   over {} cases", "foreground mean",
                             summary.foregroundMean.dice, summary.foregroundMean.iou, summary.cases.size()));
}

} // namespace seg::app

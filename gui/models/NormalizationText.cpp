// SPDX-License-Identifier: Apache-2.0
#include "gui/models/NormalizationText.h"

#include <array>

namespace seg::gui {

namespace {

struct Rule {
    const char* channel; ///< folded to lower case
    const char* name;
    const char* because;
};

constexpr std::array<Rule, 4> kRules{{
    {"ct", "CT windowing", "CT numbers mean the same in every scan: clipped and scaled by the whole dataset"},
    {"nonorm", "none", "asked for by the channel's name"},
    {"rescale_to_0_1", "to 0..1", "asked for by the channel's name"},
    {"rgb_to_0_1", "color to 0..1", "asked for by the channel's name"},
}};

} // namespace

NormalizationText normalizationText(const std::string& channelName)
{
    const QString folded = QString::fromStdString(channelName).toCaseFolded();
    for (const Rule& rule : kRules) {
        if (folded == QLatin1String(rule.channel)) {
            return {QString::fromLatin1(rule.name), QString::fromLatin1(rule.because)};
        }
    }
    return {QStringLiteral("z-score"),
            QStringLiteral("grey values have no fixed meaning: each scan by its own mean and deviation")};
}

} // namespace seg::gui

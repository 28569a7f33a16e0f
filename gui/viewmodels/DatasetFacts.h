// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetValidator.h"
#include "core/planning/Fingerprint.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace seg::gui {

/// One card of the fingerprint: what it is about, its meaning in a few words, and the numbers behind it.
struct FactChart {
    QString title;
    QString meaning;
    std::vector<double> values; ///< one per case
    QStringList names;          ///< groups instead of values
    std::vector<int> counts;    ///< cases in each group
    QString unit;
    int decimals = 0;
    bool isWarning = false; ///< something to look at
};

/// Intensities of one channel inside the labels.
struct ChannelFacts {
    QString name;
    planning::IntensityStatistics statistics;
};

/// What the Plan page shows of a fingerprint and of the last check of the data.
struct DatasetFacts {
    FactChart spacing;
    FactChart size;
    FactChart volumes; ///< empty before the first check, as the next
    FactChart orientation;
    std::vector<ChannelFacts> channels;
};

[[nodiscard]] DatasetFacts datasetFacts(const planning::Fingerprint& fingerprint,
                                        const std::optional<dataset::DatasetCheck>& check,
                                        const std::vector<std::string>& channelNames);

/// "1 × 1 × 1": as few digits as needed.
[[nodiscard]] QString timesText(const std::vector<double>& values, int decimals);

} // namespace seg::gui

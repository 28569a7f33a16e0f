// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace seg::gui {

/// One planned number and why it is what it is.
struct PlannedNumber {
    QString name;
    QString value;
    QString because;
    bool isDetail = false; ///< of interest to few: shown on demand
};

/// One configuration as its card shows it.
struct ConfigurationFacts {
    QString name;
    bool isRecommended = false;
    std::vector<PlannedNumber> numbers;
    double trainingBytes = 0.0; ///< estimate of one step

    std::vector<int> features; ///< per stage
    QStringList stageSizes;    ///< "128³"
    int outputs = 0;           ///< of deep supervision
    QString networkMeaning;    ///< "30.8 M weights · 6 stages · batch 2 · deep supervision on 5 outputs"

    std::size_t preparedCases = 0;
    std::size_t cases = 0;
    [[nodiscard]] bool isPrepared() const noexcept { return cases > 0 && preparedCases >= cases; }
};

/// \param heads  outputs of the network
[[nodiscard]] ConfigurationFacts configurationFacts(const planning::Plan& plan,
                                                    const planning::Configuration& configuration,
                                                    int channels, int heads);

/// The configurations that can be trained on their own, the recommended one first.
[[nodiscard]] std::vector<std::string> trainableConfigurations(const planning::Plan& plan);

} // namespace seg::gui

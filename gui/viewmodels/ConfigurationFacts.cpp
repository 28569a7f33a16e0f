// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ConfigurationFacts.h"

#include "core/planning/ExperimentPlanner.h"
#include "core/planning/PreprocessingExtras.h"
#include "gui/viewmodels/DatasetFacts.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace seg::gui {

using planning::Configuration;
using planning::Plan;

namespace {

/// The fields of Plan::reasons that have a row, in its order.
struct Row {
    const char* field;
    const char* name;
    bool isDetail;
};
constexpr std::array<Row, 17> kRows{{
    {"spacing", "Target spacing", false},
    {"patch_size", "Patch", false},
    {"batch_size", "Batch", false},
    {"normalization", "Normalization", false},
    {"preprocessed_size", "Preprocessed size", false},
    {"foreground_channel", "Foreground channel", false},
    {"label_closing", "Closed labels", false},
    {"slice_cutting", "Cut slices", false},
    {"stages", "Stages", false},
    {"network", "Network", true},
    {"features_per_stage", "Features", true},
    {"kernel_sizes", "Kernels", true},
    {"blocks_per_stage", "Blocks", true},
    {"batch_dice", "Dice loss", true},
    {"median_image_size_in_voxels", "Median size", true},
    {"resampling", "Resampling", true},
    {"data_identifier", "Prepared as", true},
}};

std::vector<double> asDouble(const std::vector<std::int64_t>& values)
{
    return {values.begin(), values.end()};
}

/// What preprocessing does on demand; empty for what was not asked for.
QString extraValue(const planning::PreprocessingExtras& extras, const QString& field)
{
    if (field == QLatin1String("foreground_channel") &&
        extras.foregroundChannel != planning::ForegroundChannel::None) {
        const std::string_view name = planning::foregroundChannelName(extras.foregroundChannel);
        return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    const bool isAsked = (field == QLatin1String("label_closing") && extras.closesLabels) ||
                         (field == QLatin1String("slice_cutting") && extras.cutsSlices);
    return isAsked ? QStringLiteral("yes") : QString();
}

/// What the configuration itself says, for a plan that came without reasons.
QString ownValue(const Configuration& configuration, const QString& field)
{
    if (field == QLatin1String("spacing")) {
        return timesText(configuration.spacing, 3) + QStringLiteral(" mm");
    }
    if (field == QLatin1String("patch_size")) {
        return timesText(asDouble(configuration.patchSize), 0);
    }
    if (field == QLatin1String("batch_size")) {
        return QString::number(configuration.batchSize);
    }
    return field == QLatin1String("stages") ? QString::number(configuration.architecture.stageCount())
                                            : extraValue(configuration.extras, field);
}

std::vector<PlannedNumber> plannedNumbers(const Plan& plan, const Configuration& configuration)
{
    std::vector<PlannedNumber> rows;
    for (const auto& [field, name, isDetail] : kRows) {
        PlannedNumber row{QLatin1String(name), ownValue(configuration, QLatin1String(field)), {}, isDetail};
        for (const planning::Reason& reason : plan.reasons) {
            if (reason.configuration == configuration.name && reason.field == field) {
                row.value = QString::fromStdString(reason.value);
                row.because = QString::fromStdString(reason.because);
            }
        }
        if (!row.value.isEmpty()) {
            rows.push_back(row);
        }
    }
    return rows;
}

QString sideText(const std::vector<std::int64_t>& sides)
{
    const bool areEqual =
        std::all_of(sides.begin(), sides.end(), [&](std::int64_t side) { return side == sides.front(); });
    if (!sides.empty() && areEqual) {
        return QString::number(sides.front()) + (sides.size() == 3 ? QChar(0x00b3) : QChar(0x00b2));
    }
    return timesText(asDouble(sides), 0);
}

QStringList stageSizes(const Configuration& configuration)
{
    std::vector<std::int64_t> size = configuration.patchSize;
    QStringList texts;
    for (const std::vector<int>& stride : configuration.architecture.strides) {
        for (std::size_t axis = 0; axis < std::min(size.size(), stride.size()); ++axis) {
            size[axis] /= std::max(1, stride[axis]);
        }
        texts << sideText(size);
    }
    return texts;
}

QString recommendedName(const Plan& plan)
{
    for (const char* wanted : {"3d_fullres", "2d"}) {
        for (const Configuration& configuration : plan.configurations) {
            if (configuration.name == wanted) {
                return QLatin1String(wanted);
            }
        }
    }
    return plan.configurations.empty() ? QString() : QString::fromStdString(plan.configurations.front().name);
}

} // namespace

ConfigurationFacts configurationFacts(const Plan& plan, const Configuration& configuration, int channels,
                                      int heads)
{
    ConfigurationFacts facts;
    facts.name = QString::fromStdString(configuration.name);
    facts.isRecommended = facts.name == recommendedName(plan);
    facts.numbers = plannedNumbers(plan, configuration);
    facts.trainingBytes =
        static_cast<double>(planning::estimateTrainingBytes(configuration, channels, heads));
    facts.features = configuration.architecture.features;
    facts.stageSizes = stageSizes(configuration);
    facts.outputs = std::max(1, configuration.architecture.stageCount() - 1);
    const double weights =
        static_cast<double>(planning::parameterCount(configuration.architecture, channels, heads)) / 1e6;
    facts.networkMeaning =
        QStringLiteral("%1 M weights · %2 stages · batch %3 · deep supervision on %4 outputs")
            .arg(weights, 0, 'f', 1)
            .arg(configuration.architecture.stageCount())
            .arg(configuration.batchSize)
            .arg(facts.outputs);
    return facts;
}

std::vector<std::string> trainableConfigurations(const Plan& plan)
{
    std::vector<std::string> names;
    for (const Configuration& configuration : plan.configurations) {
        if (!configuration.previousStage) { // a cascade's second stage needs the first one's masks
            names.push_back(configuration.name);
        }
    }
    const std::string best = recommendedName(plan).toStdString();
    std::stable_partition(names.begin(), names.end(), [&](const std::string& name) { return name == best; });
    return names;
}

} // namespace seg::gui

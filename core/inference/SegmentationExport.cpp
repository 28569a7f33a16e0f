// SPDX-License-Identifier: Apache-2.0
#include "core/inference/SegmentationExport.h"

#include "core/base/Error.h"
#include "core/preprocessing/SourceGrid.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

namespace seg::inference {

namespace {

std::span<const float> valuesOf(const at::Tensor& logits, const preprocessing::CaseProperties& properties,
                                const dataset::LabelScheme& labels)
{
    const auto& extent = properties.extentAfterResampling.voxels;
    if (logits.dim() != 4 || logits.size(0) != labels.headCount() || logits.size(1) != extent[0] ||
        logits.size(2) != extent[1] || logits.size(3) != extent[2] || !logits.is_contiguous() ||
        !logits.is_cpu() || logits.scalar_type() != at::kFloat) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot make labels of case " + properties.id.name +
                        ": its logits do not fit the preprocessed extent and the " +
                        std::to_string(labels.headCount()) + " classes of the dataset");
    }
    return {logits.data_ptr<float>(), static_cast<std::size_t>(logits.numel())};
}

std::span<const float> channelOf(std::span<const float> values, std::int64_t channel, std::int64_t heads)
{
    const std::size_t count = values.size() / static_cast<std::size_t>(heads);
    return values.subspan(static_cast<std::size_t>(channel) * count, count);
}

// Later regions overwrite earlier ones; a region is where its probability exceeds one half, i.e. its logit 0.
std::vector<std::int16_t> regionLabels(std::span<const float> values,
                                       const preprocessing::CaseProperties& properties,
                                       const planning::Plan& plan,
                                       const planning::Configuration& configuration,
                                       const dataset::LabelScheme& labels, const TaskContext& context)
{
    const auto& order = labels.regionsClassOrder();
    std::vector<std::int16_t> result(static_cast<std::size_t>(properties.extentAfterCropping.count()), 0);
    for (std::size_t region = 0; region < order.size(); ++region) {
        const double share = 1.0 / static_cast<double>(order.size());
        const std::vector<float> logits = preprocessing::logitsOfCroppedScan(
            channelOf(values, static_cast<std::int64_t>(region), labels.headCount()), 1, properties, plan,
            configuration,
            context.part(static_cast<double>(region) * share, static_cast<double>(region + 1) * share));
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] = logits[i] > 0.0F ? static_cast<std::int16_t>(order[region]) : result[i];
        }
    }
    return result;
}

void sigmoid(std::span<float> values)
{
    for (float& value : values) {
        value = 1.0F / (1.0F + std::exp(-value));
    }
}

void softmax(std::span<float> values, std::int64_t heads)
{
    const std::size_t count = values.size() / static_cast<std::size_t>(heads);
    for (std::size_t i = 0; i < count; ++i) {
        float largest = values[i];
        for (std::size_t k = 1; k < static_cast<std::size_t>(heads); ++k) {
            largest = std::max(largest, values[k * count + i]);
        }
        float sum = 0.0F;
        for (std::size_t k = 0; k < static_cast<std::size_t>(heads); ++k) {
            float& value = values[k * count + i];
            value = std::exp(value - largest);
            sum += value;
        }
        for (std::size_t k = 0; k < static_cast<std::size_t>(heads); ++k) {
            values[k * count + i] /= sum;
        }
    }
}

} // namespace

LabelMap labelsFromLogits(const at::Tensor& logits, const preprocessing::CaseProperties& properties,
                          const planning::Plan& plan, const planning::Configuration& configuration,
                          const dataset::LabelScheme& labels, const TaskContext& context)
{
    const std::span<const float> values = valuesOf(logits, properties, labels);
    if (labels.hasRegions()) {
        return preprocessing::restoreLabels(
            regionLabels(values, properties, plan, configuration, labels, context), properties, plan);
    }
    std::vector<std::int16_t> winners = preprocessing::labelsOfCroppedScan(
        values, labels.headCount(), properties, plan, configuration, context);
    const std::vector<int> all = labels.allLabels();
    if (all.back() + 1 != static_cast<int>(all.size())) { // channel k stands for the k-th label
        std::ranges::transform(winners, winners.begin(), [&](std::int16_t k) {
            return static_cast<std::int16_t>(all[static_cast<std::size_t>(k)]);
        });
    }
    return preprocessing::restoreLabels(winners, properties, plan);
}

Volume probabilitiesFromLogits(const at::Tensor& logits, const preprocessing::CaseProperties& properties,
                               const planning::Plan& plan, const planning::Configuration& configuration,
                               const dataset::LabelScheme& labels, const TaskContext& context)
{
    const std::span<const float> values = valuesOf(logits, properties, labels);
    std::vector<float> probabilities = preprocessing::logitsOfCroppedScan(
        values, labels.headCount(), properties, plan, configuration, context);
    if (labels.hasRegions()) {
        sigmoid(probabilities);
    } else {
        softmax(probabilities, labels.headCount());
    }
    return preprocessing::restoreProbabilities(probabilities, labels.headCount(), properties, plan,
                                               !labels.hasRegions());
}

} // namespace seg::inference

// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/SourceGrid.h"

#include "core/base/Error.h"
#include "core/planning/AxisOrder.h"
#include "core/preprocessing/RecipeRules.h"
#include "core/preprocessing/Resampling.h"

#include <string>

namespace seg::preprocessing {

namespace {

void checkCount(std::size_t values, std::int64_t channels, const CaseProperties& properties)
{
    const std::int64_t expected = channels * properties.extentAfterCropping.count();
    if (values != static_cast<std::size_t>(expected) ||
        properties.cropBox.extent() != properties.extentAfterCropping) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot put the result of case " + properties.id.name + " into its scan's grid: it has " +
                        std::to_string(values) + " values instead of " + std::to_string(expected));
    }
}

/// Copies [Z, Y, X] of the crop box, transposed axes, to where it lies in the scan's own grid.
template <class T>
void placeInSource(const T* cropped, const CaseProperties& properties, const planning::AxisOrder& forward,
                   T* source)
{
    const Extent& extent = properties.source.extent;
    const std::array<std::int64_t, 3> strides{extent.voxels[1] * extent.voxels[2], extent.voxels[2], 1};
    const auto stride = [&](std::size_t axis) { return strides[static_cast<std::size_t>(forward[axis])]; };
    const Box& box = properties.cropBox;
    for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
        for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
            T* row = source + z * stride(0) + y * stride(1);
            for (std::int64_t x = box.low[2]; x < box.high[2]; ++x) {
                row[x * stride(2)] = *cropped++;
            }
        }
    }
}

/// A prediction on the network's grid, ready to be resampled to the cropped scan.
struct NetworkGrid {
    NetworkGrid(std::span<const float> values, std::int64_t channels, const CaseProperties& properties,
                const planning::Plan& plan, const planning::Configuration& configuration)
        : logits(values), extent(properties.extentAfterResampling), scan(transposedSpacing(properties, plan)),
          current(targetSpacing(configuration, scan)),
          options(resampleOptions(configuration.probabilityResampling, configuration.recipe))
    {
        if (properties.scanBox) {
            withoutPadding = boxOf(values, channels, extent, *properties.scanBox);
            logits = withoutPadding;
            extent = properties.scanBox->extent();
        }
    }
    NetworkGrid(const NetworkGrid&) = delete; // `logits` may point into itself
    NetworkGrid& operator=(const NetworkGrid&) = delete;

    std::span<const float> logits;
    Extent extent;
    Spacing scan, current;
    ResampleOptions options;

private:
    static std::vector<float> boxOf(std::span<const float> values, std::int64_t channels, const Extent& from,
                                    const Box& box)
    {
        std::vector<float> inside;
        inside.reserve(static_cast<std::size_t>(channels * box.extent().count()));
        for (std::int64_t c = 0; c < channels; ++c) {
            for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
                for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
                    const float* row = values.data() + c * from.count() + from.index(z, y, 0);
                    inside.insert(inside.end(), row + box.low[2], row + box.high[2]);
                }
            }
        }
        return inside;
    }

    std::vector<float> withoutPadding;
};

} // namespace

Spacing targetSpacing(const planning::Configuration& configuration, const Spacing& caseSpacing)
{
    const std::vector<double>& planned = configuration.spacing;
    return configuration.dimensions() == 2 ? Spacing{{caseSpacing.mm[0], planned.at(0), planned.at(1)}}
                                           : Spacing{{planned.at(0), planned.at(1), planned.at(2)}};
}

Spacing transposedSpacing(const CaseProperties& properties, const planning::Plan& plan)
{
    return planning::transposed(properties.source.spacing, plan.transposeForward);
}

std::vector<std::int16_t> labelsOfCroppedScan(std::span<const float> logits, std::int64_t heads,
                                              const CaseProperties& properties, const planning::Plan& plan,
                                              const planning::Configuration& configuration,
                                              const TaskContext& context)
{
    const NetworkGrid grid(logits, heads, properties, plan, configuration);
    return resampleArgMax(grid.logits, heads, grid.extent, properties.extentAfterCropping, grid.current,
                          grid.scan, grid.options, context);
}

std::vector<float> logitsOfCroppedScan(std::span<const float> logits, std::int64_t heads,
                                       const CaseProperties& properties, const planning::Plan& plan,
                                       const planning::Configuration& configuration,
                                       const TaskContext& context)
{
    const NetworkGrid grid(logits, heads, properties, plan, configuration);
    return resampleData(grid.logits, heads, grid.extent, properties.extentAfterCropping, grid.current,
                        grid.scan, grid.options, context);
}

LabelMap restoreLabels(std::span<const std::int16_t> labels, const CaseProperties& properties,
                       const planning::Plan& plan)
{
    checkCount(labels.size(), 1, properties);
    LabelMap result;
    result.geometry = properties.source;
    result.values.assign(static_cast<std::size_t>(properties.source.extent.count()), 0);
    placeInSource(labels.data(), properties, plan.transposeForward, result.values.data());
    return result;
}

Volume restoreProbabilities(std::span<const float> probabilities, std::int64_t heads,
                            const CaseProperties& properties, const planning::Plan& plan,
                            bool channelZeroIsBackground)
{
    checkCount(probabilities.size(), heads, properties);
    Volume result;
    result.geometry = properties.source;
    result.channels = heads;
    const auto count = static_cast<std::size_t>(properties.source.extent.count());
    const auto cropped = static_cast<std::size_t>(properties.extentAfterCropping.count());
    result.values.assign(static_cast<std::size_t>(heads) * count, 0.0F);
    if (channelZeroIsBackground) {
        std::fill_n(result.values.begin(), count, 1.0F);
    }
    for (std::size_t c = 0; c < static_cast<std::size_t>(heads); ++c) {
        placeInSource(probabilities.data() + c * cropped, properties, plan.transposeForward,
                      result.values.data() + c * count);
    }
    return result;
}

} // namespace seg::preprocessing

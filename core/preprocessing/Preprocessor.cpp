// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/Preprocessor.h"

#include "core/base/Error.h"
#include "core/planning/AxisOrder.h"
#include "core/preprocessing/ClassLocations.h"
#include "core/preprocessing/CropToNonzero.h"
#include "core/preprocessing/Normalization.h"
#include "core/preprocessing/Resampling.h"
#include "core/preprocessing/SourceGrid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace seg::preprocessing {

namespace {

std::string extentText(const Extent& extent)
{
    return fmt::format("{}x{}x{}", extent.voxels[0], extent.voxels[1], extent.voxels[2]);
}

void checkInput(const CaseId& id, const Volume& image, const LabelMap* label,
                const planning::Configuration& configuration, const planning::Plan& plan)
{
    const auto refuse = [&](const std::string& why) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot preprocess case {}: {}", id.name, why));
    };
    const std::size_t planned = configuration.normalization.size();
    if (image.channels != static_cast<std::int64_t>(planned) || plan.intensities.size() < planned) {
        refuse(fmt::format("it has {} channel{} but the plan was made for {}; give all of them, one file per "
                           "channel",
                           image.channels, image.channels == 1 ? "" : "s", planned));
    }
    if (image.geometry.extent.count() < 1) {
        refuse("it has no voxels");
    }
    if (label != nullptr && label->geometry.extent != image.geometry.extent) {
        refuse(
            fmt::format("its label has {} voxels but its image {}; choose the right label file or leave the "
                        "case out",
                        extentText(label->geometry.extent), extentText(image.geometry.extent)));
    }
    if (std::any_of(image.values.begin(), image.values.end(),
                    [](float value) { return !std::isfinite(value); })) {
        refuse("its image contains NaN or infinite voxels; repair the file or leave the case out");
    }
}

template <class T>
std::vector<T> transposedArray(const T* values, const Extent& extent, const planning::AxisOrder& forward)
{
    const Extent target = planning::transposed(extent, forward);
    const std::array<std::int64_t, 3> strides{extent.voxels[1] * extent.voxels[2], extent.voxels[2], 1};
    std::vector<T> result;
    result.reserve(static_cast<std::size_t>(extent.count()));
    const auto stride = [&](std::size_t axis) { return strides[static_cast<std::size_t>(forward[axis])]; };
    for (std::int64_t z = 0; z < target.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < target.voxels[1]; ++y) {
            const T* row = values + z * stride(0) + y * stride(1);
            for (std::int64_t x = 0; x < target.voxels[2]; ++x) {
                result.push_back(row[x * stride(2)]);
            }
        }
    }
    return result;
}

CroppedCase croppedInPlanAxes(const Volume& image, const LabelMap* label, const planning::AxisOrder& forward)
{
    if (forward == planning::AxisOrder{0, 1, 2}) {
        return cropToNonzero(image, label);
    }
    const Extent& extent = image.geometry.extent;
    Volume turned;
    turned.channels = image.channels;
    turned.geometry.extent = planning::transposed(extent, forward);
    for (std::int64_t c = 0; c < image.channels; ++c) {
        const std::vector<float> channel = transposedArray(image.channel(c).data(), extent, forward);
        turned.values.insert(turned.values.end(), channel.begin(), channel.end());
    }
    if (label == nullptr) {
        return cropToNonzero(turned, nullptr);
    }
    LabelMap turnedLabel;
    turnedLabel.geometry.extent = turned.geometry.extent;
    turnedLabel.values = transposedArray(label->values.data(), extent, forward);
    return cropToNonzero(turned, &turnedLabel);
}

void normalizeChannels(CroppedCase& cropped, const planning::Plan& plan,
                       const planning::Configuration& configuration, const TaskContext& context)
{
    const auto count = static_cast<std::size_t>(cropped.extent.count());
    for (std::size_t c = 0; c < configuration.normalization.size(); ++c) {
        context.throwIfStopped();
        normalize(std::span(cropped.image).subspan(c * count, count), cropped.label,
                  configuration.normalization[c], configuration.useMaskForNormalization[c],
                  plan.intensities[c]);
    }
}

} // namespace

PreprocessedCase preprocessCase(const CaseId& id, const Volume& image, const LabelMap* label,
                                const planning::Plan& plan, const planning::Configuration& configuration,
                                const dataset::LabelScheme& labels, const TaskContext& context,
                                std::size_t threads)
{
    checkInput(id, image, label, configuration, plan);
    context.throwIfStopped();
    CroppedCase cropped = croppedInPlanAxes(image, label, plan.transposeForward);
    PreprocessedCase result;
    CaseProperties& properties = result.properties;
    properties.id = id;
    properties.source = image.geometry;
    properties.extentBeforeCropping = planning::transposed(image.geometry.extent, plan.transposeForward);
    properties.cropBox = cropped.box;
    properties.extentAfterCropping = cropped.extent;
    properties.channels = image.channels;
    const Spacing current = transposedSpacing(properties, plan);
    const Spacing target = targetSpacing(configuration, current);
    const Extent extent = resampledExtent(cropped.extent, current, target);
    properties.extentAfterResampling = extent;
    if (*std::min_element(extent.voxels.begin(), extent.voxels.end()) < 1) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot preprocess case {}: its {} voxels would become {} at the "
                                "planned spacing; check the spacing in its header",
                                id.name, extentText(cropped.extent), extentText(extent)));
    }
    normalizeChannels(cropped, plan, configuration, context);
    ResampleOptions options = imageResampling();
    options.threads = threads;
    result.image = resampleData(cropped.image, cropped.channels, cropped.extent, extent, current, target,
                                options, context);
    if (label != nullptr) {
        options = labelResampling();
        options.threads = threads;
        result.label =
            resampleLabels(cropped.label, cropped.extent, extent, current, target, options, context);
        context.throwIfStopped();
        properties.classLocations = sampleClassLocations(result.label, extent, sampledClasses(labels));
    }
    return result;
}

} // namespace seg::preprocessing

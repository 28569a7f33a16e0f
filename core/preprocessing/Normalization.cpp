// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/Normalization.h"

#include "core/base/Error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace seg::preprocessing {

namespace {

constexpr float kSmallest = 1e-8F; // of a divisor

/// Calls visit(value) for each voxel that counts.
template <class Value, class Visit>
void forEachCounted(std::span<Value> values, std::span<const std::int16_t> region, bool useMask, Visit visit)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!useMask || region[i] >= 0) {
            visit(values[i]);
        }
    }
}

void normalizeZScore(std::span<float> values, std::span<const std::int16_t> region, bool useMask)
{
    double sum = 0.0;
    std::size_t count = 0;
    forEachCounted(values, region, useMask, [&](float value) {
        sum += static_cast<double>(value);
        ++count;
    });
    if (count == 0) {
        return;
    }
    const double mean = sum / static_cast<double>(count);
    double squares = 0.0;
    forEachCounted(values, region, useMask, [&](float value) {
        const double difference = static_cast<double>(value) - mean;
        squares += difference * difference;
    });
    const auto shift = static_cast<float>(mean);
    const float scale =
        std::max(static_cast<float>(std::sqrt(squares / static_cast<double>(count))), kSmallest);
    forEachCounted(values, region, useMask, [&](float& value) { value = (value - shift) / scale; });
}

void normalizeCt(std::span<float> values, const planning::IntensityStatistics& intensity)
{
    const auto low = static_cast<float>(intensity.percentile005);
    const auto high = static_cast<float>(intensity.percentile995);
    const auto shift = static_cast<float>(intensity.mean);
    const float scale = std::max(static_cast<float>(intensity.deviation), kSmallest);
    for (float& value : values) {
        value = (std::min(std::max(value, low), high) - shift) / scale;
    }
}

void rescaleTo01(std::span<float> values)
{
    const float low = *std::min_element(values.begin(), values.end());
    const float high = std::max(*std::max_element(values.begin(), values.end()) - low, kSmallest);
    for (float& value : values) {
        value = (value - low) / high;
    }
}

void scaleRgb(std::span<float> values)
{
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low < 0.0F || *high > 255.0F) {
        throw Error(ErrorCode::BadInput,
                    "cannot normalize an RGB channel: its values reach from " + std::to_string(*low) +
                        " to " + std::to_string(*high) +
                        " instead of 0 to 255; name the channel otherwise in dataset.json");
    }
    for (float& value : values) {
        value /= 255.0F;
    }
}

} // namespace

void normalize(std::span<float> values, std::span<const std::int16_t> region,
               planning::NormalizationScheme scheme, bool useMask,
               const planning::IntensityStatistics& intensity)
{
    if (values.empty() || (useMask && region.size() != values.size())) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot normalize a channel of " + std::to_string(values.size()) +
                        " voxels with a region of " + std::to_string(region.size()));
    }
    switch (scheme) {
    case planning::NormalizationScheme::ZScore:
        return normalizeZScore(values, region, useMask);
    case planning::NormalizationScheme::Ct:
        return normalizeCt(values, intensity);
    case planning::NormalizationScheme::NoNormalization:
        return;
    case planning::NormalizationScheme::RescaleTo01:
        return rescaleTo01(values);
    case planning::NormalizationScheme::RgbTo01:
        return scaleRgb(values);
    }
}

} // namespace seg::preprocessing

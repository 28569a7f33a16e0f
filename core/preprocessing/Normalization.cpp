// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/Normalization.h"

#include "core/base/Error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

namespace seg::preprocessing {

namespace {

constexpr float kSmallest = 1e-8F; // of a divisor

/// Sum of term(i) over all voxels, in eight parts so that the additions overlap.
template <class Term> double summed(std::size_t count, Term term)
{
    constexpr std::size_t kParts = 8;
    std::array<double, kParts> parts{};
    std::size_t i = 0;
    for (; i + kParts <= count; i += kParts) {
        for (std::size_t part = 0; part < kParts; ++part) {
            parts[part] += term(i + part);
        }
    }
    for (; i < count; ++i) {
        parts[0] += term(i);
    }
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

struct Moments {
    double mean = 0.0;
    double deviation = 0.0; ///< of the population
};

/// \param counts  counts(i) says whether voxel i takes part. \return nothing when none does.
template <class Counts> std::optional<Moments> momentsOf(std::span<const float> values, Counts counts)
{
    const auto valueAt = [&](std::size_t i) { return static_cast<double>(values[i]); };
    const double count = summed(values.size(), [&](std::size_t i) { return counts(i) ? 1.0 : 0.0; });
    if (count == 0.0) {
        return std::nullopt;
    }
    Moments moments;
    moments.mean = summed(values.size(), [&](std::size_t i) { return counts(i) ? valueAt(i) : 0.0; }) / count;
    const double squares = summed(values.size(), [&](std::size_t i) {
        const double difference = valueAt(i) - moments.mean;
        return counts(i) ? difference * difference : 0.0;
    });
    moments.deviation = std::sqrt(squares / count);
    return moments;
}

float divisorOf(double deviation, ZScoreRule rule)
{
    const auto scale = static_cast<float>(deviation);
    switch (rule) {
    case ZScoreRule::RegionElseZero:
        return scale + kSmallest;
    case ZScoreRule::NonzeroVoxels:
    case ZScoreRule::AllVoxels:
        return scale == 0.0F ? 1.0F : scale;
    case ZScoreRule::Region:
        break;
    }
    return std::max(scale, kSmallest);
}

template <class Counts> void scaleToZScore(std::span<float> values, ZScoreRule rule, Counts counts)
{
    const std::optional<Moments> moments = momentsOf(values, counts);
    const float shift = moments ? static_cast<float>(moments->mean) : 0.0F;
    const float scale = moments ? divisorOf(moments->deviation, rule) : 1.0F;
    const bool keepsOthers = rule != ZScoreRule::RegionElseZero;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float other = keepsOthers ? values[i] : 0.0F;
        values[i] = counts(i) ? (values[i] - shift) / scale : other;
    }
}

void normalizeZScore(std::span<float> values, std::span<const std::int16_t> region, bool useMask,
                     ZScoreRule rule)
{
    if (rule == ZScoreRule::NonzeroVoxels) {
        scaleToZScore(values, rule, [=](std::size_t i) { return values[i] != 0.0F; });
    } else if (useMask) {
        scaleToZScore(values, rule, [=](std::size_t i) { return region[i] >= 0; });
    } else {
        scaleToZScore(values, rule, [](std::size_t) { return true; });
    }
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
               const planning::IntensityStatistics& intensity, ZScoreRule rule)
{
    if (values.empty() || (useMask && region.size() != values.size())) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot normalize a channel of " + std::to_string(values.size()) +
                        " voxels with a region of " + std::to_string(region.size()));
    }
    switch (scheme) {
    case planning::NormalizationScheme::ZScore:
        return normalizeZScore(values, region, useMask, rule);
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

// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/TorchResampling.h"

#include "core/base/ThreadPool.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace seg::preprocessing {

namespace {

constexpr float kMaskHeight = 1000.0F; // of a label's mask, so that half precision tells 0.05 % apart

/// Linear interpolation along one axis with float32 weights.
struct FloatTap {
    std::int64_t low;
    std::int64_t high;
    float lowWeight;
    float highWeight;
};

/// Multiplied and subtracted with one rounding, as LibTorch's vector code does: two would pick other slices
/// for some pairs of lengths.
float floatCoordinate(std::int64_t k, std::int64_t in, std::int64_t out) noexcept
{
    const float scale = static_cast<float>(in) / static_cast<float>(out);
    return std::max(std::fma(scale, static_cast<float>(k) + 0.5F, -0.5F), 0.0F);
}

std::vector<FloatTap> floatTaps(std::int64_t in, std::int64_t out)
{
    std::vector<FloatTap> taps;
    for (std::int64_t k = 0; k < out; ++k) {
        const float x = floatCoordinate(k, in, out);
        const std::int64_t low = std::min(static_cast<std::int64_t>(x), in - 1);
        const float t = std::clamp(x - static_cast<float>(low), 0.0F, 1.0F);
        taps.push_back({low, std::min(low + 1, in - 1), 1.0F - t, t});
    }
    return taps;
}

/// "nearest-exact": half up on the float32 coordinate.
std::vector<std::int64_t> floatNearest(std::int64_t in, std::int64_t out)
{
    std::vector<std::int64_t> indices;
    for (std::int64_t k = 0; k < out; ++k) {
        const double x = static_cast<double>(floatCoordinate(k, in, out)) + 0.5;
        indices.push_back(std::min(static_cast<std::int64_t>(static_cast<float>(x)), in - 1));
    }
    return indices;
}

/// The taps of a target volume; a separate axis 0 takes whole slices.
struct VolumeTaps {
    VolumeTaps(const Extent& from, const Extent& to, bool isSeparate)
        : extent(from), y(floatTaps(from.voxels[1], to.voxels[1])), x(floatTaps(from.voxels[2], to.voxels[2]))
    {
        if (isSeparate) {
            for (const std::int64_t slice : floatNearest(from.voxels[0], to.voxels[0])) {
                z.push_back({slice, slice, 1.0F, 0.0F});
            }
        } else {
            z = floatTaps(from.voxels[0], to.voxels[0]);
        }
    }

    Extent extent; // of the source
    std::vector<FloatTap> z, y, x;
};

/// The four source rows around a target row, (z, y) low-low, low-high, high-low, high-high.
template <class T>
std::array<const T*, 4> rowsAround(const T* values, const Extent& extent, const FloatTap& z,
                                   const FloatTap& y)
{
    return {values + extent.index(z.low, y.low, 0), values + extent.index(z.low, y.high, 0),
            values + extent.index(z.high, y.low, 0), values + extent.index(z.high, y.high, 0)};
}

/// Eight corners to one value, along x first, then y, then z.
float blended(const std::array<float, 8>& corners, const FloatTap& z, const FloatTap& y, const FloatTap& x)
{
    const auto along = [&](std::size_t first) {
        return corners[first] * x.lowWeight + corners[first + 1] * x.highWeight;
    };
    const float low = along(0) * y.lowWeight + along(2) * y.highWeight;
    const float high = along(4) * y.lowWeight + along(6) * y.highWeight;
    return low * z.lowWeight + high * z.highWeight;
}

template <class T> std::array<T, 8> cornersOf(const std::array<const T*, 4>& rows, const FloatTap& x)
{
    return {rows[0][x.low], rows[0][x.high], rows[1][x.low], rows[1][x.high],
            rows[2][x.low], rows[2][x.high], rows[3][x.low], rows[3][x.high]};
}

/// Rounded to the 11 significant bits of half precision, half to even.
float roundedToHalf(float value) noexcept
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return std::bit_cast<float>((bits + 0xFFFU + ((bits >> 13U) & 1U)) & ~0x1FFFU);
}

/// The label of one target voxel whose corners are not all the same.
std::int16_t winner(const std::array<std::int16_t, 8>& corners, const FloatTap& z, const FloatTap& y,
                    const FloatTap& x, bool memoryEfficient)
{
    std::array<std::int16_t, 8> labels = corners;
    std::sort(labels.begin(), labels.end());
    const auto end = std::unique(labels.begin(), labels.end());
    const float height = memoryEfficient ? 1.0F : kMaskHeight;
    std::int16_t best = 0;
    float bestScore = memoryEfficient ? 0.5F : -1.0F;
    for (auto label = labels.begin(); label != end; ++label) {
        std::array<float, 8> mask{};
        std::transform(corners.begin(), corners.end(), mask.begin(),
                       [&](std::int16_t corner) { return corner == *label ? height : 0.0F; });
        const float score = blended(mask, z, y, x);
        const float counted = memoryEfficient ? score : roundedToHalf(score);
        if (counted > bestScore) {
            best = *label;
            bestScore = memoryEfficient ? 0.5F : counted;
        }
    }
    return best;
}

} // namespace

std::vector<float> resampleDataAsTorch(std::span<const float> values, std::int64_t channels,
                                       const Extent& from, const Extent& to, std::optional<int> axis,
                                       const ResampleOptions& options, const TaskContext& context)
{
    const VolumeTaps taps(from, to, axis.has_value());
    const auto rowLength = static_cast<std::size_t>(to.voxels[2]);
    std::vector<float> result(static_cast<std::size_t>(channels * to.count()));
    parallelFor(
        static_cast<std::size_t>(channels * to.voxels[0]),
        [&](std::size_t plane) {
            const std::size_t slices = taps.z.size();
            const float* channel = values.data() + plane / slices * static_cast<std::size_t>(from.count());
            const FloatTap& z = taps.z[plane % slices];
            float* out = result.data() + plane * taps.y.size() * rowLength;
            for (const FloatTap& y : taps.y) {
                const auto rows = rowsAround(channel, taps.extent, z, y);
                for (const FloatTap& x : taps.x) {
                    *out++ = blended(cornersOf(rows, x), z, y, x);
                }
            }
        },
        context, options.threads);
    return result;
}

std::vector<std::int16_t> resampleLabelsAsTorch(std::span<const std::int16_t> labels, const Extent& from,
                                                const Extent& to, std::optional<int> axis,
                                                const ResampleOptions& options, const TaskContext& context)
{
    const VolumeTaps taps(from, to, axis.has_value());
    std::vector<std::int16_t> result(static_cast<std::size_t>(to.count()));
    parallelFor(
        taps.z.size(),
        [&](std::size_t slice) {
            const FloatTap& z = taps.z[slice];
            std::int16_t* out = result.data() + slice * taps.y.size() * taps.x.size();
            for (const FloatTap& y : taps.y) {
                const auto rows = rowsAround(labels.data(), taps.extent, z, y);
                for (const FloatTap& x : taps.x) {
                    const auto corners = cornersOf(rows, x);
                    const bool isUniform =
                        std::all_of(corners.begin(), corners.end(),
                                    [&](std::int16_t label) { return label == corners[0]; });
                    *out++ = isUniform ? corners[0] : winner(corners, z, y, x, options.memoryEfficient);
                }
            }
        },
        context, options.threads);
    return result;
}

} // namespace seg::preprocessing

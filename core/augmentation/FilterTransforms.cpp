// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/FilterTransforms.h"

#include <algorithm>
#include <cmath>

namespace seg::augmentation {

namespace {

std::int64_t mirrored(std::int64_t index, std::int64_t count)
{
    if (count == 1) {
        return 0;
    }
    const std::int64_t period = 2 * (count - 1);
    const std::int64_t phase = ((index % period) + period) % period;
    return phase < count ? phase : period - phase;
}

// Blurs `lines` of `count` blocks of `stride` neighbouring values: stride 1 is the x axis, larger strides y
// and z, where whole rows or planes are combined at once.
void blurAxis(std::span<const float> in, std::span<float> out, std::int64_t count, std::int64_t stride,
              std::span<const float> kernel)
{
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    const std::int64_t line = count * stride;
    for (std::int64_t start = 0; start < static_cast<std::int64_t>(in.size()); start += line) {
        for (std::int64_t k = 0; k < count; ++k) {
            float* target = out.data() + start + k * stride;
            std::fill(target, target + stride, 0.0F);
            for (std::int64_t tap = -radius; tap <= radius; ++tap) {
                const float weight = kernel[static_cast<std::size_t>(tap + radius)];
                const float* source = in.data() + start + mirrored(k + tap, count) * stride;
                for (std::int64_t i = 0; i < stride; ++i) {
                    target[i] += weight * source[i];
                }
            }
        }
    }
}

void blurRows(std::span<const float> in, std::span<float> out, std::int64_t count,
              std::span<const float> kernel)
{
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    std::vector<float> padded(static_cast<std::size_t>(count + 2 * radius));
    for (std::int64_t start = 0; start < static_cast<std::int64_t>(in.size()); start += count) {
        const float* row = in.data() + start;
        for (std::int64_t i = 0; i < radius; ++i) {
            padded[static_cast<std::size_t>(i)] = row[mirrored(i - radius, count)];
            padded[static_cast<std::size_t>(count + radius + i)] = row[mirrored(count + i, count)];
        }
        std::copy(row, row + count, padded.begin() + radius);
        float* target = out.data() + start;
        std::fill(target, target + count, 0.0F);
        for (std::size_t tap = 0; tap < kernel.size(); ++tap) {
            const float* source = padded.data() + tap;
            for (std::int64_t i = 0; i < count; ++i) {
                target[i] += kernel[tap] * source[i];
            }
        }
    }
}

// Along one axis: voxel k of the enlarged line is a mix of two voxels of the original line.
struct AxisTable {
    std::vector<std::int64_t> lower;
    std::vector<std::int64_t> upper;
    std::vector<float> fraction; // weight of the upper one
};

AxisTable lowResolutionTable(std::int64_t count, double scale)
{
    const auto reduced = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(std::nearbyint(static_cast<double>(count) * scale)));
    const float ratio = static_cast<float>(reduced) / static_cast<float>(count);
    AxisTable table;
    for (std::int64_t k = 0; k < count; ++k) {
        const float position = std::max(0.0F, ratio * (static_cast<float>(k) + 0.5F) - 0.5F);
        const auto lower = std::min(static_cast<std::int64_t>(position), reduced - 1);
        const std::int64_t upper = std::min(lower + 1, reduced - 1);
        table.lower.push_back(nearestExactIndex(lower, count, reduced));
        table.upper.push_back(nearestExactIndex(upper, count, reduced));
        table.fraction.push_back(position - static_cast<float>(lower));
    }
    return table;
}

// Interpolates along one axis; in and out have the same extent. For the x axis stride is 1.
void mixAxis(std::span<const float> in, std::span<float> out, std::int64_t count, std::int64_t stride,
             const AxisTable& table)
{
    for (std::int64_t start = 0; start < static_cast<std::int64_t>(in.size()); start += count * stride) {
        for (std::int64_t k = 0; k < count; ++k) {
            const auto at = static_cast<std::size_t>(k);
            const float* a = in.data() + start + table.lower[at] * stride;
            const float* b = in.data() + start + table.upper[at] * stride;
            const float upper = table.fraction[at];
            const float lower = 1.0F - upper;
            float* target = out.data() + start + k * stride;
            for (std::int64_t i = 0; i < stride; ++i) {
                target[i] = lower * a[i] + upper * b[i];
            }
        }
    }
}

std::int64_t strideOf(const Extent& extent, std::size_t axis)
{
    std::int64_t stride = 1;
    for (std::size_t inner = axis + 1; inner < 3; ++inner) {
        stride *= extent.voxels[inner];
    }
    return stride;
}

} // namespace

std::vector<float> blurKernel(double sigma)
{
    const double wish = 6.0 * sigma + 0.5;
    auto length = static_cast<std::int64_t>(std::nearbyint(wish));
    if (length % 2 == 0) {
        length += wish - static_cast<double>(length) >= 0.0 ? 1 : -1;
    }
    std::vector<float> kernel(static_cast<std::size_t>(length));
    const double half = 0.5 * static_cast<double>(length - 1);
    double total = 0.0;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const double x = (static_cast<double>(i) - half) / sigma;
        total += std::exp(-0.5 * x * x);
    }
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const double x = (static_cast<double>(i) - half) / sigma;
        kernel[i] = static_cast<float>(std::exp(-0.5 * x * x) / total);
    }
    return kernel;
}

void blur(std::span<float> values, const Extent& extent, const std::array<std::optional<double>, 3>& sigmas,
          FilterScratch& scratch)
{
    scratch.first.resize(values.size());
    std::span<float> current = values;
    std::span<float> other = scratch.first;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!sigmas[axis]) {
            continue;
        }
        const std::vector<float> kernel = blurKernel(*sigmas[axis]);
        if (axis == 2) {
            blurRows(current, other, extent.voxels[2], kernel);
        } else {
            blurAxis(current, other, extent.voxels[axis], strideOf(extent, axis), kernel);
        }
        std::swap(current, other);
    }
    if (current.data() != values.data()) {
        std::copy(current.begin(), current.end(), values.begin());
    }
}

std::int64_t nearestExactIndex(std::int64_t k, std::int64_t in, std::int64_t out)
{
    const float ratio = static_cast<float>(in) / static_cast<float>(out);
    const auto index = static_cast<std::int64_t>((static_cast<float>(k) + 0.5F) * ratio);
    return std::min(index, in - 1);
}

void simulateLowResolution(std::span<float> values, const Extent& extent, const std::array<double, 3>& scale,
                           FilterScratch& scratch)
{
    scratch.first.resize(values.size());
    std::span<float> current = values;
    std::span<float> other = scratch.first;
    for (std::size_t axis = 3; axis-- > 0;) { // x first: rows stay in the cache
        const std::int64_t count = extent.voxels[axis];
        if (std::nearbyint(static_cast<double>(count) * scale[axis]) == static_cast<double>(count)) {
            continue;
        }
        mixAxis(current, other, count, strideOf(extent, axis), lowResolutionTable(count, scale[axis]));
        std::swap(current, other);
    }
    if (current.data() != values.data()) {
        std::copy(current.begin(), current.end(), values.begin());
    }
}

} // namespace seg::augmentation

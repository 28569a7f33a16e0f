// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/LabelTransforms.h"

#include "core/augmentation/FilterTransforms.h"

#include <algorithm>
#include <cmath>

namespace seg::augmentation {

namespace {

// Reverses the order of `count` blocks of `stride` values within each line.
template <typename T> void reverseBlocks(std::span<T> values, std::int64_t count, std::int64_t stride)
{
    for (std::int64_t start = 0; start < static_cast<std::int64_t>(values.size()); start += count * stride) {
        T* line = values.data() + start;
        if (stride == 1) {
            std::reverse(line, line + count);
            continue;
        }
        for (std::int64_t low = 0, high = count - 1; low < high; ++low, --high) {
            std::swap_ranges(line + low * stride, line + (low + 1) * stride, line + high * stride);
        }
    }
}

bool contains(const std::vector<int>& values, std::int16_t label)
{
    return std::ranges::find(values, static_cast<int>(label)) != values.end();
}

std::vector<std::int64_t> nearestTable(std::int64_t in, std::int64_t out)
{
    std::vector<std::int64_t> table(static_cast<std::size_t>(out));
    for (std::int64_t k = 0; k < out; ++k) {
        table[static_cast<std::size_t>(k)] = nearestExactIndex(k, in, out);
    }
    return table;
}

} // namespace

void mirror(const PatchBuffer& patch, int axis)
{
    const auto& n = patch.extent.voxels;
    const std::int64_t stride = axis == 0 ? n[1] * n[2] : (axis == 1 ? n[2] : 1);
    const std::int64_t count = n[static_cast<std::size_t>(axis)];
    reverseBlocks(patch.image, count, stride);
    reverseBlocks(patch.label, count, stride);
}

void maskOutside(const PatchBuffer& patch, const std::vector<bool>& channelIsMasked)
{
    for (std::int64_t channel = 0; channel < patch.channels; ++channel) {
        if (static_cast<std::size_t>(channel) >= channelIsMasked.size() ||
            !channelIsMasked[static_cast<std::size_t>(channel)]) {
            continue;
        }
        const std::span<float> values = patch.channel(channel);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = patch.label[i] < 0 ? 0.0F : values[i];
        }
    }
}

void removeOutsideLabel(std::span<std::int16_t> label)
{
    for (std::int16_t& value : label) {
        value = value == kOutsideLabel ? std::int16_t{0} : value;
    }
}

int regionChannelCount(const dataset::LabelScheme& labels)
{
    return static_cast<int>(labels.foregroundRegions().size()) + (labels.ignoreLabel() ? 1 : 0);
}

void labelsToRegions(std::span<const std::int16_t> label, const dataset::LabelScheme& labels,
                     std::span<bool> channels)
{
    std::vector<std::vector<int>> members;
    for (const dataset::LabelEntry& region : labels.foregroundRegions()) {
        members.push_back(region.values);
    }
    if (labels.ignoreLabel()) {
        members.push_back({*labels.ignoreLabel()});
    }
    for (std::size_t channel = 0; channel < members.size(); ++channel) {
        bool* out = channels.data() + channel * label.size();
        for (std::size_t i = 0; i < label.size(); ++i) {
            out[i] = contains(members[channel], label[i]);
        }
    }
}

std::vector<Extent> targetExtents(const Extent& patch, const std::vector<std::vector<int>>& strides)
{
    const std::size_t count = strides.size() > 3 ? strides.size() - 2 : 1;
    std::vector<Extent> extents;
    std::array<double, 3> divisor{1.0, 1.0, 1.0};
    for (std::size_t stage = 0; stage < count; ++stage) {
        Extent extent = patch;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::size_t leading = stage < strides.size() ? 3 - strides[stage].size() : 3;
            if (axis >= leading) {
                divisor[axis] *= strides[stage][axis - leading];
            }
            extent.voxels[axis] = std::max<std::int64_t>(
                1, static_cast<std::int64_t>(
                       std::nearbyint(static_cast<double>(patch.voxels[axis]) * (1.0 / divisor[axis]))));
        }
        extents.push_back(extent);
    }
    return extents;
}

template <typename T>
void shrinkNearest(std::span<const T> in, const Extent& from, std::span<T> out, const Extent& to)
{
    const auto tableZ = nearestTable(from.voxels[0], to.voxels[0]);
    const auto tableY = nearestTable(from.voxels[1], to.voxels[1]);
    const auto tableX = nearestTable(from.voxels[2], to.voxels[2]);
    std::size_t target = 0;
    for (const std::int64_t z : tableZ) {
        for (const std::int64_t y : tableY) {
            const T* row = in.data() + from.index(z, y, 0);
            for (const std::int64_t x : tableX) {
                out[target++] = row[x];
            }
        }
    }
}

template void shrinkNearest<std::int16_t>(std::span<const std::int16_t>, const Extent&,
                                          std::span<std::int16_t>, const Extent&);
template void shrinkNearest<bool>(std::span<const bool>, const Extent&, std::span<bool>, const Extent&);

} // namespace seg::augmentation

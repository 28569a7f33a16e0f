// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/ClassLocations.h"

#include "core/base/Error.h"
#include "core/base/Random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace seg::preprocessing {

namespace {

constexpr std::size_t kMinimumSamples = 10'000;
constexpr double kMinimumCoverage = 0.01;
constexpr std::uint32_t kSeed = 1234; // of every case, as in nnU-Net

using Voxels = std::vector<std::uint32_t>; // half the memory of nnU-Net's indices

/// Indices of the voxels of each requested label, in C order.
std::map<int, Voxels> voxelsByLabel(std::span<const std::int16_t> label,
                                    const std::vector<std::vector<int>>& classes)
{
    std::map<int, Voxels> byLabel;
    for (const auto& values : classes) {
        for (const int value : values) {
            byLabel[value];
        }
    }
    auto current = byLabel.end();
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (current == byLabel.end() || current->first != label[i]) {
            current = byLabel.find(label[i]);
        }
        if (current != byLabel.end()) {
            current->second.push_back(static_cast<std::uint32_t>(i));
        }
    }
    return byLabel;
}

/// The voxel at a position in the concatenation of the blocks.
std::uint32_t voxelAt(const std::vector<const Voxels*>& blocks, std::size_t position)
{
    std::size_t first = 0;
    for (const Voxels* block : blocks) {
        if (position < first + block->size()) {
            return (*block)[position - first];
        }
        first += block->size();
    }
    return 0; // not reached: positions are below the total
}

/// The first `picked` entries of 0..count-1 as RandomState.permutation(count) shuffles them.
Voxels firstOfPermutation(std::size_t count, std::size_t picked, NumpyRandom& random,
                          const TaskContext& context)
{
    constexpr std::size_t kBetweenLooks = 1U << 20U; // at the wish to stop
    Voxels order(count);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = count; i-- > 1;) {
        const std::uint32_t mask = ~std::uint32_t{0} >> std::countl_zero(static_cast<std::uint32_t>(i));
        std::uint32_t other = random.bits() & mask;
        while (other > i) {
            other = random.bits() & mask;
        }
        std::swap(order[i], order[other]);
        if (i % kBetweenLooks == 0) {
            context.throwIfStopped();
        }
    }
    order.resize(picked);
    return order;
}

std::array<std::int32_t, 3> coordinates(std::int64_t index, const Extent& extent)
{
    const std::int64_t row = extent.voxels[2];
    return {static_cast<std::int32_t>(index / (extent.voxels[1] * row)),
            static_cast<std::int32_t>(index / row % extent.voxels[1]),
            static_cast<std::int32_t>(index % row)};
}

} // namespace

std::vector<std::vector<int>> sampledClasses(const dataset::LabelScheme& labels)
{
    std::vector<std::vector<int>> classes;
    for (const dataset::LabelEntry& entry : labels.foregroundClasses()) {
        classes.push_back(entry.values);
    }
    if (labels.ignoreLabel()) {
        std::vector<int> annotated{-1};
        const std::vector<int> all = labels.allLabels();
        annotated.insert(annotated.end(), all.begin(), all.end());
        classes.push_back(std::move(annotated));
    }
    return classes;
}

std::vector<ClassLocations> sampleClassLocations(std::span<const std::int16_t> label, const Extent& extent,
                                                 const std::vector<std::vector<int>>& classes,
                                                 const TaskContext& context)
{
    if (label.size() > std::numeric_limits<std::uint32_t>::max()) {
        throw Error(ErrorCode::InvalidArgument, "cannot draw voxels of the classes: the case has " +
                                                    std::to_string(label.size()) + " voxels, more than 2^32");
    }
    const std::map<int, Voxels> byLabel = voxelsByLabel(label, classes);
    NumpyRandom random(kSeed);
    std::vector<ClassLocations> result;
    for (const std::vector<int>& values : classes) {
        context.throwIfStopped();
        std::vector<const Voxels*> blocks;
        std::size_t total = 0;
        for (const int value : values) {
            blocks.push_back(&byLabel.at(value));
            total += blocks.back()->size();
        }
        ClassLocations locations{values, {}};
        if (total > 0) {
            const auto coverage =
                static_cast<std::size_t>(std::ceil(static_cast<double>(total) * kMinimumCoverage));
            const std::size_t picked = std::max(std::min(kMinimumSamples, total), coverage);
            locations.voxels.reserve(picked);
            for (const std::uint32_t position : firstOfPermutation(total, picked, random, context)) {
                locations.voxels.push_back(coordinates(voxelAt(blocks, position), extent));
            }
        }
        result.push_back(std::move(locations));
    }
    return result;
}

} // namespace seg::preprocessing

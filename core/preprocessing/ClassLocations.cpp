// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/ClassLocations.h"

#include "core/base/Random.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace seg::preprocessing {

namespace {

constexpr std::int64_t kMinimumSamples = 10'000;
constexpr double kMinimumCoverage = 0.01;
constexpr std::uint32_t kSeed = 1234; // of every case, as in nnU-Net

using Voxels = std::vector<std::int64_t>;

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
            current->second.push_back(static_cast<std::int64_t>(i));
        }
    }
    return byLabel;
}

/// The voxel at a position in the concatenation of the blocks.
std::int64_t voxelAt(const std::vector<const Voxels*>& blocks, std::int64_t position)
{
    for (const Voxels* block : blocks) {
        const auto size = static_cast<std::int64_t>(block->size());
        if (position < size) {
            return (*block)[static_cast<std::size_t>(position)];
        }
        position -= size;
    }
    return -1; // not reached: positions are below the total
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
                                                 const std::vector<std::vector<int>>& classes)
{
    const std::map<int, Voxels> byLabel = voxelsByLabel(label, classes);
    NumpyRandom random(kSeed);
    std::vector<ClassLocations> result;
    for (const std::vector<int>& values : classes) {
        std::vector<const Voxels*> blocks;
        std::int64_t total = 0;
        for (const int value : values) {
            blocks.push_back(&byLabel.at(value));
            total += static_cast<std::int64_t>(blocks.back()->size());
        }
        ClassLocations locations{values, {}};
        if (total > 0) {
            const auto coverage =
                static_cast<std::int64_t>(std::ceil(static_cast<double>(total) * kMinimumCoverage));
            const std::int64_t picked = std::max(std::min(kMinimumSamples, total), coverage);
            for (const std::int64_t position : random.choiceWithoutReplacement(total, picked)) {
                locations.voxels.push_back(coordinates(voxelAt(blocks, position), extent));
            }
        }
        result.push_back(std::move(locations));
    }
    return result;
}

} // namespace seg::preprocessing

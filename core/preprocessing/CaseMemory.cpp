// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/CaseMemory.h"

#include "core/planning/AxisOrder.h"
#include "core/preprocessing/RecipeRules.h"
#include "core/preprocessing/SourceGrid.h"

#include <algorithm>

namespace seg::preprocessing {

namespace {

constexpr std::uint64_t kIntensity = 4; // bytes of a voxel
constexpr std::uint64_t kLabel = 2;
constexpr std::uint64_t kIndex = 4;
constexpr std::uint64_t kOverhead = 16U << 20U; // decoders, threads' lines, locations

} // namespace

std::uint64_t preprocessingMemory(const Geometry& scan, std::int64_t channels, const planning::Plan& plan,
                                  const planning::Configuration& configuration)
{
    const Extent from = planning::transposed(scan.extent, plan.transposeForward);
    const Spacing current = planning::transposed(scan.spacing, plan.transposeForward);
    const Extent to =
        extentAfterResampling(configuration, from, current, targetSpacing(configuration, current));
    const auto voxels = static_cast<std::uint64_t>(from.count());
    const auto resampled = static_cast<std::uint64_t>(to.count());
    const auto count = static_cast<std::uint64_t>(channels);
    const auto inputs = static_cast<std::uint64_t>(configuration.inputChannels());
    const std::uint64_t scanBytes = voxels * (kIntensity * count + kLabel);
    const std::uint64_t reading = scanBytes + voxels * kIntensity; // one more channel while it is appended
    const bool isTurned = plan.transposeForward != planning::AxisOrder{0, 1, 2};
    const std::uint64_t cropping = scanBytes + (isTurned ? voxels * kIntensity * count : voxels);
    const std::uint64_t arrays = resampled * (kIntensity * count + kLabel);
    const auto alongZ = static_cast<std::uint64_t>(to.voxels[0] * from.voxels[1] * from.voxels[2]);
    const std::uint64_t resampling = from == to ? 0 : scanBytes + arrays + alongZ * kIntensity;
    const std::uint64_t drawing = arrays + 2 * kIndex * resampled;
    // A foreground channel is put behind the others in memory that is taken anew.
    const std::uint64_t appending = inputs > count ? arrays + resampled * (kIntensity * inputs + kLabel) : 0;
    // The mask of a nonzero foreground goes along: found before cropping, resampled as a label.
    const bool carriesMask = configuration.extras.foregroundChannel == planning::ForegroundChannel::Nonzero;
    const std::uint64_t mask = carriesMask ? voxels * (1 + kLabel) + resampled * kLabel : 0;
    return kOverhead + mask + std::max({reading, cropping, resampling, drawing, appending});
}

} // namespace seg::preprocessing

// SPDX-License-Identifier: Apache-2.0
#include "core/planning/MemoryEstimate.h"

#include "core/base/Error.h"
#include "core/planning/ExperimentPlanner.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

namespace seg::planning {

namespace {

std::int64_t product(const std::vector<int>& values)
{
    return std::accumulate(values.begin(), values.end(), std::int64_t{1}, std::multiplies<>());
}

/// Voxels of each stage's feature maps.
std::vector<std::int64_t> stageVoxels(const ArchitectureSpec& architecture,
                                      std::span<const std::int64_t> patchSize)
{
    std::vector<std::int64_t> size(patchSize.begin(), patchSize.end());
    std::vector<std::int64_t> voxels;
    for (const std::vector<int>& stride : architecture.strides) {
        if (stride.size() != size.size()) {
            throw Error(ErrorCode::InvalidArgument,
                        "cannot estimate memory: the patch has " + std::to_string(size.size()) +
                            " axes but the network " + std::to_string(stride.size()));
        }
        std::int64_t count = 1;
        for (std::size_t axis = 0; axis < size.size(); ++axis) {
            size[axis] /= stride[axis];
            count *= size[axis];
        }
        voxels.push_back(count);
    }
    return voxels;
}

/// Convolution outputs of one encoder stage in units of features * voxels.
std::int64_t encoderOutputs(const ArchitectureSpec& architecture, std::size_t stage)
{
    const std::int64_t blocks = architecture.blocksPerStage[stage];
    if (!architecture.residualEncoder) {
        return blocks;
    }
    const int before = architecture.features[stage == 0 ? 0 : stage - 1];
    const bool hasProjection =
        before != architecture.features[stage] || product(architecture.strides[stage]) > 1;
    return 2 * blocks + (hasProjection ? 1 : 0) +
           (stage == 0 ? 1 : 0); // the stem has the first stage's features
}

} // namespace

std::int64_t featureMapValues(const ArchitectureSpec& architecture, std::span<const std::int64_t> patchSize,
                              int classes, bool deepSupervision)
{
    const std::vector<std::int64_t> voxels = stageVoxels(architecture, patchSize);
    std::int64_t total = 0;
    for (std::size_t stage = 0; stage < voxels.size(); ++stage) {
        const std::int64_t featureVoxels = architecture.features[stage] * voxels[stage];
        total += encoderOutputs(architecture, stage) * featureVoxels;
        if (stage + 1 == voxels.size()) {
            break; // the bottleneck has no decoder stage
        }
        // decoderConvolutions runs from the bottleneck up.
        const std::size_t decoderStage = voxels.size() - 2 - stage;
        total += (architecture.decoderConvolutions[decoderStage] + 1) * featureVoxels;
        if (stage == 0 || deepSupervision) {
            total += classes * voxels[stage];
        }
    }
    return total;
}

std::int64_t estimateTrainingBytes(const Configuration& configuration, int inputChannels, int heads)
{
    constexpr std::int64_t kFloat = 4;
    constexpr std::int64_t kKeptPerValue =
        2; // a convolution's output and its normalized form wait for the gradient
    constexpr std::int64_t kCopiesOfParameter = 3; // weight, gradient, momentum
    const ArchitectureSpec& architecture = configuration.architecture;
    const std::int64_t patchVoxels = std::accumulate(
        configuration.patchSize.begin(), configuration.patchSize.end(), std::int64_t{1}, std::multiplies<>());
    const std::int64_t featureValues = featureMapValues(architecture, configuration.patchSize, heads, true);
    // Gradients of the widest layer: of its output and of the concatenation before it.
    const std::int64_t transient = 3 * architecture.features.at(0) * patchVoxels;
    const std::int64_t perSample =
        kKeptPerValue * featureValues + transient + (inputChannels + 1) * patchVoxels;
    return kFloat * (configuration.batchSize * perSample +
                     kCopiesOfParameter * parameterCount(architecture, inputChannels, heads));
}

} // namespace seg::planning

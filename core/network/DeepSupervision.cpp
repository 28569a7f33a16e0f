// SPDX-License-Identifier: Apache-2.0
#include "core/network/DeepSupervision.h"

#include <algorithm>

namespace seg::network {

int outputCount(int stages)
{
    return std::max(1, stages - 2);
}

std::vector<double> deepSupervisionWeights(int stages)
{
    std::vector<double> weights;
    double sum = 0.0;
    for (int output = 0; output < outputCount(stages); ++output) {
        weights.push_back(1.0 / static_cast<double>(1LL << output));
        sum += weights.back();
    }
    for (double& weight : weights) {
        weight /= sum;
    }
    return weights;
}

std::vector<std::vector<std::int64_t>> outputExtents(const planning::ArchitectureSpec& architecture,
                                                     const std::vector<std::int64_t>& patchSize)
{
    std::vector<std::vector<std::int64_t>> extents;
    std::vector<std::int64_t> extent = patchSize;
    for (int output = 0; output < outputCount(architecture.stageCount()); ++output) {
        const auto& stride = architecture.strides[static_cast<std::size_t>(output)];
        for (std::size_t axis = 0; axis < extent.size(); ++axis) {
            extent[axis] /= stride[axis];
        }
        extents.push_back(extent);
    }
    return extents;
}

} // namespace seg::network

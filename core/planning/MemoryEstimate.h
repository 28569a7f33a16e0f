// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <cstdint>
#include <span>

namespace seg::planning {

/// Number of feature-map values one patch leaves in a network: nnU-Net's measure of GPU memory (nnunet-v2
/// §3.7).
///
/// \param patchSize        voxels, as many entries as the network has dimensions.
/// \param classes          output channels that are counted; nnU-Net counts the names in dataset.json.
/// \param deepSupervision  whether the heads of the lower stages count; planning does not count them.
/// \throws seg::Error  InvalidArgument when the patch has another number of axes than the network.
/// \par Source  dynamic-network-architectures `compute_conv_feature_map_size`. Deviation: none.
[[nodiscard]] std::int64_t featureMapValues(const ArchitectureSpec& architecture,
                                            std::span<const std::int64_t> patchSize, int classes,
                                            bool deepSupervision);

} // namespace seg::planning

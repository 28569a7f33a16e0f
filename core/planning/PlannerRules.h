// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/PlannerKind.h"

#include <vector>

namespace seg::planning {

/// What distinguishes nnU-Net v2's planners (nnunet-v2 §3.1).
struct PlannerRules {
    double memoryGiB = 8.0; ///< for which the reference values hold
    double referenceValues3d = 560'000'000.0;
    double referenceValues2d = 85'000'000.0;
    int referenceBatch3d = 2;
    int referenceBatch2d = 12;
    bool shrinksForSmallestBatch =
        true; ///< the patch may grow until only 2 fit; else until the reference batch
    double maximumDatasetShare = 0.05; ///< of all voxels in one batch
    int minimumBatch = 2;
    int baseFeatures = 32;
    int maximumFeatures3d = 320;
    int maximumFeatures2d = 512;
    bool residualEncoder = false;
    std::vector<int> encoderBlocks{2}; ///< convolutions or blocks per stage; the last one repeats
    int decoderConvolutions = 2;
    bool sharesDefaultData = false; ///< 2d and 3d_fullres use the arrays of the plan nnUNetPlans
    double lowresThreshold = 0.25;  ///< share of a median case that a patch should cover
    double lowresStep = 1.03;       ///< by which low resolution is coarsened at a time
};

/// \param kind  one of nnU-Net v2's planners; others get the default one's rules.
[[nodiscard]] PlannerRules rulesOf(PlannerKind kind);

} // namespace seg::planning

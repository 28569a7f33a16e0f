// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlannerRules.h"

namespace seg::planning {

namespace {

PlannerRules residualRules(double memoryGiB, double values3d, double values2d, double datasetShare)
{
    PlannerRules rules;
    rules.memoryGiB = memoryGiB;
    rules.referenceValues3d = values3d;
    rules.referenceValues2d = values2d;
    rules.maximumDatasetShare = datasetShare;
    rules.shrinksForSmallestBatch = false;
    rules.residualEncoder = true;
    rules.encoderBlocks = {1, 3, 4, 6};
    rules.decoderConvolutions = 1;
    rules.sharesDefaultData = true;
    return rules;
}

} // namespace

PlannerRules rulesOf(PlannerKind kind)
{
    switch (kind) {
    case PlannerKind::ResEnc:
        return residualRules(8.0, 680'000'000.0, 135'000'000.0, 0.05);
    case PlannerKind::ResEncM:
        return residualRules(8.0, 680'000'000.0, 135'000'000.0, 1.0);
    case PlannerKind::ResEncL:
        return residualRules(24.0, 2'100'000'000.0, 380'000'000.0, 1.0);
    case PlannerKind::ResEncXL:
        return residualRules(40.0, 3'600'000'000.0, 560'000'000.0, 1.0);
    default:
        return {};
    }
}

} // namespace seg::planning

// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlannerPurpose.h"

namespace seg::planning {

std::string_view purposeOf(PlannerKind kind) noexcept
{
    switch (kind) {
    case PlannerKind::Default:
        return "nnU-Net v2's own choice: a plain U-Net, for nearly every dataset.";
    case PlannerKind::ResEnc:
        return "A residual encoder within the default's rules, to compare networks alone.";
    case PlannerKind::ResEncM:
        return "A residual encoder for small cards; about as fast to train as the default.";
    case PlannerKind::ResEncL:
        return "A larger residual encoder, which nnU-Net's authors recommend; trains longer.";
    case PlannerKind::ResEncXL:
        return "The largest residual encoder, for large cards and much training time.";
    case PlannerKind::Nvidia:
        return "Spacing, patch, batch and preparation as NVIDIA's; trains nnU-Net v2's plain U-Net with "
               "them.";
    case PlannerKind::NnUNet2018:
        return "Spacing, patch, batch and preparation of 2018; trains nnU-Net v2's plain U-Net with them.";
    }
    return {};
}

} // namespace seg::planning

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetValidator.h"
#include "core/planning/Plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seg::planning {

/// How one channel is normalized.
struct ChannelNormalization {
    NormalizationScheme scheme = NormalizationScheme::ZScore;
    bool insideMask = false; ///< z-score of the voxels that are not empty; other schemes know no mask
    bool operator==(const ChannelNormalization&) const = default;
};

/// What a person wants otherwise in one configuration; what is empty stays as planned. Axes (z,) y, x.
struct ConfigurationEdit {
    std::string configuration;
    std::optional<std::vector<double>> spacing; ///< mm
    std::optional<std::vector<std::int64_t>> patchSize;
    std::optional<int> batchSize;
    std::optional<std::vector<ChannelNormalization>> normalization;
    bool operator==(const ConfigurationEdit&) const = default;
};

/// What the findings of an edit are measured by.
struct EditFacts {
    std::vector<std::string> channelNames;
    int heads = 2;               ///< outputs of the network
    std::int64_t caseCount = 0;  ///< training cases
    double availableBytes = 0.0; ///< for training; 0: unknown, then memory is not judged
    std::string memoryPlace;     ///< "on this GPU"
};

enum class EditField { Spacing, Patch, Batch, Normalization, Network, Memory };

/// One sentence about an edit. An error keeps the plan from being made; a warning does not.
struct EditFinding {
    EditField field = EditField::Patch;
    dataset::Severity severity = dataset::Severity::Note;
    std::string text;
};

/// A configuration with an edit in it and what is to be said about it.
struct EditedConfiguration {
    Configuration configuration; ///< keeps the planned values where an edit is an error
    std::vector<EditFinding> findings;
    std::vector<std::int64_t> nearestPatch; ///< the patch itself, if it can be trained with

    [[nodiscard]] bool isValid() const noexcept;
};

/// Changes one configuration and checks it anew. A network that was planned by nnU-Net v2's rule is planned
/// anew for another patch or spacing; any other one (of NVIDIA's table, by hand) is kept, and the patch must
/// fit it. The median case at another spacing is scaled and rounded, as the planners do for 3d_lowres.
/// \return  all findings; batch Dice, resampling and the data identifier are the planned ones.
/// \throws seg::Error  InvalidArgument: no such configuration, or lists of another length than planned.
[[nodiscard]] EditedConfiguration editConfiguration(const Plan& plan, const ConfigurationEdit& edit,
                                                    const EditFacts& facts);

/// Whether cases prepared for one configuration serve the other: spacing, normalization and recipe are alike,
/// and where cases are padded or cut to the patch, that too.
[[nodiscard]] bool prepareAlike(const Configuration& a, const Configuration& b) noexcept;

} // namespace seg::planning

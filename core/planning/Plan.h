// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/planning/Fingerprint.h"
#include "core/planning/PreprocessingExtras.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace seg::planning {

/// A U-Net in words of numbers (nnunet-v2 §3.9, "architecture"). Rows have 2 entries for 2d, 3 for 3d, order
/// (z,) y, x.
struct ArchitectureSpec {
    bool residualEncoder = false;
    std::vector<int> features;                 ///< per stage
    std::vector<std::vector<int>> kernelSizes; ///< per stage
    std::vector<std::vector<int>> strides;     ///< per stage
    std::vector<int> blocksPerStage;           ///< convolutions (plain) or residual blocks per encoder stage
    std::vector<int> decoderConvolutions;      ///< per decoder stage
    bool operator==(const ArchitectureSpec&) const = default;

    [[nodiscard]] int stageCount() const noexcept { return static_cast<int>(features.size()); }
    [[nodiscard]] int dimensions() const noexcept
    {
        return strides.empty() ? 3 : static_cast<int>(strides[0].size());
    }
};

enum class NormalizationScheme { ZScore, Ct, NoNormalization, RescaleTo01, RgbTo01 };

/// Whose order of steps a case is prepared in. nnU-Net v2: crop, normalize, resample, extents rounded half to
/// even. The first nnU-Net: crop, resample, normalize. NVIDIA's: box of positive voxels, resample to
/// truncated extents, normalize non-zero voxels.
enum class PreprocessingRecipe { NnUNetV2, NnUNet2018, Nvidia };

enum class ResamplingKind {
    Default, ///< nnU-Net's `resample_data_or_seg_to_shape`: splines, the thick axis apart where it is one
    Torch,   ///< `resample_torch_fornnunet`: linear, along a thick axis the nearest
    None     ///< `no_resampling_hack`: the array as it is
};

/// How one kind of array (intensities, labels or probabilities) is brought to another spacing.
struct ResamplingSpec {
    ResamplingKind kind = ResamplingKind::Default;
    int order = 3;                           ///< of the spline; Torch: 1
    int orderZ = 0;                          ///< along an axis that is treated apart
    std::optional<bool> forceSeparateAxis{}; ///< empty: apart when the spacings differ by the threshold
    double separateAxisThreshold = 3.0;      ///< ratio of the coarsest to the finest spacing
    bool memoryEfficient = false;            ///< Torch: one label at a time instead of all at once
    bool operator==(const ResamplingSpec&) const = default;
};

/// One planned way of training: "2d", "3d_fullres", "3d_lowres" or "3d_cascade_fullres".
struct Configuration {
    std::string name;
    std::string dataIdentifier; ///< folder of the preprocessed cases
    int batchSize = 2;
    std::vector<std::int64_t> patchSize;            ///< 2 or 3 entries
    std::vector<double> medianExtent;               ///< median_image_size_in_voxels, as many as patchSize
    std::vector<double> spacing;                    ///< target, mm, as many as patchSize
    std::vector<NormalizationScheme> normalization; ///< per channel
    std::vector<bool> useMaskForNormalization;      ///< per channel
    PreprocessingRecipe recipe = PreprocessingRecipe::NnUNetV2;
    PreprocessingExtras extras;
    ResamplingSpec dataResampling;
    ResamplingSpec labelResampling{.order = 1};       ///< one-hot per label
    ResamplingSpec probabilityResampling{.order = 1}; ///< of a prediction back to its scan's grid
    ArchitectureSpec architecture;
    bool batchDice = false;
    std::vector<std::string> nextStages;
    std::optional<std::string> previousStage;
    std::optional<std::string> inheritsFrom; ///< the file then holds only what differs from that one

    [[nodiscard]] int dimensions() const noexcept { return static_cast<int>(patchSize.size()); }
    /// Channels of the prepared arrays, which the network takes in.
    [[nodiscard]] int inputChannels() const noexcept
    {
        const bool hasMore = extras.foregroundChannel != ForegroundChannel::None;
        return static_cast<int>(normalization.size()) + (hasMore ? 1 : 0);
    }
};

/// Why a planned number is what it is; shown beside it (D4).
struct Reason {
    std::string configuration; ///< "3d_fullres"; empty for the plan as a whole
    std::string field;         ///< "patch_size", "spacing", "batch_size", "normalization", "stages", …
    std::string value;         ///< "128 × 128 × 128"
    std::string because; ///< "the largest that keeps a batch of 2 in 8 GiB; covers 65 % of a median case"
    bool operator==(const Reason&) const = default;
};

/// nnU-Net's plans.json.
struct Plan {
    std::string datasetName;
    std::string plansName = "nnUNetPlans";
    Spacing originalMedianSpacing; ///< transposed
    Extent originalMedianExtent;   ///< transposed
    std::string imageReaderWriter = "SimpleITKIO";
    std::array<int, 3> transposeForward{0, 1, 2};
    std::array<int, 3> transposeBackward{0, 1, 2};
    std::vector<Configuration> configurations; ///< in file order
    std::string planner = "ExperimentPlanner";
    std::vector<IntensityStatistics> intensities;
    std::vector<Reason> reasons; ///< not part of nnU-Net's file; kept in `segwright_reasons`

    /// \throws seg::Error  InvalidArgument naming the configurations there are.
    [[nodiscard]] const Configuration& configuration(const std::string& name) const;
};

/// nnU-Net's plans file in the reference's order of keys. A configuration that inherits is written with its
/// differences alone, as long as its parent is there.
[[nodiscard]] Json planToJson(const Plan& plan);

/// Reads plans of every nnU-Net v2: `inherits_from` over any number of configurations, networks as
/// `architecture` or (until 2.2) as single keys, `next_stage` as text or list, the intensities' older key.
/// \param source  named in errors, usually the file.
/// \throws seg::Error  BadInput naming the configuration and key: missing or of the wrong form, inheritance
/// in
///   a circle, a network, normalization or resampling that this program does not have.
[[nodiscard]] Plan planFromJson(const Json& json, const std::string& source);

} // namespace seg::planning

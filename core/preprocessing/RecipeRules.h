// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"
#include "core/preprocessing/Resampling.h"

namespace seg::preprocessing {

/// What a scan is cut down to first.
enum class CropRule {
    Nonzero, ///< box of the voxels where any channel is not 0, holes filled; labels tell the outside by -1
    Positive ///< box of the voxels where any channel is above 0
};

/// Which voxels a z-score is taken over, and what becomes of the others.
enum class ZScoreRule {
    Region,         ///< all, or those of the region; the others keep their values. v2: x / max(sd, 1e-8)
    RegionElseZero, ///< the same with the others set to 0. 2018: x / (sd + 1e-8)
    NonzeroVoxels,  ///< those that are not 0, which stay 0. NVIDIA: x / sd, a deviation of 0 counts as 1
    AllVoxels       ///< all. NVIDIA's second one of a CT: x / sd, a deviation of 0 counts as 1
};

/// Everything a recipe fixes beyond the numbers of a plan. Recipes differ by these values alone.
struct RecipeRules {
    CropRule crop = CropRule::Nonzero;
    bool normalizesAfterResampling = false;
    ZScoreRule zScore = ZScoreRule::Region;
    bool truncatesExtents = false; ///< else rounded half to even
    bool resamples2d = true;       ///< false: a 2d configuration keeps every case's grid
    bool padsToPatch = false;      ///< training cases: zeros around, up to the patch
    SeparateAxisRule separateAxis = SeparateAxisRule::CoarsestAxis;
    LabelRule labels = LabelRule::LargestScore;
    bool planesAreCatmullRom = false;
};

/// \par Source  NnUNetV2: nnunet-v2 §4; NnUNet2018: nnunet-v1-2018 §2; Nvidia: nvidia-unets A.4. Deviations
/// from
///   NVIDIA's: an empty box is the whole scan, with a warning. Slices are cut to the patch (A.4.8), a
///   foreground channel is made (A.4.9) and labels are closed (A.4.11) where the plan asks for it
///   (planning::PreprocessingExtras).
[[nodiscard]] const RecipeRules& rulesOf(planning::PreprocessingRecipe recipe) noexcept;

/// How a plan's resampling is done under a recipe.
[[nodiscard]] ResampleOptions resampleOptions(const planning::ResamplingSpec& spec,
                                              planning::PreprocessingRecipe recipe);

/// The extent of a cropped case after resampling. \param current, target  mm.
/// \param extent  after cropping; kept where nothing is resampled.
[[nodiscard]] Extent extentAfterResampling(const planning::Configuration& configuration, const Extent& extent,
                                           const Spacing& current, const Spacing& target);

} // namespace seg::preprocessing

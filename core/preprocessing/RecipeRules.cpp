// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/RecipeRules.h"

namespace seg::preprocessing {

namespace {

/// Cut off, not rounded: the header's float32 spacing 3.6 is 3.5999999, so 20 slices at 3.6 mm become 19.
Extent truncatedExtent(const Extent& extent, const Spacing& current, const Spacing& target)
{
    Extent result;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto inHeader = static_cast<double>(static_cast<float>(current.mm[axis]));
        result.voxels[axis] =
            static_cast<std::int64_t>(inHeader / target.mm[axis] * static_cast<double>(extent.voxels[axis]));
    }
    return result;
}

} // namespace

const RecipeRules& rulesOf(planning::PreprocessingRecipe recipe) noexcept
{
    static constexpr RecipeRules kV2{};
    static constexpr RecipeRules k2018{
        .normalizesAfterResampling = true,
        .zScore = ZScoreRule::RegionElseZero,
        .labels = LabelRule::LastAboveHalf,
    };
    static constexpr RecipeRules kNvidia{
        .crop = CropRule::Positive,
        .normalizesAfterResampling = true,
        .zScore = ZScoreRule::NonzeroVoxels,
        .truncatesExtents = true,
        .resamples2d = false,
        .padsToPatch = true,
        .separateAxis = SeparateAxisRule::FirstAxis,
        .labels = LabelRule::LastAboveHalf,
        .planesAreCatmullRom = true,
    };
    switch (recipe) {
    case planning::PreprocessingRecipe::NnUNet2018:
        return k2018;
    case planning::PreprocessingRecipe::Nvidia:
        return kNvidia;
    case planning::PreprocessingRecipe::NnUNetV2:
        break;
    }
    return kV2;
}

ResampleOptions resampleOptions(const planning::ResamplingSpec& spec, planning::PreprocessingRecipe recipe)
{
    const RecipeRules& rules = rulesOf(recipe);
    ResampleOptions options;
    options.kind = spec.kind;
    options.order = spec.order;
    options.orderZ = spec.orderZ;
    options.forceSeparateAxis = spec.forceSeparateAxis;
    options.anisotropyThreshold = spec.separateAxisThreshold;
    options.memoryEfficient = spec.memoryEfficient;
    options.separateAxisRule = rules.separateAxis;
    options.labelRule = rules.labels;
    options.planesAreCatmullRom = rules.planesAreCatmullRom;
    return options;
}

Extent extentAfterResampling(const planning::Configuration& configuration, const Extent& extent,
                             const Spacing& current, const Spacing& target)
{
    const RecipeRules& rules = rulesOf(configuration.recipe);
    const bool isKept = configuration.dataResampling.kind == planning::ResamplingKind::None ||
                        (configuration.dimensions() == 2 && !rules.resamples2d);
    if (isKept) {
        return extent;
    }
    return rules.truncatesExtents ? truncatedExtent(extent, current, target)
                                  : resampledExtent(extent, current, target);
}

} // namespace seg::preprocessing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/augmentation/AugmentationGeometry.h"
#include "core/augmentation/FilterTransforms.h"
#include "core/augmentation/PatchSource.h"
#include "core/base/Random.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace seg::augmentation {

/// Names one sample of one run: its random numbers are a function of this and of what they are used for.
struct SampleKey {
    std::uint64_t seed = 1;
    std::uint32_t stream = 0; ///< LoaderStream
    std::uint32_t epoch = 0;
    std::uint32_t sample = 0; ///< iteration * batch size + index in the batch
};

/// Everything that chance decides about one sample (nnunet-v2 §6, rows 2 and 4-11), in the order it is
/// applied.
struct AugmentationDraw {
    bool rotates = false;
    std::array<double, 3> angles{}; ///< radians; only [2] counts when in-plane
    bool scales = false;
    double scale = 1.0;

    std::optional<float> noiseDeviation;
    /// Per channel; the outer optional of a channel that is not blurred is empty.
    std::vector<std::optional<std::array<double, 3>>> blurSigmas;
    std::vector<float> brightness;                   ///< factor per channel; empty when not applied
    std::vector<float> contrast;                     ///< the same
    std::vector<std::optional<float>> lowResolution; ///< scale per channel; empty when not applied
    std::vector<float> invertedGamma;                ///< exponent per channel; empty when not applied
    std::vector<float> gamma;                        ///< the same
    std::array<bool, 3> mirrored{};                  ///< (z, y, x)
};

/// What random numbers of a sample are used for; never renumber, it would change every run.
enum class Purpose : std::uint32_t {
    Case = 0,
    Position,
    Spatial,
    Noise,
    NoiseField,
    Blur,
    Brightness,
    Contrast,
    LowResolution,
    InvertedGamma,
    Gamma,
    Mirror
};

/// Draws with the default trainer's probabilities.
[[nodiscard]] AugmentationDraw drawAugmentation(const AugmentationGeometry& geometry, std::int64_t channels,
                                                bool mirroring, const SampleKey& key);

/// Cuts the patch out of the source and transforms it as drawn: spatial, noise, blur, brightness, contrast,
/// low resolution, gamma, mirroring. Labels keep -1 outside the case.
void applyAugmentation(const AugmentationDraw& draw, const AugmentationGeometry& geometry,
                       const PatchSource& source, const PatchBuffer& patch, const SampleKey& key,
                       FilterScratch& scratch);

/// The stream of random numbers that a sample uses for one purpose.
[[nodiscard]] RandomStream randomStream(const SampleKey& key, Purpose purpose);

} // namespace seg::augmentation

// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/AugmentationDraw.h"

#include "core/augmentation/IntensityTransforms.h"
#include "core/augmentation/LabelTransforms.h"
#include "core/augmentation/SpatialTransform.h"
#include "core/base/Random.h"

#include <algorithm>

namespace seg::augmentation {

namespace {

// Probabilities and ranges of nnU-Net's default trainer, nnunet-v2 §6.
constexpr double kRotation = 0.2;
constexpr double kScaling = 0.2;
constexpr double kSmallestScale = 0.7;
constexpr double kLargestScale = 1.4;
constexpr double kNoise = 0.1;
constexpr double kLargestNoise = 0.1;
constexpr double kBlur = 0.2;
constexpr double kBrightness = 0.15;
constexpr double kContrast = 0.15;
constexpr double kLowResolution = 0.25;
constexpr double kInvertedGamma = 0.1;
constexpr double kGamma = 0.3;
constexpr double kPerChannel = 0.5;
constexpr double kMirror = 0.5;

// Half of the draws lie below 1, half above.
float aroundOne(RandomStream& random, double low, double high)
{
    const bool below = random.chance(0.5);
    return static_cast<float>(below ? random.uniform(low, 1.0) : random.uniform(std::max(low, 1.0), high));
}

std::vector<float> factorsPerChannel(RandomStream& random, std::int64_t channels, double low, double high)
{
    std::vector<float> factors(static_cast<std::size_t>(channels));
    std::ranges::generate(factors, [&] { return aroundOne(random, low, high); });
    return factors;
}

void drawSpatial(AugmentationDraw& draw, const AugmentationGeometry& geometry, RandomStream random)
{
    draw.rotates = random.chance(kRotation);
    draw.scales = random.chance(kScaling);
    for (double& angle : draw.angles) {
        const double drawn = random.uniform(-geometry.maximumAngle, geometry.maximumAngle);
        angle = draw.rotates ? drawn : 0.0;
    }
    const double scale = random.uniform(kSmallestScale, kLargestScale);
    draw.scale = draw.scales ? scale : 1.0;
}

void drawFilters(AugmentationDraw& draw, std::int64_t channels, const SampleKey& key)
{
    RandomStream blurring = randomStream(key, Purpose::Blur);
    if (blurring.chance(kBlur)) {
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            auto& sigmas = draw.blurSigmas.emplace_back();
            if (blurring.chance(kPerChannel)) {
                sigmas.emplace();
                std::ranges::generate(*sigmas, [&] { return blurring.uniform(0.5, 1.0); });
            }
        }
    }
    RandomStream shrinking = randomStream(key, Purpose::LowResolution);
    if (shrinking.chance(kLowResolution)) {
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            auto& scale = draw.lowResolution.emplace_back();
            if (shrinking.chance(kPerChannel)) {
                scale = static_cast<float>(shrinking.uniform(0.5, 1.0));
            }
        }
    }
}

void drawFactors(AugmentationDraw& draw, std::int64_t channels, const SampleKey& key)
{
    const auto factors = [&](Purpose purpose, double probability, double low, double high) {
        RandomStream random = randomStream(key, purpose);
        return random.chance(probability) ? factorsPerChannel(random, channels, low, high)
                                          : std::vector<float>{};
    };
    draw.brightness = factors(Purpose::Brightness, kBrightness, 0.75, 1.25);
    draw.contrast = factors(Purpose::Contrast, kContrast, 0.75, 1.25);
    draw.invertedGamma = factors(Purpose::InvertedGamma, kInvertedGamma, 0.7, 1.5);
    draw.gamma = factors(Purpose::Gamma, kGamma, 0.7, 1.5);
}

void applySpatial(const AugmentationDraw& draw, const AugmentationGeometry& geometry,
                  const PatchSource& source, const PatchBuffer& patch)
{
    if (!draw.rotates && !draw.scales) {
        cropCentre(source, patch);
        return;
    }
    const Matrix3 matrix = geometry.inPlaneOnly ? inPlaneMatrix(draw.angles[2], draw.scale)
                                                : volumeMatrix(draw.angles, draw.scale);
    resampleAffine(source, patch, matrix, geometry.inPlaneOnly);
}

void applyBlur(const AugmentationDraw& draw, const AugmentationGeometry& geometry, const PatchBuffer& patch,
               FilterScratch& scratch)
{
    for (std::size_t channel = 0; channel < draw.blurSigmas.size(); ++channel) {
        if (!draw.blurSigmas[channel]) {
            continue;
        }
        std::array<std::optional<double>, 3> sigmas;
        std::ranges::copy(*draw.blurSigmas[channel], sigmas.begin());
        if (geometry.isSlice) {
            sigmas[0].reset();
        }
        blur(patch.channel(static_cast<std::int64_t>(channel)), patch.extent, sigmas, scratch);
    }
}

void applyLowResolution(const AugmentationDraw& draw, const AugmentationGeometry& geometry,
                        const PatchBuffer& patch, FilterScratch& scratch)
{
    for (std::size_t channel = 0; channel < draw.lowResolution.size(); ++channel) {
        if (draw.lowResolution[channel]) {
            const auto scale = static_cast<double>(*draw.lowResolution[channel]);
            simulateLowResolution(patch.channel(static_cast<std::int64_t>(channel)), patch.extent,
                                  {geometry.inPlaneOnly ? 1.0 : scale, scale, scale}, scratch);
        }
    }
}

template <typename Apply>
void forChannels(const std::vector<float>& factors, const PatchBuffer& patch, Apply apply)
{
    for (std::size_t channel = 0; channel < factors.size(); ++channel) {
        apply(patch.channel(static_cast<std::int64_t>(channel)), factors[channel]);
    }
}

} // namespace

RandomStream randomStream(const SampleKey& key, Purpose purpose)
{
    constexpr std::uint32_t kPurposesPerStream = 64;
    return RandomStream(key.seed, {key.epoch, key.sample,
                                   key.stream * kPurposesPerStream + static_cast<std::uint32_t>(purpose)});
}

AugmentationDraw drawAugmentation(const AugmentationGeometry& geometry, std::int64_t channels, bool mirroring,
                                  const SampleKey& key)
{
    AugmentationDraw draw;
    drawSpatial(draw, geometry, randomStream(key, Purpose::Spatial));
    RandomStream noise = randomStream(key, Purpose::Noise);
    if (noise.chance(kNoise)) {
        draw.noiseDeviation = static_cast<float>(noise.uniform(0.0, kLargestNoise));
    }
    drawFilters(draw, channels, key);
    drawFactors(draw, channels, key);
    if (mirroring) {
        RandomStream random = randomStream(key, Purpose::Mirror);
        for (const int axis : geometry.mirrorAxes) {
            draw.mirrored[static_cast<std::size_t>(axis)] = random.chance(kMirror);
        }
    }
    return draw;
}

void applyAugmentation(const AugmentationDraw& draw, const AugmentationGeometry& geometry,
                       const PatchSource& source, const PatchBuffer& patch, const SampleKey& key,
                       FilterScratch& scratch)
{
    applySpatial(draw, geometry, source, patch);
    if (draw.noiseDeviation) {
        RandomStream random = randomStream(key, Purpose::NoiseField);
        addNoise(patch.image, *draw.noiseDeviation, random);
    }
    applyBlur(draw, geometry, patch, scratch);
    forChannels(draw.brightness, patch, multiplyBrightness);
    forChannels(draw.contrast, patch, changeContrast);
    applyLowResolution(draw, geometry, patch, scratch);
    forChannels(draw.invertedGamma, patch,
                [](std::span<float> values, float gamma) { changeGamma(values, gamma, true); });
    forChannels(draw.gamma, patch,
                [](std::span<float> values, float gamma) { changeGamma(values, gamma, false); });
    for (int axis = 0; axis < 3; ++axis) {
        if (draw.mirrored[static_cast<std::size_t>(axis)]) {
            mirror(patch, axis);
        }
    }
}

} // namespace seg::augmentation

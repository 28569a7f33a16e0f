// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/ForegroundChannel.h"

#include "core/preprocessing/Normalization.h"

namespace seg::preprocessing {

void appendForeground(std::vector<float>& image, std::span<const std::int16_t> foreground)
{
    image.reserve(image.size() + foreground.size());
    image.insert(image.end(), foreground.begin(), foreground.end());
}

std::vector<std::int16_t> voxelsAboveMean(std::span<const float> image, std::int64_t channels)
{
    const std::size_t count = image.size() / static_cast<std::size_t>(channels);
    std::vector<std::int16_t> above(count, 1);
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (!(image[i] > 0.0F)) {
            above[i % count] = 0;
        }
    }
    return above;
}

void appendAboveMean(std::vector<float>& image, const planning::Configuration& configuration)
{
    const std::size_t channels = configuration.normalization.size();
    const std::vector<std::int16_t> above = voxelsAboveMean(image, static_cast<std::int64_t>(channels));
    for (std::size_t c = 0; c < channels; ++c) {
        const bool isCt = configuration.normalization[c] == planning::NormalizationScheme::Ct;
        normalize(std::span(image).subspan(c * above.size(), above.size()), {},
                  planning::NormalizationScheme::ZScore, false, {},
                  isCt ? ZScoreRule::AllVoxels : ZScoreRule::NonzeroVoxels);
    }
    appendForeground(image, above);
}

} // namespace seg::preprocessing

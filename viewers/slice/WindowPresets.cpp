// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/WindowPresets.h"

#include <algorithm>
#include <cmath>

namespace seg::viewers {

namespace {

constexpr std::size_t kSampleSize = 200000;

/// Finite values, ascending, at regular distances through the scan.
std::vector<float> sortedSample(std::span<const float> intensities)
{
    std::vector<float> sample;
    const std::size_t step = std::max<std::size_t>(1, intensities.size() / kSampleSize);
    sample.reserve(intensities.size() / step + 1);
    for (std::size_t index = 0; index < intensities.size(); index += step) {
        if (std::isfinite(intensities[index])) {
            sample.push_back(intensities[index]);
        }
    }
    std::sort(sample.begin(), sample.end());
    return sample;
}

bool sampleLooksLikeCt(const std::vector<float>& sample)
{
    // Air is -1000 HU, padding down to about -3024; nothing a patient is made of goes beyond a few thousand.
    return !sample.empty() && sample.front() <= -200.0F && sample.front() >= -4096.0F &&
           sample.back() >= 50.0F && sample.back() <= 32767.0F;
}

Window between(double low, double high)
{
    return high > low ? Window{high - low, (high + low) / 2.0} : Window{1.0, low};
}

Window percentileWindow(const std::vector<float>& sample)
{
    if (sample.empty()) {
        return {};
    }
    // Background is one value repeated (zeros around a skull-stripped brain, air of a masked scan).
    const auto begin = std::upper_bound(sample.begin(), sample.end(), sample.front());
    const auto count = static_cast<double>(sample.end() - begin);
    if (count < 1.0) {
        return between(sample.front(), sample.back());
    }
    const auto at = [&](double fraction) {
        return static_cast<double>(*(begin + static_cast<std::ptrdiff_t>(fraction * (count - 1.0))));
    };
    return between(at(0.005), at(0.995));
}

const Window kSoftTissue{400.0, 40.0};

} // namespace

bool looksLikeCt(std::span<const float> intensities)
{
    return sampleLooksLikeCt(sortedSample(intensities));
}

Window automaticWindow(std::span<const float> intensities)
{
    const auto sample = sortedSample(intensities);
    return sampleLooksLikeCt(sample) ? kSoftTissue : percentileWindow(sample);
}

std::vector<WindowPreset> windowPresets(std::span<const float> intensities)
{
    const auto sample = sortedSample(intensities);
    if (sample.empty()) {
        return {};
    }
    const Window all = between(sample.front(), sample.back());
    if (sampleLooksLikeCt(sample)) {
        return {{"Soft tissue", kSoftTissue}, {"Lung", {1500.0, -600.0}}, {"Bone", {1800.0, 400.0}},
                {"Brain", {80.0, 40.0}},      {"Liver", {150.0, 60.0}},   {"Whole range", all}};
    }
    const Window automatic = percentileWindow(sample);
    const double bottom = automatic.level - automatic.width / 2.0;
    return {{"Automatic", automatic},
            {"Bright", between(bottom, bottom + automatic.width * 0.6)},
            {"Dark", between(bottom, bottom + automatic.width * 1.5)},
            {"Whole range", all}};
}

} // namespace seg::viewers

// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/LabelColors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace seg::reporting {

namespace {

constexpr std::array<std::uint32_t, 20> kFirst{
    0xe5484d, 0x3e8ef7, 0x30a46c, 0xf5a524, 0x8e4ec6, 0x12b5cb, 0xf76190, 0xa7c23a, 0x7f5d34, 0xfacbfd,
    0xfacea0, 0x89567c, 0x52f687, 0x028f03, 0x206a9a, 0xc00b93, 0x11f7db, 0xaf5302, 0x546f19, 0xfc8de6};
constexpr double kGoldenAngle = 137.50776405003785; // degrees
constexpr double kSaturation = 0.65;
constexpr double kLightness = 0.55;

/// One channel of an HSL color. \param offset  0 for red, 8 for green, 4 for blue.
std::uint8_t channel(double hue, double offset)
{
    const double amplitude = kSaturation * std::min(kLightness, 1.0 - kLightness);
    const double k = std::fmod(offset + hue / 30.0, 12.0);
    const double value = kLightness - amplitude * std::max(-1.0, std::min({k - 3.0, 9.0 - k, 1.0}));
    return static_cast<std::uint8_t>(std::lround(255.0 * value));
}

} // namespace

Rgb labelColor(int label)
{
    if (label <= 0) {
        return {0, 0, 0};
    }
    const auto index = static_cast<std::size_t>(label - 1);
    if (index < kFirst.size()) {
        const std::uint32_t packed = kFirst[index];
        return {static_cast<std::uint8_t>(packed >> 16U), static_cast<std::uint8_t>((packed >> 8U) & 0xffU),
                static_cast<std::uint8_t>(packed & 0xffU)};
    }
    const double hue = std::fmod(static_cast<double>(index) * kGoldenAngle, 360.0);
    return {channel(hue, 0.0), channel(hue, 8.0), channel(hue, 4.0)};
}

Rgb labelColor(int label, const dataset::LabelColors& chosen)
{
    const auto own = chosen.find(label);
    return own == chosen.end() ? labelColor(label) : own->second;
}

std::string colorText(const Rgb& color)
{
    return fmt::format("#{:02x}{:02x}{:02x}", color[0], color[1], color[2]);
}

} // namespace seg::reporting

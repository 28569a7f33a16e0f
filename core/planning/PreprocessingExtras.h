// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace seg::planning {

/// An input channel of 0 and 1 behind a scan's own, which tells the zeros around the scanned body from those
/// that normalization makes.
enum class ForegroundChannel {
    None,
    Nonzero,  ///< 1 where any channel of the scan is not 0
    AboveMean ///< 1 where every normalized channel is above 0: NVIDIA's `--ohe` as it was published
};

/// What NVIDIA's preprocessing does on demand; the other recipes know none of it.
struct PreprocessingExtras {
    ForegroundChannel foregroundChannel = ForegroundChannel::None;
    bool closesLabels = false; ///< each slice of a training label: gray closing, 3 x 3
    bool cutsSlices = false;   ///< flat training cases: the middle of each slice, as large as the patch
    bool operator==(const PreprocessingExtras&) const = default;
};

/// "none", "nonzero" and "above-mean", in the order of ForegroundChannel.
[[nodiscard]] std::span<const std::string_view> foregroundChannelNames() noexcept;
[[nodiscard]] std::string_view foregroundChannelName(ForegroundChannel channel) noexcept;

/// \throws seg::Error  InvalidArgument naming those there are.
[[nodiscard]] ForegroundChannel foregroundChannelFromName(const std::string& name);

struct Plan;

/// Changes what one configuration of a plan asks preprocessing for, and says so in the plan's reasons.
/// \throws seg::Error  InvalidArgument: no such configuration, one of another recipe than NVIDIA's, or slices
///   to be cut of one that is not flat. The plan is then as before.
void setPreprocessingExtras(Plan& plan, const std::string& configuration, const PreprocessingExtras& extras);

} // namespace seg::planning

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <string>
#include <string_view>

namespace seg::planning {

/// nnU-Net's class names, e.g. "ZScoreNormalization".
[[nodiscard]] std::string_view normalizationName(NormalizationScheme scheme) noexcept;

/// The "architecture" object of one configuration.
[[nodiscard]] Json architectureToJson(const ArchitectureSpec& architecture);

/// \throws seg::Error  BadInput: missing keys, rows that do not fit, or a network this program does not build
/// (only
///   PlainConvUNet and ResidualEncoderUNet with instance normalization, leaky ReLU and biases are).
[[nodiscard]] ArchitectureSpec architectureFromJson(const Json& json, const std::string& where);

[[nodiscard]] Json configurationToJson(const Configuration& configuration);

/// \param json  with `inherits_from` resolved.
/// \throws seg::Error  BadInput: missing keys, lengths that do not fit, resampling other than nnU-Net's
/// default.
[[nodiscard]] Configuration configurationFromJson(const std::string& name, const Json& json,
                                                  const std::string& where);

} // namespace seg::planning

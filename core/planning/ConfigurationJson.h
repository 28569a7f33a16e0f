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

/// The network of a plan of nnU-Net 2.2 and older, which names it in single keys: `UNet_class_name`,
/// `UNet_base_num_features`, `unet_max_num_features`, `n_conv_per_stage_encoder`, `n_conv_per_stage_decoder`,
/// `conv_kernel_sizes`, `pool_op_kernel_sizes` (nnunet-v2 §3.11).
/// \throws seg::Error  BadInput: neither these keys nor an "architecture", or rows that do not fit.
[[nodiscard]] ArchitectureSpec architectureFromOldKeys(const Json& configuration, const std::string& where);

/// All keys, whether inherited or not.
[[nodiscard]] Json configurationToJson(const Configuration& configuration);

/// \param json  with the parents' keys filled in; may still say `inherits_from`.
/// \throws seg::Error  BadInput: missing keys, lengths that do not fit, a preprocessor, normalization or
///   resampling that this program does not have.
[[nodiscard]] Configuration configurationFromJson(const std::string& name, const Json& json,
                                                  const std::string& where);

} // namespace seg::planning

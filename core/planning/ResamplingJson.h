// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/JsonFields.h"
#include "core/planning/Plan.h"

namespace seg::planning {

/// The arrays of a configuration that have a resampling function of their own.
enum class ResampledArray { Data, Label, Probabilities };

/// Adds `resampling_fn_…` and `resampling_fn_…_kwargs` of all three in the reference's order of keys.
void writeResampling(Json& json, const Configuration& configuration);

/// What nnU-Net's planners write when a plan says nothing else.
[[nodiscard]] ResamplingSpec defaultResampling(ResampledArray array) noexcept;

/// Reads the function and its arguments. Arguments that a plan leaves out have the value that nnU-Net's
/// function gives them (a default function's `force_separate_z` is then false). \throws seg::Error  BadInput:
/// a function or argument that this program does not have, named.
[[nodiscard]] ResamplingSpec readResampling(const JsonFields& configuration, ResampledArray array);

} // namespace seg::planning

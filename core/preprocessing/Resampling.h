// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Geometry.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace seg::preprocessing {

/// How one array is brought to another extent (nnunet-v2 §4.4). The defaults are those for images.
struct ResampleOptions {
    int order = 3;                         ///< 0 nearest, 1 linear, 3 cubic B-spline
    int orderZ = 0;                        ///< along a separately treated axis; only 0 (nearest) is offered
    std::optional<bool> forceSeparateAxis; ///< empty: decided by the spacings
    double anisotropyThreshold = 3.0;      ///< ratio of spacings above which one axis is treated separately
    std::size_t threads = 0;               ///< for this call; 0 means threadCount()

    /// \throws seg::Error  InvalidArgument naming the field that is out of range.
    void validate() const;
};

[[nodiscard]] ResampleOptions imageResampling();       ///< order 3
[[nodiscard]] ResampleOptions labelResampling();       ///< order 1
[[nodiscard]] ResampleOptions probabilityResampling(); ///< order 1, for logits and probabilities

/// The axis that is resampled on its own (in-plane first, then nearest slices), or none.
/// \param current, target  mm, order (z, y, x) of the array.
/// \par Source  nnU-Net v2 `determine_do_sep_z_and_axis`. Deviation: none.
[[nodiscard]] std::optional<int> separateAxis(const Spacing& current, const Spacing& target,
                                              const ResampleOptions& options = {});

/// round(current / target * extent) per axis, half to even.
[[nodiscard]] Extent resampledExtent(const Extent& extent, const Spacing& current, const Spacing& target);

/// Resamples real values, e.g. intensities, logits or probabilities.
///
/// Works as nnU-Net's default: volumes are resized as scikit-image `resize(mode="edge", anti_aliasing=False,
/// clip=True)` does, each channel on its own; with a separate axis slice by slice, then nearest along that
/// axis. Sums are double. Resampling an image means `resampleData(values, channels, extent,
/// resampledExtent(…), spacing, target)`; bringing logits back means the same with probabilityResampling()
/// and both extents and spacings swapped.
///
/// \param values   [C, Z, Y, X] of extent `from`, C order.
/// \param current  spacing of `values`, mm; decides only whether an axis is treated separately, as does
/// `target`. \return         [C, Z, Y, X] of extent `to`; a plain copy when the extents are equal. \throws
/// seg::Error  InvalidArgument: sizes that do not fit, an empty extent, options out of range; Cancelled. \par
/// Source  nnU-Net v2 `resample_data_or_seg_to_shape`. Deviation: one float32 rounding after the first axis
/// (1e-7).
[[nodiscard]] std::vector<float> resampleData(std::span<const float> values, std::int64_t channels,
                                              const Extent& from, const Extent& to, const Spacing& current,
                                              const Spacing& target, const ResampleOptions& options = {},
                                              const TaskContext& context = {});

/// The channel with the largest resampled value for every voxel; the first wins among equals. The same as
/// resampleData() followed by an arg-max, but with order 0 or 1 plane by plane, never holding more than one
/// channel's plane per thread. \return  [Z, Y, X] of extent `to`.
[[nodiscard]] std::vector<std::int16_t>
resampleArgMax(std::span<const float> values, std::int64_t channels, const Extent& from, const Extent& to,
               const Spacing& current, const Spacing& target,
               const ResampleOptions& options = probabilityResampling(), const TaskContext& context = {});

/// Resamples labels: every label present competes with its linearly resized mask, the largest score wins;
/// exact ties go to the nearest voxel's label if it takes part in the tie, else to the smallest tied label.
/// Order 0 is plain nearest. \param labels  [Z, Y, X] of extent `from`; -1 is a label like any other. \return
/// [Z, Y, X] of extent `to`. \throws seg::Error  as resampleData(); order 3 is InvalidArgument. \par Source
/// batchgenerators >= 0.25.4 `resize_segmentation` as nnU-Net calls it. Deviation: none.
[[nodiscard]] std::vector<std::int16_t> resampleLabels(std::span<const std::int16_t> labels,
                                                       const Extent& from, const Extent& to,
                                                       const Spacing& current, const Spacing& target,
                                                       const ResampleOptions& options = labelResampling(),
                                                       const TaskContext& context = {});

} // namespace seg::preprocessing

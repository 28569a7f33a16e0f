// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Geometry.h"
#include "core/planning/Plan.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace seg::preprocessing {

/// When one axis is treated apart from the other two.
enum class SeparateAxisRule {
    CoarsestAxis, ///< nnU-Net: the one coarsest axis, when the ratio of spacings is above the threshold
    FirstAxis     ///< NVIDIA: always axis 0, when the ratio reaches the threshold before or after
};

/// Which label a voxel gets from the resized masks of all labels.
enum class LabelRule {
    LargestScore, ///< the largest value; exact ties go to the nearest voxel's label, else to the smallest
    LastAboveHalf ///< the last of the ascending labels whose value is at least 0.5; 0 where none is
};

/// How one array is brought to another extent (nnunet-v2 §4.4). The defaults are those for images.
struct ResampleOptions {
    planning::ResamplingKind kind = planning::ResamplingKind::Default;
    int order = 3;                         ///< 0 nearest, 1 linear, 3 cubic B-spline
    int orderZ = 0;                        ///< the same along a separately treated axis
    std::optional<bool> forceSeparateAxis; ///< empty: decided by the spacings
    double anisotropyThreshold = 3.0;      ///< ratio of spacings above which one axis is treated separately
    bool memoryEfficient = false;          ///< labels by Torch: "above 0.5, the last one wins"
    SeparateAxisRule separateAxisRule = SeparateAxisRule::CoarsestAxis;
    LabelRule labelRule = LabelRule::LargestScore;
    /// NVIDIA's library resizes single planes, and volumes that keep their last axis, by Catmull-Rom.
    bool planesAreCatmullRom = false;
    std::size_t threads = 0; ///< for this call; 0 means threadCount()

    /// \throws seg::Error  InvalidArgument naming the field that is out of range.
    void validate() const;
};

[[nodiscard]] ResampleOptions imageResampling();       ///< order 3
[[nodiscard]] ResampleOptions labelResampling();       ///< order 1
[[nodiscard]] ResampleOptions probabilityResampling(); ///< order 1, for logits and probabilities

/// The axis that is resampled on its own (in-plane first, then along it by `orderZ`), or none.
/// \param current, target  mm, order (z, y, x) of the array.
/// \par Source  nnU-Net v2 `determine_do_sep_z_and_axis`. Deviation: none.
[[nodiscard]] std::optional<int> separateAxis(const Spacing& current, const Spacing& target,
                                              const ResampleOptions& options = {});

/// round(current / target * extent) per axis, half to even.
[[nodiscard]] Extent resampledExtent(const Extent& extent, const Spacing& current, const Spacing& target);

/// Resamples real values, e.g. intensities, logits or probabilities.
///
/// Works as nnU-Net's default: volumes are resized as scikit-image `resize(mode="edge", anti_aliasing=False,
/// clip=True)` does, each channel on its own; with a separate axis slice by slice, then by `orderZ` along
/// that axis. Sums are double. ResamplingKind::Torch is linear in float32 as `F.interpolate`, along a
/// separate axis nearest; ResamplingKind::None takes equal extents only. Resampling an image means
/// `resampleData(values, channels, extent, resampledExtent(…), spacing, target)`; bringing logits back means
/// the same with probabilityResampling() and both extents and spacings swapped.
///
/// \param values   [C, Z, Y, X] of extent `from`, C order.
/// \param current  spacing of `values`, mm; decides only whether an axis is treated separately, as does
/// `target`. \return         [C, Z, Y, X] of extent `to`; a plain copy when the extents are equal. \throws
/// seg::Error  InvalidArgument: sizes that do not fit, an empty extent, options out of range, other extents
/// where nothing is to be resampled; Cancelled. \par
/// Source  nnU-Net v2 `resample_data_or_seg_to_shape`, `resample_torch_fornnunet`. Deviation: one float32
/// rounding after the first axis (1e-7).
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

/// Resamples labels: every label present competes with its resized mask, `labelRule` says which one wins.
/// Order 0 is plain nearest. With a separate axis and `orderZ` above 0 the slices' labels compete once more
/// along it: the last ascending label above 0.5 wins, 0 where none is. ResamplingKind::Torch resizes masks
/// linearly, rounds them to half precision and takes the largest, the smallest label of equals.
/// \param labels  [Z, Y, X] of extent `from`; -1 is a label like any other.
/// \return        [Z, Y, X] of extent `to`.
/// \throws seg::Error  as resampleData().
/// \par Source  batchgenerators >= 0.25.4 `resize_segmentation` as nnU-Net calls it (LastAboveHalf: until
/// 0.25.3), `resample_torch_fornnunet`. Deviation: masks of order 3 compete in float32.
[[nodiscard]] std::vector<std::int16_t> resampleLabels(std::span<const std::int16_t> labels,
                                                       const Extent& from, const Extent& to,
                                                       const Spacing& current, const Spacing& target,
                                                       const ResampleOptions& options = labelResampling(),
                                                       const TaskContext& context = {});

} // namespace seg::preprocessing

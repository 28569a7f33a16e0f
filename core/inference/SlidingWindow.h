// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace seg::inference {

/// The network as a function: [N, C, (Z,) Y, X] to logits [N, K, (Z,) Y, X] on the same device. Float32 in;
/// float32, bfloat16 or float16 out.
using Forward = std::function<at::Tensor(const at::Tensor& windows)>;

struct SlidingWindowOptions {
    std::vector<std::int64_t> patchSize; ///< 3 entries (z, y, x), or 2 (y, x): every slice on its own
    double step = 0.5;                   ///< of the patch, in (0, 1]
    std::vector<int> mirrorAxes;         ///< spatial axes of the patch, 0 the first; empty: no mirroring
    int heads = 2;                       ///< K, channels of the logits
    int windowBatch = 0; ///< network inputs per call, mirrored ones included; 0 chooses by device

    /// \throws seg::Error  InvalidArgument naming the first field out of range.
    void validate() const;
};

/// First voxel of each window along one axis: 0 … n - p in equal steps of at most `step` patches, rounded
/// half to even. \pre extent >= patch
[[nodiscard]] std::vector<std::int64_t> windowPositions(std::int64_t extent, std::int64_t patch, double step);

/// Runs the network over a volume larger than its patch, window by window, and merges the logits with
/// Gaussian weights; each window is the mean over all mirrored variants. The volume is padded with 0 to at
/// least one patch.
///
/// \param image    float32 [C, Z, Y, X], CPU or the network's device.
/// \param forward  called without gradients (inference mode) on `device`.
/// \param device   where the network lives. When its memory does not hold the sums, they are kept on the CPU.
/// \return         logits float32 [K, Z, Y, X] on the CPU.
/// \throws seg::Error  Cancelled between two network calls; BadInput when the logits are not finite;
/// OutOfMemory. Progress: "windows 37 of 120" (mirrored variants do not count). \par Source  nnunet-v2
/// §10.3-10.5. Deviation: sums are float32, not float16.
[[nodiscard]] at::Tensor slidingWindow(const at::Tensor& image, const SlidingWindowOptions& options,
                                       const Forward& forward, const at::Device& device,
                                       const TaskContext& context);

} // namespace seg::inference

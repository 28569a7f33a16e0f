// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seg::training {

/// `initial * (1 - epoch / epochs) ^ exponent`, set at the start of each epoch (nnunet-v2 §9.1).
[[nodiscard]] double polyLearningRate(double initial, int epoch, int epochs, double exponent) noexcept;

} // namespace seg::training

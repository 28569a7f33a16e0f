// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seg {

inline constexpr double kGiB = 1024.0 * 1024.0 * 1024.0; ///< bytes

} // namespace seg

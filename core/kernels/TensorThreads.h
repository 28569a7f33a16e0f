// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seg::kernels {

/// Threads that one tensor operation may use on the CPU, for the whole process. Default: every core.
void setTensorThreads(int threads);

} // namespace seg::kernels

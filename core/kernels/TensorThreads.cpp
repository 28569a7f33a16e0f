// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/TensorThreads.h"

#include <ATen/Parallel.h>

namespace seg::kernels {

void setTensorThreads(int threads)
{
    at::set_num_threads(threads);
}

} // namespace seg::kernels

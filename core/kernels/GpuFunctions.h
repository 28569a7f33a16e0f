// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// The one symbol of the GPU plug-in library libsegwright_cuda: programs link no CUDA library and find out at
/// run time. Plain C types only, so that the plug-in and the program need not share anything else.
extern "C" {

struct SegGpuFunctions {
    std::uint32_t version; ///< kSegGpuFunctionsVersion of the header that the plug-in was built with
    int (*deviceCount)();
    /// Writes the zero-terminated name; 0 on success.
    int (*deviceName)(int device, char* name, std::uint64_t capacity);
    std::uint64_t (*memoryBytes)(int device); ///< 0 on failure
    void (*synchronize)(int device);
    void (*emptyCache)();
    std::uint64_t (*peakBytes)(int device); ///< allocated by tensors since the process began
};

using SegGpuFunctionsGetter = const SegGpuFunctions* (*)();
}

inline constexpr std::uint32_t kSegGpuFunctionsVersion = 1;
inline constexpr const char* kSegGpuFunctionsSymbol = "segwrightGpuFunctions";

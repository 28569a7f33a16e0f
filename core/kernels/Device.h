// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seg::kernels {

/// One GPU that this process may use.
struct GpuInfo {
    int index = 0;
    std::string name;
    std::uint64_t memoryBytes = 0;
};

/// GPUs that can be computed on. Loads the GPU plug-in at the first call where a driver is present; empty
/// elsewhere.
[[nodiscard]] const std::vector<GpuInfo>& gpus();

/// Why gpus() is empty, as a sentence: no driver, no plug-in library, or what loading it said. Empty when
/// there are GPUs.
[[nodiscard]] const std::string& gpuAbsence();

/// \param wish  "auto" (the first GPU, else the CPU), "cpu", "cuda" or "cuda:K".
/// \throws seg::Error  Device when a GPU was asked for by name and there is none; InvalidArgument for another
/// text.
[[nodiscard]] at::Device resolveDevice(const std::string& wish);

/// "cpu" or "cuda:0".
[[nodiscard]] std::string deviceText(at::Device device);

/// Waits for the work handed to a GPU; nothing for the CPU.
void synchronize(at::Device device);

/// Gives cached, unused memory back: tensor memory of the CPU or the device.
void releaseMemory(at::Device device);

/// Peak memory in MiB: resident set of this process for the CPU, allocated device memory for a GPU.
[[nodiscard]] double peakMemoryMib(at::Device device);

} // namespace seg::kernels

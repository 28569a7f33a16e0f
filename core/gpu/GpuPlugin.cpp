// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/GpuFunctions.h"

#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>

namespace {

int deviceCount()
{
    return c10::cuda::device_count(); // 0 instead of an exception when the driver refuses
}

bool propertiesOf(int device, cudaDeviceProp& properties)
{
    return cudaGetDeviceProperties(&properties, device) == cudaSuccess;
}

int deviceName(int device, char* name, std::uint64_t capacity)
{
    cudaDeviceProp properties{};
    if (capacity == 0 || !propertiesOf(device, properties)) {
        return 1;
    }
    const std::size_t length = std::min<std::size_t>(std::strlen(properties.name), capacity - 1);
    std::memcpy(name, properties.name, length);
    name[length] = '\0';
    return 0;
}

std::uint64_t memoryBytes(int device)
{
    cudaDeviceProp properties{};
    return propertiesOf(device, properties) ? properties.totalGlobalMem : 0;
}

void synchronize(int device)
{
    const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device));
    c10::cuda::device_synchronize();
}

void emptyCache()
{
    c10::cuda::CUDACachingAllocator::emptyCache();
}

std::uint64_t peakBytes(int device)
{
    namespace allocator = c10::cuda::CUDACachingAllocator;
    if (!allocator::get()->initialized()) {
        return 0;
    }
    const auto statistics = allocator::getDeviceStats(static_cast<c10::DeviceIndex>(device));
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(statistics.allocated_bytes[0].peak, 0)); // 0: all pools
}

constexpr SegGpuFunctions kFunctions{
    kSegGpuFunctionsVersion, &deviceCount, &deviceName, &memoryBytes, &synchronize, &emptyCache, &peakBytes};

} // namespace

extern "C" __attribute__((visibility("default"))) const SegGpuFunctions* segwrightGpuFunctions()
{
    return &kFunctions;
}

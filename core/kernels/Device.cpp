// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/Device.h"

#include "core/base/Error.h"
#include "core/kernels/GpuFunctions.h"
#include "core/kernels/TensorMemory.h"

#include <c10/core/Device.h>

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>

namespace seg::kernels {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPluginName = "libsegwright_cuda.so";

/// The loaded plug-in, or why there is none. Loaded once; never unloaded, since LibTorch registers itself in
/// it.
struct Plugin {
    const SegGpuFunctions* functions = nullptr;
    std::vector<GpuInfo> gpus;
    std::string absence;
};

bool driverIsPresent()
{
    std::error_code ignored; // an unreadable /dev counts as no driver
    const bool hasNode = fs::exists("/dev/nvidiactl", ignored) || fs::exists("/dev/dxg", ignored);
    return hasNode && ::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_GLOBAL) != nullptr;
}

/// Beside the program, in the lib folder of an installation, or where the build put it; else the loader's own
/// search.
std::vector<std::string> pluginCandidates()
{
    std::error_code ignored; // without /proc the loader's search remains
    const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    std::vector<std::string> candidates;
    for (const char* relative : {".", "../lib", "../core/gpu"}) {
        const fs::path candidate = folder / relative / kPluginName;
        if (fs::exists(candidate, ignored)) {
            candidates.push_back(candidate.string());
        }
    }
    candidates.emplace_back(kPluginName);
    return candidates;
}

std::vector<GpuInfo> listGpus(const SegGpuFunctions& functions)
{
    std::vector<GpuInfo> gpus;
    for (int device = 0; device < functions.deviceCount(); ++device) {
        std::array<char, 256> name{};
        if (functions.deviceName(device, name.data(), name.size()) == 0) {
            gpus.push_back({device, name.data(), functions.memoryBytes(device)});
        }
    }
    return gpus;
}

Plugin loadPlugin()
{
    Plugin plugin;
    if (!driverIsPresent()) {
        plugin.absence = "no NVIDIA driver was found on this machine";
        return plugin;
    }
    void* library = nullptr;
    for (const std::string& candidate : pluginCandidates()) {
        library = ::dlopen(candidate.c_str(), RTLD_NOW | RTLD_GLOBAL);
        if (library != nullptr) {
            break;
        }
        const char* reason = ::dlerror();
        if (plugin.absence.empty()) {
            plugin.absence = fmt::format("the GPU plug-in could not be loaded ({})",
                                         reason == nullptr ? candidate : reason);
        }
    }
    if (library == nullptr) {
        return plugin;
    }
    const auto getter = reinterpret_cast<SegGpuFunctionsGetter>(::dlsym(library, kSegGpuFunctionsSymbol));
    const SegGpuFunctions* functions = getter == nullptr ? nullptr : getter();
    if (functions == nullptr || functions->version != kSegGpuFunctionsVersion) {
        plugin.absence = "the GPU plug-in belongs to another version of this program; install both together";
        return plugin;
    }
    plugin.gpus = listGpus(*functions);
    plugin.absence = plugin.gpus.empty() ? "the driver reports no usable GPU" : "";
    plugin.functions = functions;
    return plugin;
}

const Plugin& plugin()
{
    static const Plugin loaded = loadPlugin();
    return loaded;
}

int gpuIndex(const std::string& wish)
{
    constexpr std::string_view prefix = "cuda:";
    if (wish == "cuda") {
        return 0;
    }
    int index = -1;
    const char* end = wish.data() + wish.size();
    const bool hasPrefix = wish.starts_with(prefix) && wish.size() > prefix.size();
    if (!hasPrefix || std::from_chars(wish.data() + prefix.size(), end, index).ptr != end || index < 0 ||
        index > 127) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("there is no device '{}': use auto, cpu, cuda or cuda:K with K counted from 0",
                        wish));
    }
    return index;
}

} // namespace

const std::vector<GpuInfo>& gpus()
{
    return plugin().gpus;
}

const std::string& gpuAbsence()
{
    return plugin().absence;
}

at::Device resolveDevice(const std::string& wish)
{
    if (wish == "cpu" || (wish == "auto" && gpus().empty())) {
        return at::Device(at::DeviceType::CPU);
    }
    const int index = wish == "auto" ? 0 : gpuIndex(wish);
    if (gpus().empty()) {
        throw Error(ErrorCode::Device, fmt::format("cannot compute on '{}': {}; use the device cpu or auto",
                                                   wish, gpuAbsence()));
    }
    if (index >= static_cast<int>(gpus().size())) {
        throw Error(ErrorCode::Device,
                    fmt::format("cannot compute on '{}': this machine has {} GPU{}, counted from cuda:0",
                                wish, gpus().size(), gpus().size() == 1 ? "" : "s"));
    }
    return {at::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index)};
}

std::string deviceText(at::Device device)
{
    return device.str();
}

void synchronize(at::Device device)
{
    if (device.is_cuda() && plugin().functions != nullptr) {
        plugin().functions->synchronize(device.index());
    }
}

void releaseMemory(at::Device device)
{
    releaseTensorMemory();
    if (device.is_cuda() && plugin().functions != nullptr) {
        plugin().functions->emptyCache();
    }
}

double peakMemoryMib(at::Device device)
{
    constexpr double kMib = 1024.0 * 1024.0;
    if (device.is_cuda() && plugin().functions != nullptr) {
        return static_cast<double>(plugin().functions->peakBytes(device.index())) / kMib;
    }
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0; // Linux counts KiB
}

} // namespace seg::kernels

// SPDX-License-Identifier: Apache-2.0
#include "app/ProgramInfo.h"

#include "core/base/ThreadPool.h"
#include "core/kernels/Device.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>

#include <fstream>

namespace seg::app {

namespace {

/// The value of a line "name : value" or "name: value kB" of a file in /proc; empty without one.
std::string valueIn(const char* file, const std::string& name)
{
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name)) {
            const std::size_t begin = line.find_first_not_of(" \t", line.find(':') + 1);
            return begin == std::string::npos ? std::string() : line.substr(begin);
        }
    }
    return {};
}

std::uint64_t kibibytesIn(const std::string& text)
{
    return text.empty() ? 0 : std::stoull(text) * 1024;
}

std::string gpuText()
{
    std::string text;
    for (const kernels::GpuInfo& gpu : kernels::gpus()) {
        text += fmt::format("{}cuda:{} {} ({:.1f} GiB)", text.empty() ? "" : ", ", gpu.index, gpu.name,
                            static_cast<double>(gpu.memoryBytes) / (1 << 30));
    }
    return text.empty() ? "none (" + kernels::gpuAbsence() + ")" : text;
}

} // namespace

std::string versionText()
{
    return fmt::format("segwright-cli {}\nLibTorch {}\nCUDA {}\nbuild {}, {}", SEG_VERSION, SEG_TORCH_VERSION,
                       gpuText(), SEG_BUILD_TYPE, SEG_COMPILER);
}

Json environmentToJson()
{
    utsname system{};
    uname(&system);
    Json gpus = Json::array();
    for (const kernels::GpuInfo& gpu : kernels::gpus()) {
        gpus.push_back({{"name", gpu.name}, {"memory_bytes", gpu.memoryBytes}});
    }
    return {
        {"program", SEG_VERSION},        {"libtorch", SEG_TORCH_VERSION},
        {"build", SEG_BUILD_TYPE},       {"compiler", SEG_COMPILER},
        {"processor", processorName()},  {"cores", coreCount()},
        {"memory_bytes", memoryBytes()}, {"gpus", gpus},
        {"threads", threadCount()},      {"system", fmt::format("{} {}", system.sysname, system.release)}};
}

std::string processorName()
{
    const std::string name = valueIn("/proc/cpuinfo", "model name");
    return name.empty() ? "unknown" : name;
}

unsigned coreCount()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 1;
}

std::uint64_t memoryBytes()
{
    return kibibytesIn(valueIn("/proc/meminfo", "MemTotal"));
}

std::uint64_t availableMemoryBytes()
{
    return kibibytesIn(valueIn("/proc/meminfo", "MemAvailable"));
}

} // namespace seg::app

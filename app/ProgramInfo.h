// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"

#include <cstdint>
#include <string>

namespace seg::app {

/// One line each: program, LibTorch, CUDA, build.
[[nodiscard]] std::string versionText();

/// What a measurement must be read beside: processor, cores, memory, GPUs, versions, build, threads.
[[nodiscard]] Json environmentToJson();

/// Name of the processor, number of cores this process may use, bytes of memory.
[[nodiscard]] std::string processorName();
[[nodiscard]] unsigned coreCount();
[[nodiscard]] std::uint64_t memoryBytes();
[[nodiscard]] std::uint64_t availableMemoryBytes();

} // namespace seg::app

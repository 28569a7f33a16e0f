// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <functional>

namespace seg::gui {

/// The graphics card that can train, or why there is none.
struct GpuFacts {
    QString name; ///< empty when there is none
    std::uint64_t memoryBytes = 0;
    QString absence; ///< a sentence when there is none

    [[nodiscard]] bool isPresent() const { return !name.isEmpty(); }
};

struct MemoryFacts {
    std::uint64_t totalBytes = 0;
    std::uint64_t usedBytes = 0; ///< not available to programs
};

struct ComputerFacts {
    int cores = 1;
    MemoryFacts memory;
    GpuFacts gpu;
    std::uint64_t freeDiskBytes = 0; ///< where new projects go
    QString diskFolder;
};

/// Memory of this computer now; zeros where the system does not say.
[[nodiscard]] MemoryFacts readMemory();

/// How to ask for the graphics card: set once by the program's main, which knows the engine. May be called
/// from a worker.
void setGpuProbe(std::function<GpuFacts()> probe);
[[nodiscard]] GpuFacts readGpu();

/// Reads everything; may take a moment while the GPU's driver loads, so call it on a worker.
[[nodiscard]] ComputerFacts readComputer(const QString& projectsFolder);

/// "~/Projects/Liver" for a path below the home folder.
[[nodiscard]] QString shortPath(const QString& path);

} // namespace seg::gui

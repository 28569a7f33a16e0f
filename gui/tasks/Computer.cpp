// SPDX-License-Identifier: Apache-2.0
#include "gui/tasks/Computer.h"

#include "core/base/Files.h"

#include <QDir>

#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace seg::gui {

namespace {

std::mutex g_probeMutex;
std::function<GpuFacts()> g_probe; // guarded by g_probeMutex

} // namespace

MemoryFacts readMemory()
{
    std::ifstream file("/proc/meminfo");
    std::string key;
    std::uint64_t kibibytes = 0;
    std::string unit;
    std::uint64_t total = 0;
    std::uint64_t available = 0;
    while (file >> key >> kibibytes) {
        std::getline(file, unit);
        if (key == "MemTotal:") {
            total = kibibytes * 1024;
        } else if (key == "MemAvailable:") {
            available = kibibytes * 1024;
            break;
        }
    }
    return {total, total - available};
}

void setGpuProbe(std::function<GpuFacts()> probe)
{
    const std::lock_guard lock(g_probeMutex);
    g_probe = std::move(probe);
}

GpuFacts readGpu()
{
    std::function<GpuFacts()> probe;
    {
        const std::lock_guard lock(g_probeMutex);
        probe = g_probe;
    }
    return probe ? probe() : GpuFacts{{}, 0, QStringLiteral("This program was built without GPU support.")};
}

ComputerFacts readComputer(const QString& projectsFolder)
{
    ComputerFacts facts;
    facts.cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    facts.memory = readMemory();
    facts.gpu = readGpu();
    facts.diskFolder = projectsFolder;
    facts.freeDiskBytes = freeSpace(projectsFolder.toStdString());
    return facts;
}

QString shortPath(const QString& path)
{
    const QString home = QDir::homePath();
    if (path == home || path.startsWith(home + QLatin1Char('/'))) {
        return QLatin1Char('~') + path.mid(home.size());
    }
    return path;
}

} // namespace seg::gui

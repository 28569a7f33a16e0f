// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/ProgramInfo.h"
#include "app/commands/Commands.h"
#include "core/base/Files.h"
#include "core/base/Units.h"
#include "core/kernels/Device.h"
#include "database/SqliteVersion.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <zlib.h>

namespace seg::app {

namespace {

double gibibytes(std::uint64_t bytes)
{
    return static_cast<double>(bytes) / kGiB;
}

/// The project's folder when there is one, else the current one: where space is needed.
std::filesystem::path workFolder(const CommandContext& context)
{
    return context.options().project.empty() ? std::filesystem::current_path()
                                             : std::filesystem::absolute(context.options().project);
}

/// What will get in the way, in words.
std::vector<std::string> findProblems(std::uint64_t freeBytes)
{
    std::vector<std::string> problems;
    constexpr double kMemoryGiB = 8.0;
    constexpr double kDiskGiB = 10.0;
    if (gibibytes(memoryBytes()) < kMemoryGiB) {
        problems.push_back(fmt::format(
            "this machine has {:.1f} GiB of memory; training a 3-D network takes about {:.0f} GiB. "
            "Train 2d, or plan with a smaller --gpu-memory",
            gibibytes(memoryBytes()), kMemoryGiB));
    }
    if (gibibytes(freeBytes) < kDiskGiB) {
        problems.push_back(
            fmt::format("only {:.1f} GiB of disk are free here; preprocessed data and checkpoints of a usual "
                        "dataset take more than {:.0f} GiB. Free some, or put the project on another disk",
                        gibibytes(freeBytes), kDiskGiB));
    }
    if (kernels::gpus().empty()) {
        problems.push_back("training runs on the CPU, many times slower than on a GPU: " +
                           kernels::gpuAbsence());
    }
    return problems;
}

int examine(CommandContext& context)
{
    Console& console = context.console();
    const std::filesystem::path folder = workFolder(context);
    const std::uint64_t freeBytes = freeSpace(folder);
    const std::vector<std::string> problems = findProblems(freeBytes);
    console.line(versionText());
    console.line(fmt::format("processor   {}, {} cores for this process", processorName(), coreCount()));
    console.line(fmt::format("memory      {:.1f} GiB, {:.1f} GiB available", gibibytes(memoryBytes()),
                             gibibytes(availableMemoryBytes())));
    console.line(fmt::format("disk        {:.1f} GiB free at {}", gibibytes(freeBytes), pathText(folder)));
    console.line(fmt::format("libraries   SQLite {}, zlib {}", database::sqliteVersion(), zlibVersion()));
    for (const std::string& problem : problems) {
        console.line("note: " + problem);
    }
    if (problems.empty()) {
        console.line("nothing is wrong");
    }
    Json& result = console.result();
    result = environmentToJson();
    result["available_memory_bytes"] = availableMemoryBytes();
    result["disk"] = {{"folder", pathText(folder)}, {"free_bytes", freeBytes}};
    result["libraries"] = {{"sqlite", database::sqliteVersion()}, {"zlib", zlibVersion()}};
    result["problems"] = problems;
    return kDone;
}

} // namespace

void declareDoctor(Verbs& verbs)
{
    verbs.add("doctor", "Show machine, devices, libraries and disk, and say what will get in the way",
              "  segwright-cli doctor\n"
              "  segwright-cli doctor --json --project Liver.segwright",
              examine);
}

} // namespace seg::app

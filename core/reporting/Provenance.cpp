// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/Provenance.h"

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/training/RunDirectory.h"

#include <array>
#include <utility>

namespace seg::reporting {

namespace fs = std::filesystem;

std::vector<HashedFile> hashedFiles(const ReportData& data)
{
    const training::RunDirectory run(data.runFolder);
    std::vector<std::pair<std::string, fs::path>> wanted{
        {"Plan", data.runFolder / "plan.json"},
        {"Dataset", data.runFolder / "dataset.json"},
        {"Options", data.runFolder / "options.json"},
        {"Validation", run.validation() / "summary.json"},
    };
    for (const char* kind : {"final", "best", "latest"}) { // the order in which they are used
        if (fs::exists(run.checkpoint(kind))) {
            wanted.emplace_back("Checkpoint", run.checkpoint(kind));
            break;
        }
    }
    std::vector<HashedFile> files;
    for (const auto& [meaning, path] : wanted) {
        if (fs::exists(path)) {
            files.push_back({meaning, pathText(path.lexically_relative(data.runFolder)), sha256OfFile(path)});
        }
    }
    return files;
}

} // namespace seg::reporting

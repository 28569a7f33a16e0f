// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reporting/ReportData.h"

#include <string>
#include <vector>

namespace seg::reporting {

/// What a result came from, so that it can be found again: name and SHA-256 of each file.
struct HashedFile {
    std::string meaning; ///< "Plan"
    std::string name;    ///< within the run folder, "plan.json"
    std::string sha256;
};

/// Plan, dataset description, options, summary and the checkpoint that is used for segmenting; those that
/// exist.
[[nodiscard]] std::vector<HashedFile> hashedFiles(const ReportData& data);

} // namespace seg::reporting

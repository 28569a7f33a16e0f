// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reporting/Provenance.h"
#include "core/reporting/ReportData.h"

#include <string>
#include <vector>

namespace seg::reporting {

/// One of the lowest cases with its picture.
struct LowCase {
    std::string name;
    double dice = kUnknown;
    std::string finding;    ///< what is wrong with it; may be empty
    std::string pictureUrl; ///< data URL; empty when the scan is not there
};

/// What goes into the page besides the data.
struct ReportExtras {
    std::string reportName; ///< "report 3"; may be empty
    std::string moment;     ///< "21 November 2026, 10:41"
    std::string version;    ///< of the program
    std::vector<LowCase> lowest;
    std::vector<HashedFile> files;
};

/// The whole page: one HTML 5 document that loads nothing and runs nothing.
[[nodiscard]] std::string reportHtml(const ReportData& data, const ReportExtras& extras);

} // namespace seg::reporting

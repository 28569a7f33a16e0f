// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reporting/ReportData.h"

#include <string>
#include <utility>
#include <vector>

namespace seg::reporting {

/// How the result was made, as plain-text sentences fit for a paper.
[[nodiscard]] std::string methodText(const ReportData& data);

/// What the numbers mean: the empty-mask rule, distances, tolerance, intervals, failures.
[[nodiscard]] std::string definitionsText(const ReportData& data);

/// The rows of "How it was made": name and plain text.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> factRows(const ReportData& data);

/// "each case judged by a network that had not seen it" and the like, for the line under the title.
[[nodiscard]] std::string subtitle(const ReportData& data);

} // namespace seg::reporting

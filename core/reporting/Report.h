// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"

#include <filesystem>

namespace seg::reporting {

/// Writes report.html (self-contained: inline styles, SVG charts, slice pictures as PNG data) of one trained
/// run from its folder alone: plan, options, curves from events.jsonl, per-label and per-case tables and
/// worst cases from validation/summary.json, definitions, provenance. \param runFolder  runs/<id> \param
/// target     folder for report.html; made when missing. \return           the file written. \throws
/// seg::Error  NotFound when there is nothing to report yet, NoSpace, Io. \param colors  chosen for the
/// labels.
std::filesystem::path writeRunReport(const std::filesystem::path& runFolder,
                                     const std::filesystem::path& target,
                                     const dataset::LabelColors& colors = {});

} // namespace seg::reporting

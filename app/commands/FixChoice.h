// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"
#include "core/base/Json.h"
#include "database/Records.h"

#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace seg::app {

/// Options of `verify` that change the dataset.
struct FixChoice {
    std::vector<std::string> fixes;  ///< KIND or KIND=CASE
    std::vector<std::string> values; ///< OLD:NEW, for remap_label
    std::string orientation;         ///< for reorient; empty: what most cases have
    std::string finding;             ///< for ignore
    std::string note;
    std::string undo; ///< number of a fix, "last" or "all"; empty for none
};

void declareFixOptions(CLI::App& verb, FixChoice& choice);

/// Applies the fixes that were asked for, those without a case to every case whose findings offer them.
/// \return  what was done, as JSON. \throws seg::Error  InvalidArgument; as Project::applyFix().
Json applyFixes(const FixChoice& choice, database::Project& project, const database::DatasetRecord& record,
                CommandContext& context);
Json undoFixes(const FixChoice& choice, database::Project& project, const database::DatasetRecord& record,
               CommandContext& context);

[[nodiscard]] Json fixToJson(const database::FixRecord& record);

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/dataset/DatasetValidator.h"

namespace seg::database {

/// What a check saw of one case, without its findings, for storage and back.
[[nodiscard]] Json caseFactsToJson(const dataset::CaseCheck& check);
/// \throws seg::Error  Database when the stored text is not what caseFactsToJson() writes.
[[nodiscard]] dataset::CaseCheck caseFactsFromJson(const CaseId& id, const Json& json);

} // namespace seg::database

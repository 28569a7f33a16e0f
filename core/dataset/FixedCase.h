// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetFix.h"

#include <filesystem>
#include <vector>

namespace seg::dataset {

/// Whether a fix of this kind gives a case other files, so that before and after can be compared.
[[nodiscard]] bool changesFiles(FixKind kind) noexcept;

/// A training case as its fixes leave it, one after the other: for a look before anything is decided for
/// good. The files that are made lie below `workFolder`; the dataset stays as it is. \param fixes  of one
/// case; those that change no file are passed over. \throws seg::Error  as prepareFix().
[[nodiscard]] Case fixedCase(const RawDataset& dataset, const CaseId& id, const std::vector<Fix>& fixes,
                             const std::filesystem::path& workFolder, const TaskContext& context);

} // namespace seg::dataset

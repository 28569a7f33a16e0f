// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetValidator.h"

namespace seg::dataset {

/// Reads the files of one case and reports what it finds there; comparisons among cases are
/// DatasetValidator's. A file that cannot be read is a finding. Internal to the validator. \throws seg::Error
/// Cancelled.
[[nodiscard]] CaseCheck checkCase(const Case& item, const DatasetManifest& manifest,
                                  const TaskContext& context);

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/dataset/DatasetManifest.h"
#include "core/planning/Plan.h"

#include <filesystem>
#include <string>

namespace seg::preprocessing {

/// Everything of a plan that decides the arrays of preprocessed cases; equal stamps mean equal arrays.
[[nodiscard]] Json storeStamp(const planning::Plan& plan, const planning::Configuration& configuration,
                              const dataset::LabelScheme& labels);

/// Makes the folder ready for cases with this stamp: what was made from another stamp, or by a process that
/// was killed while writing, is removed, and plan.json is written if it is not there. Only files of a store
/// are touched. \throws seg::Error  NoSpace, NoPermission or Io.
void prepareStoreFolder(const std::filesystem::path& folder, const Json& stamp, const planning::Plan& plan);

/// Whether the cases in a folder were made from this stamp. \throws seg::Error  NoPermission or Io.
[[nodiscard]] bool isMadeFrom(const std::filesystem::path& folder, const Json& stamp);

/// Names, sizes and modification times of a case's files: changes when one of them is replaced or edited.
[[nodiscard]] std::string sourceStamp(const Case& item);

} // namespace seg::preprocessing

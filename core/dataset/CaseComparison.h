// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetValidator.h"

namespace seg::dataset {

/// Compares the cases with one another and adds what stands out to the findings: small labels, labels that
/// never occur, other orientations and dimensions, twins, unusual intensities. All comparisons are robust, as
/// one wrong case must not hide another. Internal to the integrity check.
void compareCases(const DatasetManifest& manifest, DatasetCheck& check);

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Findings.h"

namespace seg::dataset {

/// Reads the label file of a case, counts its labels and reports what is wrong with them and with their
/// place. \param image  grid of the image; null when that could not be read.
void checkLabel(const Case& item, const DatasetManifest& manifest, const Geometry* image, CaseCheck& check,
                Findings& findings);

} // namespace seg::dataset

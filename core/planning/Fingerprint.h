// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"
#include "core/imaging/Geometry.h"

#include <filesystem>
#include <vector>

namespace seg::planning {

/// Statistics of the foreground voxels of one channel over all training cases.
struct IntensityStatistics {
    double maximum = 0.0, mean = 0.0, median = 0.0, minimum = 0.0;
    double percentile005 = 0.0; ///< 0.5 %
    double percentile995 = 0.0; ///< 99.5 %
    double deviation = 0.0;     ///< population standard deviation
    bool operator==(const IntensityStatistics&) const = default;
};

/// Facts of a dataset that planning rests on: nnU-Net's dataset_fingerprint.json (nnunet-v2 §2).
struct Fingerprint {
    std::vector<IntensityStatistics> intensities; ///< one per channel
    double medianRelativeSizeAfterCropping = 1.0;
    std::vector<Extent> extentsAfterCrop; ///< one per training case, in case order
    std::vector<Spacing> spacings;        ///< the same order
    bool operator==(const Fingerprint&) const = default;
};

/// {"0": {max, mean, median, min, percentile_00_5, percentile_99_5, std}, "1": …}, channels in numeric order.
[[nodiscard]] Json intensitiesToJson(const std::vector<IntensityStatistics>& intensities);
[[nodiscard]] std::vector<IntensityStatistics> intensitiesFromJson(const Json& json,
                                                                   const std::string& source);

[[nodiscard]] Json
fingerprintToJson(const Fingerprint& fingerprint); ///< write with JsonKeys::AsInserted; already in order
[[nodiscard]] Fingerprint fingerprintFromJson(const Json& json, const std::string& source);

/// Reads every training case once. Parallel over cases; the result does not depend on the number of threads.
/// \throws seg::Error  BadInput (NaN, unreadable file, shapes that differ) naming the case; Cancelled.
[[nodiscard]] Fingerprint extractFingerprint(const dataset::RawDataset& dataset, const TaskContext& context);

} // namespace seg::planning

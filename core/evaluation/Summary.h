// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Task.h"
#include "core/dataset/LabelScheme.h"
#include "core/imaging/Volume.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace seg::evaluation {

/// Of surface Dice, unless a person says otherwise.
inline constexpr double kSurfaceToleranceMm = 1.0;

/// Overlap of one class in one case (nnunet-v2 §12). Dice and IoU are NaN where neither mask has a voxel.
struct OverlapMetrics {
    double dice = 0.0, iou = 0.0;
    double fn = 0, fp = 0, tn = 0, tp = 0, nPred = 0,
           nRef = 0; ///< voxels (means over cases in a Summary's mean)
};

/// Distances between the surfaces of prediction and truth, mm. NaN where either mask is empty.
struct SurfaceMetrics {
    double hd95 = 0.0; ///< 95th percentile Hausdorff distance
    double nsd = 0.0;  ///< normalized surface Dice at the tolerance
};

[[nodiscard]] OverlapMetrics overlap(const LabelMap& prediction, const LabelMap& truth,
                                     const dataset::LabelEntry& entry, std::optional<int> ignoreLabel = {});
[[nodiscard]] SurfaceMetrics surfaceDistance(const LabelMap& prediction, const LabelMap& truth,
                                             const dataset::LabelEntry& entry,
                                             double toleranceMm = kSurfaceToleranceMm);

struct CaseMetrics {
    std::string predictionFile;
    std::string referenceFile;
    std::map<std::string, OverlapMetrics> metrics;  ///< by labelKey(), sorted as text
    std::map<std::string, SurfaceMetrics> surfaces; ///< empty when not asked for
};

/// nnU-Net's summary.json.
struct Summary {
    std::vector<CaseMetrics> cases; ///< in file order
    std::map<std::string, OverlapMetrics> mean;
    OverlapMetrics foregroundMean;
};

[[nodiscard]] Summary summarize(std::vector<CaseMetrics> cases);
[[nodiscard]] Json
summaryToJson(const Summary& summary); ///< keys sorted, nnU-Net's names, HD95 and NSD beside when present
[[nodiscard]] Summary summaryFromJson(const Json& json);

/// Compares every mask in `predictions` with the file of the same name in `truth`. Parallel over cases.
[[nodiscard]] Summary evaluateFolders(const std::filesystem::path& predictions,
                                      const std::filesystem::path& truth, const dataset::LabelScheme& labels,
                                      bool surfaces, double toleranceMm, const TaskContext& context);

} // namespace seg::evaluation

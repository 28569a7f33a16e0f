// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"
#include "core/planning/PlannerKind.h"

#include <optional>

namespace seg::planning {

struct PlannerOptions {
    PlannerKind planner = PlannerKind::Default;
    std::optional<double> gpuMemoryGiB; ///< that the reference values are scaled to; empty: the planner's own
    std::string plansName;              ///< empty: the planner's own name
    /// Instead of the cases' median, mm, order (z, y, x) of the scans; low resolution starts from it too.
    std::optional<Spacing> targetSpacing;
    bool keepAxisOrder = false; ///< leaves the axis with the largest spacing where it is
    std::string nvidiaTask;     ///< row of NVIDIA's table, "01" to "12"; empty: by the dataset's name

    void validate() const;
};

/// Plans every configuration of a dataset. For nnU-Net v2's planners (nnunet-v2 §3) the same input gives
/// exactly the same plan as the reference.
/// \throws seg::Error  InvalidArgument for an empty fingerprint, options out of range, or a memory budget for
///   a planner that has none.
/// \par Source  nnU-Net v2 2.8.1 `ExperimentPlanner`, `ResEncUNetPlanner` and its presets; NVIDIA's and the
///   first nnU-Net's rules: NvidiaPlanner.h and NnUNet2018Planner.h. Deviation: none for nnU-Net v2's.
[[nodiscard]] Plan planExperiment(const Fingerprint& fingerprint, const dataset::DatasetManifest& manifest,
                                  const std::string& datasetName, const PlannerOptions& options = {});

/// Network of one configuration in numbers, for the Plan page: parameters, and memory of a training step in
/// bytes (an estimate from feature maps and parameters in float32).
[[nodiscard]] std::int64_t parameterCount(const ArchitectureSpec& architecture, int inputChannels, int heads);
[[nodiscard]] std::int64_t estimateTrainingBytes(const Configuration& configuration, int inputChannels,
                                                 int heads);

} // namespace seg::planning

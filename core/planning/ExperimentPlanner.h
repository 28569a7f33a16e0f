// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

namespace seg::planning {

struct PlannerOptions {
    double gpuMemoryGiB = 8.0; ///< budget that the reference value is scaled to
    std::string plansName;     ///< empty takes the planner's own name

    void validate() const;
};

/// nnU-Net v2's ExperimentPlanner (nnunet-v2 §3): the same input gives exactly the same plan.
/// \throws seg::Error  InvalidArgument for an empty fingerprint or options out of range.
[[nodiscard]] Plan planExperiment(const Fingerprint& fingerprint, const dataset::DatasetManifest& manifest,
                                  const std::string& datasetName, const PlannerOptions& options = {});

/// Network of one configuration in numbers, for the Plan page: parameters, and memory of a training step in
/// bytes (an estimate from feature maps and parameters in float32).
[[nodiscard]] std::int64_t parameterCount(const ArchitectureSpec& architecture, int inputChannels, int heads);
[[nodiscard]] std::int64_t estimateTrainingBytes(const Configuration& configuration, int inputChannels,
                                                 int heads);

} // namespace seg::planning

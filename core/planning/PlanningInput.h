// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/AxisOrder.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/planning/PatchSize.h"

#include <span>
#include <string>
#include <vector>

namespace seg::planning {

/// What all planners plan from. The referenced values outlive it.
struct PlanningInput {
    const Fingerprint& fingerprint;
    const dataset::DatasetManifest& manifest;
    const PlannerOptions& options;
    std::string datasetName;
};

/// The name given, else the planner's own.
[[nodiscard]] std::string plansNameOf(const PlannerOptions& options);

/// The memory given, else what the planner is made for.
[[nodiscard]] double gpuMemoryOf(const PlannerOptions& options) noexcept;

/// A plan without configurations: names, axis order, medians, reader, intensities.
[[nodiscard]] Plan planHead(const PlanningInput& input, const AxisOrder& forward);

/// nnU-Net's reader class for the dataset's files: what dataset.json's `overwrite_image_reader_writer` names
/// if it is one of nnU-Net's, else by the file ending. \par Source  nnU-Net v2
/// `determine_reader_writer_from_dataset_json`. Deviation: no file is opened; a .tif is
///   taken as a picture when all cases have one slice, else as a volume; a file ending that nnU-Net cannot
///   read gives SimpleITKIO.
[[nodiscard]] std::string imageReaderWriterOf(const dataset::DatasetManifest& manifest, bool areSingleSlices);

/// Scheme per channel by its name, and the mask for z-scores when cropping removed more than a quarter
/// (nnunet-v2 §3.8 step 8).
void setNormalization(Configuration& configuration, const PlanningInput& input);

/// Features per stage, doubling from `base` up to `most`.
[[nodiscard]] std::vector<int> doublingFeatures(std::size_t stages, int base, int most);

/// A configuration with a plain U-Net of two convolutions per stage; the batch, the normalization and the
/// data identifier are left to the caller.
[[nodiscard]] Configuration plainConfiguration(const std::string& name, const PoolingTopology& topology,
                                               std::span<const double> spacing,
                                               std::span<const double> medianExtent, int baseFeatures,
                                               int maximumFeatures);

/// The cases' median along each axis, mm, order (z, y, x).
[[nodiscard]] Spacing medianSpacing(const Fingerprint& fingerprint);

/// Whether no case has more than one slice.
[[nodiscard]] bool areSingleSlices(const Fingerprint& fingerprint) noexcept;

} // namespace seg::planning

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace seg::inference {

struct PredictOptions {
    double step = 0.5;     ///< of the patch, 0..1
    bool mirroring = true; ///< average over the axes the model was trained to mirror
    std::string device = "auto";
    bool saveProbabilities = false;

    void validate() const;
};

/// A trained network with everything needed to segment a scan. Holds the weights of one run.
class Predictor {
public:
    /// \param runFolder  a run directory (plan.json, dataset.json, options.json, checkpoints/).
    /// \throws seg::Error  NotFound, BadInput, Device, OutOfMemory.
    explicit Predictor(const std::filesystem::path& runFolder, PredictOptions options = {});
    ~Predictor();
    Predictor(Predictor&&) noexcept;
    Predictor& operator=(Predictor&&) noexcept;

    [[nodiscard]] std::int64_t channelCount() const;

    /// Segments one scan; the mask lies on the scan's own grid.
    /// Progress texts begin with the stage: "load", "resample", "windows 37 of 120", "merge", "write".
    /// \throws seg::Error  BadInput: `cannot segment a scan with 1 channel: the model was trained on 2
    /// (FLAIR, T1gd)`.
    [[nodiscard]] LabelMap segment(const Volume& scan, const TaskContext& context);

    /// Reads, segments and writes `output` (.nii.gz) on the grid of `channels[0]`, bit-exact geometry.
    LabelMap segmentFile(const std::vector<std::filesystem::path>& channels,
                         const std::filesystem::path& output, const TaskContext& context);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace seg::inference

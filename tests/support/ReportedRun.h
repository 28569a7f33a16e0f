// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"
#include "core/training/RunDirectory.h"
#include "tests/support/TempFolder.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace seg::test {

/// A trained and validated run with all files it leaves, made by hand in milliseconds: project/runs/0012 and
/// the dataset it names. Three cases of 12 x 20 x 24 voxels of 1 x 0.5 x 0.5 mm with two boxes, "Anterior"
/// and "Posterior": case_a is segmented perfectly, in case_b Posterior ends 3 slices early, in case_c
/// Anterior is missing.
class ReportedRun {
public:
    static constexpr int kEpochs = 12;

    explicit ReportedRun(bool validated = true)
    {
        createFolders(folder() / "checkpoints");
        writeJson(folder() / "plan.json", planning::planToJson(plan()));
        writeJson(folder() / "dataset.json", dataset::manifestToJson(manifest()));
        writeJson(folder() / "options.json", training::optionsToJson(options()));
        writeText(folder() / "checkpoints" / "final.pt", "weights");
        writeEpochs();
        if (validated) {
            writeCases();
        }
    }

    [[nodiscard]] std::filesystem::path project() const { return m_folder / "Study.segwright"; }
    [[nodiscard]] std::filesystem::path folder() const { return project() / "runs" / "0012"; }
    [[nodiscard]] std::filesystem::path datasetFolder() const
    {
        return project() / "datasets" / "Dataset007_Boxes";
    }

    static dataset::DatasetManifest manifest()
    {
        dataset::DatasetManifest manifest;
        manifest.channelNames = {"MRI"};
        manifest.labels = dataset::LabelScheme(
            {{"background", {0}, false}, {"Anterior", {1}, false}, {"Posterior", {2}, false}});
        manifest.trainingCount = 15;
        return manifest;
    }

    static planning::Plan plan()
    {
        planning::Plan plan;
        plan.datasetName = "Dataset007_Boxes";
        plan.originalMedianSpacing = {{1.0, 0.5, 0.5}};
        plan.originalMedianExtent = {{12, 20, 24}};
        plan.intensities.resize(1);
        planning::Configuration full;
        full.name = "3d_fullres";
        full.dataIdentifier = "nnUNetPlans_3d_fullres";
        full.batchSize = 9;
        full.patchSize = {8, 16, 16};
        full.medianExtent = {12, 20, 24};
        full.spacing = {1.0, 0.5, 0.5};
        full.normalization = {planning::NormalizationScheme::ZScore};
        full.useMaskForNormalization = {false};
        full.architecture.features = {32, 64};
        full.architecture.kernelSizes = {{3, 3, 3}, {3, 3, 3}};
        full.architecture.strides = {{1, 1, 1}, {2, 2, 2}};
        full.architecture.blocksPerStage = {2, 2};
        full.architecture.decoderConvolutions = {2};
        plan.configurations = {full};
        return plan;
    }

    static training::TrainingOptions options()
    {
        training::TrainingOptions options;
        options.epochs = kEpochs;
        options.fold = 1;
        return options;
    }

    /// Boxes that end at `lastPosterior`; without Anterior when it is not wanted.
    static LabelMap boxes(std::int64_t lastPosterior, bool hasAnterior)
    {
        LabelMap map;
        map.geometry.extent = {{12, 20, 24}};
        map.geometry.spacing = {{1.0, 0.5, 0.5}};
        map.values.assign(static_cast<std::size_t>(map.geometry.extent.count()), 0);
        for (std::int64_t z = 2; z < 10; ++z) {
            for (std::int64_t y = 4; y < 16; ++y) {
                for (std::int64_t x = 6; x < 18; ++x) {
                    const bool isAnterior = y < 10;
                    const bool isSet = isAnterior ? hasAnterior : z <= lastPosterior;
                    map.values[static_cast<std::size_t>(map.geometry.extent.index(z, y, x))] =
                        static_cast<std::int16_t>(isSet ? (isAnterior ? 1 : 2) : 0);
                }
            }
        }
        return map;
    }

private:
    void writeEpochs() const
    {
        training::EventLog log(folder() / "events.jsonl");
        for (int epoch = 0; epoch < kEpochs; ++epoch) {
            training::EpochMetrics metrics;
            metrics.epoch = epoch;
            metrics.trainLoss = 0.5 - 0.1 * epoch;
            metrics.validationLoss = 0.55 - 0.1 * epoch;
            const double dice = 1.0 - std::exp(-0.3 * (epoch + 1));
            metrics.dice = {dice, epoch == 3 ? std::numeric_limits<double>::quiet_NaN() : 0.9 * dice};
            metrics.meanDice = 0.95 * dice;
            metrics.emaDice = 0.9 * dice;
            metrics.learningRate = 0.01;
            metrics.seconds = 60.0;
            log.epochDone(metrics);
        }
        log.warned("The disk was slow <for a while>.");
    }

    void writeCases() const
    {
        createFolders(folder() / "validation");
        createFolders(datasetFolder() / "imagesTr");
        createFolders(datasetFolder() / "labelsTr");
        std::vector<evaluation::CaseMetrics> cases{writeCase("case_a", boxes(9, true)),
                                                   writeCase("case_b", boxes(6, true)),
                                                   writeCase("case_c", boxes(9, false))};
        writeJson(folder() / "validation" / "summary.json",
                  evaluation::summaryToJson(evaluation::summarize(std::move(cases))), JsonKeys::Sorted);
    }

    evaluation::CaseMetrics writeCase(const std::string& name, const LabelMap& prediction) const
    {
        const LabelMap truth = boxes(9, true);
        Volume image;
        image.geometry = truth.geometry;
        for (const std::int16_t label : truth.values) {
            image.values.push_back(static_cast<float>(100 * label));
        }
        const auto reference = datasetFolder() / "labelsTr" / (name + ".nii.gz");
        const auto mask = folder() / "validation" / (name + ".nii.gz");
        imaging::writeVolume(datasetFolder() / "imagesTr" / (name + "_0000.nii.gz"), image);
        imaging::writeLabelMap(reference, truth);
        imaging::writeLabelMap(mask, prediction);
        evaluation::CaseMetrics metrics;
        metrics.predictionFile = pathText(mask);
        metrics.referenceFile = pathText(reference);
        for (const dataset::LabelEntry& entry : manifest().labels.foregroundClasses()) {
            metrics.metrics[dataset::labelKey(entry)] = evaluation::overlap(prediction, truth, entry);
            metrics.surfaces[dataset::labelKey(entry)] =
                evaluation::surfaceDistance(prediction, truth, entry);
        }
        return metrics;
    }

    TempFolder m_folder;
};

} // namespace seg::test

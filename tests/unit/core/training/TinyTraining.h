// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Files.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/training/Trainer.h"
#include "tests/support/SyntheticDataset.h"

#include <filesystem>

namespace seg::test {

/// A network and patches so small that an epoch takes a tenth of a second.
inline planning::Plan tinyPlan(const std::string& datasetName)
{
    planning::Configuration configuration;
    configuration.name = "3d_fullres";
    configuration.dataIdentifier = "tiny_3d_fullres";
    configuration.batchSize = 2;
    configuration.patchSize = {16, 16, 16};
    configuration.medianExtent = {20, 18, 16};
    configuration.spacing = {1.0, 1.0, 1.0};
    configuration.normalization = {planning::NormalizationScheme::ZScore};
    configuration.useMaskForNormalization = {false};
    configuration.architecture.features = {4, 8, 8};
    configuration.architecture.kernelSizes.assign(3, {3, 3, 3});
    configuration.architecture.strides = {{1, 1, 1}, {2, 2, 2}, {2, 2, 2}};
    configuration.architecture.blocksPerStage = {1, 1, 1};
    configuration.architecture.decoderConvolutions = {1, 1};
    planning::Plan plan;
    plan.datasetName = datasetName;
    plan.originalMedianExtent = {{20, 18, 16}};
    plan.intensities.resize(1);
    plan.configurations = {configuration};
    return plan;
}

/// The phantom dataset, preprocessed with that plan; the last two cases are held back.
inline training::TrainingInputs makeTinyTraining(const std::filesystem::path& folder)
{
    training::TrainingInputs inputs;
    inputs.dataset = makeRawDataset(folder);
    inputs.plan = tinyPlan(inputs.dataset.name);
    inputs.storeFolder = folder / "store";
    createFolders(inputs.storeFolder);
    const auto summary = preprocessing::preprocessDataset(
        inputs.dataset, inputs.plan, "3d_fullres", preprocessing::PreprocessedStore(inputs.storeFolder), {});
    if (!summary.failures.empty()) {
        throw Error(ErrorCode::Internal, summary.failures.front().text);
    }
    for (const Case& item : inputs.dataset.trainingCases) {
        const bool isHeldBack =
            &item - inputs.dataset.trainingCases.data() + 2 >= std::ssize(inputs.dataset.trainingCases);
        (isHeldBack ? inputs.split.validation : inputs.split.training).push_back(item.id);
    }
    inputs.options.epochs = 3;
    inputs.options.iterationsPerEpoch = 4;
    inputs.options.validationIterations = 2;
    inputs.options.device = "cpu";
    inputs.runFolder = folder / "run";
    return inputs;
}

} // namespace seg::test

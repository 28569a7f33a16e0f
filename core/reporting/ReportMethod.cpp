// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/ReportMethod.h"

#include "core/planning/ExperimentPlanner.h"
#include "core/reporting/HtmlText.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace seg::reporting {

namespace {

using planning::Configuration;
using planning::NormalizationScheme;

std::string sizeText(const std::vector<std::int64_t>& size)
{
    std::vector<std::string> parts;
    for (const std::int64_t value : size) {
        parts.push_back(std::to_string(value));
    }
    return timesText(parts);
}

std::string spacingText(const std::vector<double>& spacing)
{
    std::vector<std::string> parts;
    for (const double value : spacing) {
        parts.push_back(fmt::format("{:.3g}", value));
    }
    return timesText(parts) + " mm";
}

std::string schemeText(NormalizationScheme scheme)
{
    switch (scheme) {
    case NormalizationScheme::ZScore:
        return "standardized to z-scores";
    case NormalizationScheme::Ct:
        return "clipped to the 0.5 and 99.5 percentiles of the foreground and standardized (CT)";
    case NormalizationScheme::NoNormalization:
        return "left as they are";
    case NormalizationScheme::RescaleTo01:
        return "rescaled to 0–1";
    case NormalizationScheme::RgbTo01:
        return "divided by 255";
    }
    return {};
}

std::string normalizationText(const Configuration& configuration)
{
    std::vector<std::string> names;
    for (const NormalizationScheme scheme : configuration.normalization) {
        const std::string text = schemeText(scheme);
        if (std::find(names.begin(), names.end(), text) == names.end()) {
            names.push_back(text);
        }
    }
    return joined(names, ", ");
}

std::string foldText(int fold)
{
    return fold < 0 ? "all cases" : fmt::format("fold {}", fold);
}

std::string weightsText(const ReportData& data)
{
    const std::int64_t weights =
        planning::parameterCount(data.configuration().architecture, data.configuration().inputChannels(),
                                 data.manifest.labels.headCount());
    return fmt::format("{:.1f} M weights", static_cast<double>(weights) / 1e6);
}

std::string networkName(const Configuration& configuration)
{
    return configuration.architecture.residualEncoder ? "U-Net with a residual encoder"
                                                      : "plain convolutional U-Net";
}

std::string epochsText(const ReportData& data)
{
    const auto done = static_cast<int>(data.epochs.size());
    const std::string of = done < data.options.epochs
                               ? fmt::format("{} of {} epochs", done, data.options.epochs)
                               : countText(data.epochs.size(), "epoch", "epochs");
    return fmt::format("{} of {} batches", of, data.options.iterationsPerEpoch);
}

} // namespace

std::string subtitle(const ReportData& data)
{
    std::string text =
        fmt::format("{} · {}, {}", data.runName, data.options.configuration, foldText(data.options.fold));
    if (data.cases.empty()) {
        return text + " · not validated on whole scans yet";
    }
    text += ", " + countText(data.cases.size(), "case", "cases");
    return text + (data.options.fold < 0
                       ? " · trained on the same cases: no measure of how it does on new ones"
                       : " · none of them was used for training");
}

std::string methodText(const ReportData& data)
{
    const Configuration& configuration = data.configuration();
    std::string text =
        fmt::format("A {} with {} stages ({}) was configured by the {} from the dataset's fingerprint. Scans "
                    "were resampled to {}; "
                    "intensities were {}. It learnt from batches of {} patches of {} voxels for {}: loss "
                    "Dice + cross-entropy{}; "
                    "stochastic gradient descent with Nesterov momentum {:g} and a learning rate falling "
                    "from {:g} along a polynomial of "
                    "exponent {:g}; rotation, scaling, noise, blur, brightness, contrast, low resolution and "
                    "gamma{} as augmentation; "
                    "seed {}.",
                    networkName(configuration), configuration.architecture.stageCount(), weightsText(data),
                    data.plan.planner, spacingText(configuration.spacing), normalizationText(configuration),
                    data.options.batchSizeFor(configuration.batchSize), sizeText(configuration.patchSize),
                    epochsText(data), data.options.deepSupervision ? " on several scales" : "",
                    data.options.momentum, data.options.learningRate, data.options.polyExponent,
                    data.options.mirroring ? " and mirroring" : "", data.options.seed);
    if (!data.cases.empty()) {
        text += fmt::format(
            " Whole scans were segmented with a sliding window of half a patch, Gaussian weights{}, and "
            "compared with the reference voxel by voxel in the scan's own grid.",
            data.options.mirroring ? ", averaged over mirrored copies" : "");
    }
    return text;
}

std::string definitionsText(const ReportData& data)
{
    std::string text =
        "Dice: twice the overlap over the sum of both masks. A class absent in both masks is not counted; "
        "absent in one counts Dice 0.";
    if (data.hasSurfaces()) {
        text += fmt::format(
            " HD95: 95th percentile of the surface distances, mm, median over cases. NSD: share of both "
            "surfaces that lies within {:g} mm of the other. Distances of a class absent in either mask are "
            "not counted.",
            data.toleranceMm);
    }
    text += fmt::format(
        " Sensitivity: share of the true voxels found; precision: share of the found voxels that are true. "
        "Intervals: 95 %, {} bootstrap samples over cases.",
        kBootstrapSamples);
    if (data.hasVolumes()) {
        text +=
            " Volume difference: predicted minus true; limits of agreement: mean ± 1.96 standard deviations.";
    }
    return text + " Failure: a case in which some class has Dice 0. Patch Dice is an estimate on random "
                  "patches during "
                  "training, not the Dice of whole scans.";
}

std::vector<std::pair<std::string, std::string>> factRows(const ReportData& data)
{
    const Configuration& configuration = data.configuration();
    std::vector<std::pair<std::string, std::string>> rows;
    rows.emplace_back("Data",
                      fmt::format("{}, {} · {} · median {} mm", data.plan.datasetName,
                                  countText(static_cast<std::size_t>(data.manifest.trainingCount),
                                            "training case", "training cases"),
                                  joined(data.manifest.channelNames, ", "),
                                  timesText({fmt::format("{:.3g}", data.plan.originalMedianSpacing.mm[0]),
                                             fmt::format("{:.3g}", data.plan.originalMedianSpacing.mm[1]),
                                             fmt::format("{:.3g}", data.plan.originalMedianSpacing.mm[2])})));
    rows.emplace_back("Plan",
                      fmt::format("{}, {} · patch {}, batch {}, {}, {}", data.plan.planner,
                                  data.plan.plansName, sizeText(configuration.patchSize),
                                  configuration.batchSize, weightsText(data), networkName(configuration)));
    rows.emplace_back("Training", fmt::format("recipe {} · {} · seed {} · {} on device {}",
                                              data.options.recipe, epochsText(data), data.options.seed,
                                              spanText(data.trainedSeconds()), data.options.device));
    if (!data.cases.empty()) {
        rows.emplace_back("Prediction",
                          data.options.mirroring
                              ? "mirrored copies averaged, step 0.5 of a patch, Gaussian weights"
                              : "no mirroring, step 0.5 of a patch, Gaussian weights");
    }
    rows.emplace_back("Definitions", definitionsText(data));
    return rows;
}

} // namespace seg::reporting

// SPDX-License-Identifier: Apache-2.0
#include "core/training/WholeVolumeValidation.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"
#include "core/inference/SegmentationExport.h"
#include "core/inference/SlidingWindow.h"
#include "core/preprocessing/PreprocessedStore.h"
#include "core/training/RunDirectory.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace seg::training {

namespace {

const Case& rawCase(const dataset::RawDataset& dataset, const CaseId& id)
{
    const auto found = std::ranges::find(dataset.trainingCases, id, &Case::id);
    if (found == dataset.trainingCases.end() || !found->label) {
        throw Error(
            ErrorCode::NotFound,
            fmt::format("cannot validate case {}: dataset {} has no labeled training case of that name",
                        id.name, dataset.name));
    }
    return *found;
}

inference::SlidingWindowOptions windowOptions(const TrainingInputs& inputs,
                                              const planning::Configuration& configuration)
{
    inference::SlidingWindowOptions options;
    options.patchSize = configuration.patchSize;
    options.heads = inputs.dataset.manifest.labels.headCount();
    if (inputs.options.mirroring) {
        options.mirrorAxes.resize(configuration.patchSize.size());
        std::iota(options.mirrorAxes.begin(), options.mirrorAxes.end(), 0);
    }
    return options;
}

at::Tensor imageTensor(const preprocessing::MappedCase& item) // aliases the mapping
{
    const auto& extent = item.properties().extentAfterResampling.voxels;
    auto* values = const_cast<float*>(item.image().data()); // from_blob knows no const; nothing writes to it
    return at::from_blob(values, {item.properties().channels, extent[0], extent[1], extent[2]}, at::kFloat);
}

evaluation::CaseMetrics compare(const LabelMap& prediction, const std::filesystem::path& file,
                                const Case& item, const dataset::LabelScheme& labels)
{
    evaluation::CaseMetrics metrics;
    metrics.predictionFile = pathText(file);
    metrics.referenceFile = pathText(*item.label);
    const LabelMap truth = imaging::readLabelMap(*item.label);
    for (const dataset::LabelEntry& entry : labels.foregroundClasses()) {
        metrics.metrics[dataset::labelKey(entry)] =
            evaluation::overlap(prediction, truth, entry, labels.ignoreLabel());
    }
    return metrics;
}

std::vector<double> diceOf(const evaluation::CaseMetrics& metrics, const dataset::LabelScheme& labels)
{
    std::vector<double> dice;
    for (const dataset::LabelEntry& entry : labels.foregroundClasses()) {
        dice.push_back(metrics.metrics.at(dataset::labelKey(entry)).dice);
    }
    return dice;
}

} // namespace

double validateWholeVolumes(const TrainingInputs& inputs, Network& network, TrainingObserver& observer,
                            const TaskContext& context)
{
    const auto& configuration = inputs.plan.configuration(inputs.options.configuration);
    const auto& manifest = inputs.dataset.manifest;
    const preprocessing::PreprocessedStore store(inputs.storeFolder);
    const std::filesystem::path folder = RunDirectory(inputs.runFolder).validation();
    const auto options = windowOptions(inputs, configuration);
    const inference::Forward forward = [&](const at::Tensor& windows) {
        return network.forward(windows, /*deepSupervision=*/false).front();
    };
    std::vector<CaseId> ids = inputs.split.validation;
    std::ranges::sort(ids);
    createFolders(folder);
    std::vector<evaluation::CaseMetrics> all;
    for (std::size_t index = 0; index < ids.size(); ++index) {
        const auto part = context.part(static_cast<double>(index) / static_cast<double>(ids.size()),
                                       static_cast<double>(index + 1) / static_cast<double>(ids.size()));
        part.throwIfStopped();
        const Case& item = rawCase(inputs.dataset, ids[index]);
        const preprocessing::MappedCase mapped = store.open(ids[index]);
        const at::Tensor logits = inference::slidingWindow(imageTensor(mapped), options, forward,
                                                           network.device(), part); // [K, Z, Y, X]
        const LabelMap mask =
            inference::labelsFromLogits(logits, mapped.properties(), inputs.plan, configuration,
                                        manifest.labels, TaskContext(context.stopToken()));
        const std::filesystem::path file = folder / (ids[index].name + manifest.fileEnding);
        imaging::writeLabelMap(file, mask, item.channels.front());
        all.push_back(compare(mask, file, item, manifest.labels));
        observer.validationCaseDone({ids[index], diceOf(all.back(), manifest.labels), static_cast<int>(index),
                                     static_cast<int>(ids.size())});
    }
    if (all.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const evaluation::Summary summary = evaluation::summarize(std::move(all));
    writeJson(folder / "summary.json", evaluation::summaryToJson(summary));
    return summary.foregroundMean.dice;
}

} // namespace seg::training

// SPDX-License-Identifier: Apache-2.0
#include "core/training/WholeVolumeValidation.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"
#include "core/inference/SegmentationExport.h"
#include "core/inference/SlidingWindow.h"
#include "core/preprocessing/PreprocessedStore.h"
#include "core/training/RunDirectory.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <system_error>

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

/// Cases that this run may have validated before: those it began with, and those of the summary it left.
std::set<std::string> casesOfEarlierValidations(const TrainingInputs& inputs,
                                                const std::filesystem::path& summary)
{
    std::set<std::string> names;
    const std::filesystem::path begun = inputs.runFolder / "split.json";
    if (std::filesystem::exists(begun)) {
        for (const dataset::Split& split : dataset::readSplits(begun)) {
            for (const auto* list : {&split.training, &split.validation}) {
                std::ranges::transform(*list, std::inserter(names, names.end()), &CaseId::name);
            }
        }
    }
    try {
        if (std::filesystem::exists(summary)) {
            for (const auto& item : evaluation::summaryFromJson(readJson(summary)).cases) {
                names.insert(stemOfImage(item.predictionFile));
            }
        }
    } catch (const Error& error) { // it is about to be written anew
        log::warning("training", error.what());
    }
    return names;
}

/// Takes away masks of cases that this run validated before and no longer does, as one that was excluded
/// since; the folder's masks are compared with the truth as a whole. Other files stay.
void removeMasksOfOtherCases(const TrainingInputs& inputs, const std::filesystem::path& folder)
{
    std::set<std::string> names = casesOfEarlierValidations(inputs, folder / "summary.json");
    for (const CaseId& id : inputs.split.validation) {
        names.erase(id.name);
    }
    for (const std::string& name : names) {
        const std::filesystem::path mask = folder / (name + inputs.dataset.manifest.fileEnding);
        std::error_code error;
        if (std::filesystem::is_regular_file(std::filesystem::symlink_status(mask, error)) &&
            !std::filesystem::remove(mask, error) && error) {
            throw ioError("remove the mask of a case that is no longer validated", pathText(mask),
                          error.value());
        }
    }
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
    removeMasksOfOtherCases(inputs, folder);
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

// SPDX-License-Identifier: Apache-2.0
#include "core/inference/Predictor.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetManifest.h"
#include "core/imaging/io/ImageFile.h"
#include "core/inference/MirrorAveraging.h"
#include "core/inference/NpzFile.h"
#include "core/inference/SegmentationExport.h"
#include "core/inference/SlidingWindow.h"
#include "core/kernels/Device.h"
#include "core/network/NetworkFactory.h"
#include "core/network/TensorArchive.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/training/RunDirectory.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>

namespace seg::inference {

namespace {

// Where in the whole task each stage ends.
constexpr double kLoaded = 0.04;
constexpr double kResampled = 0.10;
constexpr double kWindowsDone = 0.92;
constexpr double kMerged = 0.98;

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

[[noreturn]] void rejectChannels(std::size_t given, const std::vector<std::string>& expected)
{
    throw Error(ErrorCode::BadInput, "cannot segment a scan with " + std::to_string(given) +
                                         (given == 1 ? " channel" : " channels") +
                                         ": the model was trained on " + std::to_string(expected.size()) +
                                         " (" + joined(expected) +
                                         "); give one file per channel in this order");
}

void requireFinite(const Volume& scan, const std::filesystem::path& file)
{
    const auto bad = std::count_if(scan.values.begin(), scan.values.end(),
                                   [](float value) { return !std::isfinite(value); });
    if (bad > 0) {
        throw Error(ErrorCode::BadInput, "cannot segment " + pathText(file) + ": " + std::to_string(bad) +
                                             (bad == 1 ? " of its voxels is" : " of its voxels are") +
                                             " not a number (NaN) or infinite; export the scan again, or "
                                             "replace them by the value of air or background");
    }
}

Volume readScan(const std::vector<std::filesystem::path>& channels, const std::vector<std::string>& expected)
{
    if (channels.empty()) {
        throw Error(ErrorCode::InvalidArgument, "cannot segment: no scan was given");
    }
    Volume scan;
    if (channels.size() == 1) { // one file may hold all channels
        scan = imaging::readVolume(channels.front());
    } else {
        if (channels.size() != expected.size()) {
            rejectChannels(channels.size(), expected);
        }
        scan = imaging::readChannels(channels);
    }
    if (scan.channels != static_cast<std::int64_t>(expected.size())) {
        rejectChannels(static_cast<std::size_t>(scan.channels), expected);
    }
    requireFinite(scan, channels.front());
    return scan;
}

std::filesystem::path probabilityFile(const std::filesystem::path& mask)
{
    return mask.parent_path() / (stemOfImage(mask) + ".npz");
}

} // namespace

void PredictOptions::validate() const
{
    if (!(step > 0.0 && step <= 1.0)) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot segment: the step must lie above 0 and not above 1, in patches");
    }
}

struct Predictor::Impl {
    struct Scores {
        at::Tensor logits; // [K, Z, Y, X] on the network's grid
        preprocessing::CaseProperties properties;
    };

    Impl(const std::filesystem::path& runFolder, PredictOptions given)
        : options((given.validate(), std::move(given))), device(kernels::resolveDevice(options.device))
    {
        const training::RunDirectory run(runFolder);
        const training::TrainingOptions trained = run.options();
        plan = run.plan();
        manifest = run.manifest();
        configuration = plan.configuration(trained.configuration);
        network = network::makeNetwork(configuration.architecture, configuration.inputChannels(),
                                       manifest.labels.headCount(), trained.seed);
        network::loadWeights(*network, run.usableCheckpoint());
        network->moveTo(device);
        windows.patchSize = configuration.patchSize;
        windows.step = options.step;
        windows.heads = manifest.labels.headCount();
        if (options.mirroring && trained.mirroring) {
            windows.mirrorAxes = allMirrorAxes(configuration.dimensions());
        }
    }

    // Reports from the end of loading to the end of the windows.
    Scores score(const Volume& scan, const TaskContext& context) const
    {
        context.throwIfStopped();
        context.report(kLoaded, "resample");
        preprocessing::PreprocessedCase prepared =
            preprocessing::preprocessCase(CaseId{"scan"}, scan, nullptr, plan, configuration, manifest.labels,
                                          context.part(kLoaded, kResampled));
        const auto& extent = prepared.properties.extentAfterResampling.voxels;
        const at::Tensor image =
            at::from_blob(prepared.image.data(),
                          {prepared.properties.channels, extent[0], extent[1], extent[2]}, at::kFloat);
        const auto forward = [this](const at::Tensor& input) {
            return network->forward(input, false).front();
        };
        return {slidingWindow(image, windows, forward, device, context.part(kResampled, kWindowsDone)),
                std::move(prepared.properties)};
    }

    LabelMap merge(const Scores& scores, const TaskContext& context) const
    {
        context.report(kWindowsDone, "merge");
        return labelsFromLogits(scores.logits, scores.properties, plan, configuration, manifest.labels,
                                context.part(kWindowsDone, kMerged));
    }

    void saveProbabilities(const Scores& scores, const std::filesystem::path& mask) const
    {
        const Volume volume =
            probabilitiesFromLogits(scores.logits, scores.properties, plan, configuration, manifest.labels);
        const auto& extent = volume.geometry.extent.voxels;
        writeNpz(probabilityFile(mask), "probabilities", volume.values,
                 {volume.channels, extent[0], extent[1], extent[2]});
    }

    PredictOptions options;
    at::Device device;
    planning::Plan plan;
    dataset::DatasetManifest manifest;
    planning::Configuration configuration;
    std::shared_ptr<Network> network;
    SlidingWindowOptions windows;
};

Predictor::Predictor(const std::filesystem::path& runFolder, PredictOptions options)
    : m_impl(std::make_unique<Impl>(runFolder, std::move(options)))
{
}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

std::int64_t Predictor::channelCount() const
{
    return static_cast<std::int64_t>(m_impl->manifest.channelNames.size());
}

LabelMap Predictor::segment(const Volume& scan, const TaskContext& context)
{
    if (scan.channels != channelCount()) {
        rejectChannels(static_cast<std::size_t>(scan.channels), m_impl->manifest.channelNames);
    }
    LabelMap mask = m_impl->merge(m_impl->score(scan, context), context);
    context.report(1.0, "merge");
    return mask;
}

LabelMap Predictor::segmentFile(const std::vector<std::filesystem::path>& channels,
                                const std::filesystem::path& output, const TaskContext& context)
{
    context.report(0.0, "load");
    const Impl::Scores scores = m_impl->score(readScan(channels, m_impl->manifest.channelNames), context);
    LabelMap mask = m_impl->merge(scores, context);
    context.throwIfStopped();
    context.report(kMerged, "write");
    if (m_impl->options.saveProbabilities) {
        m_impl->saveProbabilities(scores, output);
    }
    imaging::writeLabelMap(output, mask, channels.front());
    context.report(1.0, "write");
    return mask;
}

} // namespace seg::inference

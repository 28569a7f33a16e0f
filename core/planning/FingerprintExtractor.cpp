// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/MemoryBudget.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/ExtentText.h"
#include "core/imaging/io/ImageFile.h"
#include "core/planning/Fingerprint.h"
#include "core/planning/FiniteVoxels.h"
#include "core/planning/ForegroundSamples.h"
#include "core/planning/NonzeroBox.h"
#include "core/planning/Percentile.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace seg::planning {

namespace {

constexpr std::uint64_t kDrawsOfDataset =
    100'000'000;                      // foreground voxels looked at per channel, over all cases
constexpr std::uint32_t kSeed = 1234; // of every case, as in nnU-Net

struct CaseFacts {
    Extent extentAfterCrop;
    Spacing spacing;
    double relativeSize = 1.0;
    std::vector<ForegroundSamples> samples; ///< per channel
};

void checkCase(const Case& item, const Volume& image, const LabelMap& label, std::size_t channels)
{
    const auto refuse = [&](const std::string& why) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot analyze case {}: {}", item.id.name, why));
    };
    if (image.channels != static_cast<std::int64_t>(channels)) {
        refuse(fmt::format("it has {} channels but dataset.json names {}; add the missing files or leave the "
                           "case out",
                           image.channels, channels));
    }
    if (label.geometry.extent != image.geometry.extent) {
        refuse(
            fmt::format("its label has {} voxels but its image {}; choose the right label file or leave the "
                        "case out",
                        extentText(label.geometry.extent), extentText(image.geometry.extent)));
    }
    if (!allFinite(image.values)) {
        refuse("its image contains NaN or infinite voxels; repair the file or leave the case out");
    }
}

/// What reading a case takes at most: all of it, one more channel while it is appended, and a second label's
/// worth for the foreground.
std::uint64_t memoryOf(const Case& item)
{
    const imaging::ImageInfo info = imaging::readImageInfo(item.channels.at(0));
    const auto voxels = static_cast<std::uint64_t>(info.geometry.extent.count());
    const std::uint64_t channels =
        std::max<std::uint64_t>(item.channels.size(), static_cast<std::uint64_t>(info.channels));
    return voxels * (sizeof(float) * (channels + 1) + 2 * sizeof(std::int16_t));
}

/// Intensities of one channel inside the crop box where the label is greater than 0, in C order.
std::vector<float> foregroundOf(const Volume& image, const LabelMap& label, const Box& box,
                                std::int64_t channel)
{
    std::vector<float> values;
    const std::span<const float> intensities = image.channel(channel);
    const Extent& extent = image.geometry.extent;
    for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
        for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
            const auto row = static_cast<std::size_t>(extent.index(z, y, 0));
            for (auto x = row + static_cast<std::size_t>(box.low[2]);
                 x < row + static_cast<std::size_t>(box.high[2]); ++x) {
                if (label.values[x] > 0) {
                    values.push_back(intensities[x]);
                }
            }
        }
    }
    return values;
}

CaseFacts analyzeCase(const Case& item, std::size_t channels, std::uint64_t draws, MemoryGate& gate,
                      const TaskContext& context)
{
    if (!item.label) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot analyze case {}: it has no label file; put it into labelsTr or leave the "
                        "case out",
                        item.id.name));
    }
    const MemoryGate::Room room = gate.enter(memoryOf(item), context);
    const Volume image = imaging::readChannels(item.channels);
    context.throwIfStopped();
    const LabelMap label = imaging::readLabelMap(*item.label);
    checkCase(item, image, label, channels);
    context.throwIfStopped();
    const Box box = nonzeroBox(image);
    CaseFacts facts;
    facts.extentAfterCrop = box.extent();
    facts.spacing = image.geometry.spacing;
    facts.relativeSize = static_cast<double>(facts.extentAfterCrop.count()) /
                         static_cast<double>(image.geometry.extent.count());
    NumpyRandom random(kSeed);
    for (std::int64_t c = 0; c < image.channels; ++c) {
        context.throwIfStopped();
        facts.samples.push_back(drawSamples(foregroundOf(image, label, box, c), draws, random));
    }
    return facts;
}

Fingerprint merged(std::vector<CaseFacts>& cases, std::size_t channels)
{
    Fingerprint fingerprint;
    std::vector<double> relativeSizes;
    for (const CaseFacts& facts : cases) {
        fingerprint.extentsAfterCrop.push_back(facts.extentAfterCrop);
        fingerprint.spacings.push_back(facts.spacing);
        relativeSizes.push_back(facts.relativeSize);
    }
    fingerprint.medianRelativeSizeAfterCropping = median(std::move(relativeSizes));
    for (std::size_t c = 0; c < channels; ++c) {
        std::vector<ForegroundSamples> samples;
        for (CaseFacts& facts : cases) {
            samples.push_back(std::move(facts.samples[c]));
        }
        fingerprint.intensities.push_back(intensityStatistics(samples));
    }
    return fingerprint;
}

} // namespace

Fingerprint extractFingerprint(const dataset::RawDataset& dataset, const TaskContext& context)
{
    const std::size_t count = dataset.trainingCases.size();
    if (count == 0) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot analyze {}: it has no training cases in imagesTr", dataset.name));
    }
    const std::size_t channels = dataset.manifest.channelNames.size();
    std::vector<CaseFacts> cases(count);
    MemoryGate gate(memoryBudget());
    std::mutex reporting;
    std::size_t done = 0;
    parallelFor(
        count,
        [&](std::size_t index) {
            const Case& item = dataset.trainingCases[index];
            cases[index] = analyzeCase(item, channels, kDrawsOfDataset / count, gate, context);
            const std::lock_guard lock(reporting);
            ++done;
            context.report(0.95 * static_cast<double>(done) / static_cast<double>(count),
                           fmt::format("analyze case {} of {}", done, count));
        },
        context);
    context.throwIfStopped();
    Fingerprint fingerprint = merged(cases, channels);
    context.report(1.0, fmt::format("analyzed {} cases", count));
    return fingerprint;
}

} // namespace seg::planning

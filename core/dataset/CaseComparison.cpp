// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/CaseComparison.h"

#include "core/dataset/Findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace seg::dataset {

namespace {

constexpr double kSmallShare = 0.1;         // of the label's median volume
constexpr std::size_t kFewestForMedian = 5; // cases that have the label
constexpr std::size_t kFewestForRange = 8;  // cases whose intensities are compared
constexpr double kUnusual = 8.0;            // robust standard deviations
constexpr double kLeastHounsfield = 40.0;   // deviation of medians that is always usual in CT, HU
constexpr double kLeastLogRange = 0.2;      // likewise of the logarithm of the range, elsewhere
constexpr double kNormal = 1.4826;          // median absolute deviation → standard deviation

void add(CaseCheck& item, Severity severity, const char* kind, std::string summary, std::string text,
         std::optional<FixKind> fix = std::nullopt)
{
    Findings(item).add(severity, kind, std::move(summary), std::move(text), fix);
}

double mlOf(const CaseCheck& item, std::int64_t voxels)
{
    return static_cast<double>(voxels) * item.image.geometry.spacing.voxelVolumeMm3() / 1000.0;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

bool wasRead(const CaseCheck& item)
{
    return item.image.geometry.extent.count() > 0 && !item.labelVoxels.empty();
}

std::string mlText(double ml)
{
    return ml < 0.095 ? fmt::format("{:.2g} ml", ml) : fmt::format("{:.2f} ml", ml);
}

void compareVolumes(int label, const std::string& name, DatasetCheck& check)
{
    std::vector<double> volumes;
    std::size_t readable = 0;
    for (const CaseCheck& item : check.cases) {
        readable += wasRead(item) ? 1 : 0;
        const auto entry = item.labelVoxels.find(label);
        if (wasRead(item) && entry != item.labelVoxels.end()) {
            volumes.push_back(mlOf(item, entry->second));
        }
    }
    if (volumes.empty() && readable > 0) {
        check.issues.push_back(
            {Severity::Warning,
             "label_never_occurs",
             {},
             name + " never occurs",
             fmt::format("{} (value {}) is declared in dataset.json but no case has a voxel of it. Check the "
                         "numbers of the labels; a class without examples cannot be learned.",
                         name, label),
             {}});
    }
    if (volumes.size() < kFewestForMedian) {
        return;
    }
    const double usual = median(volumes);
    for (CaseCheck& item : check.cases) {
        const auto entry = item.labelVoxels.find(label);
        if (!wasRead(item) || entry == item.labelVoxels.end()) {
            continue;
        }
        const double ml = mlOf(item, entry->second);
        if (ml < kSmallShare * usual) {
            add(item, Severity::Warning, "label_small", name + " unusually small",
                fmt::format("{} has {} here, but {} in the median of {} cases. The mask may be "
                            "incomplete: look at it, then correct it, exclude the case, or go on if it "
                            "is right.",
                            name, mlText(ml), mlText(usual), volumes.size()),
                FixKind::ExcludeCase);
        }
    }
}

/// Scans stored in another orientation than most: nnU-Net works on arrays and does not turn them.
void compareOrientations(DatasetCheck& check)
{
    std::map<std::string, std::size_t> counts;
    for (const CaseCheck& item : check.cases) {
        if (item.image.geometry.extent.count() > 0) {
            ++counts[orientationCode(item.image.geometry)];
        }
    }
    if (counts.size() < 2) {
        return;
    }
    const auto usual = std::max_element(counts.begin(), counts.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
    for (CaseCheck& item : check.cases) {
        if (item.image.geometry.extent.count() == 0) {
            continue;
        }
        const std::string code = orientationCode(item.image.geometry);
        if (code != usual->first) {
            add(item, Severity::Warning, "orientation_differs", "orientation differs",
                fmt::format("This scan is stored {}, but {} of {} cases are stored {}. Scans are learned "
                            "as they are stored, so it would appear turned or mirrored among the others. "
                            "Reorient image and label, or exclude the case.",
                            code, usual->second, check.cases.size(), usual->first),
                FixKind::ReorientCase);
        }
    }
}

bool isFlat(const CaseCheck& item)
{
    return item.image.geometry.extent.voxels[0] == 1;
}

void compareDimensions(DatasetCheck& check)
{
    std::size_t readable = 0;
    std::size_t flat = 0;
    for (const CaseCheck& item : check.cases) {
        if (item.image.geometry.extent.count() > 0) {
            ++readable;
            flat += isFlat(item) ? 1 : 0;
        }
    }
    if (flat == 0) {
        return;
    }
    if (flat == readable) {
        check.issues.push_back(
            {Severity::Note,
             "two_dimensional",
             {},
             "2-D images",
             fmt::format("All {} images have a single slice. Only the 2d configuration will be planned.",
                         readable),
             {}});
        return;
    }
    const bool oddOnesAreFlat = 2 * flat <= readable;
    for (CaseCheck& item : check.cases) {
        if (item.image.geometry.extent.count() > 0 && isFlat(item) == oddOnesAreFlat) {
            add(item, Severity::Warning, "dimensions_differ",
                isFlat(item) ? "only one slice" : "several slices",
                fmt::format(
                    "This image has {} but {} of {} images have {}. Was it exported whole? Export it again "
                    "or exclude the case.",
                    isFlat(item) ? "a single slice" : "several slices",
                    oddOnesAreFlat ? readable - flat : flat, readable,
                    isFlat(item) ? "several slices" : "a single one"),
                FixKind::ExcludeCase);
        }
    }
}

/// The same scan twice: held back in one place and learned from in another it flatters the validation.
void findTwins(DatasetCheck& check)
{
    std::map<std::string, std::vector<CaseCheck*>> groups;
    for (CaseCheck& item : check.cases) {
        if (!item.imageHash.empty()) {
            groups[item.imageHash].push_back(&item);
        }
    }
    for (const auto& [hash, twins] : groups) {
        for (CaseCheck* item : twins) {
            std::vector<std::string> others;
            bool sameLabel = true;
            for (const CaseCheck* other : twins) {
                if (other != item) {
                    others.push_back(other->id.name);
                    sameLabel = sameLabel && other->labelHash == item->labelHash;
                }
            }
            if (others.empty()) {
                continue;
            }
            add(*item, Severity::Warning, "duplicate", "the same scan twice",
                fmt::format(
                    "Its image has exactly the voxels of {}, and {}. Held back as one case and learned "
                    "from as the other it would flatter the validation: exclude all but one.",
                    fmt::join(others, ", "),
                    sameLabel ? "so has its label" : "the labels differ, so one of them is wrong"),
                FixKind::ExcludeCase);
        }
    }
}

/// Robust standard deviation, not below `least`.
double spread(const std::vector<double>& values, double center, double least)
{
    std::vector<double> distances;
    for (const double value : values) {
        distances.push_back(std::abs(value - center));
    }
    return std::max(least, kNormal * median(std::move(distances)));
}

/// What a channel is compared by: the median in CT, whose numbers mean something; elsewhere the logarithm of
/// the range, as scanners scale as they like.
double measureOf(const ChannelStatistics& channel, bool isCt)
{
    return isCt ? channel.median : std::log(std::max(1e-12, channel.high - channel.low));
}

std::string unusualText(const ChannelStatistics& here, double usual, bool isCt, const std::string& name,
                        std::size_t cases)
{
    if (isCt) {
        return fmt::format(
            "The median of channel {} is {:.4g} here but {:.4g} in the median of {} cases. CT numbers are "
            "learned as they are, so check that the scan is in Hounsfield units and not shifted or rescaled.",
            name, here.median, usual, cases);
    }
    return fmt::format(
        "The intensities of channel {} span {:.3g} here but {:.3g} in the median of {} cases. Each scan is "
        "normalized by itself, so that may be right; check that the scan was not rescaled or clipped.",
        name, here.high - here.low, std::exp(usual), cases);
}

void compareIntensities(std::size_t channel, const std::string& name, DatasetCheck& check)
{
    const bool isCt = name == "CT";
    std::vector<double> values;
    for (const CaseCheck& item : check.cases) {
        if (channel < item.channels.size()) {
            values.push_back(measureOf(item.channels[channel], isCt));
        }
    }
    if (values.size() < kFewestForRange) {
        return;
    }
    const double usual = median(values);
    const double deviation = spread(values, usual, isCt ? kLeastHounsfield : kLeastLogRange);
    for (CaseCheck& item : check.cases) {
        if (channel < item.channels.size() &&
            std::abs(measureOf(item.channels[channel], isCt) - usual) > kUnusual * deviation) {
            add(item, isCt ? Severity::Warning : Severity::Note, "unusual_intensities", "unusual intensities",
                unusualText(item.channels[channel], usual, isCt, name, values.size()));
        }
    }
}

} // namespace

void compareCases(const DatasetManifest& manifest, DatasetCheck& check)
{
    for (const int label : manifest.labels.foregroundLabels()) {
        compareVolumes(label, manifest.labels.nameOf(label), check);
    }
    compareOrientations(check);
    compareDimensions(check);
    findTwins(check);
    for (std::size_t channel = 0; channel < manifest.channelNames.size(); ++channel) {
        compareIntensities(channel, manifest.channelNames[channel], check);
    }
}

} // namespace seg::dataset

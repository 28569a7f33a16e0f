// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/CaseChecker.h"

#include "core/base/ContentHash.h"
#include "core/base/Error.h"
#include "core/dataset/Findings.h"
#include "core/dataset/GridText.h"
#include "core/dataset/LabelChecker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace seg::dataset {

namespace {

constexpr std::size_t kSample = 1U << 16; // voxels of a channel that its percentiles are taken from

struct Intensities {
    double minimum = std::numeric_limits<double>::infinity();
    double maximum = -std::numeric_limits<double>::infinity();
    std::int64_t nan = 0;
    std::int64_t infinite = 0;

    void add(const std::vector<float>& values)
    {
        for (const float value : values) {
            if (std::isfinite(value)) {
                minimum = std::min(minimum, static_cast<double>(value));
                maximum = std::max(maximum, static_cast<double>(value));
            } else {
                ++(std::isnan(value) ? nan : infinite);
            }
        }
    }
};

double percentile(std::vector<float>& values, double share)
{
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

ChannelStatistics statisticsOf(std::span<const float> voxels)
{
    const std::size_t step = std::max<std::size_t>(1, voxels.size() / kSample);
    std::vector<float> sample;
    sample.reserve(voxels.size() / step + 1);
    for (std::size_t i = 0; i < voxels.size(); i += step) {
        if (std::isfinite(voxels[i])) {
            sample.push_back(voxels[i]);
        }
    }
    if (sample.empty()) {
        return {};
    }
    return {percentile(sample, 0.005), percentile(sample, 0.5), percentile(sample, 0.995)};
}

void reportExtent(const Extent& extent, Findings& findings)
{
    if (extent.count() == 1) {
        findings.add(Severity::Error, "one_voxel", "one voxel",
                     "The image is a single voxel. There is nothing in it to learn; it was probably exported "
                     "wrongly. Exclude the case.",
                     FixKind::ExcludeCase);
    }
}

void reportIntensities(const Intensities& seen, CaseCheck& check, Findings& findings)
{
    if (seen.minimum <= seen.maximum) {
        check.minimum = seen.minimum;
        check.maximum = seen.maximum;
    }
    if (seen.nan > 0) {
        findings.add(
            Severity::Error, "nan", "NaN voxels",
            fmt::format(
                "{} of the image {} not a number (NaN). Training on that would make every weight NaN. "
                "Export the scan again, put the value of air or background there, or exclude the case.",
                voxelsText(seen.nan), seen.nan == 1 ? "is" : "are"),
            FixKind::ExcludeCase);
    }
    if (seen.infinite > 0) {
        findings.add(
            Severity::Error, "infinite", "infinite voxels",
            fmt::format(
                "{} of the image {} infinite. Normalization would fail on that. Export the scan again or "
                "exclude the case.",
                voxelsText(seen.infinite), seen.infinite == 1 ? "is" : "are"),
            FixKind::ExcludeCase);
    }
    const bool severalVoxels = check.image.geometry.extent.count() > 1;
    if (severalVoxels && seen.minimum == seen.maximum && seen.nan + seen.infinite == 0) {
        findings.add(
            Severity::Warning, "constant_image", "image is empty",
            fmt::format(
                "Every voxel of the image has the value {}. There is nothing to learn from it; it was "
                "probably exported wrongly. Exclude the case if it was.",
                seen.minimum),
            FixKind::ExcludeCase);
    }
}

void compareChannel(const imaging::ImageInfo& first, const imaging::ImageInfo& other, std::size_t index,
                    Findings& findings)
{
    const Geometry& a = first.geometry;
    const Geometry& b = other.geometry;
    if (a.extent != b.extent) {
        findings.add(
            Severity::Error, "channels_differ", "channel sizes differ",
            fmt::format("Channel {} is {} voxels but channel 0 is {}. All channels of a case must lie on one "
                        "grid: register and resample them first, or exclude the case.",
                        index, sizeText(b.extent), sizeText(a.extent)),
            FixKind::ExcludeCase);
    } else if (!closeSpacing(a.spacing, b.spacing)) {
        findings.add(
            Severity::Error, "channels_differ", "channel spacings differ",
            fmt::format(
                "Channel {} has voxels of {} but channel 0 has {}. All channels of a case must lie on "
                "one grid: resample them first, or exclude the case.",
                index, spacingText(b.spacing), spacingText(a.spacing)),
            FixKind::ExcludeCase);
    } else if (!samePlace(a, b)) {
        findings.add(
            Severity::Warning, "channels_shifted", "channels lie apart",
            fmt::format("Channel {} and channel 0 have the same size but lie up to {:.3g} mm apart in the "
                        "patient. Voxel is laid on voxel all the same; check that they are registered.",
                        index, cornerDistance(a, b)));
    }
}

/// Reads all channels. \return  false when one of them cannot be read.
bool checkImages(const Case& item, const DatasetManifest& manifest, CaseCheck& check, Findings& findings,
                 const TaskContext& context)
{
    Intensities seen;
    std::string hashes; // of each channel file's voxels
    std::int64_t channels = 0;
    for (std::size_t index = 0; index < item.channels.size(); ++index) {
        context.throwIfStopped();
        try {
            const imaging::ImageInfo info = imaging::readImageInfo(item.channels[index]);
            if (index == 0) {
                check.image = info;
                reportHeader(info, "image", findings);
            } else {
                compareChannel(check.image, info, index, findings);
            }
            const Volume volume = imaging::readVolume(item.channels[index]);
            seen.add(volume.values);
            hashes += contentHash(std::as_bytes(std::span(volume.values)));
            for (std::int64_t channel = 0; channel < volume.channels; ++channel) {
                check.channels.push_back(statisticsOf(volume.channel(channel)));
            }
            channels += info.channels;
        } catch (const Error& error) {
            findings.addUnreadable(error, "image");
            check.channels.clear();
            return false;
        }
    }
    check.imageHash = contentHash(std::as_bytes(std::span(hashes)));
    reportIntensities(seen, check, findings);
    reportExtent(check.image.geometry.extent, findings);
    const auto expected = static_cast<std::int64_t>(manifest.channelNames.size());
    if (channels != expected) {
        findings.add(
            Severity::Error, "channel_count", channels < expected ? "channel missing" : "too many channels",
            fmt::format("The case has {} channel{} but dataset.json names {} ({}). Add the missing files or "
                        "exclude the case.",
                        channels, channels == 1 ? "" : "s", expected, fmt::join(manifest.channelNames, ", ")),
            FixKind::ExcludeCase);
    }
    return true;
}

} // namespace

void reportHeader(const imaging::ImageInfo& info, const std::string& what, Findings& findings)
{
    if (info.formsDisagree) {
        findings.add(
            Severity::Warning, "forms_disagree", "qform and sform differ",
            fmt::format(
                "The two positions stored in the header of the {} contradict each other (qform code {}, "
                "sform code {}). Programs may show it flipped or shifted; here {} is used. "
                "Compare it with the other cases, then store the right one in both.",
                what, info.qformCode, info.sformCode,
                info.note.find("the qform is used") == std::string::npos ? "the sform" : "the qform"),
            FixKind::UseSform);
    }
    if (hasSkewedAxes(info)) {
        findings.add(
            Severity::Warning, "skewed_axes", "axes are skewed",
            fmt::format(
                "Header of the {}: {} nnU-Net and other programs built on ITK refuse such a file. Store "
                "the axes as they are read here, or export the scan again without gantry tilt, which the "
                "far slices need where the tilt is large.",
                what, info.note),
            FixKind::StraightenAxes);
    } else if (!info.note.empty()) {
        findings.add(Severity::Note, "header_note", "header is unusual",
                     fmt::format("Header of the {}: {}", what, info.note));
    }
}

CaseCheck checkCase(const Case& item, const DatasetManifest& manifest, const TaskContext& context)
{
    CaseCheck check;
    check.id = item.id;
    Findings findings(check);
    const bool hasImage = checkImages(item, manifest, check, findings, context);
    context.throwIfStopped();
    checkLabel(item, manifest, hasImage ? &check.image.geometry : nullptr, check, findings);
    return check;
}

} // namespace seg::dataset

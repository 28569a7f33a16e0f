// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/CaseChecker.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace seg::dataset {

namespace {

constexpr double kPlaceTolerance = 0.1; // of the smallest spacing, at any corner of the grid
constexpr const char* kCopyGeometry = "copy_geometry";

std::string sizeText(const Extent& extent)
{
    return fmt::format("{} × {} × {}", extent.voxels[2], extent.voxels[1], extent.voxels[0]);
}

std::string spacingText(const Spacing& spacing)
{
    return fmt::format("{:.4g} × {:.4g} × {:.4g} mm", spacing.mm[2], spacing.mm[1], spacing.mm[0]);
}

/// As numpy.allclose, which nnU-Net compares spacings with.
bool closeSpacing(const Spacing& a, const Spacing& b)
{
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (std::abs(a.mm[axis] - b.mm[axis]) > 1e-8 + 1e-5 * std::abs(b.mm[axis])) {
            return false;
        }
    }
    return true;
}

/// Largest distance in mm between the same corners of two grids of equal size.
double cornerDistance(const Geometry& a, const Geometry& b)
{
    double largest = 0.0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        std::array<double, 3> zyx{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            zyx[axis] = ((corner >> axis) & 1U) != 0 ? static_cast<double>(a.extent.voxels[axis] - 1) : 0.0;
        }
        const Point p = a.worldFromVoxel(zyx);
        const Point q = b.worldFromVoxel(zyx);
        largest = std::max(largest, std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
    }
    return largest;
}

bool samePlace(const Geometry& a, const Geometry& b)
{
    return cornerDistance(a, b) <=
           kPlaceTolerance * *std::min_element(a.spacing.mm.begin(), a.spacing.mm.end());
}

/// "1.5 mm away from the image's along the head–foot axis"
std::string originText(const Geometry& image, const Geometry& label)
{
    constexpr std::array<const char*, 3> kAxes{"left–right", "front–back", "head–foot"};
    std::array<double, 3> distance{};
    double squares = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        distance[axis] = std::abs(image.origin[axis] - label.origin[axis]);
        squares += distance[axis] * distance[axis];
    }
    const auto largest =
        static_cast<std::size_t>(std::max_element(distance.begin(), distance.end()) - distance.begin());
    const double total = std::sqrt(squares);
    if (distance[largest] > 0.95 * total) {
        return fmt::format("{:.3g} mm away from the image's along the {} axis", total, kAxes[largest]);
    }
    return fmt::format("{:.3g} mm away from the image's", total);
}

/// Collects the findings of one case.
class Findings {
public:
    explicit Findings(CaseCheck& check) : m_check(check) {}

    void add(Severity severity, std::string kind, std::string summary, std::string text, std::string fix = {})
    {
        m_check.issues.push_back(
            {severity, std::move(kind), m_check.id, std::move(summary), std::move(text), std::move(fix)});
    }

    void addUnreadable(const Error& error, const std::string& what)
    {
        const bool missing = error.code() == ErrorCode::NotFound;
        add(Severity::Error, missing ? "missing_file" : "unreadable_" + what,
            missing ? what + " missing" : what + " cannot be read", std::string(error.what()) + ".");
    }

private:
    CaseCheck& m_check;
};

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
                "{} voxels of the image are not a number (NaN). Training on them would make every weight "
                "NaN. Export the scan again, replace them by the value of air or background, or exclude "
                "the case.",
                seen.nan));
    }
    if (seen.infinite > 0) {
        findings.add(
            Severity::Error, "infinite", "infinite voxels",
            fmt::format(
                "{} voxels of the image are infinite. Normalization would fail on them. Export the scan "
                "again or exclude the case.",
                seen.infinite));
    }
    if (seen.minimum == seen.maximum && seen.nan + seen.infinite == 0) {
        findings.add(
            Severity::Warning, "constant_image", "image is empty",
            fmt::format(
                "Every voxel of the image has the value {}. There is nothing to learn from it; it was "
                "probably exported wrongly.",
                seen.minimum));
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
                        index, sizeText(b.extent), sizeText(a.extent)));
    } else if (!closeSpacing(a.spacing, b.spacing)) {
        findings.add(
            Severity::Error, "channels_differ", "channel spacings differ",
            fmt::format(
                "Channel {} has voxels of {} but channel 0 has {}. All channels of a case must lie on "
                "one grid: resample them first, or exclude the case.",
                index, spacingText(b.spacing), spacingText(a.spacing)));
    } else if (!samePlace(a, b)) {
        findings.add(
            Severity::Warning, "channels_shifted", "channels lie apart",
            fmt::format("Channel {} and channel 0 have the same size but lie up to {:.3g} mm apart in the "
                        "patient. Voxel is laid on voxel all the same; check that they are registered.",
                        index, cornerDistance(a, b)));
    }
}

void reportHeader(const imaging::ImageInfo& info, const std::string& what, Findings& findings)
{
    if (info.formsDisagree) {
        findings.add(
            Severity::Warning, "forms_disagree", "qform and sform differ",
            fmt::format(
                "The two positions stored in the header of the {} contradict each other (qform code {}, "
                "sform code {}). Programs may show it flipped or shifted; here the sform is used. "
                "Compare it with the other cases.",
                what, info.qformCode, info.sformCode));
    }
    if (!info.note.empty()) {
        findings.add(Severity::Note, "header_note", "header is unusual",
                     fmt::format("Header of the {}: {}", what, info.note));
    }
}

/// Reads all channels. \return  false when one of them cannot be read.
bool checkImages(const Case& item, const DatasetManifest& manifest, CaseCheck& check, Findings& findings,
                 const TaskContext& context)
{
    Intensities seen;
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
            seen.add(imaging::readVolume(item.channels[index]).values);
            channels += info.channels;
        } catch (const Error& error) {
            findings.addUnreadable(error, "image");
            return false;
        }
    }
    reportIntensities(seen, check, findings);
    const auto expected = static_cast<std::int64_t>(manifest.channelNames.size());
    if (channels != expected) {
        findings.add(
            Severity::Error, "channel_count", channels < expected ? "channel missing" : "too many channels",
            fmt::format("The case has {} channel{} but dataset.json names {} ({}). Add the missing files or "
                        "exclude the case.",
                        channels, channels == 1 ? "" : "s", expected,
                        fmt::join(manifest.channelNames, ", ")));
    }
    return true;
}

void compareWithImage(const Geometry& image, const Geometry& label, Findings& findings)
{
    if (image.extent != label.extent) {
        findings.add(
            Severity::Error, "size_differs", "sizes differ",
            fmt::format(
                "The image is {} voxels but the label is {}. They do not belong together voxel by voxel: "
                "choose the right label file, resample it onto the image, or exclude the case.",
                sizeText(image.extent), sizeText(label.extent)));
    } else if (!closeSpacing(image.spacing, label.spacing)) {
        findings.add(
            Severity::Error, "geometry_differs", "geometry differs",
            fmt::format(
                "The label's voxels are {} but the image's are {}, while both have the same number of "
                "voxels. If the mask was drawn on this image, copy the image's geometry to the label.",
                spacingText(label.spacing), spacingText(image.spacing)),
            kCopyGeometry);
    } else if (!samePlace(image, label)) {
        Geometry turned = label;
        turned.origin = image.origin;
        const bool onlyShifted = samePlace(image, turned);
        const std::string how =
            onlyShifted
                ? fmt::format("The label's origin is {}, while sizes and spacings agree.",
                              originText(image, label))
                : fmt::format("The label's axes point {} but the image's {}, while sizes and spacings agree.",
                              orientationCode(label), orientationCode(image));
        findings.add(Severity::Error, "geometry_differs", "geometry differs",
                     how + " The two were probably saved by different programs. If they fit laid voxel on "
                           "voxel, copy the "
                           "image's geometry to the label.",
                     kCopyGeometry);
    }
}

void reportLabelValues(const CaseCheck& check, const DatasetManifest& manifest, Findings& findings)
{
    std::vector<int> declared = manifest.labels.allLabels();
    if (const auto ignore = manifest.labels.ignoreLabel()) {
        declared.push_back(*ignore);
    }
    std::vector<std::string> strangers;
    bool anyForeground = false;
    for (const auto& [value, voxels] : check.labelVoxels) {
        anyForeground = anyForeground || value != 0;
        if (std::find(declared.begin(), declared.end(), value) == declared.end()) {
            strangers.push_back(fmt::format("{} ({} voxels)", value, voxels));
        }
    }
    if (!strangers.empty()) {
        findings.add(
            Severity::Error, "wrong_label", "undeclared label",
            fmt::format(
                "The label file holds {}, but dataset.json declares only {}. Declare the label there, "
                "correct the mask, or exclude the case.",
                fmt::join(strangers, ", "), fmt::join(declared, ", ")));
    }
    if (!anyForeground) {
        findings.add(
            Severity::Warning, "empty_label", "label is empty",
            "The label file marks no voxel. That is right only if this patient has none of the structures; "
            "otherwise the mask is missing, and training would learn to overlook them.");
    }
}

void checkLabel(const Case& item, const DatasetManifest& manifest, bool hasImage, CaseCheck& check,
                Findings& findings)
{
    if (!item.label) {
        findings.add(
            Severity::Error, "missing_label", "label missing",
            fmt::format("There is no label file {}{} in labelsTr. Every training case needs one: add it or "
                        "exclude the case.",
                        item.id.name, manifest.fileEnding));
        return;
    }
    try {
        reportHeader(imaging::readImageInfo(*item.label), "label", findings);
        const LabelMap labels = imaging::readLabelMap(*item.label);
        for (const std::int16_t value : labels.values) {
            ++check.labelVoxels[value];
        }
        if (hasImage) {
            compareWithImage(check.image.geometry, labels.geometry, findings);
        }
        reportLabelValues(check, manifest, findings);
    } catch (const Error& error) {
        findings.addUnreadable(error, "label");
    }
}

} // namespace

CaseCheck checkCase(const Case& item, const DatasetManifest& manifest, const TaskContext& context)
{
    CaseCheck check;
    check.id = item.id;
    Findings findings(check);
    const bool hasImage = checkImages(item, manifest, check, findings, context);
    context.throwIfStopped();
    checkLabel(item, manifest, hasImage, check, findings);
    return check;
}

} // namespace seg::dataset

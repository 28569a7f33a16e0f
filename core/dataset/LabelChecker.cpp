// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/LabelChecker.h"

#include "core/base/ContentHash.h"
#include "core/dataset/GridText.h"
#include "core/dataset/LabelComponents.h"
#include "core/imaging/Orientation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>

namespace seg::dataset {

namespace {

constexpr double kNearlyWhole = 1e-3;
constexpr float kLargestWhole = 1e6F; // that a label value is replaced up to
constexpr std::size_t kValuesShown = 4;
constexpr std::int64_t kSpeck = 10;  // voxels; pieces below are specks …
constexpr double kSpeckShare = 0.01; // … when the label's largest piece is a hundred times larger

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

/// Whether exchanging and turning round the label's axes lays it on the image's grid.
bool canBeTurned(const Geometry& image, const Geometry& label)
{
    const std::string code = orientationCode(image);
    if (code == orientationCode(label)) {
        return false;
    }
    const Geometry turned = imaging::arranged(label, imaging::arrangementTowards(label, code));
    return turned.extent == image.extent && closeSpacing(turned.spacing, image.spacing) &&
           samePlace(image, turned);
}

void compareWithImage(const Geometry& image, const Geometry& label, Findings& findings)
{
    if (canBeTurned(image, label)) {
        findings.add(
            Severity::Error, "label_turned", "label is turned",
            fmt::format(
                "The label is stored {} but the image {}; both cover the same place. Learning goes voxel by "
                "voxel and would see the mask turned or mirrored: turn the label onto the image.",
                orientationCode(label), orientationCode(image)),
            FixKind::ReorientLabel);
    } else if (image.extent != label.extent) {
        findings.add(
            Severity::Error, "size_differs", "sizes differ",
            fmt::format(
                "The image is {} voxels but the label is {}. They do not belong together voxel by voxel: "
                "choose the right label file, resample it onto the image, or exclude the case.",
                sizeText(image.extent), sizeText(label.extent)),
            FixKind::ExcludeCase);
    } else if (!closeSpacing(image.spacing, label.spacing)) {
        findings.add(
            Severity::Error, "geometry_differs", "geometry differs",
            fmt::format(
                "The label's voxels are {} but the image's are {}, while both have the same number of "
                "voxels. If the mask was drawn on this image, copy the image's geometry to the label.",
                spacingText(label.spacing), spacingText(image.spacing)),
            FixKind::CopyGeometry);
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
                           "voxel, copy the image's geometry to the label.",
                     FixKind::CopyGeometry);
    }
}

void reportLabelValues(const CaseCheck& check, const DatasetManifest& manifest, Findings& findings)
{
    const std::vector<int> declared = declaredLabels(manifest.labels);
    std::vector<std::string> strangers;
    bool anyForeground = false;
    for (const auto& [value, voxels] : check.labelVoxels) {
        anyForeground = anyForeground || value != 0;
        if (std::find(declared.begin(), declared.end(), value) == declared.end()) {
            strangers.push_back(fmt::format("{} ({})", value, voxelsText(voxels)));
        }
    }
    if (!strangers.empty()) {
        findings.add(
            Severity::Error, "wrong_label", "undeclared label",
            fmt::format(
                "The label file holds {}, but dataset.json declares only {}. Declare the label there, "
                "replace it by another, make background of it, or exclude the case.",
                fmt::join(strangers, ", "), fmt::join(declared, ", ")),
            FixKind::DropLabels);
    }
    if (!anyForeground) {
        findings.add(
            Severity::Warning, "empty_label", "label is empty",
            "The label file marks no voxel. That is right only if this patient has none of the structures; "
            "otherwise the mask is missing, and training would learn to overlook them. Exclude the case if "
            "it is.",
            FixKind::ExcludeCase);
    }
}

/// Tiny pieces far from the rest of a label: mostly slips of the pen.
void reportSpecks(const LabelMap& labels, const DatasetManifest& manifest, Findings& findings)
{
    const auto ignore = manifest.labels.ignoreLabel();
    for (const auto& [label, sizes] : componentSizes(labels)) {
        std::int64_t pieces = 0;
        std::int64_t voxels = 0;
        for (const std::int64_t size : sizes) {
            if (size < kSpeck &&
                static_cast<double>(size) < kSpeckShare * static_cast<double>(sizes.front())) {
                ++pieces;
                voxels += size;
            }
        }
        if (pieces > 0 && label != ignore) {
            const std::string name = manifest.labels.nameOf(label);
            findings.add(
                Severity::Note, "specks", name + " has specks",
                fmt::format(
                    "{} has {} piece{} of fewer than {} voxels ({} in all) apart from the rest, whose "
                    "largest has {}. They may be slips of the pen; correct the mask where they are.",
                    name, pieces, pieces == 1 ? "" : "s", kSpeck, voxels, sizes.front()));
        }
    }
}

/// The values of a label file that are no labels, counted by what is wrong with them.
struct BadValues {
    std::int64_t notFinite = 0;
    std::int64_t negative = 0;
    std::int64_t tooLarge = 0;
    std::int64_t nearlyWhole = 0;
    std::int64_t fractional = 0;
    float largest = 0.0F; ///< of all values, whatever their sign
    std::set<float> examples;

    void add(float value)
    {
        const double off = std::abs(static_cast<double>(value) - std::round(static_cast<double>(value)));
        if (!std::isfinite(value)) {
            ++notFinite;
            return;
        }
        largest = std::max(largest, std::abs(value));
        if (off > 0.0) {
            ++(off <= kNearlyWhole ? nearlyWhole : fractional);
        } else if (value < 0.0F) {
            ++negative;
        } else if (value > 32767.0F) {
            ++tooLarge;
        } else {
            return;
        }
        if (examples.size() < kValuesShown) {
            examples.insert(value);
        }
    }
    [[nodiscard]] bool any() const noexcept
    {
        return notFinite + negative + tooLarge + nearlyWhole + fractional > 0;
    }
    /// Whether every value is a whole number that a fix can name.
    [[nodiscard]] bool areWhole() const noexcept
    {
        return notFinite + nearlyWhole + fractional == 0 && largest <= kLargestWhole;
    }
    [[nodiscard]] std::string text() const { return fmt::format("{}", fmt::join(examples, ", ")); }
};

const char* areOf(std::int64_t count)
{
    return count == 1 ? "is" : "are";
}

void reportBadValues(const BadValues& bad, Findings& findings)
{
    if (bad.notFinite > 0) {
        findings.add(
            Severity::Error, "label_nan", "NaN in the label",
            fmt::format(
                "{} of the label {} not a number (NaN) or infinite, so nobody knows what is there. Make "
                "background of it, export the mask again, or exclude the case.",
                voxelsText(bad.notFinite), areOf(bad.notFinite)),
            FixKind::DropLabels);
    }
    if (bad.negative > 0) {
        findings.add(
            Severity::Error, "negative_label", "negative label",
            fmt::format("{} of the label {} negative (e.g. {}). Labels count from 0: replace the value "
                        "by a label, make background of it, or exclude the case.",
                        voxelsText(bad.negative), areOf(bad.negative), bad.text()),
            FixKind::DropLabels);
    }
    if (bad.tooLarge > 0) {
        findings.add(
            Severity::Error, "wrong_label", "undeclared label",
            fmt::format("{} of the label {} above 32767 (e.g. {}); no label is that large. Replace the value "
                        "by a label, make background of it, or exclude the case.",
                        voxelsText(bad.tooLarge), areOf(bad.tooLarge), bad.text()),
            FixKind::DropLabels);
    }
    if (bad.fractional > 0) {
        findings.add(Severity::Error, "fractional_label", "label not whole",
                     fmt::format("{} of the label {} (e.g. {}), so the mask was probably "
                                 "resampled as if it were an image. Export it again with nearest-neighbour "
                                 "interpolation, or exclude the case.",
                                 voxelsText(bad.fractional),
                                 bad.fractional == 1 ? "is no whole number" : "are no whole numbers",
                                 bad.text()),
                     FixKind::ExcludeCase);
    } else if (bad.nearlyWhole > 0) {
        findings.add(
            Severity::Error, "nearly_whole_label", "label not quite whole",
            fmt::format("{} of the label {} a whole number by 0.001 at most (e.g. {}): rounding errors of a "
                        "program. Round the label.",
                        voxelsText(bad.nearlyWhole), bad.nearlyWhole == 1 ? "misses" : "miss", bad.text()),
            FixKind::RoundLabels);
    }
}

/// Whole values of a file that holds values which are no labels, so that they can be replaced.
std::map<int, std::int64_t> countWholeValues(const std::vector<float>& values)
{
    std::map<int, std::int64_t> counts;
    float latest = std::numeric_limits<float>::quiet_NaN();
    std::int64_t* count = nullptr; // of the latest value: neighbors are mostly alike
    for (const float value : values) {
        if (value != latest) {
            count = &counts[static_cast<int>(value)];
            latest = value;
        }
        ++*count;
    }
    return counts;
}

/// A label file that is no label map: reads it as numbers and says which are wrong.
void explainLabel(const std::filesystem::path& file, const Error& failure, const Geometry* image,
                  CaseCheck& check, Findings& findings)
{
    if (failure.code() != ErrorCode::BadInput) {
        findings.addUnreadable(failure, "label");
        return;
    }
    try {
        const Volume volume = imaging::readVolume(file);
        BadValues bad;
        for (const float value : volume.values) {
            bad.add(value);
        }
        if (volume.channels != 1 || !bad.any()) {
            findings.addUnreadable(failure, "label");
            return;
        }
        if (image != nullptr) {
            compareWithImage(*image, volume.geometry, findings);
        }
        reportBadValues(bad, findings);
        if (bad.areWhole()) {
            check.labelVoxels = countWholeValues(volume.values);
        }
    } catch (const Error& error) {
        findings.addUnreadable(error, "label");
    }
}

} // namespace

void checkLabel(const Case& item, const DatasetManifest& manifest, const Geometry* image, CaseCheck& check,
                Findings& findings)
{
    if (!item.label) {
        findings.add(
            Severity::Error, "missing_label", "label missing",
            fmt::format("There is no label file {}{} in labelsTr. Every training case needs one: add it or "
                        "exclude the case.",
                        item.id.name, manifest.fileEnding),
            FixKind::ExcludeCase);
        return;
    }
    LabelMap labels;
    try {
        reportHeader(imaging::readImageInfo(*item.label), "label", findings);
        labels = imaging::readLabelMap(*item.label);
    } catch (const Error& error) {
        explainLabel(*item.label, error, image, check, findings);
        return;
    }
    check.labelHash = contentHash(std::as_bytes(std::span(labels.values)));
    std::vector<std::int64_t> counts(32768, 0);
    for (const std::int16_t value : labels.values) {
        ++counts[static_cast<std::size_t>(value)];
    }
    for (std::size_t value = 0; value < counts.size(); ++value) {
        if (counts[value] > 0) {
            check.labelVoxels[static_cast<int>(value)] = counts[value];
        }
    }
    if (image != nullptr) {
        compareWithImage(*image, labels.geometry, findings);
    }
    reportLabelValues(check, manifest, findings);
    reportSpecks(labels, manifest, findings);
}

} // namespace seg::dataset

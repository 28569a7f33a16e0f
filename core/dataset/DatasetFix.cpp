// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetFix.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/dataset/GridText.h"
#include "core/dataset/LabelNumbers.h"
#include "core/imaging/Orientation.h"
#include "core/imaging/io/ImageFile.h"
#include "core/imaging/io/Placement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr double kNearlyWhole = 1e-3;
constexpr float kLargestLabel = 32767.0F;
constexpr float kNanKey = std::numeric_limits<float>::infinity(); // counts NaN and infinity together

struct FixNames {
    FixKind kind;
    const char* name;
    const char* title;
};

constexpr std::array<FixNames, 13> kNames{{
    {FixKind::CopyGeometry, "copy_geometry", "Copy the image's geometry to the label"},
    {FixKind::UseSform, "use_sform", "Use the sform"},
    {FixKind::UseQform, "use_qform", "Use the qform"},
    {FixKind::StraightenAxes, "straighten_axes", "Make the axes perpendicular"},
    {FixKind::ReorientLabel, "reorient_label", "Turn the label onto the image"},
    {FixKind::ReorientCase, "reorient", "Turn image and label like most cases"},
    {FixKind::RoundLabels, "round_labels", "Round the label values"},
    {FixKind::RemapLabels, "remap_label", "Replace label values"},
    {FixKind::DropLabels, "drop_label", "Make background of undeclared labels"},
    {FixKind::RenumberLabels, "renumber_labels", "Number the labels without gaps"},
    {FixKind::CorrectCount, "correct_count", "Correct the number of cases"},
    {FixKind::ExcludeCase, "exclude", "Exclude this case"},
    {FixKind::IgnoreFinding, "ignore", "Ignore, with a note"},
}};

const FixNames& namesOf(FixKind kind)
{
    return *std::find_if(kNames.begin(), kNames.end(),
                         [kind](const FixNames& names) { return names.kind == kind; });
}

Error cannot(const Fix& fix, ErrorCode code, const std::string& reason)
{
    return {code,
            fmt::format("cannot fix {} ({}): {}",
                        fix.caseId.name.empty() ? std::string("the dataset") : "case " + fix.caseId.name,
                        fixName(fix.kind), reason)};
}

const Case& caseOf(const RawDataset& dataset, const Fix& fix)
{
    const auto found = std::find_if(dataset.trainingCases.begin(), dataset.trainingCases.end(),
                                    [&](const Case& item) { return item.id == fix.caseId; });
    if (found == dataset.trainingCases.end()) {
        throw cannot(fix, ErrorCode::NotFound,
                     fix.caseId.name.empty() ? "it is done to one case; name it"
                                             : "the dataset has no such training case");
    }
    return *found;
}

const fs::path& labelOf(const Case& item, const Fix& fix)
{
    if (!item.label) {
        throw cannot(fix, ErrorCode::BadInput, "the case has no label file");
    }
    return *item.label;
}

const fs::path& imageOf(const Case& item, const Fix& fix)
{
    if (item.channels.empty()) {
        throw cannot(fix, ErrorCode::BadInput, "the case has no image");
    }
    return item.channels.front();
}

/// A name of its own for every new file.
fs::path newFile(const fs::path& workFolder, const fs::path& like)
{
    const fs::path folder = workFolder / like.parent_path().filename(); // imagesTr or labelsTr
    createFolders(folder);
    return folder / like.filename();
}

std::string placeText(const Geometry& geometry)
{
    return fmt::format("axes {}, voxels of {}, origin {}", orientationCode(geometry),
                       spacingText(geometry.spacing), positionText(geometry.origin));
}

PreparedFix copyGeometry(const Case& item, const Fix& fix, const fs::path& workFolder)
{
    const fs::path& label = labelOf(item, fix);
    const fs::path target = newFile(workFolder, label);
    const Geometry before = imaging::readImageInfo(label).geometry;
    copyFile(label, target);
    imaging::copyGeometry(imageOf(item, fix), target);
    return {{{label, target}},
            fmt::format("Copied the image's geometry to the label of {}; before: {}.", item.id.name,
                        placeText(before))};
}

/// The files of a case that a fix of placements is about, with their names in sentences.
std::vector<std::pair<fs::path, std::string>> filesOf(const Case& item)
{
    std::vector<std::pair<fs::path, std::string>> files;
    for (const fs::path& channel : item.channels) {
        files.emplace_back(channel, item.channels.size() == 1
                                        ? std::string("image")
                                        : fmt::format("channel {}", &channel - item.channels.data()));
    }
    if (item.label) {
        files.emplace_back(*item.label, "label");
    }
    return files;
}

/// Gives a copy of each file that `concerns` names the geometry that `placed` says.
/// \return  what is done to each: "image (before: …)"; empty when no file is concerned.
std::vector<std::string> placeFiles(const Case& item, const fs::path& workFolder, PreparedFix& prepared,
                                    const std::function<bool(const imaging::ImageInfo&)>& concerns,
                                    const std::function<Geometry(const fs::path&)>& placed,
                                    const std::function<std::string(const fs::path&)>& before)
{
    std::vector<std::string> done;
    for (const auto& [file, name] : filesOf(item)) {
        if (!concerns(imaging::readImageInfo(file))) {
            continue;
        }
        const fs::path target = newFile(workFolder, file);
        copyFile(file, target);
        imaging::setGeometry(target, placed(file));
        prepared.files.push_back({file, target});
        done.push_back(fmt::format("{} ({})", name, before(file)));
    }
    return done;
}

PreparedFix settleForms(const Case& item, const Fix& fix, const fs::path& workFolder)
{
    using imaging::NiftiForm;
    const bool keepsSform = fix.kind == FixKind::UseSform;
    const NiftiForm kept = keepsSform ? NiftiForm::Sform : NiftiForm::Qform;
    const NiftiForm dropped = keepsSform ? NiftiForm::Qform : NiftiForm::Sform;
    PreparedFix prepared;
    const auto done = placeFiles(
        item, workFolder, prepared, [](const imaging::ImageInfo& info) { return info.formsDisagree; },
        [kept](const fs::path& file) { return imaging::geometryOfForm(file, kept); },
        [dropped](const fs::path& file) {
            return "dropped: " + placeText(imaging::geometryOfForm(file, dropped));
        });
    if (done.empty()) {
        throw cannot(fix, ErrorCode::BadInput, "qform and sform of its files say the same");
    }
    prepared.text = fmt::format("Took the {} of {} for both: {}.", keepsSform ? "sform" : "qform",
                                item.id.name, fmt::join(done, ", "));
    return prepared;
}

PreparedFix straightenAxes(const Case& item, const Fix& fix, const fs::path& workFolder)
{
    PreparedFix prepared;
    const auto done = placeFiles(
        item, workFolder, prepared, hasSkewedAxes,
        [](const fs::path& file) { return imaging::readImageInfo(file).geometry; },
        [](const fs::path& file) { return "now: " + placeText(imaging::readImageInfo(file).geometry); });
    if (done.empty()) {
        throw cannot(fix, ErrorCode::BadInput, "the axes of its files are perpendicular already");
    }
    prepared.text = fmt::format("Made the skewed axes of {} perpendicular, voxels untouched: {}.",
                                item.id.name, fmt::join(done, ", "));
    return prepared;
}

/// The label's values as they are, whatever they are. [1, Z, Y, X]
Volume readLabelValues(const fs::path& label, const Fix& fix)
{
    Volume volume = readLabelNumbers(label);
    if (volume.channels != 1) {
        throw cannot(
            fix, ErrorCode::BadInput,
            fmt::format("its label file has {} channels instead of one number per voxel", volume.channels));
    }
    return volume;
}

LabelMap asLabels(const Volume& volume, const Fix& fix)
{
    LabelMap labels{volume.geometry, std::vector<std::int16_t>(volume.values.size())};
    for (std::size_t i = 0; i < volume.values.size(); ++i) {
        const float value = volume.values[i];
        if (!(value >= 0.0F && value <= kLargestLabel) || value != std::floor(value)) {
            throw cannot(fix, ErrorCode::BadInput,
                         fmt::format("its label would still hold {}, which is no label", value));
        }
        labels.values[i] = static_cast<std::int16_t>(value);
    }
    return labels;
}

PreparedFix reorientLabel(const Case& item, const Fix& fix, const fs::path& workFolder)
{
    const fs::path& label = labelOf(item, fix);
    const Geometry image = imaging::readImageInfo(imageOf(item, fix)).geometry;
    const Volume before = readLabelValues(label, fix);
    const auto arrangement = imaging::arrangementTowards(before.geometry, orientationCode(image));
    Volume after = imaging::arranged(before, arrangement);
    if (after.geometry.extent != image.extent || !samePlace(image, after.geometry)) {
        throw cannot(
            fix, ErrorCode::BadInput,
            "turned towards the image's axes it does not lie on the image's grid; resample it onto the "
            "image with the program that made it, or exclude the case");
    }
    after.geometry = image;
    const fs::path target = newFile(workFolder, label);
    imaging::writeLabelMap(target, asLabels(after, fix), imageOf(item, fix));
    return {{{label, target}},
            fmt::format("Turned the label of {} from {} to {}, the axes of its image.", item.id.name,
                        orientationCode(before.geometry), orientationCode(image))};
}

/// Orientation that most cases have. \throws when no scan can be read.
std::string usualOrientation(const RawDataset& dataset, const Fix& fix, const TaskContext& context)
{
    std::map<std::string, int> counts;
    for (const Case& item : dataset.trainingCases) {
        context.throwIfStopped();
        try {
            if (!item.channels.empty() && item.id != fix.caseId) {
                ++counts[orientationCode(imaging::readImageInfo(item.channels.front()).geometry)];
            }
        } catch (const Error&) { // the check names it; the others decide
        }
    }
    if (counts.empty()) {
        throw cannot(fix, ErrorCode::InvalidArgument,
                     "there is no other case to follow; say which orientation, e.g. RAS");
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

PreparedFix reorientCase(const RawDataset& dataset, const Case& item, const Fix& fix,
                         const fs::path& workFolder, const TaskContext& context)
{
    const std::string code =
        fix.orientation.empty() ? usualOrientation(dataset, fix, context) : fix.orientation;
    const std::string before = orientationCode(imaging::readImageInfo(imageOf(item, fix)).geometry);
    PreparedFix prepared;
    for (const fs::path& channel : item.channels) {
        context.throwIfStopped();
        const Volume volume = imaging::readVolume(channel);
        const fs::path target = newFile(workFolder, channel);
        imaging::writeVolume(target,
                             imaging::arranged(volume, imaging::arrangementTowards(volume.geometry, code)));
        prepared.files.push_back({channel, target});
    }
    if (item.label) {
        const LabelMap labels = imaging::readLabelMap(*item.label);
        const fs::path target = newFile(workFolder, *item.label);
        imaging::writeLabelMap(target,
                               imaging::arranged(labels, imaging::arrangementTowards(labels.geometry, code)));
        prepared.files.push_back({*item.label, target});
    }
    prepared.text = fmt::format("Turned image and label of {} from {} to {}.", item.id.name, before, code);
    return prepared;
}

PreparedFix roundLabels(const Case& item, const Fix& fix, const fs::path& workFolder)
{
    const fs::path& label = labelOf(item, fix);
    Volume volume = readLabelValues(label, fix);
    std::size_t changed = 0;
    for (float& value : volume.values) {
        const float whole = std::round(value);
        if (!(std::abs(static_cast<double>(value) - static_cast<double>(whole)) <= kNearlyWhole)) {
            throw cannot(
                fix, ErrorCode::BadInput,
                fmt::format("its label holds {}, which is more than {} away from a whole number; it was "
                            "probably interpolated: export it again with nearest-neighbour "
                            "interpolation",
                            value, kNearlyWhole));
        }
        changed += value != whole ? 1 : 0;
        value = whole == 0.0F ? 0.0F : whole; // no negative zero
    }
    const fs::path target = newFile(workFolder, label);
    imaging::writeLabelMap(target, asLabels(volume, fix), label);
    return {{{label, target}},
            fmt::format("Rounded {} label values of {} to whole numbers.", changed, item.id.name)};
}

/// Rewrites one label file with other values; `changed` counts voxels by their old value.
void rewriteLabel(const fs::path& label, const fs::path& target, const Fix& fix,
                  const std::function<float(float)>& newValue, std::map<float, std::size_t>& changed)
{
    Volume volume = readLabelValues(label, fix);
    for (float& value : volume.values) {
        const float now = newValue(value);
        if (now != value) { // true for NaN as well, which cannot be a key
            changed[std::isnan(value) ? kNanKey : value] += 1;
            value = now;
        }
    }
    imaging::writeLabelMap(target, asLabels(volume, fix), label);
}

std::string changedText(const std::map<float, std::size_t>& changed)
{
    std::vector<std::string> parts;
    for (const auto& [value, voxels] : changed) {
        const auto count = static_cast<std::int64_t>(voxels);
        parts.push_back(value == kNanKey ? fmt::format("NaN or infinity ({})", voxelsText(count))
                                         : fmt::format("{} ({})", value, voxelsText(count)));
    }
    return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ", "));
}

PreparedFix remapLabels(const Case& item, const Fix& fix, const fs::path& workFolder)
{
    if (fix.values.empty()) {
        throw cannot(fix, ErrorCode::InvalidArgument, "say which value becomes which, e.g. 7:1");
    }
    const fs::path& label = labelOf(item, fix);
    const fs::path target = newFile(workFolder, label);
    std::map<float, std::size_t> changed;
    rewriteLabel(
        label, target, fix,
        [&](float value) {
            const bool isWhole = value == std::floor(value) && std::abs(value) <= 1e6F;
            const auto found = isWhole ? fix.values.find(static_cast<int>(value)) : fix.values.end();
            return found == fix.values.end() ? value : static_cast<float>(found->second);
        },
        changed);
    return {{{label, target}},
            fmt::format("Replaced label values of {}: {}.", item.id.name, changedText(changed))};
}

PreparedFix dropLabels(const RawDataset& dataset, const Case& item, const Fix& fix,
                       const fs::path& workFolder)
{
    std::set<float> declared;
    for (const int value : declaredLabels(dataset.manifest.labels)) {
        declared.insert(static_cast<float>(value));
    }
    const fs::path& label = labelOf(item, fix);
    const fs::path target = newFile(workFolder, label);
    std::map<float, std::size_t> changed;
    rewriteLabel(
        label, target, fix,
        [&](float value) { return !std::isnan(value) && declared.contains(value) ? value : 0.0F; }, changed);
    return {{{label, target}},
            fmt::format("Made background of undeclared label values of {}: {}.", item.id.name,
                        changedText(changed))};
}

/// dataset.json with some keys replaced.
FixedFile changedManifest(const RawDataset& dataset, const fs::path& workFolder,
                          const std::function<void(Json&)>& change)
{
    const fs::path file = dataset.folder / "dataset.json";
    Json json = readJson(file);
    change(json);
    createFolders(workFolder);
    writeJson(workFolder / "dataset.json", json);
    return {file, workFolder / "dataset.json"};
}

PreparedFix renumberLabels(const RawDataset& dataset, const Fix& fix, const fs::path& workFolder,
                           const TaskContext& context)
{
    std::map<int, int> numbers;
    std::vector<std::string> pairs;
    for (const int value : declaredLabels(dataset.manifest.labels)) {
        const int next = static_cast<int>(numbers.size());
        numbers.emplace(value, next);
        if (value != next) {
            pairs.push_back(fmt::format("{} became {}", value, next));
        }
    }
    if (pairs.empty()) {
        throw cannot(fix, ErrorCode::BadInput, "its labels follow one another already");
    }
    PreparedFix prepared;
    prepared.files.resize(dataset.trainingCases.size());
    parallelFor(
        dataset.trainingCases.size(),
        [&](std::size_t index) {
            const Case& item = dataset.trainingCases[index];
            Fix own = fix;
            own.caseId = item.id;
            own.values = numbers;
            prepared.files[index] = remapLabels(item, own, workFolder).files.front();
        },
        context);
    std::vector<LabelEntry> entries = dataset.manifest.labels.entries();
    for (LabelEntry& entry : entries) {
        for (int& value : entry.values) {
            value = numbers.at(value);
        }
    }
    std::vector<int> order = dataset.manifest.labels.regionsClassOrder();
    for (int& value : order) {
        value = numbers.contains(value) ? numbers.at(value) : value;
    }
    prepared.files.push_back(changedManifest(dataset, workFolder, [&](Json& json) {
        json["labels"] = labelsToJson(LabelScheme(entries, order));
        if (!order.empty()) {
            json["regions_class_order"] = order;
        }
    }));
    prepared.text = fmt::format("Numbered the labels of all cases without gaps: {}.", fmt::join(pairs, ", "));
    return prepared;
}

PreparedFix excludeCase(const RawDataset& dataset, const Case& item, const fs::path& workFolder)
{
    PreparedFix prepared;
    for (const fs::path& channel : item.channels) {
        prepared.files.push_back({channel, std::nullopt});
    }
    if (item.label) {
        prepared.files.push_back({*item.label, std::nullopt});
    }
    prepared.files.push_back(changedManifest(
        dataset, workFolder, [&](Json& json) { json["numTraining"] = dataset.trainingCases.size() - 1; }));
    prepared.text = fmt::format("Excluded {}; {} training cases are left.", item.id.name,
                                dataset.trainingCases.size() - 1);
    return prepared;
}

PreparedFix correctCount(const RawDataset& dataset, const fs::path& workFolder)
{
    PreparedFix prepared;
    prepared.files.push_back(changedManifest(
        dataset, workFolder, [&](Json& json) { json["numTraining"] = dataset.trainingCases.size(); }));
    prepared.text = fmt::format("Corrected numTraining in dataset.json from {} to {}.",
                                dataset.manifest.trainingCount, dataset.trainingCases.size());
    return prepared;
}

PreparedFix ignoreFinding(const Fix& fix)
{
    if (fix.finding.empty()) {
        throw cannot(fix, ErrorCode::InvalidArgument, "say which finding, e.g. empty_label");
    }
    return {{},
            fmt::format("Decided to ignore \"{}\" of {}{}.", fix.finding,
                        fix.caseId.name.empty() ? "the dataset" : fix.caseId.name,
                        fix.note.empty() ? "" : ": " + fix.note)};
}

} // namespace

std::string fixName(FixKind kind)
{
    return namesOf(kind).name;
}

std::string fixTitle(FixKind kind)
{
    return namesOf(kind).title;
}

std::optional<FixKind> fixKindOf(std::string_view name)
{
    for (const FixNames& names : kNames) {
        if (name == names.name) {
            return names.kind;
        }
    }
    return std::nullopt;
}

std::vector<FixKind> waysToFix(FixKind offered)
{
    if (offered == FixKind::UseSform) {
        return {FixKind::UseSform, FixKind::UseQform};
    }
    if (offered == FixKind::DropLabels) { // values that are no labels can become others than background
        return {FixKind::DropLabels, FixKind::RemapLabels};
    }
    return {offered};
}

bool helps(FixKind kind, std::string_view offered)
{
    const auto named = fixKindOf(offered);
    if (!named) {
        return false;
    }
    const auto ways = waysToFix(*named);
    return std::find(ways.begin(), ways.end(), kind) != ways.end();
}

PreparedFix prepareFix(const RawDataset& dataset, const Fix& fix, const fs::path& workFolder,
                       const TaskContext& context)
{
    context.throwIfStopped();
    switch (fix.kind) {
    case FixKind::CopyGeometry:
        return copyGeometry(caseOf(dataset, fix), fix, workFolder);
    case FixKind::UseSform:
    case FixKind::UseQform:
        return settleForms(caseOf(dataset, fix), fix, workFolder);
    case FixKind::StraightenAxes:
        return straightenAxes(caseOf(dataset, fix), fix, workFolder);
    case FixKind::ReorientLabel:
        return reorientLabel(caseOf(dataset, fix), fix, workFolder);
    case FixKind::ReorientCase:
        return reorientCase(dataset, caseOf(dataset, fix), fix, workFolder, context);
    case FixKind::RoundLabels:
        return roundLabels(caseOf(dataset, fix), fix, workFolder);
    case FixKind::RemapLabels:
        return remapLabels(caseOf(dataset, fix), fix, workFolder);
    case FixKind::DropLabels:
        return dropLabels(dataset, caseOf(dataset, fix), fix, workFolder);
    case FixKind::RenumberLabels:
        return renumberLabels(dataset, fix, workFolder, context);
    case FixKind::CorrectCount:
        return correctCount(dataset, workFolder);
    case FixKind::ExcludeCase:
        return excludeCase(dataset, caseOf(dataset, fix), workFolder);
    case FixKind::IgnoreFinding:
        return ignoreFinding(fix);
    }
    throw Error(ErrorCode::Internal, "cannot apply a fix of unknown kind");
}

} // namespace seg::dataset

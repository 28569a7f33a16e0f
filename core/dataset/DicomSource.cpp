// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DicomSource.h"

#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/dataset/SourceReaders.h"
#include "core/imaging/io/DicomSegmentation.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <mutex>
#include <set>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFilesToRecognize = 20'000; // names
constexpr std::size_t kHeadersToRecognize = 200;  // files opened
constexpr double kListShare = 0.3;                // of the conversion: reading headers

/// A series with what was drawn on it.
struct LabelledSeries {
    imaging::DicomSeries series;
    std::vector<fs::path> segmentations;
    std::string name; ///< of the case
};

/// Files by folder; hidden ones are left out.
std::map<fs::path, std::vector<fs::path>> filesByFolder(const fs::path& folder, std::size_t most)
{
    std::map<fs::path, std::vector<fs::path>> files;
    std::error_code error;
    std::size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end && seen < most;
         it.increment(error), ++seen) {
        std::error_code unknown; // an entry that cannot be looked at is no DICOM file
        const bool hidden = pathText(it->path().filename()).starts_with('.');
        if (hidden) {
            it.disable_recursion_pending();
        } else if (it->is_regular_file(unknown)) {
            files[it->path().parent_path()].push_back(it->path());
        }
    }
    if (error) {
        throw ioError("list", pathText(folder), error.value());
    }
    for (auto& [parent, list] : files) {
        std::sort(list.begin(), list.end());
    }
    return files;
}

/// SEG objects below the folder, but not among the slices of the series.
std::vector<fs::path> findSegmentations(const fs::path& folder,
                                        const std::vector<imaging::DicomSeries>& series,
                                        const TaskContext& context)
{
    std::set<fs::path> slices;
    for (const imaging::DicomSeries& item : series) {
        slices.insert(item.files.begin(), item.files.end());
    }
    std::vector<fs::path> found;
    constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
    for (const auto& [parent, files] : filesByFolder(folder, kAll)) {
        for (const fs::path& file : files) {
            context.throwIfStopped();
            if (!slices.contains(file) && imaging::isDicomFile(file) && imaging::isDicomSegmentation(file)) {
                found.push_back(file);
            }
        }
    }
    return found;
}

/// The series that an object says it was drawn on; where it does not say, the only one beside it.
LabelledSeries* seriesOf(const fs::path& file, const std::string& uid, std::vector<LabelledSeries>& series)
{
    std::vector<LabelledSeries*> beside;
    for (LabelledSeries& item : series) {
        if (!uid.empty() && item.series.uid == uid) {
            return &item;
        }
        const fs::path folder = item.series.files.empty() ? fs::path() : item.series.files[0].parent_path();
        if (folder == file.parent_path() || folder.parent_path() == file.parent_path().parent_path()) {
            beside.push_back(&item);
        }
    }
    return uid.empty() && beside.size() == 1 ? beside.front() : nullptr;
}

/// A name that can be part of a file's.
std::string fileName(const std::string& text)
{
    std::string name;
    for (const char c : text) {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' ||
                             static_cast<unsigned char>(c) >= 0x80;
        name += isPlain ? c : '_';
    }
    return name;
}

void nameCases(std::vector<LabelledSeries>& cases)
{
    std::map<std::string, int> used;
    for (LabelledSeries& item : cases) {
        std::string name = fileName(item.series.patientId);
        if (name.empty() || name.starts_with('.')) {
            name = fileName(pathText(item.series.files.front().parent_path().filename()));
        }
        const int number = ++used[name];
        item.name = number == 1 ? name : fmt::format("{}_{}", name, number);
    }
}

std::string labelName(const imaging::DicomSegment& segment)
{
    std::string name = segment.label.empty() ? segment.type : segment.label;
    if (name.empty()) {
        return fmt::format("segment {}", segment.number);
    }
    return name == "background" || name == "ignore" ? name + " segment" : name;
}

/// Values for the labels of all segmentations, in the order of the segments' numbers, then of names.
std::map<std::string, int> labelValues(const std::vector<LabelledSeries>& cases, const TaskContext& context)
{
    std::map<std::string, int> firstNumber;
    for (const LabelledSeries& item : cases) {
        for (const fs::path& file : item.segmentations) {
            context.throwIfStopped();
            for (const imaging::DicomSegment& segment : imaging::readDicomSegmentationInfo(file).segments) {
                const auto [entry, isNew] = firstNumber.try_emplace(labelName(segment), segment.number);
                entry->second = std::min(entry->second, segment.number);
            }
        }
    }
    std::vector<std::pair<int, std::string>> order;
    for (const auto& [name, number] : firstNumber) {
        order.emplace_back(number, name);
    }
    std::sort(order.begin(), order.end());
    std::map<std::string, int> values;
    for (const auto& [number, name] : order) {
        values.emplace(name, static_cast<int>(values.size()) + 1);
    }
    return values;
}

/// Draws one object into the labels of its case. \return  what there is to note about it.
std::string draw(const fs::path& file, const std::map<std::string, int>& values, LabelMap& labels)
{
    const imaging::DicomSegmentation drawn = imaging::readDicomSegmentation(file, labels.geometry);
    std::map<std::int16_t, std::int16_t> valueOf;
    for (const imaging::DicomSegment& segment : drawn.segments) {
        valueOf[static_cast<std::int16_t>(segment.number)] =
            static_cast<std::int16_t>(values.at(labelName(segment)));
    }
    for (std::size_t i = 0; i < labels.values.size(); ++i) {
        const std::int16_t number = drawn.labels.values[i];
        if (number != 0) {
            const auto value = valueOf.find(number);
            labels.values[i] = value == valueOf.end() ? labels.values[i] : value->second;
        }
    }
    return drawn.note;
}

std::vector<std::string> convertCase(const LabelledSeries& item, const std::map<std::string, int>& values,
                                     const fs::path& target, const TaskContext& context)
{
    std::vector<std::string> notes;
    for (const std::string& finding : item.series.findings) {
        notes.push_back(fmt::format("{}: {}", item.name, finding));
    }
    const Volume volume = imaging::readDicomSeries(item.series, TaskContext(context.stopToken()));
    imaging::writeVolume(target / "imagesTr" / (item.name + "_0000.nii.gz"), volume);
    LabelMap labels{volume.geometry, std::vector<std::int16_t>(volume.values.size(), 0)};
    for (const fs::path& file : item.segmentations) {
        const std::string note = draw(file, values, labels);
        if (!note.empty()) {
            notes.push_back(fmt::format("{}: {}", item.name, note));
        }
    }
    imaging::writeLabelMap(target / "labelsTr" / (item.name + ".nii.gz"), labels);
    return notes;
}

/// The channel's name, which decides the normalization.
std::string channelName(const std::vector<LabelledSeries>& cases, std::vector<std::string>& notes)
{
    std::set<std::string> modalities;
    for (const LabelledSeries& item : cases) {
        modalities.insert(item.series.modality);
    }
    if (modalities.size() > 1) {
        notes.emplace_back(
            "The series are of several modalities; they are taken as one channel, normalized each "
            "by itself. Import them apart if that is not meant.");
        return "image";
    }
    return modalities.begin()->empty() ? "image" : *modalities.begin();
}

/// Sorts what was found into series with segmentations and notes about the rest.
std::vector<LabelledSeries> matchSegmentations(const fs::path& folder, const TaskContext& context,
                                               std::vector<std::string>& notes)
{
    const std::vector<imaging::DicomSeries> all = imaging::listDicomSeries(folder, context);
    std::vector<LabelledSeries> series;
    for (const imaging::DicomSeries& item : all) {
        if (item.isReadable()) {
            series.push_back({item, {}, {}});
        } else {
            notes.push_back(
                fmt::format("The series {} is left out: {}", dicomSeriesText(item), item.obstacle));
        }
    }
    for (const fs::path& file : findSegmentations(folder, all, context)) {
        const std::string uid = imaging::readDicomSegmentationInfo(file).referencedSeriesUid;
        if (LabelledSeries* drawnOn = seriesOf(file, uid, series)) {
            drawnOn->segmentations.push_back(file);
        } else {
            notes.push_back(
                fmt::format("The segmentation {} is left out: the series it was drawn on is not here.",
                            pathText(file.lexically_relative(folder))));
        }
    }
    const std::size_t readable = series.size();
    std::erase_if(series, [](const LabelledSeries& item) { return item.segmentations.empty(); });
    if (readable > series.size()) {
        notes.push_back(
            fmt::format("{} series without a segmentation are left out.", readable - series.size()));
    }
    return series;
}

void writeManifest(const fs::path& folder, const fs::path& target, const std::string& channel,
                   const std::map<std::string, int>& values, std::size_t cases)
{
    std::vector<LabelEntry> entries{{"background", {0}, false}};
    for (const auto& [name, value] : values) {
        entries.push_back({name, {value}, false});
    }
    std::sort(entries.begin(), entries.end(),
              [](const LabelEntry& a, const LabelEntry& b) { return a.values.front() < b.values.front(); });
    DatasetManifest manifest;
    manifest.channelNames = {channel};
    manifest.labels = LabelScheme(std::move(entries));
    manifest.trainingCount = static_cast<std::int64_t>(cases);
    manifest.other["name"] = pathText(folder.filename());
    writeJson(target / "dataset.json", manifestToJson(manifest));
}

} // namespace

bool looksLikeDicomDataset(const fs::path& folder, const TaskContext& context)
{
    try {
        // A segmentation mostly stands alone or with few others, so small folders come first.
        std::vector<std::vector<fs::path>> groups;
        for (auto& [parent, files] : filesByFolder(folder, kFilesToRecognize)) {
            groups.push_back(std::move(files));
        }
        std::stable_sort(groups.begin(), groups.end(),
                         [](const auto& a, const auto& b) { return a.size() < b.size(); });
        std::size_t opened = 0;
        for (const auto& files : groups) {
            for (const fs::path& file : files) {
                context.throwIfStopped();
                if (++opened > kHeadersToRecognize) {
                    return false;
                }
                if (imaging::isDicomFile(file) && imaging::isDicomSegmentation(file)) {
                    return true;
                }
            }
        }
    } catch (const Error& error) { // a folder that cannot be listed is no source
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
    }
    return false;
}

DicomConversion convertDicomDataset(const fs::path& folder, const fs::path& target,
                                    const TaskContext& context)
{
    const fs::path source = sourceFolder(folder);
    DicomConversion result;
    std::vector<LabelledSeries> cases =
        matchSegmentations(source, context.part(0.0, kListShare), result.notes);
    if (cases.empty()) {
        throw badSource(source,
                        "no DICOM series in it has a segmentation (DICOM SEG); put the objects with the "
                        "segmentations beside the series they were drawn on");
    }
    nameCases(cases);
    result.folder = target / pathText(source.filename());
    const std::map<std::string, int> values = labelValues(cases, context);
    try {
        createFolders(result.folder / "imagesTr");
        createFolders(result.folder / "labelsTr");
        const TaskContext work = context.part(kListShare, 1.0);
        std::mutex mutex;
        std::size_t done = 0;
        parallelFor(
            cases.size(),
            [&](std::size_t index) {
                const auto notes = convertCase(cases[index], values, result.folder, work);
                const std::lock_guard lock(mutex);
                result.notes.insert(result.notes.end(), notes.begin(), notes.end());
                ++done;
                work.report(static_cast<double>(done) / static_cast<double>(cases.size()),
                            fmt::format("convert series {} of {}", done, cases.size()));
            },
            work);
        writeManifest(source, result.folder, channelName(cases, result.notes), values, cases.size());
    } catch (const Error&) {
        std::error_code ignored; // the failure is already on its way to the user
        fs::remove_all(result.folder, ignored);
        throw;
    }
    std::sort(result.notes.begin(), result.notes.end());
    return result;
}

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
// Folders without a dataset.json: names tell what belongs together, voxels tell which labels there are.
#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/dataset/LabelNumbers.h"
#include "core/dataset/SourceReaders.h"
#include "core/dataset/TakeFile.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <mutex>
#include <set>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr int kDeepest = 4;                      // folders below the source's
constexpr std::size_t kNamesToRecognize = 5'000; // entries looked at before giving an answer
constexpr std::size_t kNamesToOpen = 2'000'000;
constexpr std::size_t kMostLabels = 256; // more values are intensities
constexpr std::size_t kNamesShown = 3;

/// A folder that is a dataset or a project itself, and so no part of a plain one.
bool standsAlone(const fs::path& folder)
{
    std::error_code error;
    return fs::exists(folder / "dataset.json", error) || fs::exists(folder / "project.db", error);
}

/// Image files by their path below the folder without ending. \param everywhere  also in datasets and
/// projects within it.
std::map<std::string, fs::path> filesBelow(const fs::path& folder, std::size_t most, bool everywhere)
{
    std::map<std::string, fs::path> files;
    std::error_code error;
    std::size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end && seen < most;
         it.increment(error), ++seen) {
        const std::string name = pathText(it->path().filename());
        std::error_code unknown; // an entry that cannot be looked at is no image
        if (name.starts_with('.') || name == "__MACOSX") {
            it.disable_recursion_pending();
        } else if (it->is_directory(unknown)) {
            if (it.depth() >= kDeepest || (!everywhere && standsAlone(it->path()))) {
                it.disable_recursion_pending();
            }
        } else if (imaging::isImageFile(it->path())) {
            const fs::path below = it->path().lexically_relative(folder);
            const std::string stem = pathText(below.parent_path() / stemOfImage(it->path()));
            const auto [entry, isNew] = files.try_emplace(stem, it->path());
            if (!isNew) {
                throw badSource(folder,
                                fmt::format("{} and {} differ by their ending alone; keep one of them",
                                            pathText(entry->second), pathText(it->path())));
            }
        }
    }
    if (error) {
        throw ioError("list", pathText(folder), error.value());
    }
    return files;
}

std::vector<std::string> stemsOf(const std::map<std::string, fs::path>& files)
{
    std::vector<std::string> stems;
    for (const auto& [stem, path] : files) {
        stems.push_back(stem);
    }
    return stems;
}

/// A pattern may be given with a file ending, which the files have too.
std::string withoutEnding(const std::string& pattern)
{
    const std::size_t slash = pattern.rfind('/');
    const std::string folder = slash == std::string::npos ? std::string() : pattern.substr(0, slash + 1);
    const std::string name = slash == std::string::npos ? pattern : pattern.substr(slash + 1);
    return imaging::isImageFile(name) ? folder + stemOfImage(name) : pattern;
}

/// The files of the cases as the pattern sees them.
struct Grouped {
    std::map<std::string, std::map<std::string, fs::path>> images; ///< case → channel → file
    std::map<std::string, fs::path> labels;                        ///< case → file
    std::size_t leftOver = 0;                                      ///< files that are neither
};

Grouped group(const std::map<std::string, fs::path>& files, const FilePattern& pattern)
{
    Grouped result;
    for (const auto& [stem, path] : files) {
        if (const auto label = matchPattern(pattern.label, stem)) {
            result.labels.emplace(label->caseName, path);
        } else if (const auto image = matchPattern(pattern.image, stem)) {
            result.images[image->caseName].emplace(image->channel, path);
        } else {
            ++result.leftOver;
        }
    }
    return result;
}

/// Channels that at least half of the labelled cases have, in their order.
std::vector<std::string> channelsOf(const Grouped& files)
{
    std::map<std::string, std::size_t> counts;
    std::size_t cases = 0;
    for (const auto& [name, channels] : files.images) {
        if (files.labels.contains(name)) {
            ++cases;
            for (const auto& [channel, path] : channels) {
                ++counts[channel];
            }
        }
    }
    std::vector<std::string> channels;
    for (const auto& [channel, count] : counts) {
        if (2 * count >= cases) {
            channels.push_back(channel);
        }
    }
    return channels;
}

std::vector<fs::path> filesOf(const std::map<std::string, fs::path>& channels,
                              const std::vector<std::string>& order)
{
    std::vector<fs::path> files;
    for (const std::string& channel : order) {
        const auto found = channels.find(channel);
        if (found != channels.end()) {
            files.push_back(found->second);
        }
    }
    return files;
}

/// The name that nnU-Net's normalization goes by.
std::string channelName(const std::string& word)
{
    std::string lower = word;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "ct") {
        return "CT";
    }
    const bool isNumber =
        std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    return isNumber ? "channel " + std::to_string(std::stoul("0" + word)) : word;
}

/// Names for the channels of the first case, by the words in file names or by what one file holds.
std::vector<std::string> channelNames(const std::vector<std::string>& words, const Case& first,
                                      const SourceOptions& options, const fs::path& folder)
{
    std::int64_t count = 0;
    for (const fs::path& file : first.channels) {
        count += imaging::readImageInfo(file).channels;
    }
    if (!options.channelNames.empty()) {
        if (static_cast<std::int64_t>(options.channelNames.size()) != count) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot import {}: {} channel names were given, but case {} has {} "
                                    "channels; give one name for each",
                                    pathText(folder), options.channelNames.size(), first.id.name, count));
        }
        return options.channelNames;
    }
    std::vector<std::string> names;
    if (count == static_cast<std::int64_t>(words.size()) && !words.front().empty()) {
        std::transform(words.begin(), words.end(), std::back_inserter(names), channelName);
    } else if (count == 1) {
        names.emplace_back("image");
    } else if (count == 3) {
        names = {"red", "green", "blue"};
    } else {
        for (std::int64_t channel = 0; channel < count; ++channel) {
            names.push_back(fmt::format("channel {}", channel));
        }
    }
    return names;
}

std::set<int> valuesIn(const fs::path& label)
{
    std::set<int> values;
    float last = 0.0F; // neighbours are mostly alike
    for (const float value : readLabelNumbers(label).values) {
        if (value != last && value > 0.0F && value <= 32767.0F && value == std::floor(value)) {
            values.insert(static_cast<int>(value)); // the check names all others
        }
        last = value;
    }
    return values;
}

LabelScheme scanLabels(const std::vector<Case>& cases, const fs::path& folder, const TaskContext& context)
{
    std::set<int> values;
    std::mutex mutex;
    std::size_t done = 0;
    parallelFor(
        cases.size(),
        [&](std::size_t index) {
            std::set<int> found;
            try {
                found = valuesIn(*cases[index].label);
            } catch (const Error& error) { // the check names the file
                if (error.code() == ErrorCode::Cancelled) {
                    throw;
                }
            }
            const std::lock_guard lock(mutex);
            values.merge(found);
            ++done;
            context.report(static_cast<double>(done) / static_cast<double>(cases.size()),
                           fmt::format("read labels {} of {}", done, cases.size()));
        },
        context);
    if (values.empty() || values.size() > kMostLabels) {
        throw badSource(folder, values.empty()
                                    ? std::string("no voxel of its label files is above 0; check that the "
                                                  "pattern names the masks")
                                    : fmt::format("its label files hold {} different values, so they are "
                                                  "probably images; check the pattern",
                                                  values.size()));
    }
    std::vector<LabelEntry> entries{{"background", {0}, false}};
    for (const int value : values) {
        entries.push_back({fmt::format("label {}", value), {value}, false});
    }
    return LabelScheme(std::move(entries));
}

/// The one ending of all files when nnU-Net takes it and no file has to be split into channels, which those
/// of natural images need not be.
std::string commonEnding(const DatasetSource& source)
{
    const bool natural = imaging::readImageInfo(source.trainingCases.front().channels.front()).natural;
    const std::set<std::string> kTaken{".nii.gz", ".nii", ".nrrd", ".mha", ".gipl",
                                       ".png",    ".bmp", ".tif",  ".tiff"};
    std::set<std::string> endings;
    bool split = false;
    for (const std::vector<Case>* cases : {&source.trainingCases, &source.testCases}) {
        for (const Case& item : *cases) {
            split = split || (!natural && item.channels.size() != source.channelNames.size());
            for (const fs::path& channel : item.channels) {
                endings.insert(imageEnding(channel));
            }
            if (item.label) {
                endings.insert(imageEnding(*item.label));
            }
        }
    }
    return endings.size() == 1 && !split && kTaken.contains(*endings.begin()) ? *endings.begin() : ".nii.gz";
}

std::string someNames(const std::vector<std::string>& names)
{
    const std::vector<std::string> first(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kNamesShown, names.size())));
    return fmt::format("{}{}", fmt::join(first, ", "), names.size() > kNamesShown ? ", …" : "");
}

/// Sorts the files into cases; images without a label become test cases, labels without an image are told.
void takeCases(const Grouped& files, const std::vector<std::string>& channels, DatasetSource& source)
{
    std::vector<std::string> unlabelled;
    for (const auto& [name, images] : files.images) {
        Case item{{name}, filesOf(images, channels), std::nullopt};
        const auto label = files.labels.find(name);
        if (item.channels.empty()) {
            continue;
        }
        if (label == files.labels.end()) {
            unlabelled.push_back(name);
            source.testCases.push_back(std::move(item));
        } else {
            item.label = label->second;
            source.trainingCases.push_back(std::move(item));
        }
    }
    std::vector<std::string> imageless;
    for (const auto& [name, path] : files.labels) {
        if (!files.images.contains(name)) {
            imageless.push_back(name);
        }
    }
    if (!unlabelled.empty()) {
        source.notes.push_back(fmt::format("{} images have no label and become test scans: {}.",
                                           unlabelled.size(), someNames(unlabelled)));
    }
    if (!imageless.empty()) {
        source.notes.push_back(fmt::format("{} labels have no image and are left out: {}.", imageless.size(),
                                           someNames(imageless)));
    }
}

FilePattern patternFor(const std::vector<std::string>& stems, const SourceOptions& options,
                       const fs::path& folder)
{
    if (options.pattern) {
        return {withoutEnding(options.pattern->image), withoutEnding(options.pattern->label)};
    }
    const auto guessed = guessPattern(stems);
    if (!guessed) {
        throw badSource(folder, "the names of its files do not tell which label belongs to which image; give "
                                "the names with a pattern like 'images/{case}' and 'labels/{case}'");
    }
    return *guessed;
}

} // namespace

bool looksLikePlainFolder(const fs::path& folder)
{
    try {
        return guessPattern(stemsOf(filesBelow(folder, kNamesToRecognize, false))).has_value();
    } catch (const Error&) {
        return false; // a folder that cannot be listed is no source
    }
}

DatasetSource openPlainFolder(const fs::path& folder, const SourceOptions& options,
                              const TaskContext& context)
{
    DatasetSource source;
    source.kind = SourceKind::PlainFolder;
    source.folder = folder;
    readFolderName(source);
    const auto files = filesBelow(folder, kNamesToOpen, options.pattern.has_value());
    source.pattern = patternFor(stemsOf(files), options, folder);
    const Grouped grouped = group(files, source.pattern);
    const std::vector<std::string> channels = channelsOf(grouped);
    takeCases(grouped, channels, source);
    if (source.trainingCases.empty()) {
        throw badSource(
            folder, fmt::format("the pattern {} finds {} images and {} labels, but none that belong "
                                "together; check the pattern",
                                patternText(source.pattern), grouped.images.size(), grouped.labels.size()));
    }
    source.channelNames = channelNames(channels, source.trainingCases.front(), options, folder);
    source.labels = scanLabels(source.trainingCases, folder, context);
    source.fileEnding = commonEnding(source);
    if (!options.pattern) {
        source.notes.insert(source.notes.begin(),
                            fmt::format("Images and labels were told apart by the guessed pattern {}.",
                                        patternText(source.pattern)));
    }
    if (grouped.leftOver > 0) {
        source.notes.push_back(
            fmt::format("{} image files do not fit the pattern and are left out.", grouped.leftOver));
    }
    return source;
}

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetImport.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/dataset/WorkFolder.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr int kFirstFreeNumber = 100; // for sources without a number; the Decathlon's own are below
constexpr int kLastNumber = 999;

/// What is to be made: the name and the cases.
struct ImportPlan {
    std::string name; ///< "Dataset004_Hippocampus"
    std::vector<Case> training;
    std::vector<Case> tests;
};

Error bad(const DatasetSource& source, const std::string& reason)
{
    return {ErrorCode::BadInput,
            fmt::format("cannot import {}: {}", pathText(source.folder.filename()), reason)};
}

/// The dataset of that number in the folder, if there is one.
std::string datasetWithNumber(const fs::path& datasetsFolder, int number)
{
    const std::string prefix = fmt::format("Dataset{:03}_", number);
    std::error_code error;
    for (fs::directory_iterator it(datasetsFolder, error), end; !error && it != end; it.increment(error)) {
        if (pathText(it->path().filename()).starts_with(prefix)) {
            return pathText(it->path().filename());
        }
    }
    return {};
}

int freeNumber(const fs::path& datasetsFolder)
{
    int number = kFirstFreeNumber;
    while (number < kLastNumber && !datasetWithNumber(datasetsFolder, number).empty()) {
        ++number;
    }
    return number;
}

bool isThere(const fs::path& file)
{
    std::error_code error; // what cannot be looked at cannot be read either
    return fs::exists(file, error);
}

void requireFiles(const DatasetSource& source, const Case& item)
{
    for (const fs::path& channel : item.channels) {
        if (!isThere(channel)) {
            throw bad(source,
                      fmt::format("the image of case {} is missing ({}); put it there or exclude the case",
                                  item.id.name, pathText(channel)));
        }
    }
    if (!item.label) {
        throw bad(source,
                  fmt::format("case {} has no label file in labelsTr; put it there or exclude the case",
                              item.id.name));
    }
    if (!isThere(*item.label)) {
        throw bad(source,
                  fmt::format("the label file of case {} is missing ({}); put it there or exclude the case",
                              item.id.name, pathText(*item.label)));
    }
}

void requireKnown(const DatasetSource& source, const std::set<CaseId>& exclude)
{
    for (const CaseId& id : exclude) {
        if (std::none_of(source.trainingCases.begin(), source.trainingCases.end(),
                         [&](const Case& item) { return item.id == id; })) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot exclude {} from {}: there is no such case; check its spelling",
                                    id.name, pathText(source.folder.filename())));
        }
    }
}

ImportPlan makePlan(const DatasetSource& source, const fs::path& datasetsFolder, const ImportOptions& options)
{
    ImportPlan plan;
    plan.name = importedName(source, datasetsFolder, options);
    requireKnown(source, options.exclude);
    for (const Case& item : source.trainingCases) {
        if (!options.exclude.contains(item.id)) {
            requireFiles(source, item);
            plan.training.push_back(item);
        }
    }
    if (plan.training.empty()) {
        throw bad(source, "no training case is left; exclude fewer cases");
    }
    plan.tests = source.testCases;
    return plan;
}

std::uint64_t bytesOf(const fs::path& file)
{
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(file, error);
    if (error) {
        throw ioError("read", pathText(file), error.value());
    }
    return bytes;
}

/// Whether each file of the case is one channel and can be taken as it is.
bool isOneFilePerChannel(const DatasetSource& source, const Case& item)
{
    return source.kind == SourceKind::NnUnetRaw || source.kind == SourceKind::NnUnetV1 ||
           source.kind == SourceKind::DicomFolder || item.channels.size() > 1;
}

bool isLinked(const DatasetSource& source, const fs::path& file, ImportMode mode)
{
    return mode == ImportMode::Reference && sameEnding(file, source.fileEnding);
}

void requireSpace(const DatasetSource& source, const ImportPlan& plan, const fs::path& datasetsFolder,
                  ImportMode mode)
{
    constexpr double kMargin = 1.1; // recompressed channels and folders
    std::uint64_t bytes = 0;
    for (const std::vector<Case>* cases : {&plan.training, &plan.tests}) {
        for (const Case& item : *cases) {
            for (const fs::path& file : item.channels) {
                const bool linked = isLinked(source, file, mode) &&
                                    (isOneFilePerChannel(source, item) || source.channelNames.size() == 1);
                bytes += linked ? 0 : bytesOf(file);
            }
            if (item.label && !isLinked(source, *item.label, mode)) {
                bytes += bytesOf(*item.label);
            }
        }
    }
    requireFreeSpace("import", pathText(source.folder.filename()),
                     static_cast<std::uint64_t>(kMargin * static_cast<double>(bytes)), datasetsFolder);
}

void takeImages(const DatasetSource& source, const Case& item, const fs::path& folder, ImportMode mode)
{
    const auto target = [&](std::size_t channel) {
        return folder / fmt::format("{}_{:04}{}", item.id.name, channel, source.fileEnding);
    };
    if (isOneFilePerChannel(source, item)) {
        for (std::size_t channel = 0; channel < item.channels.size(); ++channel) {
            takeImageFile(item.channels[channel], target(channel), mode);
        }
        return;
    }
    const fs::path& image = item.channels.front();
    const imaging::ImageInfo info = imaging::readImageInfo(image);
    const std::int64_t channels = info.channels;
    if (channels != static_cast<std::int64_t>(source.channelNames.size())) {
        throw bad(source,
                  fmt::format(
                      "the image of case {} has {} channels but dataset.json names {}; correct \"modality\" "
                      "or exclude the case",
                      item.id.name, channels, source.channelNames.size()));
    }
    if (channels == 1 || (info.natural && sameEnding(image, source.fileEnding))) {
        takeImageFile(image, target(0), mode);
        return;
    }
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        imaging::extractChannel(image, channel, target(static_cast<std::size_t>(channel)));
    }
}

/// nnU-Net v2's form of the source's own dataset.json, its other keys kept in place.
Json translatedJson(const DatasetSource& source, const ImportPlan& plan)
{
    Json json = source.json;
    for (const char* key : {"modality", "training", "test", "dataset"}) {
        json.erase(key);
    }
    json["labels"] = labelsToJson(source.labels);
    if (!source.labels.regionsClassOrder().empty()) {
        json["regions_class_order"] = source.labels.regionsClassOrder();
    }
    json["numTraining"] = plan.training.size();
    if (json.contains("numTest")) {
        json["numTest"] = plan.tests.size();
    }
    json["file_ending"] = source.fileEnding;
    Json channels = Json::object();
    for (std::size_t index = 0; index < source.channelNames.size(); ++index) {
        channels[std::to_string(index)] = source.channelNames[index];
    }
    json["channel_names"] = std::move(channels);
    return json;
}

void takeCases(const DatasetSource& source, const ImportPlan& plan, const fs::path& folder, ImportMode mode,
               const TaskContext& context)
{
    std::mutex mutex;
    std::size_t done = 0;
    const std::size_t trainings = plan.training.size();
    const std::size_t total = trainings + plan.tests.size();
    parallelFor(
        total,
        [&](std::size_t index) {
            const bool isTest = index >= trainings;
            const Case& item = isTest ? plan.tests[index - trainings] : plan.training[index];
            takeImages(source, item, folder / (isTest ? "imagesTs" : "imagesTr"), mode);
            if (!isTest) {
                takeLabelFile(*item.label, folder / "labelsTr" / (item.id.name + source.fileEnding), mode);
            }
            const std::lock_guard lock(mutex);
            ++done;
            context.report(static_cast<double>(done) / static_cast<double>(total),
                           fmt::format("import case {} of {}", done, total));
        },
        context);
}

} // namespace

std::string importedName(const DatasetSource& source, const fs::path& datasetsFolder,
                         const ImportOptions& options)
{
    const std::string what = pathText(source.folder.filename());
    int number = options.id != 0 ? options.id : source.number;
    if (number == 0) {
        number = freeNumber(datasetsFolder);
    }
    const std::string name = options.name.empty() ? source.name : options.name;
    if (number < 1 || number > kLastNumber) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot import {}: the number {} is not between 1 and {}; choose another with --id",
                        what, number, kLastNumber));
    }
    if (name.empty() || name.find('/') != std::string::npos || name.find('\0') != std::string::npos) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot import {}: \"{}\" cannot be the name of a folder; choose another",
                                what, name));
    }
    const std::string other = datasetWithNumber(datasetsFolder, number);
    if (!other.empty()) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot import {} as number {}: {} is there already; choose another number or delete it "
                "first",
                what, number, other));
    }
    return fmt::format("Dataset{:03}_{}", number, name);
}

void requireImportable(const DatasetSource& source, const fs::path& datasetsFolder,
                       const ImportOptions& options)
{
    requireSpace(source, makePlan(source, datasetsFolder, options), datasetsFolder, options.mode);
}

RawDataset importDataset(const DatasetSource& source, const fs::path& datasetsFolder,
                         const ImportOptions& options, const TaskContext& context)
{
    const ImportPlan plan = makePlan(source, datasetsFolder, options);
    requireSpace(source, plan, datasetsFolder, options.mode);
    WorkFolder work(datasetsFolder, plan.name);
    for (const char* part : {"imagesTr", "labelsTr"}) {
        createFolders(work.path() / part);
    }
    if (!plan.tests.empty()) {
        createFolders(work.path() / "imagesTs");
    }
    takeCases(source, plan, work.path(), options.mode, context);
    writeJson(work.path() / "dataset.json", translatedJson(source, plan));
    work.moveIntoPlace();
    return openRawDataset(datasetsFolder / plan.name);
}

} // namespace seg::dataset

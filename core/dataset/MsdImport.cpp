// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/MsdImport.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

const std::string kEnding = ".nii.gz";
const std::string kWorkPrefix = ".importing-";
constexpr int kFirstFreeNumber = 100; // for tasks without a number; the Decathlon's own are below
constexpr int kLastNumber = 999;

/// What is to be made: the name and the cases.
struct ImportPlan {
    std::string name; ///< "Dataset004_Hippocampus"
    std::vector<Case> training;
    std::vector<Case> tests;
};

Error bad(const MsdSource& source, const std::string& reason)
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

std::string chooseName(const MsdSource& source, const fs::path& datasetsFolder,
                       const MsdImportOptions& options)
{
    int number = options.id != 0 ? options.id : source.taskNumber;
    if (number == 0) {
        number = freeNumber(datasetsFolder);
    }
    const std::string name = options.name.empty() ? source.taskName : options.name;
    if (number < 1 || number > kLastNumber) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot import {}: the number {} is not between 1 and {}; choose another with --id",
                        pathText(source.folder.filename()), number, kLastNumber));
    }
    if (name.empty() || name.find('/') != std::string::npos || name.find('\0') != std::string::npos) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot import {}: \"{}\" cannot be the name of a folder; choose another",
                                pathText(source.folder.filename()), name));
    }
    const std::string other = datasetWithNumber(datasetsFolder, number);
    if (!other.empty()) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot import {} as number {}: {} is there already; choose another number or delete it "
                "first",
                pathText(source.folder.filename()), number, other));
    }
    return fmt::format("Dataset{:03}_{}", number, name);
}

void requireFiles(const MsdSource& source, const Case& item)
{
    if (!fs::exists(item.channels.front())) {
        throw bad(source,
                  fmt::format("the image of case {} is missing ({}); put it there or exclude the case",
                              item.id.name, pathText(item.channels.front())));
    }
    if (!item.label || !fs::exists(*item.label)) {
        throw bad(source,
                  fmt::format("case {} has no label file in labelsTr; put it there or exclude the case",
                              item.id.name));
    }
}

ImportPlan makePlan(const MsdSource& source, const fs::path& datasetsFolder, const MsdImportOptions& options)
{
    ImportPlan plan;
    plan.name = chooseName(source, datasetsFolder, options);
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

void requireSpace(const MsdSource& source, const ImportPlan& plan, const fs::path& datasetsFolder,
                  ImportMode mode)
{
    constexpr double kMargin = 1.1; // recompressed channels and folders
    std::uint64_t bytes = 0;
    for (const std::vector<Case>* cases : {&plan.training, &plan.tests}) {
        for (const Case& item : *cases) {
            if (mode == ImportMode::Reference &&
                imaging::readImageInfo(item.channels.front()).channels == 1) {
                continue;
            }
            bytes += bytesOf(item.channels.front());
            if (item.label) {
                bytes += bytesOf(*item.label);
            }
        }
    }
    const auto needed = static_cast<std::uint64_t>(kMargin * static_cast<double>(bytes));
    const std::uint64_t available = freeSpace(datasetsFolder);
    if (needed > available) {
        throw Error(
            ErrorCode::NoSpace,
            fmt::format(
                "cannot import {} into {}: it needs {:.1f} MiB but only {:.1f} MiB are free; free some "
                "space or choose another place",
                pathText(source.folder.filename()), pathText(datasetsFolder),
                static_cast<double>(needed) / 1048576.0, static_cast<double>(available) / 1048576.0));
    }
}

/// Removes folders that an import killed half-way left behind: their name ends with the process's number.
void removeLeftovers(const fs::path& datasetsFolder)
{
    std::vector<fs::path> dead;
    std::error_code error;
    for (fs::directory_iterator it(datasetsFolder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = pathText(it->path().filename());
        const int process = name.starts_with(kWorkPrefix) ? std::atoi(name.c_str() + name.rfind('-') + 1) : 0;
        if (process > 0 && process != ::getpid() && ::kill(process, 0) != 0 && errno == ESRCH) {
            dead.push_back(it->path());
        }
    }
    for (const fs::path& folder : dead) {
        fs::remove_all(folder, error);
    }
}

/// The hidden folder that the dataset grows in; goes away unless it is moved into place.
class WorkFolder {
public:
    WorkFolder(const fs::path& datasetsFolder, const std::string& name)
        : m_madeParent(!fs::exists(datasetsFolder)), m_parent(datasetsFolder),
          m_path(datasetsFolder / fmt::format("{}{}-{}", kWorkPrefix, name, ::getpid())),
          m_target(datasetsFolder / name)
    {
        createFolders(datasetsFolder);
        removeLeftovers(datasetsFolder);
        std::error_code error;
        if (!fs::create_directory(m_path, error)) {
            throw ioError("create folder", pathText(m_path), error ? error.value() : EEXIST);
        }
    }
    ~WorkFolder()
    {
        if (m_path.empty()) {
            return;
        }
        std::error_code ignored; // the failure that led here is already on its way to the user
        fs::remove_all(m_path, ignored);
        if (m_madeParent) {
            fs::remove(m_parent, ignored); // only when nothing else has come into it
        }
    }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    [[nodiscard]] const fs::path& path() const noexcept { return m_path; }
    void moveIntoPlace()
    {
        if (::rename(m_path.c_str(), m_target.c_str()) != 0) {
            throw ioError("create", pathText(m_target), errno);
        }
        m_path.clear();
    }

private:
    bool m_madeParent;
    fs::path m_parent;
    fs::path m_path;
    fs::path m_target;
};

/// Copies or links one 3-D file; .nii is compressed on the way.
void takeFile(const fs::path& from, const fs::path& to, ImportMode mode)
{
    if (!pathText(from).ends_with(kEnding)) {
        imaging::extractChannel(from, 0, to);
        return;
    }
    std::error_code error;
    if (mode == ImportMode::Reference) {
        fs::create_symlink(fs::absolute(from), to, error);
    } else {
        fs::copy_file(from, to, error);
    }
    if (error) {
        throw ioError("copy " + pathText(from) + " to", pathText(to), error.value());
    }
}

void takeImage(const MsdSource& source, const Case& item, const fs::path& folder, ImportMode mode)
{
    const fs::path& image = item.channels.front();
    const imaging::ImageInfo info = imaging::readImageInfo(image);
    if (info.channels != static_cast<std::int64_t>(source.channelNames.size())) {
        throw bad(source,
                  fmt::format(
                      "the image of case {} has {} channels but dataset.json names {}; correct \"modality\" "
                      "or exclude the case",
                      item.id.name, info.channels, source.channelNames.size()));
    }
    for (std::int64_t channel = 0; channel < info.channels; ++channel) {
        const fs::path target = folder / fmt::format("{}_{:04}{}", item.id.name, channel, kEnding);
        if (info.channels == 1) {
            takeFile(image, target, mode);
        } else {
            imaging::extractChannel(image, channel, target);
        }
    }
}

/// nnU-Net's form of the task's own dataset.json, its other keys kept in place.
Json translatedJson(const MsdSource& source, const ImportPlan& plan)
{
    Json json = source.json;
    for (const char* key : {"modality", "training", "test"}) {
        json.erase(key);
    }
    json["labels"] = labelsToJson(source.labels);
    json["numTraining"] = plan.training.size();
    if (json.contains("numTest")) {
        json["numTest"] = plan.tests.size();
    }
    json["file_ending"] = kEnding;
    Json channels = Json::object();
    for (std::size_t index = 0; index < source.channelNames.size(); ++index) {
        channels[std::to_string(index)] = source.channelNames[index];
    }
    json["channel_names"] = std::move(channels);
    return json;
}

void takeCases(const MsdSource& source, const ImportPlan& plan, const fs::path& folder, ImportMode mode,
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
            takeImage(source, item, folder / (isTest ? "imagesTs" : "imagesTr"), mode);
            if (!isTest) {
                takeFile(*item.label, folder / "labelsTr" / (item.id.name + kEnding), mode);
            }
            const std::lock_guard lock(mutex);
            ++done;
            context.report(static_cast<double>(done) / static_cast<double>(total),
                           fmt::format("import case {} of {}", done, total));
        },
        context);
}

} // namespace

RawDataset importMsdTask(const MsdSource& source, const fs::path& datasetsFolder,
                         const MsdImportOptions& options, const TaskContext& context)
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

// SPDX-License-Identifier: Apache-2.0
#include "app/commands/SegmentCases.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/dataset/ChannelNumber.h"
#include "core/imaging/io/DicomScans.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRecursiveHint = " (--recursive also looks into folders within)";

/// The case a file belongs to: "scan" for scan.nii.gz and scan_0000.nii.gz.
std::string caseOf(const fs::path& file)
{
    return dataset::withoutChannelNumber(stemOfImage(file));
}

/// A scan that was found: image files of one folder, or a DICOM series.
struct Scan {
    std::vector<fs::path> channels;
    bool isSeries = false;
    std::vector<std::string> findings; ///< of a series
};

/// Scans by their name; the key keeps the folder below the input, so that equal names stay apart.
using Cases = std::map<std::string, std::vector<Scan>>;

/// Whether the file is one more channel of a scan: all have channel numbers, no two the same.
bool isFurtherChannel(const fs::path& file, const std::vector<fs::path>& channels)
{
    const std::string stem = stemOfImage(file);
    return dataset::hasChannelNumber(stem) && std::ranges::none_of(channels, [&](const fs::path& channel) {
               const std::string other = stemOfImage(channel);
               return !dataset::hasChannelNumber(other) || other == stem;
           });
}

/// Puts a file with the channels beside it in its own folder; those of other folders may be of another
/// patient.
void addFile(Cases& cases, const std::string& name, const fs::path& file)
{
    Scan* scan = nullptr;
    for (Scan& other : cases[name]) {
        if (std::ranges::find(other.channels, file) != other.channels.end()) {
            return; // named twice
        }
        if (scan == nullptr && !other.isSeries &&
            other.channels.front().parent_path() == file.parent_path() &&
            isFurtherChannel(file, other.channels)) {
            scan = &other;
        }
    }
    (scan == nullptr ? cases[name].emplace_back() : *scan).channels.push_back(file);
}

/// Whether scans of one name are the channels of one, a folder for each: no folder holds two of them, and no
/// two have a channel of the same number.
bool areOneScan(const std::vector<Scan>& scans)
{
    std::set<fs::path> folders;
    std::vector<fs::path> channels;
    for (const Scan& scan : scans) {
        if (scan.isSeries || !folders.insert(scan.channels.front().parent_path()).second) {
            return false;
        }
        for (const fs::path& channel : scan.channels) {
            if (!isFurtherChannel(channel, channels)) {
                return false;
            }
            channels.push_back(channel);
        }
    }
    return true;
}

/// Of two scans of one name, as of two inputs, the second is `name`_2.
std::map<std::string, Scan> namedScans(const Cases& cases)
{
    std::map<std::string, Scan> named;
    for (const auto& [name, scans] : cases) {
        named[name] = scans.front();
    }
    for (const auto& [name, scans] : cases) {
        const bool isOne = areOneScan(scans);
        int number = 2;
        for (std::size_t i = 1; i < scans.size(); ++i) {
            if (isOne) {
                std::ranges::copy(scans[i].channels, std::back_inserter(named[name].channels));
                continue;
            }
            while (!named.try_emplace(fmt::format("{}_{}", name, number), scans[i]).second) {
                ++number;
            }
        }
    }
    return named;
}

/// What was found, and what was left out.
struct Found {
    Cases cases;
    std::vector<LeftOut> leftOut;
    std::vector<LeftOut> emptyFolders;
    std::vector<std::string> unwanted; ///< series that --series does not name
    std::set<std::string> matched;     ///< texts of --series that name one
};

template <typename Iterator> bool collect(const fs::path& folder, Cases& cases)
{
    std::vector<fs::path> files;
    for (const auto& entry : Iterator(folder)) {
        const fs::path& file = entry.path();
        if (entry.is_regular_file() && !file.filename().string().starts_with('.') &&
            imaging::isImageFile(file)) {
            files.push_back(file);
        }
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        const fs::path relative = file.lexically_relative(folder).parent_path();
        addFile(cases, pathText(relative / caseOf(file)), file);
    }
    return !files.empty();
}

/// Also notes which of the wanted texts name the series.
bool isWanted(const imaging::DicomSeries& series, const std::vector<std::string>& wanted,
              std::set<std::string>& matched)
{
    bool names = wanted.empty();
    for (const std::string& text : wanted) {
        if (series.uid == text || (!text.empty() && series.description.find(text) != std::string::npos)) {
            matched.insert(text);
            names = true;
        }
    }
    return names;
}

LeftOut unreadable(const imaging::DicomSeries& series)
{
    const std::string name =
        fmt::format("{} in {}", dicomSeriesText(series), pathText(series.files.front().parent_path()));
    return {name, fmt::format("cannot read the DICOM series {}: {}", name, series.obstacle)};
}

void collectSeries(const std::vector<imaging::DicomScan>& scans, const ScanSearch& search, Found& found)
{
    for (const imaging::DicomScan& scan : scans) {
        if (!isWanted(scan.series, search.series, found.matched)) {
            found.unwanted.push_back(dicomSeriesText(scan.series));
            if (scan.isLinked) {
                std::error_code ignored; // links that nobody needs
                fs::remove_all(scan.path, ignored);
            }
        } else if (!scan.series.isReadable()) {
            found.leftOut.push_back(unreadable(scan.series));
        } else {
            found.cases[scan.name].push_back({{scan.path}, true, scan.series.findings});
        }
    }
}

/// Goes on with the other inputs where `action` finds its own damaged.
template <typename Action>
void orLeaveOut(const std::string& input, std::vector<LeftOut>& leftOut, const Action& action)
{
    try {
        action();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::BadInput) {
            throw;
        }
        leftOut.push_back({input, error.what()});
    }
}

void lookInto(const std::string& folder, const ScanSearch& search, Found& found, const TaskContext& context)
{
    bool any = search.recursive ? collect<fs::recursive_directory_iterator>(folder, found.cases)
                                : collect<fs::directory_iterator>(folder, found.cases);
    if (imaging::holdsDicom(folder, context)) {
        const std::size_t before = found.leftOut.size();
        orLeaveOut(folder, found.leftOut, [&] {
            const auto scans = imaging::dicomScansIn(folder, search.links, context);
            collectSeries(scans, search, found);
            any = any || !scans.empty();
        });
        any = any || found.leftOut.size() > before;
    }
    if (!any) {
        found.emptyFolders.push_back(
            {folder, fmt::format("cannot segment {}: no image file and no DICOM series was found there{}",
                                 folder, search.recursive ? "" : kRecursiveHint)});
    }
}

/// DICOM files that were named one by one. One that is part of no series is damaged or holds no scan.
void sortFiles(const std::vector<fs::path>& files, const ScanSearch& search, Found& found,
               const TaskContext& context)
{
    std::vector<imaging::DicomScan> scans;
    std::vector<LeftOut> said; // of each file below
    orLeaveOut({}, said, [&] { scans = imaging::dicomScansAmong(files, search.links, context); });
    collectSeries(scans, search, found);
    std::set<fs::path> sorted;
    for (const imaging::DicomScan& scan : scans) {
        sorted.insert(scan.series.files.begin(), scan.series.files.end());
    }
    for (const fs::path& file : files) {
        if (!sorted.contains(file)) {
            orLeaveOut(pathText(file), found.leftOut,
                       [&] { static_cast<void>(imaging::dicomSeriesOfFile(file)); });
        }
    }
}

Found lookFor(const ScanSearch& search, const TaskContext& context)
{
    Found found;
    std::vector<fs::path> dicomFiles;
    for (const std::string& input : search.inputs) {
        if (fs::is_directory(input)) {
            lookInto(input, search, found, context);
        } else if (!fs::exists(input)) {
            throw Error(ErrorCode::NotFound, "cannot segment " + input + ": there is no such file or folder");
        } else if (!imaging::isImageFile(input) && imaging::isDicomFile(input)) {
            dicomFiles.emplace_back(input);
        } else {
            addFile(found.cases, caseOf(input), input);
        }
    }
    if (!dicomFiles.empty()) {
        sortFiles(dicomFiles, search, found, context);
    }
    return found;
}

/// \throws seg::Error  that says what was there instead.
void requireCases(const Found& found, const ScanSearch& search)
{
    if (!found.cases.empty()) {
        return;
    }
    if (!found.leftOut.empty()) {
        std::vector<std::string> reasons;
        for (const LeftOut& item : found.leftOut) {
            reasons.push_back(item.text);
        }
        throw Error(ErrorCode::BadInput, fmt::format("nothing to segment: {}", fmt::join(reasons, "; ")));
    }
    if (!found.unwanted.empty()) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("nothing to segment: --series {} names none of the series there: {}",
                                fmt::join(search.series, " --series "), fmt::join(found.unwanted, "; ")));
    }
    throw Error(ErrorCode::NotFound,
                fmt::format("nothing to segment: no image file and no DICOM series was found{}",
                            search.recursive ? "" : kRecursiveHint));
}

std::vector<LeftOut> everythingLeftOut(const Found& found, const ScanSearch& search)
{
    std::vector<LeftOut> all = found.leftOut;
    all.insert(all.end(), found.emptyFolders.begin(), found.emptyFolders.end());
    for (const std::string& text : search.series) {
        if (!found.matched.contains(text)) {
            all.push_back({"--series " + text,
                           fmt::format("cannot segment --series {}: no DICOM series there has this UID, or "
                                       "this in its description",
                                       text)});
        }
    }
    return all;
}

bool namesMask(const fs::path& output)
{
    const std::string name = output.filename().string();
    return (name.ends_with(".nii.gz") || name.ends_with(".nii")) && !fs::is_directory(output);
}

} // namespace

FoundScans findScans(const ScanSearch& search, const fs::path& output, const TaskContext& context)
{
    const Found found = lookFor(search, context);
    requireCases(found, search);
    const std::map<std::string, Scan> named = namedScans(found.cases);
    if (namesMask(output) && named.size() > 1) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot write the masks of {} scans to one file {}: give a folder",
                                named.size(), pathText(output)));
    }
    FoundScans scans{{}, everythingLeftOut(found, search)};
    for (const LeftOut& item : scans.leftOut) {
        log::warning("predict", "left out: " + item.text);
    }
    for (const auto& [name, scan] : named) {
        for (const std::string& finding : scan.findings) {
            log::warning("predict", name + ": " + finding);
        }
        std::vector<fs::path> channels = scan.channels;
        std::ranges::sort(channels, {}, &fs::path::filename); // by channel, whatever the folders are called
        scans.jobs.push_back(
            {name, std::move(channels), namesMask(output) ? output : output / (name + ".nii.gz")});
    }
    return scans;
}

namespace {

void segmentInto(SegmentationOutcome& outcome, inference::Predictor& predictor,
                 const std::vector<SegmentationJob>& jobs, bool overwrite, const TaskContext& context)
{
    using Clock = std::chrono::steady_clock;
    const auto count = static_cast<double>(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const SegmentationJob& job = jobs[i];
        context.throwIfStopped();
        context.report(static_cast<double>(i) / count,
                       fmt::format("segment scan {} of {}", i + 1, jobs.size()));
        if (!overwrite && fs::exists(job.mask)) {
            outcome.kept.push_back(job);
            continue;
        }
        const Clock::time_point begin = Clock::now();
        try {
            createFolders(fs::absolute(job.mask).parent_path());
            static_cast<void>(predictor.segmentFile(
                job.channels, job.mask,
                context.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count)));
            outcome.done.push_back(job);
            outcome.seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
        } catch (const Error& error) {
            if (error.code() == ErrorCode::Cancelled || error.code() == ErrorCode::NoSpace ||
                error.code() == ErrorCode::NoPermission) {
                throw;
            }
            outcome.failures.push_back({job, error.code(), error.what()});
        }
    }
}

} // namespace

SegmentationOutcome segmentScans(inference::Predictor& predictor, const std::vector<SegmentationJob>& jobs,
                                 bool overwrite, const OutcomeReceiver& record, const TaskContext& context)
{
    SegmentationOutcome outcome;
    try {
        segmentInto(outcome, predictor, jobs, overwrite, context);
    } catch (const Error&) {
        record(outcome); // the masks that are there
        throw;
    }
    record(outcome);
    return outcome;
}

void recordPredictions(database::Project& project, database::RunId run, const SegmentationOutcome& outcome)
{
    const auto add = [&](const SegmentationJob& job, const fs::path& mask, const std::string& error,
                         double seconds) {
        database::PredictionRecord row;
        row.run = run;
        for (const fs::path& channel : job.channels) {
            row.inputs.push_back(fs::absolute(channel));
        }
        row.mask = mask;
        row.error = error;
        row.seconds = seconds;
        project.addPrediction(row);
    };
    for (std::size_t i = 0; i < outcome.done.size(); ++i) {
        add(outcome.done[i], fs::absolute(outcome.done[i].mask), {}, outcome.seconds[i]);
    }
    for (const SegmentationOutcome::Failure& failure : outcome.failures) {
        add(failure.job, {}, failure.text, 0.0);
    }
}

} // namespace seg::app

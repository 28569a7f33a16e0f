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
#include <map>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

/// The case a file belongs to: "scan" for scan.nii.gz and scan_0000.nii.gz.
std::string caseOf(const fs::path& file)
{
    return dataset::withoutChannelNumber(stemOfImage(file));
}

/// Files by the case they belong to; the key keeps the folder below the input, so that equal names stay
/// apart.
using Cases = std::map<std::string, std::vector<fs::path>>;

template <typename Iterator> void collect(const fs::path& folder, Cases& cases)
{
    for (const auto& entry : Iterator(folder)) {
        const fs::path& file = entry.path();
        if (entry.is_regular_file() && !file.filename().string().starts_with('.') &&
            imaging::isImageFile(file)) {
            const fs::path relative = file.lexically_relative(folder).parent_path();
            cases[pathText(relative / caseOf(file))].push_back(file);
        }
    }
}

/// What was found, and what was left out.
struct Found {
    Cases cases;
    std::vector<std::string> leftOut; ///< series that cannot be read, each with the reason
    std::vector<std::string> unwanted;
};

bool isWanted(const imaging::DicomSeries& series, const std::vector<std::string>& wanted)
{
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& text) {
               return series.uid == text ||
                      (!text.empty() && series.description.find(text) != std::string::npos);
           });
}

void collectSeries(const std::vector<imaging::DicomScan>& scans, const ScanSearch& search, Found& found)
{
    for (const imaging::DicomScan& scan : scans) {
        const std::string text = dicomSeriesText(scan.series);
        if (!isWanted(scan.series, search.series)) {
            found.unwanted.push_back(text);
            if (scan.isLinked) {
                std::error_code ignored; // links that nobody needs
                fs::remove_all(scan.path, ignored);
            }
        } else if (!scan.series.isReadable()) {
            found.leftOut.push_back(text + ": " + scan.series.obstacle);
        } else {
            std::string name = scan.name;
            for (int number = 2; found.cases.contains(name); ++number) {
                name = fmt::format("{}_{}", scan.name, number);
            }
            found.cases[name].push_back(scan.path);
        }
    }
}

Found lookFor(const ScanSearch& search, const TaskContext& context)
{
    Found found;
    std::vector<fs::path> dicomFiles;
    for (const std::string& input : search.inputs) {
        if (fs::is_directory(input)) {
            search.recursive ? collect<fs::recursive_directory_iterator>(input, found.cases)
                             : collect<fs::directory_iterator>(input, found.cases);
            if (imaging::holdsDicom(input, context)) {
                collectSeries(imaging::dicomScansIn(input, search.links, context), search, found);
            }
        } else if (!fs::exists(input)) {
            throw Error(ErrorCode::NotFound, "cannot segment " + input + ": there is no such file or folder");
        } else if (!imaging::isImageFile(input) && imaging::isDicomFile(input)) {
            dicomFiles.emplace_back(input);
        } else {
            found.cases[caseOf(input)].emplace_back(input);
        }
    }
    if (!dicomFiles.empty()) {
        collectSeries(imaging::dicomScansAmong(dicomFiles, search.links, context), search, found);
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
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot segment the DICOM series {}", fmt::join(found.leftOut, "; ")));
    }
    if (!found.unwanted.empty()) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("nothing to segment: --series {} names none of the series there: {}",
                                fmt::join(search.series, " --series "), fmt::join(found.unwanted, "; ")));
    }
    throw Error(ErrorCode::NotFound,
                "nothing to segment: no image file and no DICOM series was found" +
                    std::string(search.recursive ? "" : " (--recursive also looks into folders within)"));
}

Cases casesOf(const ScanSearch& search, const TaskContext& context)
{
    Found found = lookFor(search, context);
    requireCases(found, search);
    for (const std::string& text : found.leftOut) {
        log::warning("predict", "left out is the DICOM series " + text);
    }
    return std::move(found.cases);
}

bool namesMask(const fs::path& output)
{
    const std::string name = output.filename().string();
    return (name.ends_with(".nii.gz") || name.ends_with(".nii")) && !fs::is_directory(output);
}

} // namespace

std::vector<SegmentationJob> findScans(const ScanSearch& search, const fs::path& output,
                                       const TaskContext& context)
{
    Cases cases = casesOf(search, context);
    if (namesMask(output) && cases.size() > 1) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot write the masks of {} scans to one file {}: give a folder",
                                cases.size(), pathText(output)));
    }
    std::vector<SegmentationJob> jobs;
    for (auto& [name, channels] : cases) {
        std::sort(channels.begin(), channels.end());
        jobs.push_back({name, std::move(channels), namesMask(output) ? output : output / (name + ".nii.gz")});
    }
    return jobs;
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

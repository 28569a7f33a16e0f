// SPDX-License-Identifier: Apache-2.0
#include "app/commands/SegmentCases.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

/// The case a file belongs to: "scan" for scan.nii.gz and scan_0000.nii.gz.
std::string caseOf(const fs::path& file)
{
    const std::string stem = stemOfImage(file);
    constexpr std::size_t kEnding = 5; // _0000
    const bool hasChannel =
        stem.size() > kEnding && stem[stem.size() - kEnding] == '_' &&
        stem.find_first_not_of("0123456789", stem.size() - kEnding + 1) == std::string::npos;
    return hasChannel ? stem.substr(0, stem.size() - kEnding) : stem;
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

Cases casesOf(const std::vector<std::string>& inputs, bool recursive)
{
    Cases cases;
    for (const std::string& input : inputs) {
        if (fs::is_directory(input)) {
            recursive ? collect<fs::recursive_directory_iterator>(input, cases)
                      : collect<fs::directory_iterator>(input, cases);
        } else if (fs::exists(input)) {
            cases[caseOf(input)].emplace_back(input);
        } else {
            throw Error(ErrorCode::NotFound, "cannot segment " + input + ": there is no such file or folder");
        }
    }
    if (cases.empty()) {
        throw Error(ErrorCode::NotFound,
                    "nothing to segment: no image file was found" +
                        std::string(recursive ? "" : " (--recursive also looks into folders within)"));
    }
    return cases;
}

bool namesMask(const fs::path& output)
{
    const std::string name = output.filename().string();
    return (name.ends_with(".nii.gz") || name.ends_with(".nii")) && !fs::is_directory(output);
}

} // namespace

std::vector<SegmentationJob> findScans(const std::vector<std::string>& inputs, bool recursive,
                                       const fs::path& output)
{
    Cases cases = casesOf(inputs, recursive);
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

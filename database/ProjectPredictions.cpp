// SPDX-License-Identifier: Apache-2.0
// What trained runs are used for: segmenting scans and reports.
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/reporting/Report.h"
#include "database/ProjectImpl.h"

#include <fmt/format.h>

#include <chrono>

namespace seg::database {

namespace fs = std::filesystem;

namespace {

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// What a scan's mask is called; the folder of a DICOM series may have dots in its name.
std::string nameOfScan(const fs::path& scan)
{
    return fs::is_directory(scan) ? pathText(scan.filename()) : stemOfImage(scan);
}

constexpr const char* kInterrupted = "the program ended before the mask was written; segment the scan again";

} // namespace

PredictionRecord Project::predict(RunId run, const std::vector<fs::path>& channels,
                                  const TaskContext& context, const inference::PredictOptions& options,
                                  const fs::path& output)
{
    if (channels.empty()) {
        throw Error(ErrorCode::InvalidArgument, "cannot segment: no scan was given");
    }
    const RunRecord source = m_impl->run(run);
    PredictionRecord record;
    record.run = run;
    for (const fs::path& channel : channels) {
        record.inputs.push_back(fs::absolute(channel));
    }
    record.error = kInterrupted;
    record.id = m_impl->results.addPrediction(record);
    const fs::path folder =
        numberedFolder(m_impl->folder / "predictions", static_cast<std::int64_t>(record.id));
    const fs::path mask =
        output.empty() ? folder / (nameOfScan(record.inputs.front()) + ".nii.gz") : fs::absolute(output);
    const auto begin = std::chrono::steady_clock::now();
    try {
        createFolders(mask.parent_path());
        inference::Predictor predictor(source.folder, options);
        static_cast<void>(predictor.segmentFile(channels, mask, context));
    } catch (const Error& error) {
        if (output.empty()) {
            fs::remove_all(folder);
        }
        if (error.code() == ErrorCode::Cancelled) {
            m_impl->results.removePrediction(record.id);
        } else {
            record.error = error.what();
            record.seconds = secondsSince(begin);
            m_impl->results.updatePrediction(record);
        }
        throw;
    }
    record.mask = mask;
    record.error.clear();
    record.seconds = secondsSince(begin);
    record.createdAt = unixNow();
    m_impl->results.updatePrediction(record);
    return record;
}

PredictionRecord Project::addPrediction(PredictionRecord record)
{
    record.createdAt = unixNow();
    record.id = m_impl->results.addPrediction(record);
    return record;
}

std::vector<PredictionRecord> Project::predictions() const
{
    return m_impl->results.predictions();
}

ReportRecord Project::report(RunId run, const fs::path& target)
{
    const RunRecord source = m_impl->run(run);
    ReportRecord record;
    record.run = run;
    record.id = m_impl->results.addReport(record);
    const fs::path folder =
        target.empty() ? numberedFolder(m_impl->folder / "reports", static_cast<std::int64_t>(record.id))
                       : fs::absolute(target);
    try {
        record.file = reporting::writeRunReport(source.folder, folder, labelColors(source.dataset));
    } catch (const Error&) {
        m_impl->results.removeReport(record.id);
        throw;
    }
    record.createdAt = unixNow();
    m_impl->results.updateReport(record);
    return record;
}

std::vector<ReportRecord> Project::reports() const
{
    return m_impl->results.reports();
}

} // namespace seg::database

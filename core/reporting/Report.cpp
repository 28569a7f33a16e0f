// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/Report.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/imaging/io/ImageFile.h"
#include "core/reporting/CaseFindings.h"
#include "core/reporting/HtmlText.h"
#include "core/reporting/ReportData.h"
#include "core/reporting/ReportHtml.h"
#include "core/reporting/SlicePicture.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace seg::reporting {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLowestShown = 3;
constexpr int kPictureHeight = 300; ///< shown at half of it, so that it stays sharp on fine screens

/// Picture and finding of one case; only its number when the scan has gone or is damaged.
LowCase lowCase(const CaseRow& row, const std::vector<dataset::LabelEntry>& classes,
                const dataset::LabelColors& colors)
{
    LowCase item{row.name, row.meanDice, {}, {}};
    if (row.prediction.empty() || row.reference.empty()) {
        return item;
    }
    try {
        const LabelMap prediction = imaging::readLabelMap(row.prediction);
        const LabelMap truth = imaging::readLabelMap(row.reference);
        if (prediction.geometry.extent != truth.geometry.extent) {
            return item;
        }
        item.finding = describeMistake(prediction, truth, classes);
        if (!row.channels.empty()) {
            const Picture picture = worstSlice(imaging::readVolume(row.channels.front()), prediction, truth,
                                               kPictureHeight, colors);
            item.pictureUrl = picture.isEmpty() ? std::string() : pngDataUrl(picture);
        }
    } catch (const Error& error) {
        log::warning("reporting", "no picture of " + row.name + ": " + error.what());
    }
    return item;
}

std::vector<LowCase> lowestCases(const ReportData& data)
{
    std::vector<LowCase> lowest;
    const std::vector<dataset::LabelEntry> classes = data.manifest.labels.foregroundClasses();
    for (const CaseRow& row : data.cases) {
        if (lowest.size() == kLowestShown || !std::isfinite(row.meanDice)) {
            break;
        }
        lowest.push_back(lowCase(row, classes, data.colors));
    }
    return lowest;
}

/// reports/0003 → "report 3".
std::string reportName(const fs::path& target)
{
    const std::string name = pathText(target.filename());
    const bool isNumber = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t first = std::min(name.find_first_not_of('0'), name.size() - 1);
    return isNumber ? "report " + name.substr(first) : std::string();
}

} // namespace

fs::path writeRunReport(const fs::path& runFolder, const fs::path& target, const dataset::LabelColors& colors)
{
    ReportData data = readReportData(runFolder);
    data.colors = colors;
    ReportExtras extras;
    extras.reportName = reportName(target);
    extras.moment = momentText(std::chrono::system_clock::now());
    extras.version = SEG_VERSION;
    extras.lowest = lowestCases(data);
    extras.files = hashedFiles(data);
    createFolders(target);
    const fs::path file = target / "report.html";
    writeText(file, reportHtml(data, extras));
    return file;
}

} // namespace seg::reporting

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomScans.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace seg::imaging {

namespace fs = std::filesystem;

namespace {

std::string folderName(const fs::path& folder)
{
    const fs::path whole = fs::absolute(folder).lexically_normal();
    return pathText(whole.has_filename() ? whole.filename() : whole.parent_path().filename());
}

std::string describedName(const DicomSeries& series, bool withPatient)
{
    std::string name = plainName(series.description);
    if (name.empty()) {
        name = plainName(folderName(series.files.front().parent_path()));
    }
    if (name.empty()) {
        name = "scan";
    }
    const std::string patient = withPatient ? plainName(series.patientId) : std::string();
    return patient.empty() ? name : patient + "_" + name;
}

bool isOneFile(const DicomSeries& series)
{
    return std::all_of(series.files.begin(), series.files.end(),
                       [&](const fs::path& file) { return file == series.files.front(); });
}

/// "IM0001" for IM0001.dcm; "1.2.840.10008" stays whole, as names of DICOM files often have no ending.
std::string fileName(const fs::path& file)
{
    const std::string ending = lowered(file.extension().string());
    const bool isEnding = ending == ".dcm" || ending == ".dicom" || ending == ".ima";
    return pathText(isEnding ? file.stem() : file.filename());
}

/// Where series come from.
enum class Origin { Folder, ChosenFiles };

/// Names that tell the series of one list apart.
void nameScans(std::vector<DicomScan>& scans, Origin origin)
{
    std::set<std::string> patients;
    for (const DicomScan& scan : scans) {
        if (scan.series.isReadable()) { // no other makes a scan; damaged ones do not say whose they are
            patients.insert(scan.series.patientId);
        }
    }
    std::set<std::string> used;
    for (DicomScan& scan : scans) {
        const std::string name = origin == Origin::ChosenFiles && isOneFile(scan.series)
                                     ? fileName(scan.series.files.front())
                                     : describedName(scan.series, patients.size() > 1);
        scan.name = name;
        for (int number = 2; !used.insert(scan.name).second; ++number) {
            scan.name = fmt::format("{}_{}", name, number);
        }
    }
}

void markMain(std::vector<DicomScan>& scans)
{
    std::map<std::string, DicomScan*> longest; // by study
    for (DicomScan& scan : scans) {
        const DicomSeries& series = scan.series;
        if (!series.isReadable()) {
            continue;
        }
        DicomScan*& best = longest[series.studyUid.empty() ? series.uid : series.studyUid];
        const std::int64_t slices = series.geometry.extent.voxels[0];
        best = best == nullptr || slices > best->series.geometry.extent.voxels[0] ? &scan : best;
    }
    for (const auto& [study, scan] : longest) {
        scan->isMain = true;
    }
}

std::vector<DicomScan> scansOf(std::vector<DicomSeries> series, Origin origin)
{
    std::vector<DicomScan> scans(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        scans[i].series = std::move(series[i]);
    }
    nameScans(scans, origin);
    markMain(scans);
    return scans;
}

void linkOrCopy(const fs::path& file, const fs::path& link)
{
    std::error_code error;
    fs::create_symlink(fs::absolute(file), link, error);
    if (error) { // a file system without links
        copyFile(file, link);
    }
}

/// A folder below `links` that is not there yet.
fs::path freeFolder(const fs::path& links, const std::string& name)
{
    fs::path folder = links / name;
    for (int number = 2; fs::exists(folder); ++number) {
        folder = links / fmt::format("{}_{}", name, number);
    }
    return folder;
}

void linkSlices(DicomScan& scan, const fs::path& links)
{
    scan.path = freeFolder(links, scan.name);
    scan.isLinked = true;
    createFolders(scan.path);
    std::size_t number = 0;
    const fs::path* last = nullptr; // the frames of one file stand together
    for (const fs::path& file : scan.series.files) {
        if (last == nullptr || *last != file) {
            linkOrCopy(file, scan.path / fmt::format("{:05}.dcm", ++number));
        }
        last = &file;
    }
}

} // namespace

std::string plainName(std::string_view text)
{
    std::string name;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = std::isalnum(byte) != 0 || c == '-' || byte >= 0x80; // UTF-8 stays
        if (isPlain || (!name.empty() && name.back() != '_')) {
            name += isPlain ? c : '_';
        }
    }
    while (name.ends_with('_')) {
        name.pop_back();
    }
    return name;
}

std::vector<DicomScan> dicomScansIn(const fs::path& folder, const fs::path& links, const TaskContext& task)
{
    std::vector<DicomScan> scans = scansOf(listDicomSeries(folder, task), Origin::Folder);
    const auto isReadable = [](const DicomScan& scan) { return scan.series.isReadable(); };
    const bool isOnly = std::count_if(scans.begin(), scans.end(), isReadable) == 1;
    for (DicomScan& scan : scans) {
        task.throwIfStopped();
        if (isReadable(scan) && isOnly) {
            scan.path = folder;
            scan.name = folderName(folder);
        } else if (isReadable(scan)) {
            linkSlices(scan, links);
        }
    }
    return scans;
}

std::vector<DicomScan> dicomScansAmong(const std::vector<fs::path>& files, const fs::path& links,
                                       const TaskContext& task)
{
    std::vector<DicomScan> scans = scansOf(dicomSeriesAmong(files, task), Origin::ChosenFiles);
    for (DicomScan& scan : scans) {
        task.throwIfStopped();
        if (!scan.series.isReadable()) {
            continue;
        }
        if (isOneFile(scan.series)) {
            scan.path = scan.series.files.front();
        } else {
            linkSlices(scan, links);
        }
    }
    return scans;
}

void copyDicomLinks(const fs::path& from, const fs::path& to)
{
    createFolders(to);
    std::error_code error;
    for (fs::directory_iterator it(from, error), end; !error && it != end; it.increment(error)) {
        const fs::path source = fs::canonical(it->path(), error);
        if (error) {
            throw ioError("read", pathText(it->path()), error.value());
        }
        linkOrCopy(source, to / it->path().filename());
    }
    if (error) {
        throw ioError("read the folder", pathText(from), error.value());
    }
}

} // namespace seg::imaging

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomSeries.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/DicomSlices.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>

namespace seg::imaging {

namespace fs = std::filesystem;

namespace {

/// Files with DICOM's mark in a folder and the folders within it, sorted.
std::vector<fs::path> dicomFilesIn(const fs::path& folder, const TaskContext& task)
{
    std::vector<fs::path> files;
    std::error_code error;
    fs::recursive_directory_iterator it(folder, error);
    if (error) {
        throw ioError("read the folder", pathText(folder), error.value());
    }
    for (const fs::recursive_directory_iterator end; it != end; it.increment(error)) {
        task.throwIfStopped();
        const bool hidden = it->path().filename().string().starts_with('.');
        if (hidden && it->is_directory(error)) {
            it.disable_recursion_pending();
        } else if (!hidden && it->is_regular_file(error) && isDicomFile(it->path())) {
            files.push_back(it->path());
        }
        if (error) {
            throw ioError("read the folder", pathText(folder), error.value());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

using SlicesByUid = std::map<std::string, std::vector<DicomSlice>>;

/// A series that cannot be read, made of one damaged file.
DicomSeries damagedSeries(const fs::path& file, const std::string& reason)
{
    DicomSeries series;
    series.uid = pathText(file.filename());
    series.description = series.uid;
    series.files = {file};
    series.obstacle = reason;
    return series;
}

/// Adds a note about files that could not be read to the series beside them; one that lies beside none is
/// listed by itself.
void reportDamaged(const std::vector<std::pair<fs::path, std::string>>& damaged,
                   std::vector<DicomSeries>& found)
{
    if (found.empty() && !damaged.empty()) {
        throw Error(ErrorCode::BadInput, damaged.front().second);
    }
    std::vector<DicomSeries> alone;
    for (const auto& [file, reason] : damaged) {
        bool isSaid = false;
        for (DicomSeries& series : found) {
            if (series.files.front().parent_path() == file.parent_path()) {
                series.findings.push_back(fmt::format("A file is left out: {}.", reason));
                isSaid = true;
            }
        }
        if (!isSaid) {
            alone.push_back(damagedSeries(file, reason));
        }
    }
    std::move(alone.begin(), alone.end(), std::back_inserter(found));
}

/// The series that files make, each of which carries DICOM's mark.
std::vector<DicomSeries> seriesOf(const std::vector<fs::path>& files, const TaskContext& task)
{
    SlicesByUid byUid;
    std::vector<std::pair<fs::path, std::string>> damaged;
    for (std::size_t i = 0; i < files.size(); ++i) {
        task.throwIfStopped();
        task.report(static_cast<double>(i) / static_cast<double>(files.size()),
                    "read the headers of the DICOM files");
        try {
            for (DicomSlice& slice : dicomSlicesOf(files[i])) {
                byUid[slice.seriesUid].push_back(std::move(slice));
            }
        } catch (const Error& error) {
            if (error.code() != ErrorCode::BadInput) {
                throw;
            }
            damaged.emplace_back(files[i], error.what());
        }
    }
    std::vector<DicomSeries> found;
    for (auto& [uid, slices] : byUid) {
        found.push_back(arrangeSlices(std::move(slices)).series);
    }
    std::stable_sort(found.begin(), found.end(), [](const DicomSeries& a, const DicomSeries& b) {
        return a.description < b.description;
    });
    reportDamaged(damaged, found);
    return found;
}

std::vector<DicomSlice> slicesOfFiles(std::vector<fs::path> files)
{
    files.erase(std::unique(files.begin(), files.end()), files.end()); // frames of one file stand together
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    std::vector<DicomSlice> slices;
    for (const fs::path& file : files) {
        auto more = dicomSlicesOf(file);
        std::move(more.begin(), more.end(), std::back_inserter(slices));
    }
    return slices;
}

void requireReadable(const DicomSeries& series)
{
    if (!series.isReadable()) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot read the DICOM series {}: {}",
                                                     dicomSeriesText(series), series.obstacle));
    }
}

/// Puts one decoded frame into its slice of the volume.
void fillSlice(const DicomSlice& slice, const DicomPixels& pixels, std::span<float> target)
{
    if (pixels.columns != slice.columns || pixels.rows != slice.rows ||
        static_cast<std::int64_t>(slice.frame) >= pixels.frames) {
        throw badImage(slice.file, "its pixels do not fit its header; copy or export it again");
    }
    withVoxelType(pixels.type, [&](auto value) {
        const std::byte* source = pixels.values.data() + slice.frame * target.size() * sizeof(value);
        for (std::size_t i = 0; i < target.size(); ++i) {
            std::memcpy(&value, source + i * sizeof(value), sizeof(value));
            target[i] = static_cast<float>(static_cast<double>(value) * slice.slope + slice.intercept);
        }
    });
}

} // namespace

bool isDicomFile(const fs::path& file)
{
    constexpr std::size_t kPreamble = 128;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
        return false;
    }
    std::array<char, kPreamble + 4> start{};
    std::ifstream stream(file, std::ios::binary);
    return stream.read(start.data(), start.size()) && std::memcmp(start.data() + kPreamble, "DICM", 4) == 0;
}

bool holdsDicom(const fs::path& folder, const TaskContext& task)
{
    constexpr std::size_t kMostEntries = 5000;
    std::error_code error;
    std::size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error),
         end;
         !error && it != end && seen < kMostEntries; it.increment(error), ++seen) {
        task.throwIfStopped();
        if (it->path().filename().string().starts_with('.')) {
            it.disable_recursion_pending();
        } else if (!isImageFile(it->path()) && isDicomFile(it->path())) {
            return true;
        }
    }
    return false;
}

std::vector<DicomSeries> listDicomSeries(const fs::path& folder, const TaskContext& task)
{
    return seriesOf(dicomFilesIn(folder, task), task);
}

std::vector<DicomSeries> dicomSeriesAmong(std::vector<fs::path> files, const TaskContext& task)
{
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    std::erase_if(files, [](const fs::path& file) { return !isDicomFile(file); });
    return seriesOf(files, task);
}

Volume readDicomSeries(const DicomSeries& series, const TaskContext& task)
{
    requireReadable(series);
    const ArrangedSlices arranged = arrangeSlices(slicesOfFiles(series.files));
    requireReadable(arranged.series);
    Volume volume;
    volume.geometry = arranged.series.geometry;
    const auto count = static_cast<std::size_t>(volume.geometry.extent.count());
    requireMemory(series.files.front(), count * sizeof(float));
    volume.values.resize(count);
    const std::size_t each = count / arranged.slices.size();
    DicomPixels pixels;
    fs::path unpacked; // the file that `pixels` came from
    for (std::size_t k = 0; k < arranged.slices.size(); ++k) {
        task.throwIfStopped();
        task.report(static_cast<double>(k) / static_cast<double>(arranged.slices.size()),
                    "read the DICOM slices");
        const DicomSlice& slice = arranged.slices[k];
        if (slice.file != unpacked) {
            pixels = readDicomPixels(slice.file);
            unpacked = slice.file;
        }
        fillSlice(slice, pixels, std::span(volume.values).subspan(k * each, each));
    }
    return volume;
}

DicomSeries onlyDicomSeries(const fs::path& folder, const TaskContext& task)
{
    const std::vector<DicomSeries> all = listDicomSeries(folder, task);
    if (all.empty()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read {}: there is no DICOM series in this folder; choose an "
                                "image file, or the folder that holds the slices",
                                pathText(folder)));
    }
    std::vector<DicomSeries> readable;
    std::copy_if(all.begin(), all.end(), std::back_inserter(readable),
                 [](const DicomSeries& series) { return series.isReadable(); });
    if (readable.size() == 1) {
        return readable.front();
    }
    if (all.size() == 1) {
        requireReadable(all.front());
    }
    std::string list;
    for (const DicomSeries& series : all) {
        list += fmt::format("{}{} in {}", list.empty() ? "" : "; ", dicomSeriesText(series),
                            pathText(series.files.front().parent_path()));
    }
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot read {}: it holds {} DICOM series, and one is wanted: {}. Choose "
                            "the folder of one, or put its files into a folder of their own",
                            pathText(folder), all.size(), list));
}

DicomSeries dicomSeriesOfFile(const fs::path& file)
{
    std::vector<DicomSlice> slices = dicomSlicesOf(file);
    if (slices.empty()) {
        throw badImage(file, "it is a DICOM object without a scan in it; choose a file of the image series");
    }
    DicomSeries series = arrangeSlices(std::move(slices)).series;
    requireReadable(series);
    return series;
}

std::string dicomSeriesText(const DicomSeries& series)
{
    const auto& voxels = series.geometry.extent.voxels;
    const auto& mm = series.geometry.spacing.mm;
    const std::string name = series.description.empty() ? "series " + series.uid : series.description;
    if (series.geometry.extent.count() == 0) {
        return name; // a damaged file
    }
    return fmt::format("{} ({}, {} {} of {}x{}, {:.4g} x {:.4g} x {:.4g} mm)", name,
                       series.modality.empty() ? "no modality" : series.modality, voxels[0],
                       voxels[0] == 1 ? "slice" : "slices", voxels[2], voxels[1], mm[2], mm[1], mm[0]);
}

} // namespace seg::imaging

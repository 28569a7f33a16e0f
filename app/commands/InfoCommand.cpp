// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <vector>

namespace seg::app {

namespace {

struct ValueStatistics {
    double minimum = std::numeric_limits<double>::infinity();
    double maximum = -std::numeric_limits<double>::infinity();
    double mean = 0.0;
};

ValueStatistics statisticsOf(const Volume& volume)
{
    ValueStatistics statistics;
    double sum = 0.0;
    for (const float value : volume.values) {
        statistics.minimum = std::min(statistics.minimum, static_cast<double>(value));
        statistics.maximum = std::max(statistics.maximum, static_cast<double>(value));
        sum += value;
    }
    statistics.mean = sum / static_cast<double>(volume.values.size());
    return statistics;
}

/// A (z, y, x) triple in the order i, j, k that ITK uses.
template <typename Value> std::array<Value, 3> ijk(const std::array<Value, 3>& zyx)
{
    return {zyx[2], zyx[1], zyx[0]};
}

Json directionOf(const Geometry& geometry)
{
    Json direction = Json::array();
    for (const auto& row : geometry.direction) {
        for (const double value : row) {
            direction.push_back(value);
        }
    }
    return direction;
}

void showPlacement(const Geometry& geometry, Console& console)
{
    console.line(
        fmt::format("  size        {} voxels (i, j, k)", fmt::join(ijk(geometry.extent.voxels), " x ")));
    console.line(fmt::format("  spacing     {:.6g} mm", fmt::join(ijk(geometry.spacing.mm), " x ")));
    console.line(fmt::format("  origin      {:.6g} mm (LPS)", fmt::join(geometry.origin, ", ")));
    console.line(fmt::format("  orientation {}", orientationCode(geometry)));
}

int showImage(const std::string& file, CommandContext& context)
{
    const imaging::ImageInfo info = imaging::readImageInfo(file);
    const ValueStatistics values = statisticsOf(imaging::readVolume(file));
    const Geometry& geometry = info.geometry;
    Console& console = context.console();
    console.result() = {{"file", file},
                        {"format", info.format},
                        {"size", ijk(geometry.extent.voxels)},
                        {"spacing", ijk(geometry.spacing.mm)},
                        {"origin", geometry.origin},
                        {"direction", directionOf(geometry)},
                        {"orientation", orientationCode(geometry)},
                        {"channels", info.channels},
                        {"type", info.voxelType},
                        {"minimum", values.minimum},
                        {"maximum", values.maximum},
                        {"mean", values.mean},
                        {"note", info.note}};
    console.line(fmt::format("{}  ({}, {}, {} {})", file, info.format, info.voxelType, info.channels,
                             info.channels == 1 ? "channel" : "channels"));
    showPlacement(geometry, console);
    console.line(fmt::format("  values      {:.6g} to {:.6g}, mean {:.6g}", values.minimum, values.maximum,
                             values.mean));
    if (!info.note.empty()) {
        console.line("  note        " + info.note);
    }
    return kDone;
}

Json seriesJson(const imaging::DicomSeries& series)
{
    return {{"uid", series.uid},
            {"description", series.description},
            {"modality", series.modality},
            {"patient", series.patientId},
            {"slices", series.geometry.extent.voxels[0]},
            {"size", ijk(series.geometry.extent.voxels)},
            {"spacing", ijk(series.geometry.spacing.mm)},
            {"origin", series.geometry.origin},
            {"direction", directionOf(series.geometry)},
            {"thickness", series.sliceThickness},
            {"type", series.voxelType},
            {"folder", pathText(series.files.front().parent_path())},
            {"findings", series.findings},
            {"obstacle", series.obstacle}};
}

/// \param alone  its place and notes have been shown as those of the scan it makes.
void showSeries(const imaging::DicomSeries& series, bool alone, Console& console)
{
    console.line(imaging::dicomSeriesText(series));
    console.line("  uid         " + series.uid);
    console.line("  folder      " + pathText(series.files.front().parent_path()));
    if (!alone) {
        showPlacement(series.geometry, console);
    }
    if (series.sliceThickness > 0.0) {
        console.line(fmt::format("  thickness   {:.6g} mm", series.sliceThickness));
    }
    for (const std::string& finding : alone ? std::vector<std::string>() : series.findings) {
        console.line("  note        " + finding);
    }
    if (!series.isReadable()) {
        console.line("  obstacle    " + series.obstacle);
    }
}

/// The series in a folder; of the only one that can be read also what its voxels hold.
int showFolder(const std::string& folder, CommandContext& context)
{
    const auto all = imaging::listDicomSeries(folder, context.task());
    if (all.empty()) {
        throw Error(ErrorCode::BadInput, "cannot read " + folder +
                                             ": there is no DICOM series in this folder; name an image file");
    }
    const bool single = std::ranges::count_if(all, &imaging::DicomSeries::isReadable) == 1;
    const int code = single ? showImage(folder, context) : kDone;
    Json list = Json::array();
    for (const imaging::DicomSeries& series : all) {
        list.push_back(seriesJson(series));
        showSeries(series, single && series.isReadable(), context.console());
    }
    context.console().result()["series"] = list;
    return code;
}

int showInfo(const std::string& file, CommandContext& context)
{
    return std::filesystem::is_directory(file) ? showFolder(file, context) : showImage(file, context);
}

} // namespace

void declareInfo(Verbs& verbs)
{
    auto file = std::make_shared<std::string>();
    CLI::App& verb = verbs.add("info", "Show what a scan or mask holds and where it lies in the patient",
                               "  segwright-cli info scan.nii.gz\n"
                               "  segwright-cli info mask.nrrd --json\n"
                               "  segwright-cli info exported-dicom/",
                               [file](CommandContext& context) { return showInfo(*file, context); });
    verb.add_option("FILE", *file, "Image file, or folder with DICOM series")->required();
}

} // namespace seg::app

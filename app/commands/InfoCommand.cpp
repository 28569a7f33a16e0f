// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/imaging/io/ImageFile.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <memory>

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

int showInfo(const std::string& file, CommandContext& context)
{
    const imaging::ImageInfo info = imaging::readImageInfo(file);
    const ValueStatistics values = statisticsOf(imaging::readVolume(file));
    const Geometry& geometry = info.geometry;
    Json direction = Json::array();
    for (const auto& row : geometry.direction) {
        for (const double value : row) {
            direction.push_back(value);
        }
    }
    const auto size = ijk(geometry.extent.voxels);
    const auto spacing = ijk(geometry.spacing.mm);
    Console& console = context.console();
    console.result() = {{"file", file},
                        {"format", info.format},
                        {"size", size},
                        {"spacing", spacing},
                        {"origin", geometry.origin},
                        {"direction", direction},
                        {"orientation", orientationCode(geometry)},
                        {"channels", info.channels},
                        {"type", info.voxelType},
                        {"minimum", values.minimum},
                        {"maximum", values.maximum},
                        {"mean", values.mean},
                        {"note", info.note}};
    console.line(fmt::format("{}  ({}, {}, {} {})", file, info.format, info.voxelType, info.channels,
                             info.channels == 1 ? "channel" : "channels"));
    console.line(fmt::format("  size        {} voxels (i, j, k)", fmt::join(size, " x ")));
    console.line(fmt::format("  spacing     {:.6g} mm", fmt::join(spacing, " x ")));
    console.line(fmt::format("  origin      {:.6g} mm (LPS)", fmt::join(geometry.origin, ", ")));
    console.line(fmt::format("  orientation {}", orientationCode(geometry)));
    console.line(fmt::format("  values      {:.6g} to {:.6g}, mean {:.6g}", values.minimum, values.maximum,
                             values.mean));
    if (!info.note.empty()) {
        console.line("  note        " + info.note);
    }
    return kDone;
}

} // namespace

void declareInfo(Verbs& verbs)
{
    auto file = std::make_shared<std::string>();
    CLI::App& verb = verbs.add("info", "Show what a scan or mask holds and where it lies in the patient",
                               "  segwright-cli info scan.nii.gz\n"
                               "  segwright-cli info mask.nii.gz --json",
                               [file](CommandContext& context) { return showInfo(*file, context); });
    verb.add_option("FILE", *file, "Image file")->required();
}

} // namespace seg::app

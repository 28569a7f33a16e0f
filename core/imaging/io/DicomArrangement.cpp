// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomSlices.h"
#include "core/imaging/io/PlacementRepair.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace seg::imaging {

namespace {

constexpr double kDirectionTolerance = 1e-3; // between two slices' direction cosines
constexpr double kSamePlaceMm = 1e-3;        // two slices nearer than this lie at the same place
constexpr double kMissingFactor = 1.5;       // a distance of so many usual ones leaves out a slice
constexpr double kUnevenFactor = 0.01;       // of the usual distance
constexpr double kTiltDegrees = 0.1;

Point normalOf(const std::array<double, 6>& o) noexcept
{
    return {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
}

double dot(const Point& a, const Point& b) noexcept
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// How far along the normal a slice lies, mm.
double depthOf(const DicomSlice& slice, const Point& normal) noexcept
{
    return dot(*slice.position, normal);
}

/// "120 of 512x512 and 1 of 256x256", the commonest first.
std::string counted(const std::map<std::string, int>& counts)
{
    std::vector<std::pair<int, std::string>> sorted;
    for (const auto& [name, count] : counts) {
        sorted.emplace_back(-count, name);
    }
    std::sort(sorted.begin(), sorted.end());
    std::string text;
    for (const auto& [count, name] : sorted) {
        text += fmt::format("{}{} of {}", text.empty() ? "" : " and ", -count, name);
    }
    return text;
}

/// Leaves out further copies of a slice.
void dropCopies(std::vector<DicomSlice>& slices, DicomSeries& series)
{
    std::set<std::pair<std::string, std::size_t>> seen;
    const std::size_t before = slices.size();
    std::erase_if(slices, [&](const DicomSlice& slice) {
        return !slice.sopUid.empty() && !seen.emplace(slice.sopUid, slice.frame).second;
    });
    if (slices.size() < before) {
        series.findings.push_back(fmt::format(
            "{} of its slices are there twice (the same SOPInstanceUID); the copies are left out.",
            before - slices.size()));
    }
}

/// What keeps the slices from being one volume, as far as each alone says it.
std::string mixtureOf(const std::vector<DicomSlice>& slices)
{
    std::map<std::string, int> sizes;
    std::map<std::string, int> spacings;
    std::map<std::string, int> kinds;
    std::size_t turned = 0;
    const auto& first = slices.front().orientation;
    for (const DicomSlice& slice : slices) {
        ++sizes[fmt::format("{}x{}", slice.columns, slice.rows)];
        ++spacings[fmt::format("{:.4g} x {:.4g} mm", slice.pixelSpacing[1], slice.pixelSpacing[0])];
        ++kinds[slice.samples > 1         ? "colors"
                : slice.voxelType.empty() ? "an unknown kind of pixels"
                                          : "gray values"];
        bool same = slice.orientation.has_value() == first.has_value();
        for (std::size_t i = 0; same && first && i < 6; ++i) {
            same = std::abs((*slice.orientation)[i] - (*first)[i]) <= kDirectionTolerance;
        }
        turned += same ? 0 : 1;
    }
    if (sizes.size() > 1) {
        return fmt::format("its slices differ in size: {}; keep those of one size in a folder of their own",
                           counted(sizes));
    }
    if (turned > 0) {
        return fmt::format(
            "its slices do not all point the same way: {} of {} are turned against the first; keep those "
            "of one direction in a folder of their own",
            turned, slices.size());
    }
    if (spacings.size() > 1) {
        return fmt::format(
            "its slices differ in the size of their pixels: {}; keep those of one size in a folder of "
            "their own",
            counted(spacings));
    }
    if (kinds.size() > 1 || kinds.begin()->first != "gray values") {
        return fmt::format("its pixels are not all gray values: {}; choose the original gray series",
                           counted(kinds));
    }
    return {};
}

/// Sorts by place, or by number where places are missing. \return  whether the places are known.
bool sortSlices(std::vector<DicomSlice>& slices, DicomSeries& series)
{
    const bool placed = std::all_of(slices.begin(), slices.end(), [](const DicomSlice& slice) {
        return slice.position.has_value() && slice.orientation.has_value();
    });
    if (placed) {
        const Point normal = normalOf(*slices.front().orientation);
        std::stable_sort(slices.begin(), slices.end(), [&](const DicomSlice& a, const DicomSlice& b) {
            const double difference = depthOf(a, normal) - depthOf(b, normal);
            return difference != 0.0 ? difference < 0.0 : a.instance < b.instance;
        });
    } else {
        std::stable_sort(slices.begin(), slices.end(),
                         [](const DicomSlice& a, const DicomSlice& b) { return a.instance < b.instance; });
        series.findings.emplace_back("Its slices do not say where they lie in the patient; they are sorted "
                                     "by their instance numbers.");
    }
    return placed;
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Looks at the distances between neighbours. \return  the spacing along the normal, mm.
double judgeDistances(const std::vector<DicomSlice>& slices, const Point& normal, DicomSeries& series)
{
    std::vector<double> distances;
    std::size_t together = 0;
    for (std::size_t k = 1; k < slices.size(); ++k) {
        distances.push_back(depthOf(slices[k], normal) - depthOf(slices[k - 1], normal));
        together += distances.back() < kSamePlaceMm ? 1 : 0;
    }
    if (together > 0) {
        series.obstacle =
            fmt::format("{} of its {} slices lie at the same place as another (several times, echoes or "
                        "b-values in one series); keep one of them at each place",
                        together, slices.size());
        return 1.0;
    }
    const double usual = medianOf(distances);
    std::size_t missing = 0;
    std::string where;
    for (std::size_t k = 0; k < distances.size(); ++k) {
        if (distances[k] > kMissingFactor * usual) {
            missing += static_cast<std::size_t>(std::min(std::round(distances[k] / usual), 1e6)) - 1;
            where += fmt::format("{}between slices {} and {}", where.empty() ? "" : ", ", k + 1, k + 2);
        }
    }
    if (missing > 0) {
        series.findings.push_back(fmt::format("{} {} to be missing ({}): the usual distance is {:.4g} mm.",
                                              missing, missing == 1 ? "slice seems" : "slices seem",
                                              where.substr(0, 200), usual));
        return usual;
    }
    const auto [least, most] = std::minmax_element(distances.begin(), distances.end());
    const double mean = (depthOf(slices.back(), normal) - depthOf(slices.front(), normal)) /
                        static_cast<double>(distances.size());
    if (*most - *least > kUnevenFactor * usual) {
        series.findings.push_back(fmt::format(
            "Its slices lie {:.4g} to {:.4g} mm apart; {:.4g} mm, the mean, is used.", *least, *most, mean));
    }
    return mean;
}

/// Slices whose corners do not lie above each other: a tilted gantry.
void judgeTilt(const std::vector<DicomSlice>& slices, const Point& normal, DicomSeries& series)
{
    const Point& first = *slices.front().position;
    const Point& last = *slices.back().position;
    const Point way{last[0] - first[0], last[1] - first[1], last[2] - first[2]};
    const double along = dot(way, normal);
    const double across = std::sqrt(std::max(dot(way, way) - along * along, 0.0));
    const double degrees = std::atan2(across, std::abs(along)) * 180.0 / std::numbers::pi;
    if (degrees > kTiltDegrees) {
        series.findings.push_back(
            fmt::format("Its slices are sheared by {:.1f} degrees (a tilted gantry): places far from "
                        "the first slice are off by up to {:.3g} mm.",
                        degrees, across));
    }
}

void placeVolume(const std::vector<DicomSlice>& slices, bool placed, DicomSeries& series)
{
    const DicomSlice& first = slices.front();
    Geometry& geometry = series.geometry;
    geometry.extent = {{static_cast<std::int64_t>(slices.size()), first.rows, first.columns}};
    const double alone = first.sliceDistance > 0.0 ? first.sliceDistance : first.thickness;
    geometry.spacing = {{alone > 0.0 ? alone : 1.0, first.pixelSpacing[0], first.pixelSpacing[1]}};
    if (first.orientation) {
        const Point normal = normalOf(*first.orientation);
        for (std::size_t row = 0; row < 3; ++row) {
            geometry.direction[row] = {(*first.orientation)[row], (*first.orientation)[3 + row], normal[row]};
        }
        if (placed && slices.size() > 1 && series.obstacle.empty()) {
            geometry.spacing.mm[0] = judgeDistances(slices, normal, series);
            judgeTilt(slices, normal, series);
        }
    }
    geometry.origin = first.position.value_or(Point{0.0, 0.0, 0.0});
    std::string note;
    repairPlacement(geometry, note);
    if (!note.empty()) {
        series.findings.push_back(note);
    }
}

} // namespace

ArrangedSlices arrangeSlices(std::vector<DicomSlice> slices)
{
    ArrangedSlices arranged;
    DicomSeries& series = arranged.series;
    const DicomSlice& any = slices.front();
    series.uid = any.seriesUid;
    series.description = any.description;
    series.modality = any.modality;
    series.patientId = any.patientId;
    series.studyUid = any.studyUid;
    series.sliceThickness = any.thickness;
    series.voxelType = any.voxelType;
    dropCopies(slices, series);
    series.obstacle = mixtureOf(slices);
    const bool placed = sortSlices(slices, series);
    placeVolume(slices, placed, series);
    for (const DicomSlice& slice : slices) {
        series.files.push_back(slice.file);
    }
    arranged.slices = std::move(slices);
    return arranged;
}

} // namespace seg::imaging

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/core/imaging/io/RawDicom.h"

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>

namespace seg::test {

/// One DICOM series as a scanner would write it: `count` slices, 2.5 mm apart, turned about the z axis, in
/// files that are named the other way round.
struct SeriesSpec {
    std::string uid = "1.2.3";
    std::string description = "T1 post";
    int count = 5;
    int columns = 4;
    int rows = 3;
    int without = -1; ///< slice that is missing
    std::string prefix = {};
};

inline void writeDicomSeries(const std::filesystem::path& folder, const SeriesSpec& series,
                             const std::function<void(int, SliceSpec&)>& change = {})
{
    std::filesystem::create_directories(folder);
    for (int k = 0; k < series.count; ++k) {
        SliceSpec slice;
        slice.number = k + 1;
        slice.orientation = {std::cos(0.3), std::sin(0.3), 0, -std::sin(0.3), std::cos(0.3), 0};
        slice.position = {10.0, -20.0, 5.0 + 2.5 * k};
        slice.series = series.uid;
        slice.description = series.description;
        slice.columns = series.columns;
        slice.rows = series.rows;
        if (change) {
            change(k, slice);
        }
        if (k != series.without) {
            writeSlice(folder / fmt::format("{}{:03}.dcm", series.prefix, 900 - k), slice);
        }
    }
}

/// A study in one folder: a series of 7 slices ("T1 post") whose fifth is missing, one of 3 ("Scout"), and
/// one whose slices point in two directions ("Localizer").
inline void writeDicomStudy(const std::filesystem::path& folder)
{
    writeDicomSeries(folder, {"1.2.3", "T1 post", 8, 4, 3, 4, "a"});
    writeDicomSeries(folder, {"1.2.4", "Scout", 3, 4, 3, -1, "b"});
    writeDicomSeries(folder, {"1.2.5", "Localizer", 2, 4, 3, -1, "c"}, [](int k, SliceSpec& slice) {
        if (k == 1) {
            slice.orientation = {0, 1, 0, 0, 0, -1};
        }
    });
}

} // namespace seg::test

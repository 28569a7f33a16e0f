// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/imaging/Geometry.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

/// The inputs of the golden fixtures, made by formula (tests/golden/README_augmentation.md).
namespace seg::golden {

/// One part of a fixture.
inline Json read(const std::string& name, const std::string& part)
{
    return readJson(std::string(SEG_SOURCE_DIR) + "/tests/golden/" + name).at(part);
}

inline Extent extentOf(const Json& sizes)
{
    Extent extent{{1, 1, 1}};
    const std::size_t leading = 3 - sizes.size();
    for (std::size_t axis = leading; axis < 3; ++axis) {
        extent.voxels[axis] = sizes[axis - leading].get<std::int64_t>();
    }
    return extent;
}

inline std::vector<float> image(std::int64_t channels, const Extent& extent)
{
    std::vector<float> values(static_cast<std::size_t>(channels * extent.count()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(static_cast<double>((i * 7919) % 1009) / 100.0 - 5.0);
    }
    return values;
}

inline std::vector<std::int16_t> labels(const Extent& extent)
{
    std::vector<std::int16_t> values;
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < extent.voxels[2]; ++x) {
                values.push_back(static_cast<std::int16_t>((z / 3 * 3 + y / 3 * 5 + x / 3 * 7) % 5 - 1));
            }
        }
    }
    return values;
}

/// Index and text of the first value further away than `tolerance`; empty when all agree.
template <typename Values>
std::string difference(const Values& actual, const Json& expected, double tolerance)
{
    if (actual.size() != expected.size()) {
        return std::to_string(actual.size()) + " values instead of " + std::to_string(expected.size());
    }
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const auto a = static_cast<double>(actual[i]);
        const auto e = expected[i].template get<double>();
        if (!(std::abs(a - e) <= tolerance)) {
            return "value " + std::to_string(i) + " is " + std::to_string(a) + ", expected " +
                   std::to_string(e);
        }
    }
    return {};
}

} // namespace seg::golden

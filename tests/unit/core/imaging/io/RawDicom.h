// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/core/imaging/io/RawNifti.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace seg::test {

/// One DICOM data element in explicit little-endian form, as PS3.5 describes it; written by hand so that the
/// readers are not tested against their own library.
inline std::string dicomElement(std::uint16_t group, std::uint16_t element, const std::string& vr,
                                std::string value)
{
    const bool wide = vr == "OB" || vr == "OW" || vr == "SQ" || vr == "UN" || vr == "UT";
    if (value.size() % 2 != 0) {
        value += vr == "UI" || vr == "OB" ? '\0' : ' ';
    }
    std::string bytes;
    const auto number = [&](std::uint64_t n, int count) {
        for (int i = 0; i < count; ++i) {
            bytes += static_cast<char>((n >> (8 * i)) & 0xFFU);
        }
    };
    number(group, 2);
    number(element, 2);
    bytes += vr;
    number(0, wide ? 2 : 0);
    number(value.size(), wide ? 4 : 2);
    return bytes + value;
}

inline std::string dicomShort(std::uint16_t group, std::uint16_t element, unsigned value)
{
    return dicomElement(group, element, "US",
                        {static_cast<char>(value & 0xFFU), static_cast<char>(value >> 8U)});
}

/// A sequence of items, each the bytes of a data set.
inline std::string dicomSequence(std::uint16_t group, std::uint16_t element,
                                 const std::vector<std::string>& items)
{
    std::string bytes;
    for (const std::string& item : items) {
        bytes += std::string("\xfe\xff\x00\xe0", 4);
        for (int i = 0; i < 4; ++i) {
            bytes += static_cast<char>((item.size() >> (8 * i)) & 0xFFU);
        }
        bytes += item;
    }
    return dicomElement(group, element, "SQ", bytes);
}

/// Preamble, file meta information and a data set.
inline std::string dicomFile(const std::string& sopClass, const std::string& sopInstance,
                             const std::string& dataSet)
{
    const std::string meta = dicomElement(2, 1, "OB", std::string("\0\1", 2)) +
                             dicomElement(2, 2, "UI", sopClass) + dicomElement(2, 3, "UI", sopInstance) +
                             dicomElement(2, 0x10, "UI", "1.2.840.10008.1.2.1") +
                             dicomElement(2, 0x12, "UI", "1.2.3.4");
    std::string size;
    for (int i = 0; i < 4; ++i) {
        size += static_cast<char>((meta.size() >> (8 * i)) & 0xFFU);
    }
    std::string bytes(128, '\0');
    bytes += "DICM";
    return bytes.append(dicomElement(2, 0, "UL", size)).append(meta).append(dataSet);
}

/// What a test says about one slice; everything else is as an MR slice of 4 x 3 pixels has it.
struct SliceSpec {
    int number = 1; ///< InstanceNumber; part of the SOPInstanceUID
    std::array<double, 3> position{0.0, 0.0, 0.0};
    std::array<double, 6> orientation{1, 0, 0, 0, 1, 0};
    std::array<double, 2> pixelSpacing{0.75, 0.5}; ///< along y, along x
    std::string series = "1.2.3";
    std::string description = "T1 post";
    int columns = 4;
    int rows = 3;
    int samples = 1;
    bool isSigned = true;
    int bitsStored = 16;
    std::string slope;
    std::string intercept;
    bool placed = true;
    std::vector<std::int16_t> pixels; ///< empty: 100 * number + index
    int copy = 0;                     ///< tells the SOPInstanceUIDs of slices with one number apart
};

inline std::string sliceBytes(const SliceSpec& spec)
{
    std::vector<std::int16_t> pixels = spec.pixels;
    for (int i = 0; static_cast<int>(pixels.size()) < spec.columns * spec.rows * spec.samples; ++i) {
        pixels.push_back(static_cast<std::int16_t>(100 * spec.number + i));
    }
    const std::string uid = fmt::format("{}.{}.{}", spec.series, spec.number, spec.copy);
    const auto& o = spec.orientation;
    const auto& p = spec.position;
    std::string set = dicomElement(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.4") +
                      dicomElement(0x08, 0x18, "UI", uid) + dicomElement(0x08, 0x60, "CS", "MR") +
                      dicomElement(0x08, 0x103e, "LO", spec.description) +
                      dicomElement(0x10, 0x20, "LO", "patient 7") + dicomElement(0x18, 0x50, "DS", "2.2") +
                      dicomElement(0x20, 0x0d, "UI", "1.2") + dicomElement(0x20, 0x0e, "UI", spec.series) +
                      dicomElement(0x20, 0x13, "IS", std::to_string(spec.number));
    if (spec.placed) {
        set += dicomElement(0x20, 0x32, "DS", fmt::format("{}\\{}\\{}", p[0], p[1], p[2])) +
               dicomElement(0x20, 0x37, "DS",
                            fmt::format("{}\\{}\\{}\\{}\\{}\\{}", o[0], o[1], o[2], o[3], o[4], o[5]));
    }
    set += dicomShort(0x28, 2, static_cast<unsigned>(spec.samples)) +
           dicomElement(0x28, 4, "CS", spec.samples == 1 ? "MONOCHROME2" : "RGB");
    if (spec.samples > 1) {
        set += dicomShort(0x28, 6, 0);
    }
    set += dicomShort(0x28, 0x10, static_cast<unsigned>(spec.rows)) +
           dicomShort(0x28, 0x11, static_cast<unsigned>(spec.columns)) +
           dicomElement(0x28, 0x30, "DS", fmt::format("{}\\{}", spec.pixelSpacing[0], spec.pixelSpacing[1])) +
           dicomShort(0x28, 0x100, 16) + dicomShort(0x28, 0x101, static_cast<unsigned>(spec.bitsStored)) +
           dicomShort(0x28, 0x102, static_cast<unsigned>(spec.bitsStored - 1)) +
           dicomShort(0x28, 0x103, spec.isSigned ? 1 : 0);
    if (!spec.slope.empty()) {
        set +=
            dicomElement(0x28, 0x1052, "DS", spec.intercept) + dicomElement(0x28, 0x1053, "DS", spec.slope);
    }
    set += dicomElement(0x7fe0, 0x10, "OW",
                        {reinterpret_cast<const char*>(pixels.data()), pixels.size() * sizeof(std::int16_t)});
    return dicomFile("1.2.840.10008.5.1.4.1.1.4", uid, set);
}

inline void writeSlice(const std::filesystem::path& file, const SliceSpec& spec)
{
    writeBytes(file, sliceBytes(spec));
}

} // namespace seg::test

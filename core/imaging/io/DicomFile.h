// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The data elements of a DICOM file (PS3.10, PS3.5). They are taken apart here and not with GDCM, which ends
/// the whole program by an assertion when a file is damaged or cut short; GDCM unpacks compressed pixels
/// (DicomPixels.cpp).
namespace seg::imaging::dicom {

/// 0xggggeeee: group and element.
using Tag = std::uint32_t;

inline constexpr Tag kPixelData = 0x7fe00010;
inline constexpr std::string_view kSegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4"; ///< SOP class of SEG

class DataSet;

/// A part of the file.
struct Range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct Element {
    std::string value;     ///< its bytes as stored; empty for sequences, pixels and very long values
    Range range;           ///< where the value stands
    bool cutShort = false; ///< the file ends before the value does (pixels only; other elements are refused)
    std::vector<DataSet> items;   ///< of a sequence
    std::vector<Range> fragments; ///< of compressed pixels; the first is the offset table
    bool isEncapsulated = false;  ///< compressed pixels
};

class DataSet {
public:
    DataSet();
    ~DataSet();
    DataSet(DataSet&&) noexcept;
    DataSet& operator=(DataSet&&) noexcept;

    [[nodiscard]] const Element* find(Tag tag) const;
    Element& operator[](Tag tag); ///< adds it when it is missing

    /// Text without padding, as UTF-8; empty when the element is missing.
    [[nodiscard]] std::string text(Tag tag) const;

    /// The numbers of an element that is written as text (DS, IS); empty when it is missing or one is no
    /// number.
    [[nodiscard]] std::vector<double> decimals(Tag tag) const;
    [[nodiscard]] std::optional<double> decimal(Tag tag) const; ///< the first of them

    /// The first number of an element of two-byte numbers (US), in the file's byte order.
    [[nodiscard]] std::optional<std::uint16_t> whole(Tag tag) const;

    /// The items of a sequence; none when it is missing.
    [[nodiscard]] const std::vector<DataSet>& items(Tag tag) const;

    /// The first item of a sequence; null when there is none.
    [[nodiscard]] const DataSet* item(Tag tag) const;

    void setBigEndian(bool big) noexcept { m_big = big; }

private:
    std::unique_ptr<std::map<Tag, Element>> m_elements; // by pointer: the element holds data sets itself
    bool m_big = false;
};

/// One opened file. Values stay on the disk until they are asked for, but for short ones.
class File {
public:
    /// \throws seg::Error  BadInput: no DICOM, damaged, cut short in front of the pixels, nested too deeply;
    /// NotFound,
    ///   NoPermission, Io.
    explicit File(const std::filesystem::path& file);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    [[nodiscard]] const DataSet& data() const noexcept { return m_data; }
    [[nodiscard]] const std::string& transferSyntax() const noexcept { return m_syntax; }
    [[nodiscard]] bool isBigEndian() const noexcept;

    /// \throws seg::Error  BadInput when the file ends before.
    [[nodiscard]] std::vector<std::byte> bytes(const Range& range) const;

private:
    std::filesystem::path m_path;
    std::unique_ptr<std::istream> m_stream; ///< of the file, or of its inflated content
    std::string m_syntax;
    DataSet m_data;
};

} // namespace seg::imaging::dicom

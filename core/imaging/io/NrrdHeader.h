// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/ImageFile.h"
#include "core/imaging/io/VoxelType.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace seg::imaging {

enum class NrrdEncoding { Raw, Gzip, Text };

/// A NRRD header, checked. Internal to the NRRD reader and writer.
struct NrrdHeader {
    std::filesystem::path file; ///< the header's
    std::map<std::string, std::string>
        fields; ///< by lower-case name, spaces left out of it ("spacedirections")
    VoxelType type = VoxelType::UInt8;
    bool swapped = false; ///< the values have the other byte order
    NrrdEncoding encoding = NrrdEncoding::Raw;
    std::vector<std::int64_t> sizes;        ///< of all axes, fastest first
    std::vector<std::size_t> spatialAxes;   ///< which of them are i, j, k; one to three
    std::optional<std::size_t> channelAxis; ///< which one counts channels
    std::filesystem::path dataFile;         ///< the header's own file, or another
    std::uint64_t dataOffset = 0;           ///< of the values (or of the compressed stream) in it
    std::uint64_t skippedBytes = 0;         ///< of the uncompressed content, before the first value

    [[nodiscard]] std::int64_t channels() const noexcept { return channelAxis ? sizes[*channelAxis] : 1; }
    [[nodiscard]] std::string contentText() const; ///< "36x50x35 voxels of int16"
};

/// \throws seg::Error  BadInput: not NRRD, a field that is missing or makes no sense, more axes than can be
/// read, a type
///   or encoding that is not supported, values that the file cannot hold; NotFound for a missing data file.
[[nodiscard]] NrrdHeader readNrrdHeader(const std::filesystem::path& file);

/// Where the voxels lie, in LPS, and what was repaired.
[[nodiscard]] ImageInfo nrrdInfo(const NrrdHeader& header);

/// The per-axis parts of a field ("(1,0,0)", "none", "domain", "0.5"); empty when it is missing.
[[nodiscard]] std::vector<std::string> nrrdAxisValues(const NrrdHeader& header, const std::string& field);

} // namespace seg::imaging

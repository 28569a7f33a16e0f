// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/ImageFile.h"
#include "core/imaging/io/VoxelType.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace seg::imaging {

/// A MetaImage header, checked. Internal to the MetaImage reader and writer.
struct MetaImageHeader {
    std::filesystem::path file;
    std::map<std::string, std::string> fields; ///< by lower-case name
    VoxelType type = VoxelType::UInt8;
    bool swapped = false;
    bool compressed = false;         ///< a zlib stream
    bool text = false;               ///< BinaryData = False: numbers written out
    std::vector<std::int64_t> sizes; ///< of all axes, fastest first; one to four
    std::int64_t samples = 1;        ///< numbers that stand together for one voxel
    std::filesystem::path dataFile;  ///< the header's own file, or another
    std::uint64_t dataOffset = 0;

    [[nodiscard]] std::int64_t channels() const noexcept
    {
        return samples > 1 ? samples : (sizes.size() > 3 ? sizes[3] : 1);
    }
    [[nodiscard]] std::string contentText() const;
};

/// \throws seg::Error  BadInput: not a MetaImage, a field that is missing or makes no sense, more axes than
/// can be read,
///   a type that is not supported, values that the file cannot hold; NotFound for a missing data file.
[[nodiscard]] MetaImageHeader readMetaImageHeader(const std::filesystem::path& file);

/// Where the voxels lie (MetaImage's world is LPS), and what was repaired.
[[nodiscard]] ImageInfo metaImageInfo(const MetaImageHeader& header);

} // namespace seg::imaging

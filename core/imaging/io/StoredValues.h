// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/imaging/io/Raster.h"

#include <memory>
#include <string>

namespace seg::imaging {

class ByteReader;

/// Where and how a header says its values are stored.
struct StoredValues {
    std::filesystem::path file;
    std::uint64_t offset = 0;       ///< of the values, or of the compressed stream
    std::uint64_t skippedBytes = 0; ///< of the uncompressed content, before the first value
    bool compressed = false;
    bool text = false;    ///< numbers written out, between white space
    bool swapped = false; ///< the other byte order
    std::string content;  ///< for messages, e.g. "36x50x35 voxels of int16"
};

/// What NRRD's and MetaImage's headers say alike of where their values stand; how these are packed, each says
/// in its own way.
template <typename Header> [[nodiscard]] StoredValues storedValues(const Header& header)
{
    StoredValues where;
    where.file = header.dataFile;
    where.offset = header.dataOffset;
    where.swapped = header.swapped;
    where.content = header.contentText();
    return where;
}

/// The reader of the formats that consist of a text header and values in a row: NRRD and MetaImage.
class StoredValuesReader final : public RasterReader {
public:
    /// \param file  the header's file.
    StoredValuesReader(const std::filesystem::path& file, ImageInfo info, VoxelType type, bool interleaved,
                       StoredValues where);
    ~StoredValuesReader() override;

    void read(std::span<std::byte> voxels) override;
    void checkEnd() override;

private:
    void open();
    void readText(std::span<std::byte> voxels);
    [[nodiscard]] bool nextWord(std::string& word);
    [[nodiscard]] Error missing(std::size_t bytes) const;

    StoredValues m_where;
    std::unique_ptr<ByteReader> m_source;
    std::uint64_t m_left = 0;        ///< bytes of values still to be read
    std::vector<std::byte> m_buffer; ///< of text
    std::size_t m_at = 0;            ///< in m_buffer
    std::size_t m_textBlock = 0;     ///< bytes of text read at a time
};

/// Turns the byte order of every value round.
void swapValues(std::span<std::byte> values, VoxelType type);

} // namespace seg::imaging

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/NiftiHeader.h"
#include "core/imaging/io/Raster.h"

namespace seg::imaging {

namespace {

class NiftiReader final : public RasterReader {
public:
    explicit NiftiReader(const std::filesystem::path& file)
        : RasterReader(file), m_source(file), m_header(readNiftiHeader(m_source))
    {
        m_info = niftiInfo(m_header);
        m_type = *niftiVoxelType(m_header.fields.datatype); // readNiftiHeader() lets no other type through
        m_slope = m_header.slope();
        m_intercept = m_header.intercept();
        m_left = m_header.volumeBytes() * static_cast<std::uint64_t>(m_header.channels());
    }

    void read(std::span<std::byte> voxels) override
    {
        goToVoxels();
        const std::size_t got = m_source.read(voxels);
        if (got < voxels.size()) {
            throw missing(m_left - got);
        }
        m_left -= got;
        const std::size_t each = bytesOf(m_type);
        if (m_header.swapped && each > 1) {
            nifti_swap_Nbytes(static_cast<std::int64_t>(voxels.size() / each), static_cast<int>(each),
                              voxels.data());
        }
    }

    void checkEnd() override { m_source.checkEnd(); }

private:
    void goToVoxels()
    {
        if (!m_atVoxels && !m_source.skip(m_header.dataOffset() - m_header.bytes.size())) {
            throw missing(m_left);
        }
        m_atVoxels = true;
    }

    [[nodiscard]] Error missing(std::uint64_t bytes) const
    {
        const std::uint64_t promised =
            m_header.volumeBytes() * static_cast<std::uint64_t>(m_header.channels());
        return cutShort(m_path, contentText(m_header), static_cast<long double>(promised),
                        static_cast<long double>(bytes));
    }

    GzipReader m_source;
    NiftiHeader m_header;
    std::uint64_t m_left = 0; ///< bytes of voxels still to be read
    bool m_atVoxels = false;
};

} // namespace

std::unique_ptr<RasterReader> openNifti(const std::filesystem::path& file)
{
    return std::make_unique<NiftiReader>(file);
}

} // namespace seg::imaging

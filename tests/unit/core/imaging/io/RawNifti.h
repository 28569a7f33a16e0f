// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nifti2_io.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace seg::test {

/// A NIfTI-1 header of the given size (i, j, k, channels) with both forms unset; the tests change what they
/// are about.
inline nifti_1_header rawHeader(std::vector<short> size, short type, short bits)
{
    nifti_1_header h{};
    h.sizeof_hdr = 348;
    h.dim[0] = static_cast<short>(size.size());
    for (std::size_t i = 0; i < 7; ++i) {
        h.dim[i + 1] = i < size.size() ? size[i] : short{1};
        h.pixdim[i + 1] = 1.0F;
    }
    h.pixdim[0] = 1.0F;
    h.datatype = type;
    h.bitpix = bits;
    h.vox_offset = 352.0F;
    h.xyzt_units = NIFTI_UNITS_MM;
    std::memcpy(h.magic, "n+1", 4);
    return h;
}

template <typename Header, typename Value>
std::string rawBytes(const Header& header, const std::vector<Value>& voxels)
{
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
    bytes.append(4, '\0');
    bytes.append(reinterpret_cast<const char*>(voxels.data()), voxels.size() * sizeof(Value));
    return bytes;
}

inline void writeBytes(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline void writeGzip(const std::filesystem::path& file, const std::string& bytes)
{
    gzFile stream = ::gzopen(file.c_str(), "wb6");
    ::gzwrite(stream, bytes.data(), static_cast<unsigned>(bytes.size()));
    ::gzclose(stream);
}

inline std::string readBytes(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Content of a .nii.gz or .nii file.
inline std::string readContent(const std::filesystem::path& file)
{
    std::string content;
    gzFile stream = ::gzopen(file.c_str(), "rb");
    char block[4096];
    for (int count = 0; (count = ::gzread(stream, block, sizeof(block))) > 0;) {
        content.append(block, static_cast<std::size_t>(count));
    }
    ::gzclose(stream);
    return content;
}

inline nifti_1_header headerOf(const std::filesystem::path& file)
{
    nifti_1_header h{};
    std::memcpy(&h, readContent(file).data(), sizeof(h));
    return h;
}

} // namespace seg::test

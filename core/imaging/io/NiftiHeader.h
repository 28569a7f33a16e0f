// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/GzipFile.h"
#include "core/imaging/io/ImageFile.h"
#include "core/imaging/io/VoxelType.h"

#include <nifti2_io.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seg::imaging {

/// A NIfTI-1 or NIfTI-2 header in this machine's byte order. Internal to the NIfTI reader and writer.
struct NiftiHeader {
    int version = 1;      ///< 1 or 2
    bool swapped = false; ///< the file has the other byte order
    /// The values, widened when the file is NIfTI-1. libnifti packs the structure, which takes its alignment
    /// away; at a multiple of 8 every number in it lies where the processor wants it.
    alignas(8) nifti_2_header fields{};
    std::vector<std::byte>
        bytes; ///< the header as it stands in the file (348 or 540 bytes), byte order mended

    [[nodiscard]] std::array<std::int64_t, 3> size() const noexcept; ///< voxels along i, j, k
    [[nodiscard]] std::int64_t channels() const noexcept;            ///< volumes along the fourth axis
    [[nodiscard]] std::int64_t bytesPerVoxel() const noexcept;
    [[nodiscard]] std::uint64_t volumeBytes() const noexcept; ///< of one channel
    [[nodiscard]] std::uint64_t dataOffset() const noexcept;  ///< of the first voxel in the content
    [[nodiscard]] double slope() const noexcept;              ///< 1 when the file has none
    [[nodiscard]] double intercept() const noexcept;
    [[nodiscard]] bool scales() const noexcept { return slope() != 1.0 || intercept() != 0.0; }
};

/// Reads and checks the header at the beginning of a file.
/// \throws seg::Error  BadInput: empty file, not NIfTI, two-file NIfTI, too many axes, a voxel type without
/// one
///   number per voxel, impossible sizes.
[[nodiscard]] NiftiHeader readNiftiHeader(GzipReader& reader);

/// Header of a new file with the given grid; both forms set, millimetres.
/// \param type  a NIfTI data type code, e.g. DT_FLOAT32.
[[nodiscard]] NiftiHeader makeNiftiHeader(const Geometry& geometry, std::int64_t channels, int type);

/// Stores dim[0] and dim[4], the type, slope and intercept into fields and bytes.
void setNiftiContent(NiftiHeader& header, std::int64_t channels, int type, double slope, double intercept);

/// Drops display range and intent, which describe the intensities of a scan and not its mask.
void clearNiftiDisplay(NiftiHeader& header);

/// Where the voxels lie, and what was found odd about it (NiftiGeometry.cpp).
[[nodiscard]] ImageInfo niftiInfo(const NiftiHeader& header);

/// Nothing for a type that cannot be read.
[[nodiscard]] std::optional<VoxelType> niftiVoxelType(int type) noexcept;

/// The NIfTI data type code, e.g. DT_FLOAT32.
[[nodiscard]] int niftiTypeOf(VoxelType type) noexcept;

/// Replaces spacing and both forms by those of a geometry; both codes become "scanner".
void setNiftiPlacement(NiftiHeader& header, const Geometry& geometry);

/// "36x50x35 voxels of int16", with the channels when there are several.
[[nodiscard]] std::string contentText(const NiftiHeader& header);

} // namespace seg::imaging

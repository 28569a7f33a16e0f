// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/NiftiHeader.h"

#include "core/imaging/io/ImageErrors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

namespace seg::imaging {

namespace {

constexpr std::size_t kSize1 = sizeof(nifti_1_header); // 348
constexpr std::size_t kSize2 = sizeof(nifti_2_header); // 540
constexpr std::array<std::pair<int, VoxelType>, 10> kTypes{{{DT_UINT8, VoxelType::UInt8},
                                                            {DT_INT8, VoxelType::Int8},
                                                            {DT_UINT16, VoxelType::UInt16},
                                                            {DT_INT16, VoxelType::Int16},
                                                            {DT_UINT32, VoxelType::UInt32},
                                                            {DT_INT32, VoxelType::Int32},
                                                            {DT_UINT64, VoxelType::UInt64},
                                                            {DT_INT64, VoxelType::Int64},
                                                            {DT_FLOAT32, VoxelType::Float32},
                                                            {DT_FLOAT64, VoxelType::Float64}}};

template <typename To, typename From, std::size_t Count>
void widen(To (&to)[Count], const From (&from)[Count])
{
    std::copy(std::begin(from), std::end(from), std::begin(to));
}

void widen(const nifti_1_header& h, nifti_2_header& wide)
{
    std::memcpy(wide.magic, h.magic, sizeof(h.magic));
    wide.datatype = h.datatype;
    wide.bitpix = h.bitpix;
    widen(wide.dim, h.dim);
    widen(wide.pixdim, h.pixdim);
    // (a float beyond any file's length, or no number, cannot be converted)
    wide.vox_offset =
        h.vox_offset > 0.0F && h.vox_offset < 1e15F ? static_cast<std::int64_t>(h.vox_offset) : 0;
    wide.scl_slope = static_cast<double>(h.scl_slope);
    wide.scl_inter = static_cast<double>(h.scl_inter);
    wide.qform_code = h.qform_code;
    wide.sform_code = h.sform_code;
    wide.quatern_b = static_cast<double>(h.quatern_b);
    wide.quatern_c = static_cast<double>(h.quatern_c);
    wide.quatern_d = static_cast<double>(h.quatern_d);
    wide.qoffset_x = static_cast<double>(h.qoffset_x);
    wide.qoffset_y = static_cast<double>(h.qoffset_y);
    wide.qoffset_z = static_cast<double>(h.qoffset_z);
    widen(wide.srow_x, h.srow_x);
    widen(wide.srow_y, h.srow_y);
    widen(wide.srow_z, h.srow_z);
    wide.xyzt_units = h.xyzt_units;
}

/// Which version the first four bytes announce; 0 when they announce neither.
int announcedVersion(std::int32_t headerSize, bool& swapped)
{
    for (const bool other : {false, true}) {
        std::int32_t value = headerSize;
        if (other) {
            nifti_swap_4bytes(1, &value);
        }
        if (value == static_cast<std::int32_t>(kSize1) || value == static_cast<std::int32_t>(kSize2)) {
            swapped = other;
            return value == static_cast<std::int32_t>(kSize1) ? 1 : 2;
        }
    }
    return 0;
}

void checkMagic(const NiftiHeader& header, const std::filesystem::path& file)
{
    const std::string_view magic(header.fields.magic, 3);
    const bool single = magic == (header.version == 1 ? "n+1" : "n+2");
    if (magic == "ni1" || magic == "ni2") {
        throw badImage(
            file,
            "it is the header of a two-file NIfTI image (.hdr and .img), which this program does not read; "
            "save the image as one .nii or .nii.gz file");
    }
    if (!single) {
        throw badImage(
            file,
            "its header lacks the NIfTI mark \"n+1\" or \"n+2\"; it may be an older Analyze image, save it "
            "as .nii.gz from the program that made it");
    }
}

void checkAxes(const NiftiHeader& header, const std::filesystem::path& file)
{
    const auto& dim = header.fields.dim;
    if (dim[0] < 1 || dim[0] > 7) {
        throw badImage(file, fmt::format("its header is damaged: it promises {} axes", dim[0]));
    }
    for (std::int64_t axis = 1; axis <= dim[0]; ++axis) {
        if (dim[axis] < 1 || dim[axis] > (std::int64_t{1} << 40)) {
            throw badImage(
                file, fmt::format("its header is damaged: axis {} would have {} voxels", axis, dim[axis]));
        }
        if (axis > 4 && dim[axis] > 1) {
            throw badImage(
                file,
                fmt::format("it has {} axes, but only x, y, z and one axis of channels can be read; split it "
                            "into one file per channel",
                            dim[0]));
        }
    }
}

void checkType(const NiftiHeader& header, const std::filesystem::path& file)
{
    const int type = header.fields.datatype;
    if (niftiVoxelType(type)) {
        return;
    }
    if (type == DT_COMPLEX64 || type == DT_COMPLEX128 || type == DT_COMPLEX256) {
        throw badImage(file, "its voxels are complex numbers; save the magnitude as a scan of its own");
    }
    if (type == DT_RGB24 || type == DT_RGBA32) {
        throw badImage(file,
                       "its voxels are colors (RGB), not measured intensities; save the original gray scan");
    }
    throw badImage(file, fmt::format("its voxel type {} ({}) is not supported; save it as int16 or float32",
                                     type, nifti_datatype_to_string(type)));
}

/// Sizes that no file of this length can hold are refused before memory is asked for.
void checkLength(const NiftiHeader& header, const GzipReader& reader)
{
    const long double promised =
        static_cast<long double>(header.volumeBytes()) * static_cast<long double>(header.channels());
    const auto before = static_cast<long double>(header.dataOffset());
    const std::uint64_t most =
        reader.isCompressed() ? reader.fileBytes() * kLargestCompression : reader.fileBytes();
    const long double missing = promised + before - static_cast<long double>(most);
    if (missing > 0) {
        throw cutShort(reader.path(), contentText(header), promised, missing, reader.isCompressed());
    }
}

/// Copies the widened fields that setNiftiContent() and makeNiftiHeader() change back into the stored header.
void storeFields(NiftiHeader& header)
{
    header.bytes.resize(header.version == 1 ? kSize1 : kSize2);
    if (header.version == 2) {
        header.fields.sizeof_hdr = static_cast<std::int32_t>(kSize2);
        std::memcpy(header.bytes.data(), &header.fields, kSize2);
        return;
    }
    nifti_1_header h{};
    std::memcpy(&h, header.bytes.data(), kSize1);
    const nifti_2_header& f = header.fields;
    h.sizeof_hdr = static_cast<int>(kSize1);
    std::memcpy(h.magic, f.magic, sizeof(h.magic));
    h.datatype = f.datatype;
    h.bitpix = f.bitpix;
    for (std::size_t i = 0; i < 8; ++i) {
        h.dim[i] = static_cast<short>(f.dim[i]);
    }
    h.vox_offset = static_cast<float>(f.vox_offset);
    h.scl_slope = static_cast<float>(f.scl_slope);
    h.scl_inter = static_cast<float>(f.scl_inter);
    std::memcpy(header.bytes.data(), &h, kSize1);
}

template <typename Header> void clearDisplay(Header& h)
{
    h.cal_max = 0;
    h.cal_min = 0;
    h.intent_code = 0;
    h.intent_p1 = 0;
    h.intent_p2 = 0;
    h.intent_p3 = 0;
    std::memset(h.intent_name, 0, sizeof(h.intent_name));
}

template <typename Header> void storeGeometry(Header& h, const Geometry& geometry)
{
    nifti_dmat44 affine{};
    for (std::size_t row = 0; row < 3; ++row) {
        const double sign = row < 2 ? -1.0 : 1.0; // LPS to RAS
        for (std::size_t axis = 0; axis < 3; ++axis) {
            affine.m[row][axis] = sign * geometry.direction[row][axis] * geometry.spacing.mm[2 - axis];
        }
        affine.m[row][3] = sign * geometry.origin[row];
    }
    affine.m[3][3] = 1.0;
    double b = 0, c = 0, d = 0, x = 0, y = 0, z = 0, dx = 0, dy = 0, dz = 0, qfac = 1;
    nifti_dmat44_to_quatern(affine, &b, &c, &d, &x, &y, &z, &dx, &dy, &dz, &qfac);
    using Real = std::remove_reference_t<decltype(h.pixdim[0])>;
    const auto real = [](double value) { return static_cast<Real>(value); };
    h.pixdim[0] = real(qfac);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        h.pixdim[axis + 1] = real(geometry.spacing.mm[2 - axis]);
        h.pixdim[axis + 4] = Real{1};
    }
    h.pixdim[7] = Real{1};
    for (std::size_t column = 0; column < 4; ++column) {
        h.srow_x[column] = real(affine.m[0][column]);
        h.srow_y[column] = real(affine.m[1][column]);
        h.srow_z[column] = real(affine.m[2][column]);
    }
    h.quatern_b = real(b);
    h.quatern_c = real(c);
    h.quatern_d = real(d);
    h.qoffset_x = real(x);
    h.qoffset_y = real(y);
    h.qoffset_z = real(z);
    h.qform_code = NIFTI_XFORM_SCANNER_ANAT;
    h.sform_code = NIFTI_XFORM_SCANNER_ANAT;
    h.xyzt_units = static_cast<char>(NIFTI_UNITS_MM);
}

} // namespace

std::array<std::int64_t, 3> NiftiHeader::size() const noexcept
{
    std::array<std::int64_t, 3> result{1, 1, 1};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (static_cast<std::int64_t>(axis) < fields.dim[0]) {
            result[axis] = fields.dim[axis + 1];
        }
    }
    return result;
}

std::int64_t NiftiHeader::channels() const noexcept
{
    return fields.dim[0] >= 4 ? fields.dim[4] : 1;
}

std::int64_t NiftiHeader::bytesPerVoxel() const noexcept
{
    int bytesEach = 0;
    int swapSize = 0;
    nifti_datatype_sizes(fields.datatype, &bytesEach, &swapSize);
    return bytesEach;
}

std::uint64_t NiftiHeader::volumeBytes() const noexcept
{
    long double product = static_cast<long double>(bytesPerVoxel());
    for (const std::int64_t count : size()) {
        product *= static_cast<long double>(count);
    }
    constexpr auto most = static_cast<long double>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::uint64_t>(std::min(product, most));
}

std::uint64_t NiftiHeader::dataOffset() const noexcept
{
    const std::uint64_t least = version == 1 ? kSize1 : kSize2;
    return fields.vox_offset > 0 ? std::max(least, static_cast<std::uint64_t>(fields.vox_offset)) : least;
}

double NiftiHeader::slope() const noexcept
{
    return std::isfinite(fields.scl_slope) && fields.scl_slope != 0.0 ? fields.scl_slope : 1.0;
}

double NiftiHeader::intercept() const noexcept
{
    const bool used = std::isfinite(fields.scl_slope) && fields.scl_slope != 0.0;
    return used && std::isfinite(fields.scl_inter) ? fields.scl_inter : 0.0;
}

NiftiHeader readNiftiHeader(GzipReader& reader)
{
    if (reader.fileBytes() == 0) {
        throw badImage(reader.path(), "it is empty (0 bytes); copy or export it again");
    }
    NiftiHeader header;
    header.bytes.resize(kSize1);
    const std::size_t count = reader.read(header.bytes);
    std::int32_t headerSize = 0;
    if (count >= sizeof(headerSize)) {
        std::memcpy(&headerSize, header.bytes.data(), sizeof(headerSize));
    }
    header.version = announcedVersion(headerSize, header.swapped);
    if (header.version == 0) {
        throw badImage(reader.path(),
                       "it does not begin with a NIfTI header, whatever its name says; choose a .nii or "
                       ".nii.gz file");
    }
    const std::size_t wanted = header.version == 1 ? kSize1 : kSize2;
    header.bytes.resize(wanted);
    std::size_t have = count;
    if (wanted > count) {
        have += reader.read(std::span(header.bytes).subspan(count));
    }
    if (have < wanted) {
        throw badImage(
            reader.path(),
            fmt::format("the file is cut short within its header: {} of {} bytes are missing; copy "
                        "or download it again",
                        wanted - have, wanted));
    }
    if (header.swapped) {
        swap_nifti_header(header.bytes.data(), header.version);
    }
    if (header.version == 1) {
        nifti_1_header narrow{};
        std::memcpy(&narrow, header.bytes.data(), kSize1);
        widen(narrow, header.fields);
    } else {
        std::memcpy(&header.fields, header.bytes.data(), kSize2);
    }
    checkMagic(header, reader.path());
    checkAxes(header, reader.path());
    checkType(header, reader.path());
    checkLength(header, reader);
    return header;
}

NiftiHeader makeNiftiHeader(const Geometry& geometry, std::int64_t channels, int type)
{
    constexpr std::int64_t kMost1 = std::numeric_limits<short>::max();
    const auto& voxels = geometry.extent.voxels;
    NiftiHeader header;
    header.version = std::max({voxels[0], voxels[1], voxels[2], channels}) > kMost1 ? 2 : 1;
    header.fields.dim[1] = voxels[2];
    header.fields.dim[2] = voxels[1];
    header.fields.dim[3] = voxels[0];
    header.fields.dim[0] = 3;
    if (header.version == 1) {
        nifti_1_header h{};
        h.regular = 'r';
        storeGeometry(h, geometry);
        header.bytes.resize(kSize1);
        std::memcpy(header.bytes.data(), &h, kSize1);
    } else {
        storeGeometry(header.fields, geometry);
    }
    setNiftiContent(header, channels, type, 1.0, 0.0);
    return header;
}

void setNiftiContent(NiftiHeader& header, std::int64_t channels, int type, double slope, double intercept)
{
    nifti_2_header& f = header.fields;
    f.dim[0] = channels > 1 ? 4 : std::min<std::int64_t>(f.dim[0], 3);
    for (std::int64_t axis = f.dim[0] + 1; axis <= 7; ++axis) {
        f.dim[axis] = 1;
    }
    if (channels > 1) {
        f.dim[4] = channels;
    }
    f.datatype = static_cast<std::int16_t>(type);
    f.bitpix = static_cast<std::int16_t>(8 * header.bytesPerVoxel());
    f.scl_slope = slope;
    f.scl_inter = intercept;
    f.vox_offset = header.version == 1 ? 352 : 544;
    constexpr char kMagic2[8] = {'n', '+', '2', '\0', '\r', '\n', '\032', '\n'};
    constexpr char kMagic1[8] = {'n', '+', '1', '\0', '\0', '\0', '\0', '\0'};
    std::memcpy(f.magic, header.version == 1 ? kMagic1 : kMagic2, sizeof(f.magic));
    storeFields(header);
}

void clearNiftiDisplay(NiftiHeader& header)
{
    if (header.version == 2) {
        clearDisplay(header.fields);
        std::memcpy(header.bytes.data(), &header.fields, kSize2);
        return;
    }
    nifti_1_header h{};
    std::memcpy(&h, header.bytes.data(), kSize1);
    clearDisplay(h);
    std::memcpy(header.bytes.data(), &h, kSize1);
}

std::optional<VoxelType> niftiVoxelType(int type) noexcept
{
    for (const auto& [code, voxelType] : kTypes) {
        if (code == type) {
            return voxelType;
        }
    }
    return std::nullopt;
}

int niftiTypeOf(VoxelType type) noexcept
{
    return std::find_if(kTypes.begin(), kTypes.end(), [=](const auto& entry) { return entry.second == type; })
        ->first;
}

void setNiftiPlacement(NiftiHeader& header, const Geometry& geometry)
{
    if (header.version == 1) {
        nifti_1_header h{};
        std::memcpy(&h, header.bytes.data(), kSize1);
        storeGeometry(h, geometry);
        std::memcpy(header.bytes.data(), &h, kSize1);
        return;
    }
    storeGeometry(header.fields, geometry);
    std::memcpy(header.bytes.data(), &header.fields, kSize2);
}

std::string contentText(const NiftiHeader& header)
{
    const auto size = header.size();
    const std::string channels =
        header.channels() > 1 ? fmt::format(" in {} channels", header.channels()) : "";
    return fmt::format("{}x{}x{} voxels of {}{}", size[0], size[1], size[2],
                       voxelTypeName(*niftiVoxelType(header.fields.datatype)), channels);
}

} // namespace seg::imaging

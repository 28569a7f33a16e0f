// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomSlices.h"

#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/DicomElements.h"
#include "core/imaging/io/ImageErrors.h"

#include <fmt/format.h>
#include <gdcmImageReader.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace seg::imaging {

namespace {

using gdcm::Tag;

constexpr std::string_view kSegmentation = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr std::string_view kDirectory = "1.2.840.10008.1.3.10";
constexpr std::uint64_t kLargestDicomCompression = 20000; // of JPEG 2000 and RLE on constant pictures

/// Where the values of a frame may stand: its own functional groups, those shared by all frames, the data set
/// itself.
class FrameScope {
public:
    FrameScope(const gdcm::DataSet& set, const gdcm::DataSet* frame, const gdcm::DataSet* shared)
        : m_set(set), m_frame(frame), m_shared(shared)
    {
    }

    /// The numbers of `tag` in the functional group `group`, or in the data set.
    [[nodiscard]] std::vector<double> decimals(const Tag& group, const Tag& tag) const
    {
        for (const gdcm::DataSet* groups : {m_frame, m_shared}) {
            if (groups == nullptr) {
                continue;
            }
            const auto items = dicom::sequence(*groups, group);
            if (const gdcm::DataSet* item = dicom::itemOf(items, 0)) {
                auto values = dicom::decimals(*item, tag);
                if (!values.empty()) {
                    return values;
                }
            }
        }
        return dicom::decimals(m_set, tag);
    }

    [[nodiscard]] double decimal(const Tag& group, const Tag& tag, double otherwise) const
    {
        const auto values = decimals(group, tag);
        return values.empty() || !std::isfinite(values.front()) ? otherwise : values.front();
    }

private:
    const gdcm::DataSet& m_set;
    const gdcm::DataSet* m_frame;
    const gdcm::DataSet* m_shared;
};

const Tag kPlaneOrientation(0x0020, 0x9116);
const Tag kPlanePosition(0x0020, 0x9113);
const Tag kPixelMeasures(0x0028, 0x9110);
const Tag kPixelTransformation(0x0028, 0x9145);

bool allFinite(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

void readPlacement(DicomSlice& slice, const FrameScope& scope)
{
    const auto orientation = scope.decimals(kPlaneOrientation, Tag(0x0020, 0x0037));
    if (orientation.size() == 6 && allFinite(orientation)) {
        slice.orientation.emplace();
        std::copy(orientation.begin(), orientation.end(), slice.orientation->begin());
    }
    const auto position = scope.decimals(kPlanePosition, Tag(0x0020, 0x0032));
    if (position.size() == 3 && allFinite(position)) {
        slice.position = Point{position[0], position[1], position[2]};
    }
    auto spacing = scope.decimals(kPixelMeasures, Tag(0x0028, 0x0030));
    if (spacing.size() != 2) {
        spacing = scope.decimals(kPixelMeasures, Tag(0x0018, 0x1164)); // of the detector
    }
    if (spacing.size() == 2 && allFinite(spacing) && spacing[0] > 0.0 && spacing[1] > 0.0) {
        slice.pixelSpacing = {spacing[0], spacing[1]};
    }
    slice.thickness = std::abs(scope.decimal(kPixelMeasures, Tag(0x0018, 0x0050), 0.0));
    slice.sliceDistance = std::abs(scope.decimal(kPixelMeasures, Tag(0x0018, 0x0088), 0.0));
    slice.slope = scope.decimal(kPixelTransformation, Tag(0x0028, 0x1053), 1.0);
    slice.intercept = scope.decimal(kPixelTransformation, Tag(0x0028, 0x1052), 0.0);
}

std::string voxelTypeText(const gdcm::DataSet& set)
{
    const unsigned bits = dicom::whole(set, Tag(0x0028, 0x0100)).value_or(0);
    const bool isSigned = dicom::whole(set, Tag(0x0028, 0x0103)).value_or(0) == 1;
    const unsigned rounded = bits == 12 ? 16 : bits;
    return rounded == 8 || rounded == 16 || rounded == 32
               ? fmt::format("{}int{}", isSigned ? "" : "u", rounded)
               : std::string();
}

DicomSlice commonPart(const std::filesystem::path& file, const gdcm::DataSet& set)
{
    DicomSlice slice;
    slice.file = file;
    slice.seriesUid = dicom::text(set, Tag(0x0020, 0x000e));
    slice.description = dicom::text(set, Tag(0x0008, 0x103e));
    slice.modality = dicom::text(set, Tag(0x0008, 0x0060));
    slice.patientId = dicom::text(set, Tag(0x0010, 0x0020));
    slice.studyUid = dicom::text(set, Tag(0x0020, 0x000d));
    slice.sopUid = dicom::text(set, Tag(0x0008, 0x0018));
    const double instance = dicom::decimal(set, Tag(0x0020, 0x0013)).value_or(0.0);
    slice.instance = std::abs(instance) < 1e15 ? static_cast<std::int64_t>(instance) : 0;
    slice.rows = dicom::whole(set, Tag(0x0028, 0x0010)).value_or(0);
    slice.columns = dicom::whole(set, Tag(0x0028, 0x0011)).value_or(0);
    slice.samples = dicom::whole(set, Tag(0x0028, 0x0002)).value_or(1);
    slice.voxelType = voxelTypeText(set);
    if (slice.seriesUid.empty()) {
        slice.seriesUid = file.filename().string();
    }
    return slice;
}

/// Frames without groups of their own lie one behind the other along the normal.
void stackFrames(std::vector<DicomSlice>& slices, const gdcm::DataSet& set)
{
    const auto offsets = dicom::decimals(set, Tag(0x3004, 0x000c)); // of a dose grid
    for (std::size_t k = 1; k < slices.size(); ++k) {
        DicomSlice& slice = slices[k];
        if (!slice.position || !slice.orientation) {
            continue;
        }
        const auto& o = *slice.orientation;
        const double step = slice.sliceDistance > 0.0 ? slice.sliceDistance : slice.thickness;
        const double distance =
            offsets.size() == slices.size() ? offsets[k] - offsets[0] : step * static_cast<double>(k);
        (*slice.position)[0] += distance * (o[1] * o[5] - o[2] * o[4]);
        (*slice.position)[1] += distance * (o[2] * o[3] - o[0] * o[5]);
        (*slice.position)[2] += distance * (o[0] * o[4] - o[1] * o[3]);
    }
}

std::vector<DicomSlice> slicesIn(const std::filesystem::path& file, const gdcm::DataSet& set)
{
    constexpr double kMostFrames = 1e6;
    const double promised = dicom::decimal(set, Tag(0x0028, 0x0008)).value_or(1.0);
    if (!(promised <= kMostFrames)) {
        throw badImage(file, fmt::format("its header is damaged: it promises {} frames", promised));
    }
    const auto frames = static_cast<std::size_t>(std::max(promised, 1.0));
    const auto perFrame = dicom::sequence(set, Tag(0x5200, 0x9230));
    const auto sharedItems = dicom::sequence(set, Tag(0x5200, 0x9229));
    const gdcm::DataSet* shared = dicom::itemOf(sharedItems, 0);
    const DicomSlice common = commonPart(file, set);
    const long double bits = dicom::whole(set, Tag(0x0028, 0x0100)).value_or(8);
    const long double bytes = static_cast<long double>(common.columns) *
                              static_cast<long double>(common.rows) * static_cast<long double>(frames) *
                              bits / 8.0L;
    requireLength(file, fmt::format("{}x{}x{} voxels", common.columns, common.rows, frames), bytes,
                  regularFileBytes(file) * kLargestDicomCompression, false);
    std::vector<DicomSlice> slices(frames, common);
    for (std::size_t k = 0; k < frames; ++k) {
        slices[k].frame = k;
        slices[k].instance = frames > 1 ? static_cast<std::int64_t>(k) : common.instance;
        readPlacement(slices[k], FrameScope(set, dicom::itemOf(perFrame, k), shared));
    }
    if (!perFrame) {
        stackFrames(slices, set);
    }
    return slices;
}

VoxelType typeOf(const gdcm::PixelFormat& format, const std::filesystem::path& file)
{
    switch (format.GetScalarType()) {
    case gdcm::PixelFormat::UINT8:
        return VoxelType::UInt8;
    case gdcm::PixelFormat::INT8:
        return VoxelType::Int8;
    case gdcm::PixelFormat::UINT12:
    case gdcm::PixelFormat::UINT16:
        return VoxelType::UInt16;
    case gdcm::PixelFormat::INT12:
    case gdcm::PixelFormat::INT16:
        return VoxelType::Int16;
    case gdcm::PixelFormat::UINT32:
        return VoxelType::UInt32;
    case gdcm::PixelFormat::INT32:
        return VoxelType::Int32;
    case gdcm::PixelFormat::FLOAT32:
        return VoxelType::Float32;
    case gdcm::PixelFormat::FLOAT64:
        return VoxelType::Float64;
    default:
        throw badImage(
            file, fmt::format("its kind of pixels ({}) is not supported", format.GetScalarTypeAsString()));
    }
}

/// Bits above those that are stored may hold anything (overlays did): they are cleared, or filled with the
/// sign.
template <typename Stored> void cleanUnusedBits(std::vector<std::byte>& values, unsigned storedBits)
{
    if constexpr (std::is_integral_v<Stored>) {
        constexpr unsigned kBits = 8 * sizeof(Stored);
        const unsigned unused = kBits - std::clamp(storedBits, 1U, kBits);
        for (std::size_t at = 0; unused > 0 && at + sizeof(Stored) <= values.size(); at += sizeof(Stored)) {
            Stored value{};
            std::memcpy(&value, values.data() + at, sizeof(value));
            const auto shifted =
                static_cast<Stored>(static_cast<std::make_unsigned_t<Stored>>(value) << unused);
            value = static_cast<Stored>(shifted >> unused);
            std::memcpy(values.data() + at, &value, sizeof(value));
        }
    }
}

DicomPixels decodePixels(const gdcm::Image& image, const std::filesystem::path& file)
{
    DicomPixels pixels;
    const gdcm::PixelFormat& format = image.GetPixelFormat();
    pixels.type = typeOf(format, file);
    pixels.columns = image.GetDimension(0);
    pixels.rows = image.GetDimension(1);
    pixels.frames = image.GetNumberOfDimensions() > 2 ? image.GetDimension(2) : 1;
    if (format.GetSamplesPerPixel() != 1) {
        throw badImage(
            file, "its voxels are colors (RGB), not measured intensities; choose the original gray series");
    }
    const auto bytes = static_cast<long double>(pixels.columns) * static_cast<long double>(pixels.rows) *
                       static_cast<long double>(pixels.frames) *
                       static_cast<long double>(bytesOf(pixels.type));
    requireLength(file, fmt::format("{}x{}x{} voxels", pixels.columns, pixels.rows, pixels.frames), bytes,
                  regularFileBytes(file) * kLargestDicomCompression, false);
    requireMemory(file, static_cast<std::uint64_t>(bytes));
    pixels.values.resize(std::max(image.GetBufferLength(), static_cast<unsigned long>(bytes)));
    if (!image.GetBuffer(reinterpret_cast<char*>(pixels.values.data()))) {
        throw badImage(
            file,
            fmt::format("its pixels cannot be unpacked (transfer syntax {}): they are damaged, cut short "
                        "or of a kind that is not supported",
                        image.GetTransferSyntax().GetString()));
    }
    pixels.values.resize(static_cast<std::size_t>(bytes));
    withVoxelType(pixels.type, [&](auto stored) {
        cleanUnusedBits<decltype(stored)>(pixels.values, format.GetBitsStored());
    });
    return pixels;
}

} // namespace

std::vector<DicomSlice> dicomSlicesOf(const std::filesystem::path& file)
{
    std::vector<DicomSlice> slices;
    dicom::guarded(file, [&] {
        gdcm::Reader reader;
        dicom::readHeader(reader, file);
        const gdcm::DataSet& set = reader.GetFile().GetDataSet();
        const std::string kind = dicom::text(set, Tag(0x0008, 0x0016));
        const bool isImage = dicom::whole(set, Tag(0x0028, 0x0010)).value_or(0) > 0 &&
                             dicom::whole(set, Tag(0x0028, 0x0011)).value_or(0) > 0;
        if (isImage && kind != kSegmentation && kind != kDirectory) {
            slices = slicesIn(file, set);
        }
    });
    return slices;
}

DicomPixels readDicomPixels(const std::filesystem::path& file)
{
    DicomPixels pixels;
    dicom::guarded(file, [&] {
        gdcm::ImageReader reader;
        reader.SetFileName(file.c_str());
        if (!reader.Read()) {
            throw badImage(
                file, "its pixels are damaged, cut short or of a kind that is not supported; copy or export "
                      "it again");
        }
        pixels = decodePixels(reader.GetImage(), file);
    });
    return pixels;
}

} // namespace seg::imaging

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomSegmentation.h"

#include "core/base/Error.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/DicomFile.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/PlacementRepair.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace seg::imaging {

namespace {

constexpr std::string_view kLabelMapSegmentation = "1.2.840.10008.5.1.4.1.1.66.7";
constexpr double kGridTolerance = 0.1; // of a voxel

enum class SegKind { Binary, Fractional, LabelMap };

/// Everything of the object but its pixels.
struct SegHeader {
    SegKind kind = SegKind::Binary;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::size_t frames = 0;
    unsigned bits = 1;           ///< of one pixel: 1, 8 or 16
    double mostFraction = 255.0; ///< MaximumFractionalValue
};

bool isSegmentationClass(const dicom::DataSet& set)
{
    const std::string kind = set.text(0x00080016);
    return kind == dicom::kSegmentationStorage || kind == kLabelMapSegmentation;
}

SegHeader headerOf(const dicom::File& file)
{
    const dicom::DataSet& set = file.data();
    if (!isSegmentationClass(set)) {
        throw badImage(file.path(),
                       "it is no DICOM Segmentation object (SEG); choose the file with the segments");
    }
    SegHeader header;
    const std::string type = set.text(0x00620001);
    header.kind = type == "FRACTIONAL" ? SegKind::Fractional
                  : type == "LABELMAP" ? SegKind::LabelMap
                                       : SegKind::Binary;
    header.rows = set.whole(0x00280010).value_or(0);
    header.columns = set.whole(0x00280011).value_or(0);
    header.bits = set.whole(0x00280100).value_or(0);
    header.mostFraction = std::max<double>(set.whole(0x0062000e).value_or(255), 1.0);
    const double frames = set.decimal(0x00280008).value_or(1.0);
    const unsigned wanted = header.kind == SegKind::Binary ? 1 : 8;
    const bool fits = header.bits == wanted || (header.kind == SegKind::LabelMap && header.bits == 16);
    if (header.rows < 1 || header.columns < 1 || !(frames >= 1.0 && frames <= 1e6) || !fits) {
        throw badImage(file.path(),
                       fmt::format("its header is damaged: {} frames of {}x{} pixels of {} bits ({})", frames,
                                   header.columns, header.rows, header.bits, type));
    }
    header.frames = static_cast<std::size_t>(frames);
    return header;
}

std::vector<DicomSegment> segmentsOf(const dicom::DataSet& set)
{
    std::vector<DicomSegment> segments;
    for (const dicom::DataSet& item : set.items(0x00620002)) {
        DicomSegment segment;
        segment.number = item.whole(0x00620004).value_or(0);
        segment.label = item.text(0x00620005);
        segment.description = item.text(0x00620006);
        segment.algorithmType = item.text(0x00620008);
        if (const dicom::DataSet* type = item.item(0x0062000f)) {
            segment.type = type->text(0x00080104);
        }
        segments.push_back(segment);
    }
    std::sort(segments.begin(), segments.end(),
              [](const DicomSegment& a, const DicomSegment& b) { return a.number < b.number; });
    return segments;
}

DicomSegmentation infoOf(const dicom::File& file)
{
    DicomSegmentation result;
    result.segments = segmentsOf(file.data());
    if (const dicom::DataSet* series = file.data().item(0x00081115)) {
        result.referencedSeriesUid = series->text(0x0020000e);
    }
    return result;
}

/// The bytes of all frames. Frames of one bit a pixel follow each other without padding.
std::vector<std::byte> framesOf(const dicom::File& file, const SegHeader& header)
{
    const dicom::Element* pixels = file.data().find(dicom::kPixelData);
    if (pixels == nullptr || pixels->isEncapsulated) {
        throw badImage(file.path(),
                       pixels == nullptr
                           ? "it holds no pixels; copy or export it again"
                           : "its segments are compressed, which is not supported; export them uncompressed");
    }
    const long double bits = static_cast<long double>(header.rows) *
                             static_cast<long double>(header.columns) *
                             static_cast<long double>(header.frames) * header.bits;
    requireLength(file.path(),
                  fmt::format("{} frames of {}x{} pixels", header.frames, header.columns, header.rows),
                  bits / 8.0L, pixels->range.length, false);
    return file.bytes(pixels->range);
}

/// The value of one pixel of a frame, as stored.
unsigned pixelAt(std::span<const std::byte> bytes, const SegHeader& header, std::size_t index)
{
    if (header.bits == 1) {
        return std::to_integer<unsigned>(bytes[index / 8] >> (index % 8)) & 1U;
    }
    if (header.bits == 8) {
        return std::to_integer<unsigned>(bytes[index]);
    }
    return std::to_integer<unsigned>(bytes[2 * index]) | std::to_integer<unsigned>(bytes[2 * index + 1])
                                                             << 8U;
}

/// Where a frame lies: its own groups first, then those that all frames share.
class FramePlace {
public:
    FramePlace(const dicom::DataSet& set, std::size_t index)
    {
        const auto& frames = set.items(0x52009230);
        m_frame = index < frames.size() ? &frames[index] : nullptr;
        m_shared = set.item(0x52009229);
    }

    [[nodiscard]] const dicom::DataSet* group(dicom::Tag tag) const
    {
        for (const dicom::DataSet* groups : {m_frame, m_shared}) {
            const dicom::DataSet* item = groups == nullptr ? nullptr : groups->item(tag);
            if (item != nullptr) {
                return item;
            }
        }
        return nullptr;
    }

    [[nodiscard]] std::vector<double> numbers(dicom::Tag inGroup, dicom::Tag tag) const
    {
        const dicom::DataSet* item = group(inGroup);
        return item == nullptr ? std::vector<double>() : item->decimals(tag);
    }

private:
    const dicom::DataSet* m_frame = nullptr;
    const dicom::DataSet* m_shared = nullptr;
};

/// Which voxel of the scan each pixel of a frame falls on: index = start + column * alongColumn + row *
/// alongRow.
struct FrameMapping {
    std::array<std::int64_t, 3> start{};       ///< (z, y, x) of the first pixel
    std::array<std::int64_t, 3> alongColumn{}; ///< step to the next pixel of a row
    std::array<std::int64_t, 3> alongRow{};    ///< step to the next row
};

Error onAnotherGrid(const dicom::File& file, std::size_t frame)
{
    return badImage(file.path(),
                    fmt::format("its frame {} does not lie on the grid of the scan; choose the scan it was "
                                "drawn on, or resample it",
                                frame + 1));
}

std::array<std::int64_t, 3> wholeSteps(const std::array<double, 3>& voxel, const dicom::File& file,
                                       std::size_t frame, double tolerance)
{
    std::array<std::int64_t, 3> steps{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double nearest = std::round(voxel[axis]);
        if (!(std::abs(voxel[axis] - nearest) <= tolerance) || std::abs(nearest) > 1e9) {
            throw onAnotherGrid(file, frame);
        }
        steps[axis] = static_cast<std::int64_t>(nearest);
    }
    return steps;
}

FrameMapping mappingOf(const dicom::File& file, const SegHeader& header, std::size_t frame,
                       const Geometry& grid)
{
    const FramePlace place(file.data(), frame);
    const auto position = place.numbers(0x00209113, 0x00200032);
    const auto orientation = place.numbers(0x00209116, 0x00200037);
    const auto spacing = place.numbers(0x00289110, 0x00280030);
    if (position.size() != 3 || orientation.size() != 6 || spacing.size() != 2) {
        throw badImage(file.path(),
                       fmt::format("its frame {} does not say where it lies in the patient", frame + 1));
    }
    const auto world = [&](double column, double row) {
        Point point{};
        for (std::size_t i = 0; i < 3; ++i) {
            point[i] =
                position[i] + orientation[i] * spacing[1] * column + orientation[3 + i] * spacing[0] * row;
        }
        return grid.voxelFromWorld(point);
    };
    const auto first = world(0.0, 0.0);
    // Steps are measured over a whole frame, so that small differences do not add up unseen.
    const auto step = [&](const std::array<double, 3>& last, std::int64_t count) {
        const auto pixels = static_cast<double>(std::max<std::int64_t>(count - 1, 1));
        std::array<double, 3> each{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            each[axis] = (last[axis] - first[axis]) / pixels;
        }
        return wholeSteps(each, file, frame, kGridTolerance / pixels);
    };
    FrameMapping mapping;
    mapping.start = wholeSteps(first, file, frame, kGridTolerance);
    mapping.alongColumn =
        step(world(static_cast<double>(std::max<std::int64_t>(header.columns - 1, 1)), 0.0), header.columns);
    mapping.alongRow =
        step(world(0.0, static_cast<double>(std::max<std::int64_t>(header.rows - 1, 1))), header.rows);
    return mapping;
}

int segmentOfFrame(const dicom::File& file, std::size_t frame)
{
    const FramePlace place(file.data(), frame);
    const dicom::DataSet* item = place.group(0x0062000a);
    const int number = item == nullptr ? 0 : item->whole(0x0062000b).value_or(0);
    if (number < 1 || number > std::numeric_limits<std::int16_t>::max()) {
        throw badImage(file.path(),
                       fmt::format("its frame {} does not say which segment it shows", frame + 1));
    }
    return number;
}

/// The label that a stored pixel value stands for; 0 for none.
int labelOf(unsigned value, const SegHeader& header, int segment)
{
    switch (header.kind) {
    case SegKind::Binary:
        return value != 0 ? segment : 0;
    case SegKind::Fractional:
        return 2.0 * value >= header.mostFraction ? segment : 0;
    case SegKind::LabelMap:
        break;
    }
    return static_cast<int>(value);
}

/// Draws one frame. \return  how many voxels were set before by another segment.
std::size_t drawFrame(const dicom::File& file, const SegHeader& header, std::span<const std::byte> pixels,
                      std::size_t frame, LabelMap& labels)
{
    const FrameMapping mapping = mappingOf(file, header, frame, labels.geometry);
    const int segment = header.kind == SegKind::LabelMap ? 0 : segmentOfFrame(file, frame);
    const auto& voxels = labels.geometry.extent.voxels;
    const auto perFrame = static_cast<std::size_t>(header.rows * header.columns);
    std::size_t overlap = 0;
    for (std::size_t i = 0; i < perFrame; ++i) {
        const int label = labelOf(pixelAt(pixels, header, frame * perFrame + i), header, segment);
        if (label == 0) {
            continue;
        }
        const auto row = static_cast<std::int64_t>(i) / header.columns;
        const auto column = static_cast<std::int64_t>(i) % header.columns;
        std::array<std::int64_t, 3> at{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            at[axis] =
                mapping.start[axis] + column * mapping.alongColumn[axis] + row * mapping.alongRow[axis];
            if (at[axis] < 0 || at[axis] >= voxels[axis] ||
                label > std::numeric_limits<std::int16_t>::max()) {
                throw onAnotherGrid(file, frame);
            }
        }
        std::int16_t& voxel =
            labels.values[static_cast<std::size_t>(labels.geometry.extent.index(at[0], at[1], at[2]))];
        overlap += voxel != 0 && voxel != label ? 1 : 0;
        voxel = std::max(voxel, static_cast<std::int16_t>(label));
    }
    return overlap;
}

} // namespace

bool isDicomSegmentation(const std::filesystem::path& file)
{
    if (!isDicomFile(file)) {
        return false;
    }
    try {
        return isSegmentationClass(dicom::File(file).data());
    } catch (const Error&) { // what cannot be read is no segmentation
        return false;
    }
}

DicomSegmentation readDicomSegmentationInfo(const std::filesystem::path& path)
{
    const dicom::File file(path);
    static_cast<void>(headerOf(file));
    return infoOf(file);
}

DicomSegmentation readDicomSegmentation(const std::filesystem::path& path, const Geometry& grid)
{
    const dicom::File file(path);
    const SegHeader header = headerOf(file);
    DicomSegmentation result = infoOf(file);
    const std::vector<std::byte> pixels = framesOf(file, header);
    requireMemory(path, static_cast<std::uint64_t>(grid.extent.count()) * sizeof(std::int16_t));
    result.labels.geometry = grid;
    result.labels.values.resize(static_cast<std::size_t>(grid.extent.count()));
    std::size_t overlap = 0;
    for (std::size_t frame = 0; frame < header.frames; ++frame) {
        overlap += drawFrame(file, header, pixels, frame, result.labels);
    }
    if (overlap > 0) {
        result.note = fmt::format(
            "Segments overlap in {} voxels; the one with the higher number was kept there.", overlap);
    }
    return result;
}

} // namespace seg::imaging

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomSlices.h"

#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/DicomFile.h"
#include "core/imaging/io/ImageErrors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace seg::imaging {

namespace {

using dicom::Tag;

constexpr std::string_view kDirectory = "1.2.840.10008.1.3.10";

/// Where the values of a frame may stand: its own functional groups, those shared by all frames, the data set
/// itself.
class FrameScope {
public:
    FrameScope(const dicom::DataSet& set, const dicom::DataSet* frame, const dicom::DataSet* shared)
        : m_set(set), m_frame(frame), m_shared(shared)
    {
    }

    /// The numbers of `tag` in the functional group `group`, or in the data set.
    [[nodiscard]] std::vector<double> decimals(Tag group, Tag tag) const
    {
        for (const dicom::DataSet* groups : {m_frame, m_shared}) {
            if (groups == nullptr) {
                continue;
            }
            if (const dicom::DataSet* item = groups->item(group)) {
                auto values = item->decimals(tag);
                if (!values.empty()) {
                    return values;
                }
            }
        }
        return m_set.decimals(tag);
    }

    [[nodiscard]] double decimal(Tag group, Tag tag, double otherwise) const
    {
        const auto values = decimals(group, tag);
        return values.empty() || !std::isfinite(values.front()) ? otherwise : values.front();
    }

private:
    const dicom::DataSet& m_set;
    const dicom::DataSet* m_frame;
    const dicom::DataSet* m_shared;
};

constexpr Tag kPlaneOrientation = 0x00209116;
constexpr Tag kPlanePosition = 0x00209113;
constexpr Tag kPixelMeasures = 0x00289110;
constexpr Tag kPixelTransformation = 0x00289145;

bool allFinite(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

void readPlacement(DicomSlice& slice, const FrameScope& scope)
{
    const auto orientation = scope.decimals(kPlaneOrientation, 0x00200037);
    if (orientation.size() == 6 && allFinite(orientation)) {
        slice.orientation.emplace();
        std::copy(orientation.begin(), orientation.end(), slice.orientation->begin());
    }
    const auto position = scope.decimals(kPlanePosition, 0x00200032);
    if (position.size() == 3 && allFinite(position)) {
        slice.position = Point{position[0], position[1], position[2]};
    }
    auto spacing = scope.decimals(kPixelMeasures, 0x00280030);
    if (spacing.size() != 2) {
        spacing = scope.decimals(kPixelMeasures, 0x00181164); // of the detector
    }
    if (spacing.size() == 2 && allFinite(spacing) && spacing[0] > 0.0 && spacing[1] > 0.0) {
        slice.pixelSpacing = {spacing[0], spacing[1]};
    }
    slice.thickness = std::abs(scope.decimal(kPixelMeasures, 0x00180050, 0.0));
    slice.sliceDistance = std::abs(scope.decimal(kPixelMeasures, 0x00180088, 0.0));
    slice.slope = scope.decimal(kPixelTransformation, 0x00281053, 1.0);
    slice.intercept = scope.decimal(kPixelTransformation, 0x00281052, 0.0);
}

std::string voxelTypeText(const dicom::DataSet& set)
{
    const unsigned bits = set.whole(0x00280100).value_or(0);
    const bool isSigned = set.whole(0x00280103).value_or(0) == 1;
    const unsigned rounded = bits == 12 ? 16 : bits;
    return rounded == 8 || rounded == 16 || rounded == 32
               ? fmt::format("{}int{}", isSigned ? "" : "u", rounded)
               : std::string();
}

DicomSlice commonPart(const std::filesystem::path& file, const dicom::DataSet& set)
{
    DicomSlice slice;
    slice.file = file;
    slice.seriesUid = set.text(0x0020000e);
    slice.description = set.text(0x0008103e);
    slice.modality = set.text(0x00080060);
    slice.patientId = set.text(0x00100020);
    slice.studyUid = set.text(0x0020000d);
    slice.sopUid = set.text(0x00080018);
    const double instance = set.decimal(0x00200013).value_or(0.0);
    slice.instance = std::abs(instance) < 1e15 ? static_cast<std::int64_t>(instance) : 0;
    slice.rows = set.whole(0x00280010).value_or(0);
    slice.columns = set.whole(0x00280011).value_or(0);
    slice.samples = set.whole(0x00280002).value_or(1);
    slice.voxelType = voxelTypeText(set);
    if (slice.seriesUid.empty()) {
        slice.seriesUid = file.filename().string();
    }
    return slice;
}

/// Frames without groups of their own lie one behind the other along the normal.
void stackFrames(std::vector<DicomSlice>& slices, const dicom::DataSet& set)
{
    const auto offsets = set.decimals(0x3004000c); // of a dose grid
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

std::vector<DicomSlice> slicesIn(const std::filesystem::path& file, const dicom::DataSet& set)
{
    constexpr double kMostFrames = 1e6;
    const double promised = set.decimal(0x00280008).value_or(1.0);
    if (!(promised <= kMostFrames)) {
        throw badImage(file, fmt::format("its header is damaged: it promises {} frames", promised));
    }
    const auto frames = static_cast<std::size_t>(std::max(promised, 1.0));
    const std::vector<dicom::DataSet>& perFrame = set.items(0x52009230);
    const dicom::DataSet* shared = set.item(0x52009229);
    const DicomSlice common = commonPart(file, set);
    const long double bits = set.whole(0x00280100).value_or(8);
    const long double bytes = static_cast<long double>(common.columns) *
                              static_cast<long double>(common.rows) * static_cast<long double>(frames) *
                              bits / 8.0L;
    requireLength(file, fmt::format("{}x{}x{} voxels", common.columns, common.rows, frames), bytes,
                  regularFileBytes(file) * kLargestDicomCompression, false);
    std::vector<DicomSlice> slices(frames, common);
    for (std::size_t k = 0; k < frames; ++k) {
        slices[k].frame = k;
        slices[k].instance = frames > 1 ? static_cast<std::int64_t>(k) : common.instance;
        readPlacement(slices[k], FrameScope(set, k < perFrame.size() ? &perFrame[k] : nullptr, shared));
    }
    if (perFrame.empty()) {
        stackFrames(slices, set);
    }
    return slices;
}

} // namespace

std::vector<DicomSlice> dicomSlicesOf(const std::filesystem::path& file)
{
    const dicom::File opened(file);
    const dicom::DataSet& set = opened.data();
    const std::string kind = set.text(0x00080016);
    const bool isImage = set.whole(0x00280010).value_or(0) > 0 && set.whole(0x00280011).value_or(0) > 0;
    return isImage && kind != dicom::kSegmentationStorage && kind != kDirectory ? slicesIn(file, set)
                                                                                : std::vector<DicomSlice>();
}

} // namespace seg::imaging

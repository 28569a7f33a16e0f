// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/CropToNonzero.h"

#include "core/base/Error.h"
#include "core/planning/NonzeroBox.h"

#include <algorithm>

namespace seg::preprocessing {

namespace {

constexpr std::uint8_t kOutside = 2; // background connected to the border

/// Copies the rows of a box out of [Z, Y, X].
template <class T> void copyBox(const T* from, const Extent& extent, const Box& box, T* to)
{
    const std::int64_t length = box.high[2] - box.low[2];
    for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
        for (std::int64_t y = box.low[1]; y < box.high[1]; ++y, to += length) {
            std::copy_n(from + extent.index(z, y, box.low[2]), length, to);
        }
    }
}

/// Flood fill of background from the faces of the array.
class OutsideFill {
public:
    OutsideFill(std::vector<std::uint8_t>& mask, const Extent& extent) : m_mask(mask), m_extent(extent) {}

    void run()
    {
        pushFaces();
        while (!m_open.empty()) {
            const std::int64_t index = m_open.back();
            m_open.pop_back();
            pushNeighbours(index);
        }
    }

private:
    void push(std::int64_t index)
    {
        std::uint8_t& value = m_mask[static_cast<std::size_t>(index)];
        if (value == 0) {
            value = kOutside;
            m_open.push_back(index);
        }
    }

    void pushFaces()
    {
        const auto& n = m_extent.voxels;
        for (std::int64_t z = 0; z < n[0]; ++z) {
            for (std::int64_t y = 0; y < n[1]; ++y) {
                const bool isFace = z == 0 || z == n[0] - 1 || y == 0 || y == n[1] - 1;
                const std::int64_t step = isFace ? 1 : std::max<std::int64_t>(1, n[2] - 1);
                for (std::int64_t x = 0; x < n[2]; x += step) {
                    push(m_extent.index(z, y, x));
                }
            }
        }
    }

    void pushNeighbours(std::int64_t index)
    {
        const auto& n = m_extent.voxels;
        const std::int64_t row = n[2];
        const std::int64_t plane = n[1] * n[2];
        const std::int64_t x = index % row;
        const std::int64_t y = index / row % n[1];
        const std::int64_t z = index / plane;
        const auto pushIf = [&](bool inside, std::int64_t neighbour) {
            if (inside) {
                push(neighbour);
            }
        };
        pushIf(x > 0, index - 1);
        pushIf(x + 1 < row, index + 1);
        pushIf(y > 0, index - row);
        pushIf(y + 1 < n[1], index + row);
        pushIf(z > 0, index - plane);
        pushIf(z + 1 < n[0], index + plane);
    }

    std::vector<std::uint8_t>& m_mask; // owned by the caller
    Extent m_extent;
    std::vector<std::int64_t> m_open;
};

std::vector<std::uint8_t> nonzeroMask(const CroppedCase& cropped)
{
    const auto count = static_cast<std::size_t>(cropped.extent.count());
    std::vector<std::uint8_t> mask(count, 0);
    for (std::size_t c = 0; c < static_cast<std::size_t>(cropped.channels); ++c) {
        const float* channel = cropped.image.data() + c * count;
        for (std::size_t i = 0; i < count; ++i) {
            mask[i] = static_cast<std::uint8_t>(mask[i] | (channel[i] != 0.0F ? 1 : 0));
        }
    }
    return mask;
}

} // namespace

void fillHoles(std::vector<std::uint8_t>& mask, const Extent& extent)
{
    if (std::find(mask.begin(), mask.end(), std::uint8_t{0}) == mask.end()) {
        return;
    }
    OutsideFill(mask, extent).run();
    for (std::uint8_t& value : mask) {
        value = value == kOutside ? 0 : 1;
    }
}

CroppedCase cropToNonzero(const Volume& image, const LabelMap* label)
{
    const Extent& extent = image.geometry.extent;
    if (label != nullptr && label->geometry.extent != extent) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot crop a scan: its label has another extent than its image");
    }
    CroppedCase cropped;
    cropped.box = planning::nonzeroBox(image);
    cropped.extent = cropped.box.extent();
    cropped.channels = image.channels;
    const auto count = static_cast<std::size_t>(cropped.extent.count());
    cropped.image.resize(static_cast<std::size_t>(image.channels) * count);
    for (std::int64_t c = 0; c < image.channels; ++c) {
        copyBox(image.channel(c).data(), extent, cropped.box,
                cropped.image.data() + static_cast<std::size_t>(c) * count);
    }
    cropped.label.assign(count, 0);
    if (label != nullptr) {
        copyBox(label->values.data(), extent, cropped.box, cropped.label.data());
    }
    // A hole of the whole scan's region is a hole of the box's: the margin outside the box reaches the
    // border.
    std::vector<std::uint8_t> mask = nonzeroMask(cropped);
    fillHoles(mask, cropped.extent);
    for (std::size_t i = 0; i < count; ++i) {
        if (mask[i] == 0 && cropped.label[i] == 0) {
            cropped.label[i] = -1;
        }
    }
    return cropped;
}

} // namespace seg::preprocessing

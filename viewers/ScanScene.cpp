// SPDX-License-Identifier: Apache-2.0
#include "viewers/ScanScene.h"

#include "core/base/Error.h"
#include "viewers/slice/WindowPresets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

namespace seg::viewers {

namespace {

constexpr std::int64_t kSmallestContentShare = 4; // one part in so many along each axis

std::size_t maskSlot(Layer layer)
{
    return layer == Layer::Truth ? 1 : 0;
}

std::string extentText(const Extent& extent)
{
    return fmt::format("{} × {} × {}", extent.voxels[2], extent.voxels[1], extent.voxels[0]);
}

/// Along each array axis: number of foreground voxels in each slice.
std::array<std::vector<std::int64_t>, 3> foregroundPerSlice(const LabelMap& mask)
{
    const auto& voxels = mask.geometry.extent.voxels;
    std::array<std::vector<std::int64_t>, 3> counts;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        counts[axis].assign(static_cast<std::size_t>(voxels[axis]), 0);
    }
    std::size_t position = 0;
    for (std::size_t z = 0; z < counts[0].size(); ++z) {
        for (std::size_t y = 0; y < counts[1].size(); ++y) {
            for (std::size_t x = 0; x < counts[2].size(); ++x, ++position) {
                const std::int64_t isForeground = mask.values[position] > 0 ? 1 : 0;
                counts[0][z] += isForeground;
                counts[1][y] += isForeground;
                counts[2][x] += isForeground;
            }
        }
    }
    return counts;
}

/// Smallest box around the voxels above a threshold; nullopt when it would leave nothing.
std::optional<Box> boxAbove(std::span<const float> voxels, const Extent& extent, float threshold)
{
    Box box{extent.voxels, {0, 0, 0}};
    std::size_t position = 0;
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1];
             ++y, position += static_cast<std::size_t>(extent.voxels[2])) {
            const auto row = voxels.subspan(position, static_cast<std::size_t>(extent.voxels[2]));
            const auto isAbove = [threshold](float value) { return value > threshold; };
            const auto first = std::find_if(row.begin(), row.end(), isAbove);
            if (first == row.end()) {
                continue;
            }
            const auto last = std::find_if(row.rbegin(), row.rend(), isAbove);
            const std::array<std::int64_t, 3> low{z, y, first - row.begin()};
            const std::array<std::int64_t, 3> high{z + 1, y + 1, row.rend() - last};
            for (std::size_t axis = 0; axis < 3; ++axis) {
                box.low[axis] = std::min(box.low[axis], low[axis]);
                box.high[axis] = std::max(box.high[axis], high[axis]);
            }
        }
    }
    return box.low[0] < box.high[0] ? std::optional(box) : std::nullopt;
}

Box contentOf(const Volume& scan, std::int64_t channel, const Window& window)
{
    const Extent& extent = scan.geometry.extent;
    const auto threshold = static_cast<float>(window.level - window.width / 2.0);
    const Box whole{{0, 0, 0}, extent.voxels};
    const Box box = boxAbove(scan.channel(channel), extent, threshold).value_or(whole);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((box.high[axis] - box.low[axis]) * kSmallestContentShare < extent.voxels[axis]) {
            return whole; // a speck is not what the scan is of
        }
    }
    return box;
}

} // namespace

FirstLook firstLook(const Volume& scan, std::int64_t channel)
{
    const Window window = automaticWindow(scan.channel(channel));
    return {window, contentOf(scan, channel, window)};
}

std::optional<VoxelIndex> fullestVoxel(const LabelMap& mask)
{
    const auto counts = foregroundPerSlice(mask);
    VoxelIndex target{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto fullest = std::max_element(counts[axis].begin(), counts[axis].end());
        if (fullest == counts[axis].end() || *fullest == 0) {
            return std::nullopt;
        }
        target[axis] = fullest - counts[axis].begin();
    }
    return target;
}

void ScanScene::setScan(std::shared_ptr<const Volume> scan, std::int64_t channel,
                        const std::optional<FirstLook>& look)
{
    m_scan = std::move(scan);
    m_masks = {};
    m_channel = m_scan ? std::clamp<std::int64_t>(channel, 0, m_scan->channels - 1) : 0;
    m_cursor = {};
    if (m_scan) {
        const auto& voxels = m_scan->geometry.extent.voxels;
        const FirstLook first = look ? *look : firstLook(*m_scan, m_channel);
        m_window = first.window;
        m_contentBox = first.content;
        m_cursor = {voxels[0] / 2, voxels[1] / 2, voxels[2] / 2};
    }
    Q_EMIT scanChanged();
    Q_EMIT masksChanged();
    Q_EMIT windowChanged();
    Q_EMIT cursorChanged();
}

void ScanScene::setChannel(std::int64_t channel)
{
    if (!m_scan || channel == m_channel || channel < 0 || channel >= m_scan->channels) {
        return;
    }
    m_channel = channel;
    m_window = automaticWindow(m_scan->channel(channel));
    Q_EMIT scanChanged();
    Q_EMIT windowChanged();
}

void ScanScene::setMask(Layer layer, std::shared_ptr<const LabelMap> mask)
{
    if (mask && (!m_scan || mask->geometry.extent != m_scan->geometry.extent)) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format(
                "cannot show the mask over the scan: the mask has {} voxels and the scan {}. They belong "
                "to different scans, or the mask was resampled.",
                extentText(mask->geometry.extent),
                m_scan ? extentText(m_scan->geometry.extent) : std::string("none")));
    }
    m_masks[maskSlot(layer)] = std::move(mask);
    Q_EMIT masksChanged();
}

const std::shared_ptr<const LabelMap>& ScanScene::mask(Layer layer) const
{
    return m_masks[maskSlot(layer)];
}

void ScanScene::setCursor(VoxelIndex voxel)
{
    if (!m_scan) {
        return;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        voxel[axis] = std::clamp<std::int64_t>(voxel[axis], 0, m_scan->geometry.extent.voxels[axis] - 1);
    }
    if (voxel != m_cursor) {
        m_cursor = voxel;
        Q_EMIT cursorChanged();
    }
}

void ScanScene::setCursorToWorld(const Point& world)
{
    if (!m_scan) {
        return;
    }
    const auto voxel = m_scan->geometry.voxelFromWorld(world);
    setCursor({std::llround(voxel[0]), std::llround(voxel[1]), std::llround(voxel[2])});
}

void ScanScene::setWindow(const Window& window)
{
    const Window usable{std::max(window.width, 1e-3), window.level};
    if (usable != m_window) {
        m_window = usable;
        Q_EMIT windowChanged();
    }
}

void ScanScene::setStyle(Layer layer, const LayerStyle& style)
{
    LayerStyle& current = m_styles[static_cast<std::size_t>(layer)];
    if (current != style) {
        current = style;
        Q_EMIT stylesChanged();
    }
}

void ScanScene::setColors(ColorTable colors)
{
    if (colors != m_colors) {
        m_colors = std::move(colors);
        Q_EMIT stylesChanged();
    }
}

void ScanScene::setCrosshairVisible(bool visible)
{
    if (visible != m_crosshair) {
        m_crosshair = visible;
        Q_EMIT stylesChanged();
    }
}

float ScanScene::intensityAt(const VoxelIndex& voxel) const
{
    if (!m_scan) {
        return std::numeric_limits<float>::quiet_NaN();
    }
    const auto index = m_scan->geometry.extent.index(voxel[0], voxel[1], voxel[2]);
    return m_scan->channel(m_channel)[static_cast<std::size_t>(index)];
}

int ScanScene::labelAt(Layer layer, const VoxelIndex& voxel) const
{
    const auto& labels = mask(layer);
    if (!labels) {
        return 0;
    }
    return labels
        ->values[static_cast<std::size_t>(labels->geometry.extent.index(voxel[0], voxel[1], voxel[2]))];
}

void ScanScene::centerOnMask()
{
    const auto& labels = m_masks[0] ? m_masks[0] : m_masks[1];
    if (!labels) {
        return;
    }
    if (const auto target = fullestVoxel(*labels)) {
        setCursor(*target);
    }
}

} // namespace seg::viewers

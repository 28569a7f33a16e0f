// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/SlicePicture.h"

#include "core/base/Error.h"
#include "core/reporting/LabelColors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace seg::reporting {

namespace {

constexpr double kMarginMm = 20.0; ///< around the labels
constexpr double kFill = 0.40;     ///< opacity inside
constexpr int kOutlinePixels = 1;  ///< truth outline, pixels
constexpr int kWidest = 4;         ///< times the height

/// Array axis (0 z, 1 y, 2 x) that runs along each world axis x, y, z, and whether it runs towards its
/// positive end.
struct AxisMap {
    std::array<int, 3> axis{};
    std::array<bool, 3> forward{};
};

AxisMap axisMap(const Geometry& geometry)
{
    AxisMap map;
    std::array<bool, 3> worldTaken{};
    std::array<bool, 3> voxelTaken{};
    for (int step = 0; step < 3; ++step) {
        std::size_t bestWorld = 0;
        std::size_t bestVoxel = 0;
        double best = -1.0;
        for (std::size_t world = 0; world < 3; ++world) {
            for (std::size_t voxel = 0; voxel < 3; ++voxel) {
                const double cosine = std::abs(geometry.direction[world][voxel]);
                if (!worldTaken[world] && !voxelTaken[voxel] && cosine > best) {
                    best = cosine;
                    bestWorld = world;
                    bestVoxel = voxel;
                }
            }
        }
        worldTaken[bestWorld] = true;
        voxelTaken[bestVoxel] = true;
        map.axis[bestWorld] = 2 - static_cast<int>(bestVoxel); // columns are i, j, k; arrays are z, y, x
        map.forward[bestWorld] = geometry.direction[bestWorld][bestVoxel] >= 0.0;
    }
    return map;
}

/// A slice as a rectangle of voxels: columns towards the patient's left, rows towards posterior.
class SliceGrid {
public:
    SliceGrid(const Geometry& geometry, std::int64_t slice)
        : m_extent(geometry.extent), m_map(axisMap(geometry)), m_slice(slice)
    {
        m_columnMm = geometry.spacing.mm[axis(0)];
        m_rowMm = geometry.spacing.mm[axis(1)];
    }

    [[nodiscard]] std::int64_t columns() const { return m_extent.voxels[axis(0)]; }
    [[nodiscard]] std::int64_t rows() const { return m_extent.voxels[axis(1)]; }
    [[nodiscard]] double columnMm() const noexcept { return m_columnMm; }
    [[nodiscard]] double rowMm() const noexcept { return m_rowMm; }
    [[nodiscard]] std::size_t index(std::int64_t row, std::int64_t column) const
    {
        std::array<std::int64_t, 3> zyx{};
        zyx[axis(0)] = m_map.forward[0] ? column : columns() - 1 - column;
        zyx[axis(1)] = m_map.forward[1] ? row : rows() - 1 - row;
        zyx[axis(2)] = m_slice;
        return static_cast<std::size_t>(m_extent.index(zyx[0], zyx[1], zyx[2]));
    }

private:
    [[nodiscard]] std::size_t axis(std::size_t world) const
    {
        return static_cast<std::size_t>(m_map.axis[world]);
    }
    Extent m_extent;
    AxisMap m_map;
    std::int64_t m_slice;
    double m_columnMm = 1.0;
    double m_rowMm = 1.0;
};

struct Rectangle {
    std::int64_t left = 0, top = 0, right = 0, bottom = 0; ///< half open
    [[nodiscard]] bool isEmpty() const noexcept { return right <= left || bottom <= top; }
};

/// Around every labelled voxel of the slice, with a margin.
Rectangle cutOut(const SliceGrid& grid, const LabelMap& prediction, const LabelMap& truth)
{
    Rectangle box{grid.columns(), grid.rows(), 0, 0};
    for (std::int64_t row = 0; row < grid.rows(); ++row) {
        for (std::int64_t column = 0; column < grid.columns(); ++column) {
            const std::size_t i = grid.index(row, column);
            if (prediction.values[i] > 0 || truth.values[i] > 0) {
                box = {std::min(box.left, column), std::min(box.top, row), std::max(box.right, column + 1),
                       std::max(box.bottom, row + 1)};
            }
        }
    }
    if (box.isEmpty()) {
        return box;
    }
    const auto marginX = static_cast<std::int64_t>(std::ceil(kMarginMm / grid.columnMm()));
    const auto marginY = static_cast<std::int64_t>(std::ceil(kMarginMm / grid.rowMm()));
    return {std::max<std::int64_t>(0, box.left - marginX), std::max<std::int64_t>(0, box.top - marginY),
            std::min(grid.columns(), box.right + marginX), std::min(grid.rows(), box.bottom + marginY)};
}

/// Black and white of the picture: the 1 % and 99 % percentiles within the cut-out.
std::array<double, 2> window(const Volume& image, const SliceGrid& grid, const Rectangle& box)
{
    const std::span<const float> values = image.channel(0);
    std::vector<float> seen;
    for (std::int64_t row = box.top; row < box.bottom; ++row) {
        for (std::int64_t column = box.left; column < box.right; ++column) {
            seen.push_back(values[grid.index(row, column)]);
        }
    }
    std::sort(seen.begin(), seen.end());
    const auto at = [&](double fraction) {
        return static_cast<double>(
            seen[static_cast<std::size_t>(fraction * static_cast<double>(seen.size() - 1))]);
    };
    const double low = at(0.01);
    const double high = at(0.99);
    return {low, high > low ? high : low + 1.0};
}

/// Paints one slice enlarged: grey values linearly interpolated, labels to the nearest voxel.
struct PictureLook {
    int height = 0; ///< pixels
    const dataset::LabelColors& colors;
};

class SlicePainter {
public:
    SlicePainter(const Volume& image, const LabelMap& prediction, const LabelMap& truth,
                 const SliceGrid& grid, const Rectangle& box, const PictureLook& look)
        : m_image(image.channel(0)), m_prediction(prediction), m_truth(truth), m_grid(grid), m_box(box),
          m_window(window(image, grid, box)), m_colors(look.colors)
    {
        const double heightMm = static_cast<double>(box.bottom - box.top) * grid.rowMm();
        const double widthMm = static_cast<double>(box.right - box.left) * grid.columnMm();
        m_picture.height = look.height;
        m_picture.width = std::clamp(static_cast<int>(std::lround(look.height * widthMm / heightMm)), 1,
                                     kWidest * look.height);
        m_picture.rgb.resize(3 * static_cast<std::size_t>(m_picture.width) *
                             static_cast<std::size_t>(m_picture.height));
    }

    Picture paint()
    {
        for (int y = 0; y < m_picture.height; ++y) {
            for (int x = 0; x < m_picture.width; ++x) {
                paintPixel(x, y);
            }
        }
        return std::move(m_picture);
    }

private:
    [[nodiscard]] double rowAt(int y) const
    {
        return static_cast<double>(m_box.top) +
               (y + 0.5) * static_cast<double>(m_box.bottom - m_box.top) / m_picture.height - 0.5;
    }
    [[nodiscard]] double columnAt(int x) const
    {
        return static_cast<double>(m_box.left) +
               (x + 0.5) * static_cast<double>(m_box.right - m_box.left) / m_picture.width - 0.5;
    }

    [[nodiscard]] double greyAt(double row, double column) const
    {
        const double y = std::clamp(row, 0.0, static_cast<double>(m_grid.rows() - 1));
        const double x = std::clamp(column, 0.0, static_cast<double>(m_grid.columns() - 1));
        const auto y0 = static_cast<std::int64_t>(y);
        const auto x0 = static_cast<std::int64_t>(x);
        const std::int64_t y1 = std::min(y0 + 1, m_grid.rows() - 1);
        const std::int64_t x1 = std::min(x0 + 1, m_grid.columns() - 1);
        const double fy = y - static_cast<double>(y0);
        const double fx = x - static_cast<double>(x0);
        const double top = (1 - fx) * m_image[m_grid.index(y0, x0)] + fx * m_image[m_grid.index(y0, x1)];
        const double bottom = (1 - fx) * m_image[m_grid.index(y1, x0)] + fx * m_image[m_grid.index(y1, x1)];
        const double value = (1 - fy) * top + fy * bottom;
        return 255.0 * std::clamp((value - m_window[0]) / (m_window[1] - m_window[0]), 0.0, 1.0);
    }

    /// Label under a pixel; pixels beyond the picture count as background.
    [[nodiscard]] std::int16_t labelAt(const LabelMap& labels, int x, int y) const
    {
        if (x < 0 || y < 0 || x >= m_picture.width || y >= m_picture.height) {
            return 0;
        }
        const auto row =
            std::clamp(static_cast<std::int64_t>(std::lround(rowAt(y))), std::int64_t{0}, m_grid.rows() - 1);
        const auto column = std::clamp(static_cast<std::int64_t>(std::lround(columnAt(x))), std::int64_t{0},
                                       m_grid.columns() - 1);
        return labels.values[m_grid.index(row, column)];
    }

    [[nodiscard]] bool isEdge(const LabelMap& labels, int x, int y) const
    {
        const std::int16_t own = labelAt(labels, x, y);
        constexpr int kStep = kOutlinePixels;
        return own > 0 && (labelAt(labels, x - kStep, y) != own || labelAt(labels, x + kStep, y) != own ||
                           labelAt(labels, x, y - kStep) != own || labelAt(labels, x, y + kStep) != own);
    }

    void paintPixel(int x, int y)
    {
        const double grey = greyAt(rowAt(y), columnAt(x));
        std::array<double, 3> color{grey, grey, grey};
        if (const std::int16_t label = labelAt(m_prediction, x, y); label > 0) {
            const double share = isEdge(m_prediction, x, y) ? 1.0 : kFill;
            const Rgb ink = labelColor(label, m_colors);
            for (std::size_t c = 0; c < 3; ++c) {
                color[c] = (1.0 - share) * color[c] + share * ink[c];
            }
        }
        if (isEdge(m_truth, x, y)) {
            color = {255.0, 255.0, 255.0};
        }
        std::uint8_t* pixel = m_picture.pixel(x, y);
        for (std::size_t c = 0; c < 3; ++c) {
            pixel[c] = static_cast<std::uint8_t>(std::lround(color[c]));
        }
    }

    std::span<const float> m_image;
    const LabelMap& m_prediction;
    const LabelMap& m_truth;
    const SliceGrid& m_grid;
    Rectangle m_box;
    std::array<double, 2> m_window;
    const dataset::LabelColors& m_colors;
    Picture m_picture;
};

} // namespace

SliceChoice chooseSlice(const LabelMap& prediction, const LabelMap& truth)
{
    SliceChoice choice;
    choice.axis = axisMap(truth.geometry).axis[2];
    const Extent& extent = truth.geometry.extent;
    const auto slices = static_cast<std::size_t>(extent.voxels[static_cast<std::size_t>(choice.axis)]);
    std::vector<std::int64_t> differing(slices, 0);
    std::vector<std::int64_t> labelled(slices, 0);
    std::size_t i = 0;
    std::array<std::int64_t, 3> zyx{};
    for (zyx[0] = 0; zyx[0] < extent.voxels[0]; ++zyx[0]) {
        for (zyx[1] = 0; zyx[1] < extent.voxels[1]; ++zyx[1]) {
            for (zyx[2] = 0; zyx[2] < extent.voxels[2]; ++zyx[2], ++i) {
                const auto slice = static_cast<std::size_t>(zyx[static_cast<std::size_t>(choice.axis)]);
                differing[slice] += prediction.values[i] != truth.values[i] ? 1 : 0;
                labelled[slice] += truth.values[i] > 0 ? 1 : 0;
            }
        }
    }
    const auto most = std::max_element(differing.begin(), differing.end());
    choice.differing = most == differing.end() ? 0 : *most;
    const std::vector<std::int64_t>& ranked = choice.differing > 0 ? differing : labelled;
    choice.index = std::max_element(ranked.begin(), ranked.end()) - ranked.begin();
    return choice;
}

Picture worstSlice(const Volume& image, const LabelMap& prediction, const LabelMap& truth, int height,
                   const dataset::LabelColors& colors)
{
    if (image.geometry.extent != truth.geometry.extent ||
        prediction.geometry.extent != truth.geometry.extent) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot draw a slice: scan, prediction and truth differ in their extents");
    }
    const SliceChoice choice = chooseSlice(prediction, truth);
    const SliceGrid grid(truth.geometry, choice.index);
    const Rectangle box = cutOut(grid, prediction, truth);
    if (box.isEmpty()) {
        return {};
    }
    return SlicePainter(image, prediction, truth, grid, box, {height, colors}).paint();
}

} // namespace seg::reporting

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"
#include "core/preprocessing/AxisTaps.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seg::preprocessing {

/// Smallest and largest value of an input; a cubic result is clamped to it.
struct ValueRange {
    float low = 0.0F;
    float high = 0.0F;
};
[[nodiscard]] ValueRange rangeOf(std::span<const float> values) noexcept;

/// Working memory of one thread.
struct ResizeScratch {
    std::vector<double> plane; ///< the input plane
    std::vector<double> rows;  ///< resized along y
    std::vector<double> lines; ///< spline lines
    std::vector<double> block; ///< resized lines, before they are put in place
};

/// Resizes planes [Y, X] of one extent to another with one interpolation; axes that keep their length are
/// left alone.
class PlaneResizer {
public:
    /// \param kernel  what order 3 means.
    PlaneResizer(std::int64_t fromY, std::int64_t fromX, std::int64_t toY, std::int64_t toX, int order,
                 CubicKernel kernel = CubicKernel::BSpline);

    /// \param scratch  its `plane` holds the input, [fromY, fromX]; is used up.
    /// \param out      [toY, toX].
    /// \param range    the result's bounds; used by order 3 only, the others cannot leave their input's
    /// range.
    void resize(ResizeScratch& scratch, ValueRange range, float* out) const;

private:
    void resizeNearest(const double* in, float* out) const;
    void resizeLinear(ResizeScratch& scratch, float* out) const;
    void resizeCubic(ResizeScratch& scratch, ValueRange range, float* out) const;
    void cubicAlongY(ResizeScratch& scratch) const;
    void cubicAlongX(ResizeScratch& scratch, const double* rows, ValueRange range, float* out) const;

    std::int64_t m_fromY, m_fromX, m_toY, m_toX;
    int m_order;
    CubicKernel m_kernel;
    std::vector<std::int64_t> m_nearestY, m_nearestX;
    std::vector<LinearTap> m_linearY, m_linearX;
    std::vector<CubicTap> m_cubicY, m_cubicX;
};

/// Resizes whole volumes of one channel plane by plane.
class VolumeResizer {
public:
    /// \param separate  whether axis 0 is nearest-neighbour after each plane was resized on its own.
    VolumeResizer(const Extent& from, const Extent& to, bool separate, int order,
                  CubicKernel kernel = CubicKernel::BSpline);

    /// Target planes [first, last) that come out the same and need to be computed once.
    struct PlaneGroup {
        std::int64_t first;
        std::int64_t last;
    };
    [[nodiscard]] const std::vector<PlaneGroup>& groups() const noexcept { return m_groups; }

    /// Whether prepared() must be called: a cubic resize along axis 0 needs whole lines.
    [[nodiscard]] bool needsPreparation() const noexcept { return m_cubicAlongZ; }

    /// Columns [firstColumn, lastColumn) of the volume, resized along axis 0.
    /// \param out  [to.z, from.y, from.x]
    void prepareColumns(const float* channel, std::int64_t firstColumn, std::int64_t lastColumn,
                        ResizeScratch& scratch, float* out) const;

    /// \param channel  the volume [from], or the prepared one.
    /// \param range    of the whole input volume; not used with a separate axis, where each slice has its
    /// own. \param out      one target plane [to.y, to.x].
    void plane(const float* channel, std::int64_t index, ValueRange range, ResizeScratch& scratch,
               float* out) const;

private:
    Extent m_from, m_to;
    bool m_separate;
    int m_order;
    CubicKernel m_kernel;
    bool m_cubicAlongZ;
    PlaneResizer m_resizer;
    std::vector<std::int64_t> m_nearestZ;
    std::vector<LinearTap> m_linearZ;
    std::vector<PlaneGroup> m_groups;
};

} // namespace seg::preprocessing

// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/SpatialTransform.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

namespace seg::augmentation {

namespace {

Matrix3 product(const Matrix3& a, const Matrix3& b)
{
    Matrix3 result{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            for (std::size_t k = 0; k < 3; ++k) {
                result[row][column] += a[row][k] * b[k][column];
            }
        }
    }
    return result;
}

// Rounds a positive number of normal half range to float16's 11 significant bits, half to even.
float roundedToHalf(float value)
{
    auto bits = std::bit_cast<std::uint32_t>(value);
    bits += 0x0FFFU + ((bits >> 13) & 1U);
    return std::bit_cast<float>(bits & ~0x1FFFU);
}

// Where the voxels of one row of the patch come from.
struct RowPositions {
    explicit RowPositions(std::size_t length)
        : offset(length), index{std::vector<std::int32_t>(length), std::vector<std::int32_t>(length),
                                std::vector<std::int32_t>(length)},
          fraction{std::vector<float>(length), std::vector<float>(length), std::vector<float>(length)}
    {
    }

    std::vector<std::int64_t> offset;               // of the lower corner within one channel of the case
    std::array<std::vector<std::int32_t>, 3> index; // lower corner in window indices
    std::array<std::vector<float>, 3> fraction;     // from there to the position, [0, 1)
    std::size_t begin = 0; // voxels begin..end-1 have at least one corner in the case
    std::size_t end = 0;
    std::size_t first = 0; // voxels first..last-1 have all corners there; begin <= first <= last <= end
    std::size_t last = 0;
};

// One sampling job: the case seen from the window, with what the rows share.
class AffineSampler {
public:
    AffineSampler(const PatchSource& source, const PatchBuffer& patch, const Matrix3& matrix,
                  bool inPlaneOnly)
        : m_source(source), m_patch(patch), m_inside(source.inside()), m_inPlane(inPlaneOnly),
          m_row(static_cast<std::size_t>(patch.extent.voxels[2]))
    {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            for (std::size_t column = 0; column < 3; ++column) {
                m_matrix[axis][column] = static_cast<float>(matrix[axis][column]);
            }
            m_centre[axis] = 0.5F * static_cast<float>(source.window.voxels[axis] - 1);
        }
        m_strides = {source.extent.voxels[1] * source.extent.voxels[2], source.extent.voxels[2], 1};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            m_base += m_strides[axis] * source.low[axis];
        }
    }

    void run()
    {
        for (std::int64_t z = 0; z < m_patch.extent.voxels[0]; ++z) {
            for (std::int64_t y = 0; y < m_patch.extent.voxels[1]; ++y) {
                locateRow(z, y);
                const auto start = static_cast<std::size_t>(m_patch.extent.index(z, y, 0));
                for (std::int64_t channel = 0; channel < m_source.channels; ++channel) {
                    imageRow(channel, m_patch.channel(channel).data() + start);
                }
                labelRow(m_patch.label.data() + start);
            }
        }
    }

private:
    static float centred(std::int64_t index, std::int64_t extent)
    {
        return static_cast<float>(index) + 0.5F * static_cast<float>(1 - extent);
    }

    void locateRow(std::int64_t z, std::int64_t y)
    {
        const std::size_t length = m_row.offset.size();
        const float gz = centred(z, m_patch.extent.voxels[0]);
        const float gy = centred(y, m_patch.extent.voxels[1]);
        const float gx = centred(0, m_patch.extent.voxels[2]);
        for (std::size_t axis = m_inPlane ? 1 : 0; axis < 3; ++axis) {
            const float start =
                m_matrix[axis][0] * gz + m_matrix[axis][1] * gy + m_matrix[axis][2] * gx + m_centre[axis];
            locateAxis(axis, start, m_matrix[axis][2], length);
        }
        if (m_inPlane) {
            std::fill(m_row.index[0].begin(), m_row.index[0].end(), static_cast<std::int32_t>(z));
        }
        for (std::size_t i = 0; i < length; ++i) {
            m_row.offset[i] = m_base + m_strides[0] * m_row.index[0][i] + m_strides[1] * m_row.index[1][i] +
                              m_row.index[2][i];
        }
        findRuns(length);
    }

    void locateAxis(std::size_t axis, float start, float step, std::size_t length)
    {
        std::int32_t* index = m_row.index[axis].data();
        float* fraction = m_row.fraction[axis].data();
        for (std::size_t i = 0; i < length; ++i) {
            const float position = start + static_cast<float>(static_cast<std::int32_t>(i)) * step;
            auto floored = static_cast<std::int32_t>(position);
            floored -= position < static_cast<float>(floored) ? 1 : 0;
            index[i] = floored;
            fraction[i] = position - static_cast<float>(floored);
        }
    }

    // Positions move along a straight line and the case is a box, so both kinds of voxels form one run.
    void findRuns(std::size_t length)
    {
        const auto shrink = [this](std::size_t& from, std::size_t& to, std::int64_t margin) {
            while (from < to && !isWithin(from, margin)) {
                ++from;
            }
            while (to > from && !isWithin(to - 1, margin)) {
                --to;
            }
        };
        m_row.begin = 0;
        m_row.end = length;
        shrink(m_row.begin, m_row.end, 1);
        m_row.first = m_row.begin;
        m_row.last = m_row.end;
        shrink(m_row.first, m_row.last, 0);
    }

    // Margin 0: all corners of voxel i lie in the case; margin 1: at least one does.
    [[nodiscard]] bool isWithin(std::size_t i, std::int64_t margin) const
    {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const bool isFixed = m_inPlane && axis == 0;
            const std::int64_t lower = m_row.index[axis][i];
            const std::int64_t reach = isFixed ? 0 : margin;
            if (lower < m_inside.low[axis] - reach ||
                lower + (isFixed ? 0 : 1) >= m_inside.high[axis] + reach) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool isInside(std::int64_t z, std::int64_t y, std::int64_t x) const
    {
        return z >= m_inside.low[0] && z < m_inside.high[0] && y >= m_inside.low[1] && y < m_inside.high[1] &&
               x >= m_inside.low[2] && x < m_inside.high[2];
    }

    // Calls visit(weight, offset within a channel or -1 when outside) for the corners of voxel i.
    template <typename Visit> void forCorners(std::size_t i, Visit visit) const
    {
        const int planes = m_inPlane ? 1 : 2;
        for (int dz = 0; dz < planes; ++dz) {
            const float wz =
                m_inPlane ? 1.0F : (dz == 0 ? 1.0F - m_row.fraction[0][i] : m_row.fraction[0][i]);
            for (int dy = 0; dy < 2; ++dy) {
                const float wy = dy == 0 ? 1.0F - m_row.fraction[1][i] : m_row.fraction[1][i];
                for (int dx = 0; dx < 2; ++dx) {
                    const float wx = dx == 0 ? 1.0F - m_row.fraction[2][i] : m_row.fraction[2][i];
                    const bool inside =
                        isInside(m_row.index[0][i] + dz, m_row.index[1][i] + dy, m_row.index[2][i] + dx);
                    visit(wz * wy * wx,
                          inside ? m_row.offset[i] + dz * m_strides[0] + dy * m_strides[1] + dx : -1);
                }
            }
        }
    }

    void imageRow(std::int64_t channel, float* out) const
    {
        const float* values = m_source.image.data() + channel * m_source.extent.count();
        const auto border = [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) {
                float sum = 0.0F;
                forCorners(i, [&](float weight, std::int64_t offset) {
                    sum += offset < 0 ? 0.0F : weight * values[offset];
                });
                out[i] = sum;
            }
        };
        std::fill(out, out + m_row.begin, 0.0F);
        border(m_row.begin, m_row.first);
        if (m_inPlane) {
            interiorInPlane(values, out);
        } else {
            interior(values, out);
        }
        border(m_row.last, m_row.end);
        std::fill(out + m_row.end, out + m_row.offset.size(), 0.0F);
    }

    void interior(const float* values, float* out) const
    {
        const std::int64_t* offset = m_row.offset.data();
        const float* fz = m_row.fraction[0].data();
        const float* fy = m_row.fraction[1].data();
        const float* fx = m_row.fraction[2].data();
        const std::int64_t plane = m_strides[0];
        const std::int64_t line = m_strides[1];
        for (std::size_t i = m_row.first; i < m_row.last; ++i) {
            const float* corner = values + offset[i];
            const float near = bilinear(corner, corner + line, fy[i], fx[i]);
            const float far = bilinear(corner + plane, corner + plane + line, fy[i], fx[i]);
            out[i] = near + fz[i] * (far - near);
        }
    }

    void interiorInPlane(const float* values, float* out) const
    {
        const std::int64_t* offset = m_row.offset.data();
        const float* fy = m_row.fraction[1].data();
        const float* fx = m_row.fraction[2].data();
        const std::int64_t line = m_strides[1];
        for (std::size_t i = m_row.first; i < m_row.last; ++i) {
            const float* corner = values + offset[i];
            out[i] = bilinear(corner, corner + line, fy[i], fx[i]);
        }
    }

    static float bilinear(const float* upperRow, const float* lowerRow, float fy, float fx)
    {
        const float upper = upperRow[0] + fx * (upperRow[1] - upperRow[0]);
        const float lower = lowerRow[0] + fx * (lowerRow[1] - lowerRow[0]);
        return upper + fy * (lower - upper);
    }

    void labelRow(std::int16_t* out) const
    {
        const std::int16_t* labels = m_source.label.data();
        std::fill(out, out + m_row.begin, kOutsideLabel);
        for (std::size_t i = m_row.begin; i < m_row.first; ++i) {
            out[i] = vote(i);
        }
        for (std::size_t i = m_row.first; i < m_row.last; ++i) {
            const std::int16_t* corner = labels + m_row.offset[i];
            out[i] = uniformLabel(corner) ? *corner : vote(i);
        }
        for (std::size_t i = m_row.last; i < m_row.end; ++i) {
            out[i] = vote(i);
        }
        std::fill(out + m_row.end, out + m_row.offset.size(), kOutsideLabel);
    }

    // Whether all corners carry one label: the case nearly everywhere.
    [[nodiscard]] bool uniformLabel(const std::int16_t* corner) const
    {
        const auto pair = [](const std::int16_t* labels) {
            std::uint32_t both = 0;
            std::memcpy(&both, labels, sizeof both);
            return both;
        };
        const std::uint32_t first = pair(corner);
        std::uint32_t differs = (first ^ pair(corner + m_strides[1])) | ((first & 0xFFFFU) ^ (first >> 16));
        if (!m_inPlane) {
            differs |=
                (first ^ pair(corner + m_strides[0])) | (first ^ pair(corner + m_strides[0] + m_strides[1]));
        }
        return differs == 0;
    }

    [[nodiscard]] std::int16_t labelAt(std::int64_t offset) const
    {
        return offset < 0 ? kOutsideLabel : m_source.label[static_cast<std::size_t>(offset)];
    }

    [[nodiscard]] std::int16_t vote(std::size_t i) const
    {
        constexpr float kIndicator = 1000.0F; // the reference's scale before rounding to half
        std::array<std::int16_t, 8> labels{};
        std::array<float, 8> scores{};
        std::size_t count = 0;
        forCorners(i, [&](float weight, std::int64_t offset) {
            const std::int16_t label = labelAt(offset);
            std::size_t k = 0;
            while (k < count && labels[k] != label) {
                ++k;
            }
            if (k == count) {
                labels[count++] = label;
            }
            scores[k] += kIndicator * weight;
        });
        float best = -1.0F;
        std::int16_t winner = kOutsideLabel;
        for (std::size_t k = 0; k < count; ++k) {
            scores[k] = roundedToHalf(scores[k]);
            if (scores[k] > best || (scores[k] == best && labels[k] < winner)) {
                best = scores[k];
                winner = labels[k];
            }
        }
        const std::int16_t nearest = nearestLabel(i);
        for (std::size_t k = 0; k < count; ++k) {
            if (labels[k] == nearest && scores[k] == best) {
                return nearest;
            }
        }
        return winner;
    }

    [[nodiscard]] std::int16_t nearestLabel(std::size_t i) const
    {
        std::array<std::int64_t, 3> at{m_row.index[0][i], 0, 0};
        for (std::size_t axis = m_inPlane ? 1 : 0; axis < 3; ++axis) {
            const std::int64_t lower = m_row.index[axis][i];
            const float fraction = m_row.fraction[axis][i];
            const bool up = fraction > 0.5F || (fraction == 0.5F && (lower & 1) != 0); // half to even
            at[axis] = lower + (up ? 1 : 0);
        }
        if (!isInside(at[0], at[1], at[2])) {
            return kOutsideLabel;
        }
        return labelAt(m_base + at[0] * m_strides[0] + at[1] * m_strides[1] + at[2]);
    }

    const PatchSource& m_source;
    const PatchBuffer& m_patch;
    Box m_inside;
    bool m_inPlane;
    std::array<std::array<float, 3>, 3> m_matrix{};
    std::array<float, 3> m_centre{};
    std::array<std::int64_t, 3> m_strides{};
    std::int64_t m_base = 0;
    RowPositions m_row;
};

} // namespace

Matrix3 volumeMatrix(const std::array<double, 3>& angles, double scale)
{
    const auto c = [&](std::size_t axis) { return std::cos(angles[axis]); };
    const auto s = [&](std::size_t axis) { return std::sin(angles[axis]); };
    const Matrix3 rx{{{1, 0, 0}, {0, c(0), -s(0)}, {0, s(0), c(0)}}};
    const Matrix3 ry{{{c(1), 0, s(1)}, {0, 1, 0}, {-s(1), 0, c(1)}}};
    const Matrix3 rz{{{c(2), -s(2), 0}, {s(2), c(2), 0}, {0, 0, 1}}};
    const Matrix3 scaling{{{scale, 0, 0}, {0, scale, 0}, {0, 0, scale}}};
    return product(product(rz, ry), product(rx, scaling));
}

Matrix3 inPlaneMatrix(double angle, double scale)
{
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    return {{{1, 0, 0}, {0, scale * c, -scale * s}, {0, scale * s, scale * c}}};
}

void cropCentre(const PatchSource& source, const PatchBuffer& patch)
{
    std::array<std::int64_t, 3> low{}; // of the patch in the case
    for (std::size_t axis = 0; axis < 3; ++axis) {
        low[axis] = source.low[axis] + source.window.voxels[axis] / 2 - patch.extent.voxels[axis] / 2;
    }
    const std::int64_t left = std::clamp<std::int64_t>(-low[2], 0, patch.extent.voxels[2]);
    const std::int64_t right = std::clamp(source.extent.voxels[2] - low[2], left, patch.extent.voxels[2]);
    for (std::int64_t z = 0; z < patch.extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < patch.extent.voxels[1]; ++y) {
            const std::int64_t sz = low[0] + z;
            const std::int64_t sy = low[1] + y;
            const bool outside =
                sz < 0 || sz >= source.extent.voxels[0] || sy < 0 || sy >= source.extent.voxels[1];
            const std::int64_t from =
                outside ? patch.extent.voxels[2] : left; // columns [from, to) exist in the case
            const std::int64_t to = outside ? patch.extent.voxels[2] : right;
            const std::int64_t row = outside ? 0 : source.extent.index(sz, sy, low[2]);
            const auto copyRow = [&](const auto* in, auto* out, auto fill) {
                std::fill(out, out + from, fill);
                std::copy(in + row + from, in + row + to, out + from);
                std::fill(out + to, out + patch.extent.voxels[2], fill);
            };
            const std::int64_t target = patch.extent.index(z, y, 0);
            for (std::int64_t channel = 0; channel < source.channels; ++channel) {
                copyRow(source.image.data() + channel * source.extent.count(),
                        patch.channel(channel).data() + target, 0.0F);
            }
            copyRow(source.label.data(), patch.label.data() + target, kOutsideLabel);
        }
    }
}

void resampleAffine(const PatchSource& source, const PatchBuffer& patch, const Matrix3& matrix,
                    bool inPlaneOnly)
{
    AffineSampler(source, patch, matrix, inPlaneOnly).run();
}

} // namespace seg::augmentation

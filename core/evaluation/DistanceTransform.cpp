// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/DistanceTransform.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace seg::evaluation {

namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

/// Lower envelope of parabolas over one line: the squared distances along it are added to those of the axes
/// before.
class LineTransform {
public:
    explicit LineTransform(std::size_t longest) : m_apex(longest), m_border(longest + 1), m_value(longest) {}

    /// \param first   of the line in `values`; neighbours are `stride` apart and `step` mm from each other.
    void run(double* first, std::size_t count, std::size_t stride, double step)
    {
        std::size_t parabolas = 0;
        for (std::size_t i = 0; i < count; ++i) {
            m_value[i] = first[i * stride];
            if (std::isfinite(m_value[i])) {
                parabolas = push(parabolas, i, step);
            }
        }
        if (parabolas == 0) {
            return;
        }
        std::size_t current = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double position = static_cast<double>(i) * step;
            while (current + 1 < parabolas && m_border[current + 1] < position) {
                ++current;
            }
            const double offset = position - static_cast<double>(m_apex[current]) * step;
            first[i * stride] = m_value[m_apex[current]] + offset * offset;
        }
    }

private:
    /// Adds the parabola with its apex at i, removing those it hides. \return  how many there are now.
    std::size_t push(std::size_t parabolas, std::size_t i, double step)
    {
        const double position = static_cast<double>(i) * step;
        double border = -kFar;
        while (parabolas > 0) {
            const std::size_t before = m_apex[parabolas - 1];
            const double other = static_cast<double>(before) * step;
            border = ((m_value[i] + position * position) - (m_value[before] + other * other)) /
                     (2.0 * (position - other));
            if (border > m_border[parabolas - 1]) {
                break;
            }
            --parabolas;
            border = -kFar;
        }
        m_apex[parabolas] = i;
        m_border[parabolas] = border;
        return parabolas + 1;
    }

    std::vector<std::size_t> m_apex;
    std::vector<double> m_border; // where the parabola of the same index begins to be the lowest
    std::vector<double> m_value;
};

} // namespace

std::vector<double> distanceTo(const std::vector<std::uint8_t>& marked, const Extent& extent,
                               const Spacing& spacing)
{
    std::vector<double> squared(marked.size());
    for (std::size_t i = 0; i < marked.size(); ++i) {
        squared[i] = marked[i] != 0 ? 0.0 : kFar;
    }
    const auto z = static_cast<std::size_t>(extent.voxels[0]);
    const auto y = static_cast<std::size_t>(extent.voxels[1]);
    const auto x = static_cast<std::size_t>(extent.voxels[2]);
    LineTransform line(std::max({z, y, x}));
    for (std::size_t row = 0; row < z * y; ++row) {
        line.run(squared.data() + row * x, x, 1, spacing.mm[2]);
    }
    for (std::size_t slice = 0; slice < z; ++slice) {
        for (std::size_t column = 0; column < x; ++column) {
            line.run(squared.data() + slice * y * x + column, y, x, spacing.mm[1]);
        }
    }
    for (std::size_t column = 0; column < y * x; ++column) {
        line.run(squared.data() + column, z, y * x, spacing.mm[0]);
    }
    for (double& value : squared) {
        value = std::sqrt(value);
    }
    return squared;
}

} // namespace seg::evaluation

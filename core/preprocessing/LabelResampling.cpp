// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/ThreadPool.h"
#include "core/preprocessing/AxisFront.h"
#include "core/preprocessing/AxisTaps.h"
#include "core/preprocessing/Resampling.h"

#include <algorithm>
#include <array>
#include <limits>

namespace seg::preprocessing {

namespace {

/// Scores of the labels around one target voxel: at most 8 corners, so at most 8 labels.
class LabelScores {
public:
    void add(std::int16_t label, double weight) noexcept
    {
        for (std::size_t i = 0; i < m_count; ++i) {
            if (m_labels[i] == label) {
                m_scores[i] += weight;
                return;
            }
        }
        m_labels[m_count] = label;
        m_scores[m_count++] = weight;
    }

    /// The label with the largest score; among exact equals `nearest` if it is one of them, else the
    /// smallest.
    [[nodiscard]] std::int16_t winner(std::int16_t nearest) const noexcept
    {
        const double best =
            *std::max_element(m_scores.begin(), m_scores.begin() + static_cast<std::ptrdiff_t>(m_count));
        std::int16_t smallest = std::numeric_limits<std::int16_t>::max();
        for (std::size_t i = 0; i < m_count; ++i) {
            if (m_scores[i] == best) {
                if (m_labels[i] == nearest) {
                    return nearest;
                }
                smallest = std::min(smallest, m_labels[i]);
            }
        }
        return smallest;
    }

private:
    std::array<std::int16_t, 8> m_labels{};
    std::array<double, 8> m_scores{};
    std::size_t m_count = 0;
};

/// One line of source voxels that takes part in a target row, with its weight.
struct WeightedRow {
    const std::int16_t* values;
    double weight;
};

struct RowInputs {
    std::array<WeightedRow, 4> rows{};
    std::size_t count = 0;
    const std::int16_t* nearest = nullptr;
};

void resizeRow(const RowInputs& inputs, const std::vector<LinearTap>& taps,
               const std::vector<std::int64_t>& nearest, std::int16_t* out)
{
    for (std::size_t x = 0; x < taps.size(); ++x) {
        const LinearTap& tap = taps[x];
        const std::int16_t first = inputs.rows[0].values[tap.low];
        bool isUniform = true;
        for (std::size_t i = 0; i < inputs.count; ++i) {
            const std::int16_t* row = inputs.rows[i].values;
            isUniform = isUniform && row[tap.low] == first && row[tap.high] == first;
        }
        if (isUniform) {
            out[x] = first;
            continue;
        }
        LabelScores scores;
        for (std::size_t i = 0; i < inputs.count; ++i) {
            const WeightedRow& row = inputs.rows[i];
            scores.add(row.values[tap.low], row.weight * tap.lowWeight);
            scores.add(row.values[tap.high], row.weight * tap.highWeight);
        }
        out[x] = scores.winner(inputs.nearest[nearest[x]]);
    }
}

/// Resizes labels with axis 0 interpolated like the others, or taken from the nearest slice when it is
/// separate.
class LabelResizer {
public:
    LabelResizer(const Extent& from, const Extent& to, bool separate, int order)
        : m_from(from), m_to(to), m_interpolatesZ(!separate && order == 1), m_order(order)
    {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            m_linear[axis] = linearTaps(from.voxels[axis], to.voxels[axis]);
            m_nearest[axis] = nearestIndices(from.voxels[axis], to.voxels[axis]);
        }
    }

    void plane(std::span<const std::int16_t> labels, std::int64_t z, std::int16_t* out) const
    {
        for (std::int64_t y = 0; y < m_to.voxels[1]; ++y, out += m_to.voxels[2]) {
            const RowInputs inputs =
                rowInputs(labels, static_cast<std::size_t>(z), static_cast<std::size_t>(y));
            if (m_order == 0) {
                std::transform(m_nearest[2].begin(), m_nearest[2].end(), out,
                               [&](std::int64_t x) { return inputs.nearest[x]; });
            } else {
                resizeRow(inputs, m_linear[2], m_nearest[2], out);
            }
        }
    }

private:
    [[nodiscard]] RowInputs rowInputs(std::span<const std::int16_t> labels, std::size_t z,
                                      std::size_t y) const
    {
        const auto row = [&](std::int64_t sourceZ, std::int64_t sourceY) {
            return labels.data() + m_from.index(sourceZ, sourceY, 0);
        };
        RowInputs inputs;
        const std::int64_t nearestZ = m_nearest[0][z];
        inputs.nearest = row(nearestZ, m_nearest[1][y]);
        const LinearTap& tapY = m_linear[1][y];
        const auto addRows = [&](std::int64_t sourceZ, double weight) {
            inputs.rows[inputs.count++] = {row(sourceZ, tapY.low), weight * tapY.lowWeight};
            inputs.rows[inputs.count++] = {row(sourceZ, tapY.high), weight * tapY.highWeight};
        };
        if (m_interpolatesZ) {
            addRows(m_linear[0][z].low, m_linear[0][z].lowWeight);
            addRows(m_linear[0][z].high, m_linear[0][z].highWeight);
        } else {
            addRows(nearestZ, 1.0);
        }
        return inputs;
    }

    Extent m_from, m_to;
    bool m_interpolatesZ;
    int m_order;
    std::array<std::vector<LinearTap>, 3> m_linear;
    std::array<std::vector<std::int64_t>, 3> m_nearest;
};

void checkLabels(std::size_t count, const Extent& from, const Extent& to, int order)
{
    const bool isEmpty = *std::min_element(from.voxels.begin(), from.voxels.end()) < 1 ||
                         *std::min_element(to.voxels.begin(), to.voxels.end()) < 1;
    if (isEmpty || count != static_cast<std::size_t>(from.count())) {
        throw Error(ErrorCode::InvalidArgument, "cannot resample " + std::to_string(count) + " labels of " +
                                                    std::to_string(from.count()) +
                                                    " voxels: the sizes do not fit");
    }
    if (order == 3) {
        throw Error(ErrorCode::InvalidArgument, "cannot resample labels with order 3: choose 0 or 1");
    }
}

} // namespace

std::vector<std::int16_t> resampleLabels(std::span<const std::int16_t> labels, const Extent& from,
                                         const Extent& to, const Spacing& current, const Spacing& target,
                                         const ResampleOptions& options, const TaskContext& context)
{
    options.validate();
    checkLabels(labels.size(), from, to, options.order);
    if (from == to) {
        return {labels.begin(), labels.end()};
    }
    const std::optional<int> axis = separateAxis(current, target, options);
    if (axis && *axis != 0) {
        const std::vector<std::int16_t> moved = axisMovedFirst(labels, 1, from, *axis);
        const std::vector<std::int16_t> resized =
            resampleLabels(moved, withAxisFirst(from, *axis), withAxisFirst(to, *axis),
                           withAxisFirst(current, *axis), withAxisFirst(target, *axis), options, context);
        return axisMovedBack<std::int16_t>(resized, 1, to, *axis);
    }
    const LabelResizer resizer(from, to, axis.has_value(), options.order);
    const std::int64_t planeSize = to.voxels[1] * to.voxels[2];
    std::vector<std::int16_t> result(static_cast<std::size_t>(to.count()));
    parallelFor(
        static_cast<std::size_t>(to.voxels[0]),
        [&](std::size_t z) {
            const auto plane = static_cast<std::int64_t>(z);
            resizer.plane(labels, plane, result.data() + plane * planeSize);
        },
        context, options.threads);
    context.throwIfStopped();
    return result;
}

} // namespace seg::preprocessing

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/ThreadPool.h"
#include "core/preprocessing/AxisFront.h"
#include "core/preprocessing/AxisTaps.h"
#include "core/preprocessing/PlaneResizer.h"
#include "core/preprocessing/Resampling.h"
#include "core/preprocessing/TorchResampling.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

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

    /// \param nearest  the nearest voxel's label, which goes first among exact equals.
    [[nodiscard]] std::int16_t winner(LabelRule rule, std::int16_t nearest) const noexcept
    {
        return rule == LabelRule::LargestScore ? largest(nearest) : lastAboveHalf();
    }

private:
    [[nodiscard]] std::int16_t largest(std::int16_t nearest) const noexcept
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

    [[nodiscard]] std::int16_t lastAboveHalf() const noexcept
    {
        std::int16_t last = std::numeric_limits<std::int16_t>::min();
        for (std::size_t i = 0; i < m_count; ++i) {
            last = m_scores[i] >= 0.5 ? std::max(last, m_labels[i]) : last;
        }
        return last == std::numeric_limits<std::int16_t>::min() ? std::int16_t{0} : last;
    }

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
               const std::vector<std::int64_t>& nearest, LabelRule rule, std::int16_t* out)
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
        out[x] = scores.winner(rule, inputs.nearest[nearest[x]]);
    }
}

/// Resizes labels with axis 0 interpolated like the others, or taken from the nearest slice when it is
/// separate.
class LabelResizer {
public:
    LabelResizer(const Extent& from, const Extent& to, bool separate, int order, LabelRule rule)
        : m_from(from), m_to(to), m_interpolatesZ(!separate && order == 1), m_order(order), m_rule(rule)
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
                resizeRow(inputs, m_linear[2], m_nearest[2], m_rule, out);
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
    LabelRule m_rule;
    std::array<std::vector<LinearTap>, 3> m_linear;
    std::array<std::vector<std::int64_t>, 3> m_nearest;
};

void checkLabels(std::size_t count, const Extent& from, const Extent& to)
{
    const bool isEmpty = *std::min_element(from.voxels.begin(), from.voxels.end()) < 1 ||
                         *std::min_element(to.voxels.begin(), to.voxels.end()) < 1;
    if (isEmpty || count != static_cast<std::size_t>(from.count())) {
        throw Error(ErrorCode::InvalidArgument, "cannot resample " + std::to_string(count) + " labels of " +
                                                    std::to_string(from.count()) +
                                                    " voxels: the sizes do not fit");
    }
}

std::set<std::int16_t> labelsPresent(std::span<const std::int16_t> labels)
{
    std::set<std::int16_t> present;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (i == 0 || labels[i] != labels[i - 1]) {
            present.insert(labels[i]);
        }
    }
    return present;
}

std::vector<float> maskOf(std::span<const std::int16_t> labels, std::int16_t label)
{
    std::vector<float> mask(labels.size());
    std::transform(labels.begin(), labels.end(), mask.begin(),
                   [label](std::int16_t value) { return value == label ? 1.0F : 0.0F; });
    return mask;
}

/// Order 3: the masks of all labels resized as images, one after the other.
std::vector<std::int16_t> resizeByMasks(std::span<const std::int16_t> labels, const Extent& from,
                                        const Extent& to, bool separate, const ResampleOptions& options,
                                        const TaskContext& context)
{
    ResampleOptions maskOptions = imageResampling();
    maskOptions.forceSeparateAxis = separate;
    maskOptions.threads = options.threads;
    const Spacing thickFirst{{2.0, 1.0, 1.0}}; // names axis 0 where it is separate
    const LabelResizer nearest(from, to, separate, 0, options.labelRule);
    std::vector<std::int16_t> result(static_cast<std::size_t>(to.count()), 0);
    for (std::int64_t z = 0; z < to.voxels[0]; ++z) {
        nearest.plane(labels, z, result.data() + z * to.voxels[1] * to.voxels[2]);
    }
    const std::vector<std::int16_t> nearestLabels = result;
    const bool isLargest = options.labelRule == LabelRule::LargestScore;
    std::vector<float> best(result.size(), isLargest ? -1.0F : 0.5F);
    std::fill(result.begin(), result.end(), std::int16_t{0});
    for (const std::int16_t label : labelsPresent(labels)) {
        const std::vector<float> scores =
            resampleData(maskOf(labels, label), 1, from, to, thickFirst, thickFirst, maskOptions, context);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const bool isTied = scores[i] == best[i];
            if (scores[i] > best[i] || (isTied && (!isLargest || nearestLabels[i] == label))) {
                result[i] = label;
                best[i] = isLargest ? scores[i] : 0.5F;
            }
        }
    }
    return result;
}

/// Brings slices to another number along axis 0: the last ascending label whose mask is above 0.5 there, 0
/// where none is. Order 1 compares in double, as the reference does.
std::vector<std::int16_t> interpolatedAlongSlices(std::span<const std::int16_t> labels, const Extent& from,
                                                  const Extent& to, const ResampleOptions& options,
                                                  const TaskContext& context)
{
    std::vector<std::int16_t> result(static_cast<std::size_t>(to.count()), 0);
    if (options.orderZ == 1) {
        const auto planeSize = static_cast<std::size_t>(to.voxels[1] * to.voxels[2]);
        const std::vector<LinearTap> taps = linearTaps(from.voxels[0], to.voxels[0]);
        for (std::size_t z = 0; z < taps.size(); ++z) {
            const std::int16_t* low = labels.data() + static_cast<std::size_t>(taps[z].low) * planeSize;
            const std::int16_t* high = labels.data() + static_cast<std::size_t>(taps[z].high) * planeSize;
            std::int16_t* out = result.data() + z * planeSize;
            const bool takesLow = taps[z].lowWeight > 0.5;
            const bool takesHigh = taps[z].highWeight > 0.5;
            for (std::size_t i = 0; i < planeSize; ++i) {
                out[i] = takesLow || low[i] == high[i] ? low[i] : takesHigh ? high[i] : std::int16_t{0};
            }
        }
        return result;
    }
    const VolumeResizer resizer(from, to, false, options.orderZ);
    for (const std::int16_t label : labelsPresent(labels)) {
        context.throwIfStopped();
        const std::vector<float> mask = maskOf(labels, label);
        const std::int64_t columns = from.voxels[1] * from.voxels[2];
        std::vector<float> scores(static_cast<std::size_t>(columns * to.voxels[0]));
        ResizeScratch scratch;
        resizer.prepareColumns(mask.data(), 0, columns, scratch, scores.data());
        for (std::size_t i = 0; i < scores.size(); ++i) {
            result[i] = scores[i] > 0.5F ? label : result[i];
        }
    }
    return result;
}

/// The default kind, with axis 0 separate if any is, and nothing but nearest along it.
std::vector<std::int16_t> resizeLabels(std::span<const std::int16_t> labels, const Extent& from,
                                       const Extent& to, bool separate, const ResampleOptions& options,
                                       const TaskContext& context)
{
    if (from == to) {
        return {labels.begin(), labels.end()};
    }
    if (options.order == 3) {
        return resizeByMasks(labels, from, to, separate, options, context);
    }
    const LabelResizer resizer(from, to, separate, options.order, options.labelRule);
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

} // namespace

std::vector<std::int16_t> resampleLabels(std::span<const std::int16_t> labels, const Extent& from,
                                         const Extent& to, const Spacing& current, const Spacing& target,
                                         const ResampleOptions& options, const TaskContext& context)
{
    options.validate();
    checkLabels(labels.size(), from, to);
    if (from == to) {
        return {labels.begin(), labels.end()};
    }
    if (options.kind == planning::ResamplingKind::None) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot bring labels to other extents: the plan says that nothing is resampled");
    }
    const std::optional<int> axis = separateAxis(current, target, options);
    if (axis && *axis != 0) {
        const std::vector<std::int16_t> moved = axisMovedFirst(labels, 1, from, *axis);
        const std::vector<std::int16_t> resized =
            resampleLabels(moved, withAxisFirst(from, *axis), withAxisFirst(to, *axis),
                           withAxisFirst(current, *axis), withAxisFirst(target, *axis), options, context);
        return axisMovedBack<std::int16_t>(resized, 1, to, *axis);
    }
    if (options.kind == planning::ResamplingKind::Torch) {
        return resampleLabelsAsTorch(labels, from, to, axis, options, context);
    }
    const bool competesAlongZ = axis && options.orderZ > 0 && from.voxels[0] != to.voxels[0];
    if (!competesAlongZ) {
        return resizeLabels(labels, from, to, axis.has_value(), options, context);
    }
    const Extent inPlane{{from.voxels[0], to.voxels[1], to.voxels[2]}};
    const std::vector<std::int16_t> slices = resizeLabels(labels, from, inPlane, true, options, context);
    return interpolatedAlongSlices(slices, inPlane, to, options, context);
}

} // namespace seg::preprocessing

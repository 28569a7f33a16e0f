// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/evaluation/Membership.h"
#include "core/evaluation/Summary.h"

#include <fmt/format.h>

#include <limits>

namespace seg::evaluation {

void requireEqualExtents(const LabelMap& prediction, const LabelMap& truth)
{
    const auto& p = prediction.geometry.extent.voxels;
    const auto& t = truth.geometry.extent.voxels;
    if (p != t || prediction.values.size() != truth.values.size()) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format(
                "cannot compare two masks of different size: the prediction is {}x{}x{} but the truth is "
                "{}x{}x{}",
                p[2], p[1], p[0], t[2], t[1], t[0]));
    }
}

OverlapMetrics overlap(const LabelMap& prediction, const LabelMap& truth, const dataset::LabelEntry& entry,
                       std::optional<int> ignoreLabel)
{
    requireEqualExtents(prediction, truth);
    const Membership belongs(entry);
    std::int64_t counts[2][2] = {{0, 0}, {0, 0}}; // [predicted][true]
    for (std::size_t i = 0; i < truth.values.size(); ++i) {
        if (ignoreLabel && truth.values[i] == *ignoreLabel) {
            continue;
        }
        const bool predicted = belongs.contains(prediction.values[i]);
        const bool real = belongs.contains(truth.values[i]);
        ++counts[predicted ? 1 : 0][real ? 1 : 0];
    }
    OverlapMetrics result;
    result.tn = static_cast<double>(counts[0][0]);
    result.fn = static_cast<double>(counts[0][1]);
    result.fp = static_cast<double>(counts[1][0]);
    result.tp = static_cast<double>(counts[1][1]);
    result.nPred = result.fp + result.tp;
    result.nRef = result.fn + result.tp;
    const double either = result.tp + result.fp + result.fn;
    constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
    result.dice = either > 0.0 ? 2.0 * result.tp / (2.0 * result.tp + result.fp + result.fn) : kUndefined;
    result.iou = either > 0.0 ? result.tp / either : kUndefined;
    return result;
}

} // namespace seg::evaluation

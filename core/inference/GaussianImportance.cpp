// SPDX-License-Identifier: Apache-2.0
#include "core/inference/GaussianImportance.h"

#include <c10/util/Half.h>

#include <algorithm>
#include <cmath>

namespace seg::inference {

namespace {

constexpr double kSigmaOfPatch = 1.0 / 8.0;
constexpr double kTruncate = 4.0; // the filter reaches this many sigmas
constexpr double kLargest = 10.0;

// exp(-x² / 2σ²) about the middle voxel, 0 beyond the filter's reach; 1 in the middle.
std::vector<double> profile(std::int64_t length)
{
    const double sigma = static_cast<double>(length) * kSigmaOfPatch;
    const auto radius = static_cast<std::int64_t>(kTruncate * sigma + 0.5);
    std::vector<double> values(static_cast<std::size_t>(length));
    for (std::int64_t i = 0; i < length; ++i) {
        const std::int64_t distance = std::abs(i - length / 2);
        const double x = static_cast<double>(distance) / sigma;
        values[static_cast<std::size_t>(i)] = distance > radius ? 0.0 : std::exp(-0.5 * x * x);
    }
    return values;
}

} // namespace

std::vector<float> gaussianImportance(std::span<const std::int64_t> patchSize)
{
    std::vector<double> product{kLargest};
    for (const std::int64_t length : patchSize) {
        std::vector<double> next;
        next.reserve(product.size() * static_cast<std::size_t>(length));
        const std::vector<double> line = profile(length);
        for (const double outer : product) {
            for (const double inner : line) {
                next.push_back(outer * inner);
            }
        }
        product = std::move(next);
    }
    std::vector<float> map(product.size());
    float smallest = static_cast<float>(kLargest);
    for (std::size_t i = 0; i < map.size(); ++i) {
        map[i] = static_cast<float>(c10::Half(static_cast<float>(product[i])));
        smallest = map[i] > 0.0F ? std::min(smallest, map[i]) : smallest;
    }
    std::ranges::replace(map, 0.0F, smallest); // half subnormals stay what they are
    return map;
}

} // namespace seg::inference

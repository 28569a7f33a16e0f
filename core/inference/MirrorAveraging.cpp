// SPDX-License-Identifier: Apache-2.0
#include "core/inference/MirrorAveraging.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

namespace seg::inference {

namespace {

// Dimensions of [N, C, (Z,) Y, X] that the spatial axes stand for.
std::vector<std::int64_t> tensorDimensions(const std::vector<int>& axes)
{
    std::vector<std::int64_t> dimensions;
    for (const int axis : axes) {
        dimensions.push_back(axis + 2);
    }
    return dimensions;
}

at::Tensor flipped(const at::Tensor& tensor, const std::vector<int>& axes)
{
    return axes.empty() ? tensor : tensor.flip(tensorDimensions(axes));
}

} // namespace

std::vector<int> allMirrorAxes(int dimensions)
{
    std::vector<int> axes(static_cast<std::size_t>(dimensions));
    std::iota(axes.begin(), axes.end(), 0);
    return axes;
}

std::vector<std::vector<int>> mirrorCombinations(std::span<const int> axes)
{
    std::vector<std::vector<int>> combinations;
    for (unsigned members = 0; members < (1U << axes.size()); ++members) {
        auto& combination = combinations.emplace_back();
        for (std::size_t i = 0; i < axes.size(); ++i) {
            if ((members >> i) & 1U) {
                combination.push_back(axes[i]);
            }
        }
    }
    std::ranges::sort(combinations, [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    return combinations;
}

at::Tensor mirrorAveraged(const at::Tensor& windows, std::span<const int> axes, const Forward& forward,
                          std::int64_t inputsPerCall, const std::function<void()>& between)
{
    const std::vector<std::vector<int>> combinations = mirrorCombinations(axes);
    const std::int64_t count = windows.size(0);
    const auto perCall = static_cast<std::size_t>(std::max<std::int64_t>(1, inputsPerCall / count));
    at::Tensor sum;
    for (std::size_t start = 0; start < combinations.size(); start += perCall) {
        if (between) {
            between();
        }
        const std::size_t end = std::min(start + perCall, combinations.size());
        std::vector<at::Tensor> variants;
        for (std::size_t i = start; i < end; ++i) {
            variants.push_back(flipped(windows, combinations[i]));
        }
        const at::Tensor logits =
            forward(variants.size() == 1 ? variants.front() : at::cat(variants)); // [n·N, K, …]
        for (std::size_t i = start; i < end; ++i) {
            const at::Tensor part = flipped(
                logits.narrow(0, static_cast<std::int64_t>(i - start) * count, count), combinations[i]);
            if (sum.defined()) {
                sum.add_(part);
            } else {
                sum = combinations.size() == 1 ? part : part.clone();
            }
        }
    }
    return combinations.size() == 1 ? sum : sum.div_(static_cast<double>(combinations.size()));
}

} // namespace seg::inference

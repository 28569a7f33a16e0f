// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/NormActivation.h"

#include "core/kernels/NormActivationCpu.h"
#include "core/kernels/StopScope.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <vector>

namespace seg::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kVoxelsPerTask = 32768; // smaller pieces cost more to hand out than to compute

/// Calls work(plane) for every channel of every sample; planes are independent, so threads change nothing.
template <typename Work> void forEachPlane(std::int64_t planes, std::int64_t voxels, const Work& work)
{
    at::parallel_for(0, planes, std::max<std::int64_t>(1, kVoxelsPerTask / voxels),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t plane = begin; plane < end; ++plane) {
                             work(plane);
                         }
                     });
}

struct Layout {
    explicit Layout(const at::Tensor& input)
        : channels(input.size(1)), planes(input.size(0) * channels),
          voxels(input.numel() / std::max<std::int64_t>(planes, 1))
    {
    }
    std::int64_t channels;
    std::int64_t planes; ///< samples * channels
    std::int64_t voxels; ///< of a plane
};

class NormActivationFunction final : public torch::autograd::Function<NormActivationFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& anyInput, const at::Tensor& scale,
                              const at::Tensor& shift, double epsilon, double slope)
    {
        const at::Tensor input = anyInput.contiguous();
        const Layout layout(input);
        at::Tensor output = at::empty_like(input);
        at::Tensor statistics = at::empty({layout.planes, 2}, input.options());
        const auto* x = input.const_data_ptr<float>();
        const auto* gamma = scale.const_data_ptr<float>();
        const auto* beta = shift.const_data_ptr<float>();
        auto* y = output.mutable_data_ptr<float>();
        auto* kept = statistics.mutable_data_ptr<float>();
        forEachPlane(layout.planes, layout.voxels, [&](std::int64_t plane) {
            const std::int64_t channel = plane % layout.channels;
            const std::int64_t at = plane * layout.voxels;
            const auto found = detail::planeStatistics(x + at, layout.voxels, epsilon);
            const float factor = gamma[channel] * found.inverseDeviation;
            detail::planeForward(x + at, y + at, layout.voxels, factor, beta[channel] - found.mean * factor,
                                 static_cast<float>(slope));
            kept[2 * plane] = found.mean;
            kept[2 * plane + 1] = found.inverseDeviation;
        });
        context->save_for_backward({input, scale, shift, statistics});
        context->saved_data["slope"] = slope;
        return output;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        throwIfStopRequested();
        const variable_list saved = context->get_saved_variables();
        const at::Tensor& input = saved[0];
        const at::Tensor outputGradient = gradients[0].contiguous();
        const Layout layout(input);
        const auto slope = static_cast<float>(context->saved_data["slope"].toDouble());
        at::Tensor inputGradient = at::empty_like(input);
        const auto* x = input.const_data_ptr<float>();
        const auto* dy = outputGradient.const_data_ptr<float>();
        const auto* gamma = saved[1].const_data_ptr<float>();
        const auto* beta = saved[2].const_data_ptr<float>();
        const auto* kept = saved[3].const_data_ptr<float>();
        auto* dx = inputGradient.mutable_data_ptr<float>();
        std::vector<detail::PlaneGradient> sums(static_cast<std::size_t>(layout.planes));
        forEachPlane(layout.planes, layout.voxels, [&](std::int64_t plane) {
            const std::int64_t channel = plane % layout.channels;
            const std::int64_t at = plane * layout.voxels;
            const detail::PlaneStatistics statistics{kept[2 * plane], kept[2 * plane + 1]};
            auto& sum = sums[static_cast<std::size_t>(plane)];
            sum = detail::planeGradient(x + at, dy + at, layout.voxels, statistics, gamma[channel],
                                        beta[channel], slope);
            detail::planeBackward(x + at, dy + at, dx + at, layout.voxels, statistics, sum, gamma[channel],
                                  beta[channel], slope);
        });
        auto [scaleGradient, shiftGradient] = sumOverSamples(sums, saved[1]);
        return {inputGradient, scaleGradient, shiftGradient, at::Tensor(), at::Tensor()};
    }

private:
    static std::pair<at::Tensor, at::Tensor> sumOverSamples(const std::vector<detail::PlaneGradient>& sums,
                                                            const at::Tensor& scale)
    {
        const auto channels = static_cast<std::size_t>(scale.numel());
        std::vector<detail::PlaneGradient> totals(channels);
        for (std::size_t plane = 0; plane < sums.size(); ++plane) {
            totals[plane % channels].scale += sums[plane].scale;
            totals[plane % channels].shift += sums[plane].shift;
        }
        at::Tensor scaleGradient = at::empty_like(scale);
        at::Tensor shiftGradient = at::empty_like(scale);
        auto* scaleValues = scaleGradient.mutable_data_ptr<float>();
        auto* shiftValues = shiftGradient.mutable_data_ptr<float>();
        for (std::size_t channel = 0; channel < channels; ++channel) {
            scaleValues[channel] = static_cast<float>(totals[channel].scale);
            shiftValues[channel] = static_cast<float>(totals[channel].shift);
        }
        return {scaleGradient, shiftGradient};
    }
};

bool fits(const at::Tensor& input, const at::Tensor& scale, const at::Tensor& shift)
{
    const auto isPlain = [](const at::Tensor& tensor) {
        return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat;
    };
    return isPlain(input) && isPlain(scale) && isPlain(shift) && scale.is_contiguous() &&
           shift.is_contiguous() && input.numel() > 0;
}

} // namespace

at::Tensor normActivation(const at::Tensor& input, const at::Tensor& scale, const at::Tensor& shift,
                          double epsilon, double slope)
{
    throwIfStopRequested();
    if (fits(input, scale, shift)) {
        return NormActivationFunction::apply(input, scale, shift, epsilon, slope);
    }
    const at::Tensor normalized = at::instance_norm(input, scale, shift, {}, {}, true, 0.0, epsilon,
                                                    at::globalContext().userEnabledCuDNN());
    return slope == 1.0 ? normalized : at::leaky_relu(normalized, slope);
}

} // namespace seg::kernels

// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/NormActivation.h"

#include "core/kernels/ChannelsLast.h"
#include "core/kernels/NormActivationCpu.h"
#include "core/kernels/StopScope.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace seg::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kBlockValues = 16384; // 64 KiB: read twice while it is in the cache

struct Block {
    std::int64_t index;
    std::int64_t sample;
    std::int64_t begin; ///< of its values in the tensor
    std::int64_t voxels;
};

/// A channels-last tensor cut into blocks of whole voxels. The cut follows from the shape alone and sums are
/// merged in the order of the blocks, so threads change nothing.
class BlockGrid {
public:
    explicit BlockGrid(const at::Tensor& input)
        : samples(input.size(0)), channels(input.size(1)), voxels(input.numel() / (samples * channels)),
          blockVoxels(std::max<std::int64_t>(1, kBlockValues / channels)),
          blocksPerSample((voxels + blockVoxels - 1) / blockVoxels)
    {
    }

    template <typename Work> void forEach(const Work& work) const
    {
        at::parallel_for(0, samples * blocksPerSample, /*grain_size=*/1,
                         [&](std::int64_t begin, std::int64_t end) {
                             for (std::int64_t index = begin; index < end; ++index) {
                                 work(block(index));
                             }
                         });
    }

    /// Room for two rows of every block, each with one number per channel.
    [[nodiscard]] std::vector<float> partials() const
    {
        return std::vector<float>(static_cast<std::size_t>(samples * blocksPerSample * 2 * channels));
    }

    /// Where a block's two rows begin in that room.
    [[nodiscard]] std::int64_t partialsOf(std::int64_t index) const { return index * 2 * channels; }

    [[nodiscard]] Block block(std::int64_t index) const
    {
        const std::int64_t sample = index / blocksPerSample;
        const std::int64_t first = index % blocksPerSample * blockVoxels;
        return {index, sample, (sample * voxels + first) * channels, std::min(blockVoxels, voxels - first)};
    }

    const std::int64_t samples;
    const std::int64_t channels;
    const std::int64_t voxels; ///< of a sample
    const std::int64_t blockVoxels;
    const std::int64_t blocksPerSample;
};

/// Rows of the kept statistics, one number per channel and sample each: [samples, 4, channels].
enum Row : std::int64_t { Mean, InverseDeviation, Factor, Offset, RowCount };

const float* rowOf(const float* statistics, const BlockGrid& grid, std::int64_t sample, Row row)
{
    return statistics + (sample * RowCount + row) * grid.channels;
}

/// Mean and deviation of every channel from the moments of the blocks, merged in double (Chan et al. 1983):
/// a mean that is large against the deviation spoils neither.
void mergeMoments(const BlockGrid& grid, const std::vector<float>& moments, const float* scale,
                  const float* shift, double epsilon, float* statistics)
{
    for (std::int64_t sample = 0; sample < grid.samples; ++sample) {
        float* rows = statistics + sample * RowCount * grid.channels;
        for (std::int64_t channel = 0; channel < grid.channels; ++channel) {
            double mean = 0.0;
            double squares = 0.0;
            double before = 0.0;
            for (std::int64_t part = 0; part < grid.blocksPerSample; ++part) {
                const Block block = grid.block(sample * grid.blocksPerSample + part);
                const float* own = moments.data() + grid.partialsOf(block.index);
                const auto count = static_cast<double>(block.voxels);
                const double difference = own[channel] - mean;
                mean += difference * count / (before + count);
                squares += own[grid.channels + channel] +
                           difference * difference * before * count / (before + count);
                before += count;
            }
            const double inverse = 1.0 / std::sqrt(squares / before + epsilon);
            const double factor = scale[channel] * inverse;
            rows[Mean * grid.channels + channel] = static_cast<float>(mean);
            rows[InverseDeviation * grid.channels + channel] = static_cast<float>(inverse);
            rows[Factor * grid.channels + channel] = static_cast<float>(factor);
            rows[Offset * grid.channels + channel] = static_cast<float>(shift[channel] - mean * factor);
        }
    }
}

detail::ChannelTerms termsOf(const float* statistics, const BlockGrid& grid, std::int64_t sample)
{
    return {rowOf(statistics, grid, sample, Mean), rowOf(statistics, grid, sample, Factor),
            rowOf(statistics, grid, sample, Offset)};
}

/// Per sample and channel the sums over all its blocks; [samples, channels] each.
struct GradientSums {
    std::vector<double> sum;      ///< of g, the gradient before the activation
    std::vector<double> weighted; ///< of g * (input - mean)
};

GradientSums mergeSums(const BlockGrid& grid, const std::vector<float>& partials)
{
    const auto size = static_cast<std::size_t>(grid.samples * grid.channels);
    GradientSums sums{std::vector<double>(size), std::vector<double>(size)};
    for (std::int64_t index = 0; index < grid.samples * grid.blocksPerSample; ++index) {
        const float* own = partials.data() + grid.partialsOf(index);
        const std::int64_t first = index / grid.blocksPerSample * grid.channels;
        for (std::int64_t channel = 0; channel < grid.channels; ++channel) {
            sums.sum[static_cast<std::size_t>(first + channel)] += own[channel];
            sums.weighted[static_cast<std::size_t>(first + channel)] += own[grid.channels + channel];
        }
    }
    return sums;
}

class NormActivationFunction final : public torch::autograd::Function<NormActivationFunction> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& anyInput, const at::Tensor& scale,
                              const at::Tensor& shift, double epsilon, double slope)
    {
        const at::Tensor input = channelsLast(anyInput);
        const BlockGrid grid(input);
        at::Tensor output = at::empty_like(input);
        at::Tensor kept = at::empty({grid.samples, RowCount, grid.channels}, scale.options());
        const auto* x = input.const_data_ptr<float>();
        auto* y = output.mutable_data_ptr<float>();
        auto* statistics = kept.mutable_data_ptr<float>();
        std::vector<float> moments = grid.partials();
        grid.forEach([&](const Block& block) {
            float* own = moments.data() + grid.partialsOf(block.index);
            detail::blockMoments(x + block.begin, block.voxels, grid.channels, own, own + grid.channels);
        });
        mergeMoments(grid, moments, scale.const_data_ptr<float>(), shift.const_data_ptr<float>(), epsilon,
                     statistics);
        grid.forEach([&](const Block& block) {
            detail::blockForward(x + block.begin, y + block.begin, block.voxels, grid.channels,
                                 rowOf(statistics, grid, block.sample, Factor),
                                 rowOf(statistics, grid, block.sample, Offset), static_cast<float>(slope));
        });
        context->save_for_backward({input, kept});
        context->saved_data["slope"] = slope;
        return output;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        throwIfStopRequested();
        const variable_list saved = context->get_saved_variables();
        const at::Tensor& input = saved[0];
        const at::Tensor outputGradient = channelsLast(gradients[0]);
        const BlockGrid grid(input);
        const auto slope = static_cast<float>(context->saved_data["slope"].toDouble());
        at::Tensor inputGradient = at::empty_like(input);
        const auto* x = input.const_data_ptr<float>();
        const auto* dy = outputGradient.const_data_ptr<float>();
        const auto* statistics = saved[1].const_data_ptr<float>();
        auto* dx = inputGradient.mutable_data_ptr<float>();
        std::vector<float> partials = grid.partials();
        grid.forEach([&](const Block& block) {
            float* own = partials.data() + grid.partialsOf(block.index);
            detail::blockGradientSums(x + block.begin, dy + block.begin, block.voxels, grid.channels,
                                      termsOf(statistics, grid, block.sample), slope, own,
                                      own + grid.channels);
        });
        const GradientSums sums = mergeSums(grid, partials);
        const auto [constant, linear] = correctionsOf(grid, sums, statistics);
        grid.forEach([&](const Block& block) {
            const std::int64_t first = block.sample * grid.channels;
            detail::blockBackward(x + block.begin, dy + block.begin, dx + block.begin, block.voxels,
                                  grid.channels, termsOf(statistics, grid, block.sample),
                                  constant.data() + first, linear.data() + first, slope);
        });
        auto [scaleGradient, shiftGradient] = parameterGradients(grid, sums, statistics, saved[1].options());
        return {inputGradient, scaleGradient, shiftGradient, at::Tensor(), at::Tensor()};
    }

private:
    /// What mean and deviation take away from a gradient; [samples, channels] each, see blockBackward().
    static std::pair<std::vector<float>, std::vector<float>>
    correctionsOf(const BlockGrid& grid, const GradientSums& sums, const float* statistics)
    {
        std::vector<float> constant(sums.sum.size());
        std::vector<float> linear(sums.sum.size());
        const auto count = static_cast<double>(grid.voxels);
        for (std::size_t index = 0; index < sums.sum.size(); ++index) {
            const auto sample = static_cast<std::int64_t>(index) / grid.channels;
            const auto channel = static_cast<std::int64_t>(index) % grid.channels;
            const double factor = rowOf(statistics, grid, sample, Factor)[channel];
            const double inverse = rowOf(statistics, grid, sample, InverseDeviation)[channel];
            constant[index] = static_cast<float>(factor * sums.sum[index] / count);
            linear[index] = static_cast<float>(factor * inverse * inverse * sums.weighted[index] / count);
        }
        return {constant, linear};
    }

    static std::pair<at::Tensor, at::Tensor> parameterGradients(const BlockGrid& grid,
                                                                const GradientSums& sums,
                                                                const float* statistics,
                                                                const at::TensorOptions& options)
    {
        at::Tensor scaleGradient = at::empty({grid.channels}, options);
        at::Tensor shiftGradient = at::empty({grid.channels}, options);
        for (std::int64_t channel = 0; channel < grid.channels; ++channel) {
            double scale = 0.0;
            double shift = 0.0;
            for (std::int64_t sample = 0; sample < grid.samples; ++sample) {
                const auto index = static_cast<std::size_t>(sample * grid.channels + channel);
                scale += sums.weighted[index] * rowOf(statistics, grid, sample, InverseDeviation)[channel];
                shift += sums.sum[index];
            }
            scaleGradient.mutable_data_ptr<float>()[channel] = static_cast<float>(scale);
            shiftGradient.mutable_data_ptr<float>()[channel] = static_cast<float>(shift);
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
           shift.is_contiguous() && input.numel() > 0 && (input.dim() == 4 || input.dim() == 5);
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

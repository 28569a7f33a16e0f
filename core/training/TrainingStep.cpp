// SPDX-License-Identifier: Apache-2.0
#include "core/training/TrainingStep.h"

#include "core/base/Error.h"
#include "core/network/DeepSupervision.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>

namespace seg::training {

TrainingStep::TrainingStep(std::shared_ptr<Network> network, const TrainingOptions& options,
                           const LossOptions& loss, int stages)
    : m_network(std::move(network)), m_options(options), m_loss(loss),
      m_weights(options.deepSupervision ? network::deepSupervisionWeights(stages) : std::vector<double>{1.0}),
      m_momentum(m_network->parameters().size()), m_learningRate(options.learningRate)
{
}

at::Tensor TrainingStep::lossOf(const at::Tensor& image, const std::vector<at::Tensor>& targets,
                                std::vector<at::Tensor>& logits, std::vector<at::Tensor>& onDevice)
{
    const at::Device device = m_network->device();
    for (std::size_t output = 0; output < m_weights.size(); ++output) {
        onDevice.push_back(targets.at(output).to(device, /*non_blocking=*/true));
    }
    logits = m_network->forward(image.to(device, /*non_blocking=*/true), m_options.deepSupervision);
    return deeplySupervisedLoss(logits, onDevice, m_weights, m_loss);
}

at::Tensor TrainingStep::train(const at::Tensor& image, const std::vector<at::Tensor>& targets)
{
    for (const NamedTensor& parameter : m_network->parameters()) {
        parameter.tensor.mutable_grad().reset();
    }
    at::Tensor loss;
    {
        std::vector<at::Tensor> logits;
        std::vector<at::Tensor> onDevice;
        loss = lossOf(image, targets, logits, onDevice);
    }
    loss.backward();
    update();
    return loss.detach();
}

void TrainingStep::update()
{
    const at::NoGradGuard guard;
    std::vector<at::Tensor> values, gradients, moments, norms;
    std::vector<at::Tensor> freshValues, freshGradients, freshMoments;
    const auto& parameters = m_network->parameters();
    for (std::size_t index = 0; index < parameters.size(); ++index) {
        const at::Tensor& gradient = parameters[index].tensor.grad();
        if (!gradient.defined()) {
            continue; // an output without weight: neither decay nor momentum, as in the reference
        }
        const bool isFirst = !m_momentum[index].defined();
        if (isFirst) {
            m_momentum[index] = at::zeros_like(gradient);
        }
        norms.push_back(at::linalg_vector_norm(gradient));
        (isFirst ? freshValues : values).push_back(parameters[index].tensor);
        (isFirst ? freshGradients : gradients).push_back(gradient);
        (isFirst ? freshMoments : moments).push_back(m_momentum[index]);
    }
    if (norms.empty()) {
        return;
    }
    // Clipping to the global norm, as a divisor that stays on the device: max(1, (norm + 1e-6) / clip).
    const at::Tensor norm = at::linalg_vector_norm(at::stack(norms));
    const at::Tensor divisor = ((norm + 1e-6) / m_options.gradientClip).clamp_min(1.0);
    const auto descend = [&](const std::vector<at::Tensor>& to, const std::vector<at::Tensor>& by,
                             const std::vector<at::Tensor>& momentum, bool isFirst) {
        if (!to.empty()) {
            at::_fused_sgd_(to, by, momentum, m_options.weightDecay, m_options.momentum, m_learningRate,
                            /*dampening=*/0.0, /*nesterov=*/true, /*maximize=*/false, isFirst, divisor);
        }
    };
    descend(values, gradients, moments, false);
    descend(freshValues, freshGradients, freshMoments, true);
}

TrainingStep::Validation TrainingStep::validate(const at::Tensor& image,
                                                const std::vector<at::Tensor>& targets)
{
    const at::NoGradGuard guard;
    std::vector<at::Tensor> logits;
    std::vector<at::Tensor> onDevice;
    Validation result;
    result.loss = lossOf(image, targets, logits, onDevice);
    result.counts = overlapCounts(logits.front(), onDevice.front(), m_loss);
    return result;
}

std::vector<NamedTensor> TrainingStep::momentum() const
{
    std::vector<NamedTensor> named;
    for (std::size_t index = 0; index < m_momentum.size(); ++index) {
        if (m_momentum[index].defined()) {
            named.push_back({m_network->parameters()[index].name, m_momentum[index]});
        }
    }
    return named;
}

void TrainingStep::setMomentum(const std::vector<NamedTensor>& momentum, const std::string& source)
{
    const auto& parameters = m_network->parameters();
    std::vector<at::Tensor> restored(parameters.size());
    for (const NamedTensor& item : momentum) {
        const auto found =
            std::ranges::find_if(parameters, [&](const NamedTensor& own) { return own.name == item.name; });
        if (found == parameters.end() || found->tensor.sizes() != item.tensor.sizes()) {
            throw Error(
                ErrorCode::BadInput,
                fmt::format("cannot resume from {}: its momentum of {} does not fit the network of the plan",
                            source, item.name));
        }
        restored[static_cast<std::size_t>(found - parameters.begin())] =
            item.tensor.to(m_network->device(), /*non_blocking=*/false, /*copy=*/true);
    }
    m_momentum = std::move(restored);
}

} // namespace seg::training

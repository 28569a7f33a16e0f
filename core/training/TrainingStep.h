// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/NetworkFactory.h"
#include "core/training/TrainingOptions.h"
#include "core/training/losses/SegmentationLoss.h"

#include <memory>
#include <vector>

namespace seg::training {

/// One step of stochastic gradient descent with Nesterov momentum, weight decay and gradient clipping
/// (nnunet-v2 §9.1), and the forward pass of a validation step. Owns the momentum; shares the network.
class TrainingStep {
public:
    /// \param stages  of the network; decides the deep-supervision weights.
    TrainingStep(std::shared_ptr<Network> network, const TrainingOptions& options, const LossOptions& loss,
                 int stages);

    void setLearningRate(double value) noexcept { m_learningRate = value; }

    /// Forward, loss, backward, clip, update.
    /// \param image  [N, C, …] and \param targets on any device; moved to the network's.
    /// \return  the loss, a scalar on the network's device, without gradient; reading it waits for a GPU.
    at::Tensor train(const at::Tensor& image, const std::vector<at::Tensor>& targets);

    struct Validation {
        at::Tensor loss;   ///< scalar
        at::Tensor counts; ///< overlapCounts() of the finest output
    };
    [[nodiscard]] Validation validate(const at::Tensor& image, const std::vector<at::Tensor>& targets);

    /// Momentum of every parameter that has had a gradient, under the parameter's name. Aliases the buffers.
    [[nodiscard]] std::vector<NamedTensor> momentum() const;

    /// Puts momentum back; parameters not named start anew.
    /// \throws seg::Error  BadInput when a name or shape does not fit the network.
    void setMomentum(const std::vector<NamedTensor>& momentum, const std::string& source);

private:
    void update();
    [[nodiscard]] at::Tensor lossOf(const at::Tensor& image, const std::vector<at::Tensor>& targets,
                                    std::vector<at::Tensor>& logits, std::vector<at::Tensor>& onDevice);

    std::shared_ptr<Network> m_network;
    TrainingOptions m_options;
    LossOptions m_loss;
    std::vector<double> m_weights;
    std::vector<at::Tensor> m_momentum; // one per parameter; undefined before its first gradient
    double m_learningRate;
};

} // namespace seg::training

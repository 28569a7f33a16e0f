// SPDX-License-Identifier: Apache-2.0
#include "core/training/PolyLearningRate.h"

#include <cmath>

namespace seg::training {

double polyLearningRate(double initial, int epoch, int epochs, double exponent) noexcept
{
    return initial * std::pow(1.0 - static_cast<double>(epoch) / static_cast<double>(epochs), exponent);
}

} // namespace seg::training

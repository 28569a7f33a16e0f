// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/Predictor.h"

namespace CLI {
class App;
}

namespace seg::app {

/// The options by which `predict` and `run` say how to segment.
void declarePredictOptions(CLI::App& verb, inference::PredictOptions& options);

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/commands/PredictChoice.h"

#include <CLI/CLI.hpp>

namespace seg::app {

void declarePredictOptions(CLI::App& verb, inference::PredictOptions& options)
{
    verb.add_option("--step", options.step, "Step between windows, in patches")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    verb.add_flag("!--no-mirroring", options.mirroring,
                  "No averaging over mirrored scans: 4 to 8 times faster");
    verb.add_flag("--save-probabilities", options.saveProbabilities,
                  "Also write name.npz with class probabilities");
}

} // namespace seg::app

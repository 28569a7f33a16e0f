// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"

#include <optional>
#include <string>
#include <vector>

namespace seg::training {

/// Everything that decides the result of a run besides the plan and the data: options.json of the run folder.
struct TrainingOptions {
    std::string recipe = "nnunet-v2";
    std::string configuration = "3d_fullres";
    int fold = 0; ///< -1 stands for "all"
    int epochs = 1000;
    int iterationsPerEpoch = 250;
    int validationIterations = 50;
    int batchSize = 0; ///< patches a batch; 0 takes the plan's
    double learningRate = 0.01;
    double polyExponent = 0.9;
    double momentum = 0.99;
    double weightDecay = 3e-5;
    double gradientClip = 12.0;
    double foregroundFraction = 0.33;
    bool deepSupervision = true;
    bool mirroring = true;
    std::uint64_t seed = 1;
    std::string device = "auto";    ///< auto, cpu, cuda or cuda:K
    std::string precision = "auto"; ///< auto, float32 (and what a device adds)
    int checkpointEveryEpochs = 50;
    double checkpointEveryMinutes = 10.0;
    int loaderThreads = 0;            ///< 0 chooses; never changes results
    bool validateWholeVolumes = true; ///< after the last epoch

    [[nodiscard]] int batchSizeFor(int planned) const noexcept { return batchSize > 0 ? batchSize : planned; }
    /// \throws seg::Error  InvalidArgument naming the first field out of range.
    void validate() const;
    bool operator==(const TrainingOptions&) const = default;
};

/// One line of the table that feeds JSON, `--set KEY=VALUE`, help and forms.
struct OptionDescriptor {
    std::string key;   ///< "learning_rate"
    std::string label; ///< "Learning rate"
    std::string unit;  ///< "" or "min", …
    std::string text;  ///< one sentence
    bool advanced = false;
};

[[nodiscard]] const std::vector<OptionDescriptor>& trainingOptionTable();
[[nodiscard]] Json optionsToJson(const TrainingOptions& options);
/// \throws seg::Error  InvalidArgument for an unknown key, naming the nearest valid one, or a value of the
/// wrong type.
[[nodiscard]] TrainingOptions optionsFromJson(const Json& json);
void setOption(TrainingOptions& options, const std::string& key, const std::string& value);

/// The schedule that ends in minutes on a CPU (`run --quick`, "Try the sample"): batches of 2, because many
/// small steps learn more in that time than few large ones.
void applyQuickSchedule(TrainingOptions& options);

} // namespace seg::training

// SPDX-License-Identifier: Apache-2.0
#include "core/training/Checkpoint.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/network/TensorArchive.h"
#include "core/training/RunDirectory.h"

#include <ATen/ATen.h>

namespace seg::training {

namespace {

constexpr const char* kMomentumGroup = "momentum";
constexpr int kVersion = 1;

Json stateToJson(const TrainingState& state)
{
    Json json = {{"format", "segwright checkpoint"},
                 {"version", kVersion},
                 {"current_epoch", state.epoch},
                 {"epoch_losses", state.epochLosses},
                 {"epoch_seconds", state.epochSeconds},
                 {"best_ema_dice", state.bestEma ? Json(*state.bestEma) : Json()},
                 {"history", Json::array()}};
    for (const EpochMetrics& metrics : state.history) {
        json["history"].push_back(epochToJson(metrics));
    }
    return json;
}

TrainingState stateFromJson(const Json& json)
{
    TrainingState state;
    state.epoch = json.at("current_epoch").get<int>();
    state.epochLosses = json.at("epoch_losses").get<std::vector<double>>();
    state.epochSeconds = json.at("epoch_seconds").get<double>();
    if (!json.at("best_ema_dice").is_null()) {
        state.bestEma = json.at("best_ema_dice").get<double>();
    }
    for (const Json& entry : json.at("history")) {
        state.history.push_back(epochFromJson(entry));
    }
    return state;
}

} // namespace

void writeCheckpoint(const std::filesystem::path& file, const Network& network, const TrainingStep& step,
                     const TrainingState& state)
{
    network::TensorArchive archive;
    archive.header = stateToJson(state);
    archive.groups[network::kWeightsGroup] = network.parameters();
    archive.groups[kMomentumGroup] = step.momentum();
    network::writeTensorArchive(file, archive);
}

TrainingState readCheckpoint(const std::filesystem::path& file, Network& network, TrainingStep& step)
{
    const network::TensorArchive archive = network::readTensorArchive(file);
    const std::string name = pathText(file);
    if (archive.header.value("version", 0) > kVersion) {
        throw Error(ErrorCode::BadInput,
                    "cannot resume from " + name +
                        ": it was written by a newer version of this program; update it");
    }
    const auto group = [&](const char* key) {
        const auto found = archive.groups.find(key);
        return found == archive.groups.end() ? std::vector<NamedTensor>{} : found->second;
    };
    TrainingState state;
    try {
        state = stateFromJson(archive.header);
    } catch (const Json::exception&) {
        throw Error(ErrorCode::BadInput,
                    "cannot resume from " + name +
                        ": it holds no state of a training; only its weights can be used");
    }
    network.load(group(network::kWeightsGroup), name);
    step.setMomentum(group(kMomentumGroup), name);
    return state;
}

} // namespace seg::training

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/network/NetworkFactory.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace seg::network {

/// Groups of named tensors and a JSON header in one file: the checkpoint format (`.pt`), a zip of raw arrays
/// that Python's `torch.load` opens as a dictionary {"header": text, "checksum": number, group: {name:
/// tensor}}.
struct TensorArchive {
    Json header = Json::object();
    std::map<std::string, std::vector<NamedTensor>> groups; ///< CPU tensors; names unique within a group
};

/// The group that holds the parameters of a network.
inline constexpr const char* kWeightsGroup = "network_weights";

/// Atomic: beside the file and renamed; on failure the old file is untouched.
/// \throws seg::Error  NoSpace, NoPermission, Io.
void writeTensorArchive(const std::filesystem::path& file, const TensorArchive& archive);

/// \throws seg::Error  NotFound; BadInput when the file is damaged or of another kind; OutOfMemory.
[[nodiscard]] TensorArchive readTensorArchive(const std::filesystem::path& file);

/// Reads the weights of a checkpoint into a network of the same architecture.
/// \throws seg::Error  as readTensorArchive() and Network::load().
void loadWeights(Network& network, const std::filesystem::path& checkpoint);

} // namespace seg::network

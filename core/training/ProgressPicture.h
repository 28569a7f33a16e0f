// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/training/TrainingObserver.h"

#include <filesystem>
#include <vector>

namespace seg::training {

/// Draws the run so far as three panels over the epochs: training and validation loss with patch Dice and its
/// average, seconds per epoch, learning rate (nnunet-v2 §9.4). PNG, replaced atomically. \throws seg::Error
/// NoSpace, NoPermission, Io.
void writeProgressPicture(const std::filesystem::path& file, const std::vector<EpochMetrics>& history);

} // namespace seg::training

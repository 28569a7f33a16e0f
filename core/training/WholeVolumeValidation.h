// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/network/NetworkFactory.h"
#include "core/training/Trainer.h"
#include "core/training/TrainingObserver.h"

namespace seg::training {

/// Segments the held-back cases of the fold with sliding window and mirroring, writes validation/<case> masks
/// on the scans' own grids and validation/summary.json against the truth (nnunet-v2 §9.8). \return  mean
/// foreground Dice over classes and cases, NaN without cases. \throws seg::Error  Cancelled between two
/// windows; BadInput, Io, NoSpace. Masks written so far stay.
double validateWholeVolumes(const TrainingInputs& inputs, Network& network, TrainingObserver& observer,
                            const TaskContext& context);

} // namespace seg::training

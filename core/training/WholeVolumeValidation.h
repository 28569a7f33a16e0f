// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/network/NetworkFactory.h"
#include "core/training/Trainer.h"
#include "core/training/TrainingObserver.h"

namespace seg::training {

/// Segments the held-back cases of the fold with sliding window and mirroring, writes validation/<case> masks
/// on the scans' own grids and validation/summary.json against the truth (nnunet-v2 §9.8). Before that it
/// removes the run's own masks of cases that are no longer held back, as of one that was excluded since.
/// \return  mean foreground Dice over classes and cases, NaN without cases. \throws seg::Error  Cancelled
/// between two windows; BadInput, Io, NoPermission, NoSpace. Masks written so far stay.
double validateWholeVolumes(const TrainingInputs& inputs, Network& network, TrainingObserver& observer,
                            const TaskContext& context);

} // namespace seg::training

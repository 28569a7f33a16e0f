# SPDX-License-Identifier: Apache-2.0
foreach(thing TrainingObserver TrainingOptions RunDirectory)
    seg_add_test(NAME core.training.${thing} SOURCE unit/core/training/tst_${thing}.cpp LABELS unit
        LINK seg::core_training_records)
endforeach()

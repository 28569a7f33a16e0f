# SPDX-License-Identifier: Apache-2.0
seg_add_test(NAME core.training.SegmentationLoss SOURCE unit/core/training/tst_SegmentationLoss.cpp LABELS unit golden
    LINK seg::core_training TORCH)
seg_add_test(NAME core.training.TrainingStep SOURCE unit/core/training/tst_TrainingStep.cpp LABELS unit golden
    LINK seg::core_training TORCH)
seg_add_test(NAME core.training.Trainer SOURCE unit/core/training/tst_Trainer.cpp LABELS unit
    LINK seg::core_training seg::core_preprocessing seg::test_support TORCH)

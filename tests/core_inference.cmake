# SPDX-License-Identifier: Apache-2.0
seg_add_test(NAME core.inference.GaussianImportance SOURCE unit/core/inference/tst_GaussianImportance.cpp LABELS unit golden
    LINK seg::core_inference TORCH)
seg_add_test(NAME core.inference.SlidingWindow SOURCE unit/core/inference/tst_SlidingWindow.cpp LABELS unit golden
    LINK seg::core_inference TORCH)
foreach(name MirrorAveraging Predictor SegmentationExport)
    seg_add_test(NAME core.inference.${name} SOURCE unit/core/inference/tst_${name}.cpp LABELS unit
        LINK seg::core_inference seg::core_training_records TORCH)
endforeach()
seg_add_test(NAME core.inference.NpzFile SOURCE unit/core/inference/tst_NpzFile.cpp LABELS unit
    LINK seg::core_inference archive TORCH)

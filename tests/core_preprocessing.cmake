# SPDX-License-Identifier: Apache-2.0
foreach(thing AxisTaps CaseMemory ClassLocations CropToNonzero NpyFile PreprocessDataset PreprocessedStore
        SourceGrid)
    seg_add_test(NAME core.preprocessing.${thing} SOURCE unit/core/preprocessing/tst_${thing}.cpp LABELS unit
        LINK seg::core_preprocessing)
endforeach()
foreach(thing Normalization Preprocessor Resampling)
    seg_add_test(NAME core.preprocessing.${thing} SOURCE unit/core/preprocessing/tst_${thing}.cpp LABELS "unit;golden"
        LINK seg::core_preprocessing)
endforeach()

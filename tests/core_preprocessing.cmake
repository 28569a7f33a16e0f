# SPDX-License-Identifier: Apache-2.0
foreach(thing AxisTaps CaseMemory ClassLocations CropToNonzero LabelClosing NpyFile NvidiaExtras PreprocessDataset
        PreprocessedStore SourceGrid)
    seg_add_test(NAME core.preprocessing.${thing} SOURCE unit/core/preprocessing/tst_${thing}.cpp LABELS unit
        LINK seg::core_preprocessing)
endforeach()
foreach(thing Normalization Preprocessor Resampling)
    seg_add_test(NAME core.preprocessing.${thing} SOURCE unit/core/preprocessing/tst_${thing}.cpp LABELS "unit;golden"
        LINK seg::core_preprocessing)
endforeach()
seg_add_test(NAME app.KilledPreprocessing SOURCE integration/tst_KilledPreprocessing.cpp LABELS integration
    LINK seg::core_base TIMEOUT 600)
seg_add_test(NAME app.PreprocessCommand SOURCE integration/tst_PreprocessCommand.cpp LABELS integration
    LINK seg::core_preprocessing TIMEOUT 600)
foreach(thing KilledPreprocessing PreprocessCommand)
    target_compile_definitions(tst_app_${thing} PRIVATE SEG_CLI="$<TARGET_FILE:segwright-cli>")
    add_dependencies(tst_app_${thing} segwright-cli)
endforeach()

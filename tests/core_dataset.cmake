# SPDX-License-Identifier: Apache-2.0
foreach(thing CrossValidationSplit DatasetExport DatasetFix DatasetImport DatasetManifest DatasetValidator Download
        FilePattern GroupedSplit LabelComponents LabelScheme MsdSource NnUnetSource Phantom PlainSource RawDataset)
    seg_add_test(NAME core.dataset.${thing} SOURCE unit/core/dataset/tst_${thing}.cpp LABELS unit
        LINK seg::core_dataset seg::test_support)
endforeach()
target_link_libraries(tst_core_dataset_DatasetFix PRIVATE seg_nifti)
seg_add_test(NAME core.dataset.Archive SOURCE unit/core/dataset/tst_Archive.cpp LABELS unit
    LINK seg::core_dataset seg::test_support archive)
seg_add_test(NAME core.dataset.DicomSource SOURCE unit/core/dataset/tst_DicomSource.cpp LABELS unit
    LINK seg::core_dataset seg::test_support seg_nifti)
seg_add_test(NAME core.dataset.RealTasks SOURCE unit/core/dataset/tst_RealTasks.cpp LABELS golden
    LINK seg::core_dataset seg::test_support)

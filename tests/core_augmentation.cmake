# SPDX-License-Identifier: Apache-2.0
foreach(name AugmentationDraw AugmentationGeometry PatchSampler)
    seg_add_test(NAME core.augmentation.${name} SOURCE unit/core/augmentation/tst_${name}.cpp LABELS unit
        LINK seg::core_augmentation_samples)
endforeach()
foreach(name FilterTransforms IntensityTransforms LabelTransforms SpatialTransform)
    seg_add_test(NAME core.augmentation.${name} SOURCE unit/core/augmentation/tst_${name}.cpp LABELS unit golden
        LINK seg::core_augmentation_samples)
endforeach()
seg_add_test(NAME core.augmentation.PatchLoader SOURCE unit/core/augmentation/tst_PatchLoader.cpp LABELS unit
    LINK seg::core_augmentation TORCH)

# SPDX-License-Identifier: Apache-2.0
foreach(thing Geometry)
    seg_add_test(NAME core.imaging.${thing} SOURCE unit/core/imaging/tst_${thing}.cpp LABELS unit
        LINK seg::core_imaging seg::test_support)
endforeach()
foreach(thing NiftiReader NiftiWriter NiftiPlacement BadImages)
    seg_add_test(NAME core.imaging.${thing} SOURCE unit/core/imaging/io/tst_${thing}.cpp LABELS unit
        LINK seg::core_imaging seg::test_support seg_nifti)
endforeach()
seg_add_test(NAME core.imaging.RealScans SOURCE unit/core/imaging/io/tst_RealScans.cpp LABELS golden
    LINK seg::core_imaging seg::test_support)

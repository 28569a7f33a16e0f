# SPDX-License-Identifier: Apache-2.0
foreach(thing Geometry NearestOnGrid Orientation)
    seg_add_test(NAME core.imaging.${thing} SOURCE unit/core/imaging/tst_${thing}.cpp LABELS unit
        LINK seg::core_imaging seg::test_support)
endforeach()
foreach(thing NiftiReader NiftiWriter NiftiHeaders NiftiPlacement BadImages)
    seg_add_test(NAME core.imaging.${thing} SOURCE unit/core/imaging/io/tst_${thing}.cpp LABELS unit
        LINK seg::core_imaging seg::test_support seg_nifti)
endforeach()
foreach(thing NrrdFile MetaImageFile)
    seg_add_test(NAME core.imaging.${thing} SOURCE unit/core/imaging/io/tst_${thing}.cpp LABELS unit
        LINK seg::core_imaging seg::test_support seg_nifti)
endforeach()
seg_add_test(NAME core.imaging.NaturalImages SOURCE unit/core/imaging/io/tst_NaturalImages.cpp LABELS unit
    LINK seg::core_imaging seg::test_support seg_nifti PNG::PNG)
seg_add_test(NAME core.imaging.TiffFile SOURCE unit/core/imaging/io/tst_TiffFile.cpp LABELS unit
    LINK seg::core_imaging seg::test_support seg_nifti seg_tiff)
seg_add_test(NAME core.imaging.DicomSegmentation SOURCE unit/core/imaging/io/tst_DicomSegmentation.cpp LABELS unit
    LINK seg::core_imaging seg::test_support seg_nifti)
seg_add_test(NAME core.imaging.DicomSeries SOURCE unit/core/imaging/io/tst_DicomSeries.cpp LABELS unit
    LINK seg::core_imaging seg::test_support seg_nifti seg_gdcm)
seg_add_test(NAME core.imaging.DicomScans SOURCE unit/core/imaging/io/tst_DicomScans.cpp LABELS unit
    LINK seg::core_imaging seg::test_support seg_nifti)
seg_add_test(NAME core.imaging.RealScans SOURCE unit/core/imaging/io/tst_RealScans.cpp LABELS golden
    LINK seg::core_imaging seg::test_support)

# SPDX-License-Identifier: Apache-2.0
# Every library from elsewhere, with what it is for.
find_package(Threads REQUIRED)
find_package(LibTorch REQUIRED)      # tensors, autograd, convolutions
find_package(fmt REQUIRED)           # text formatting
find_package(spdlog REQUIRED)        # log sinks
find_package(nlohmann_json REQUIRED) # every JSON file
find_package(CLI11 REQUIRED)         # the command line
find_package(ZLIB REQUIRED)          # .nii.gz
find_package(SQLiteCpp REQUIRED)     # project.db
find_package(SQLite3 REQUIRED)
find_path(MINIZIP_INCLUDE zip.h PATH_SUFFIXES minizip REQUIRED) # .npz
find_library(MINIZIP_LIBRARY NAMES minizip REQUIRED)
add_library(seg_minizip INTERFACE)
target_include_directories(seg_minizip SYSTEM INTERFACE ${MINIZIP_INCLUDE})
target_link_libraries(seg_minizip INTERFACE ${MINIZIP_LIBRARY} ZLIB::ZLIB)
# Task archives: tar and gzip alone are taken out of the static library; the shared one needs libxml2 and ICU, 35 MB.
find_path(LIBARCHIVE_INCLUDE archive.h REQUIRED)
find_library(LIBARCHIVE_STATIC NAMES libarchive.a REQUIRED)
add_library(seg_libarchive INTERFACE)
target_include_directories(seg_libarchive SYSTEM INTERFACE ${LIBARCHIVE_INCLUDE})
target_link_libraries(seg_libarchive INTERFACE ${LIBARCHIVE_STATIC} ZLIB::ZLIB)
# Downloads: the declarations alone. The library is looked for at run time, as few people need it and it brings 30 others.
find_path(CURL_INCLUDE curl/curl.h REQUIRED)
add_library(seg_curl_headers INTERFACE)
target_include_directories(seg_curl_headers SYSTEM INTERFACE ${CURL_INCLUDE})
find_path(NIFTI_INCLUDE nifti2_io.h PATH_SUFFIXES nifti REQUIRED) # scans and masks
find_library(NIFTI2_LIBRARY NAMES nifti2 niftiio2 REQUIRED)
find_library(ZNZ_LIBRARY NAMES znz REQUIRED)
add_library(seg_nifti INTERFACE)
target_include_directories(seg_nifti SYSTEM INTERFACE ${NIFTI_INCLUDE})
target_link_libraries(seg_nifti INTERFACE ${NIFTI2_LIBRARY} ${ZNZ_LIBRARY} ZLIB::ZLIB)
find_package(PNG REQUIRED)  # 2-D images
# Stacks and 2-D images: the static library, out of which core/imaging/io/TiffCodecs.cpp keeps JBIG-KIT (GPL), LERC, LZMA,
# WebP and Zstandard.
find_package(JPEG REQUIRED)
find_path(SEG_TIFF_INCLUDE tiffio.h REQUIRED)
find_library(SEG_TIFF_STATIC NAMES libtiff.a REQUIRED)
find_library(SEG_DEFLATE_LIBRARY NAMES deflate REQUIRED)
add_library(seg_tiff INTERFACE)
target_include_directories(seg_tiff SYSTEM INTERFACE ${SEG_TIFF_INCLUDE})
target_link_libraries(seg_tiff INTERFACE ${SEG_TIFF_STATIC} JPEG::JPEG ${SEG_DEFLATE_LIBRARY} ZLIB::ZLIB m)
# What packs the pixels of DICOM files.
find_path(TURBOJPEG_INCLUDE turbojpeg.h REQUIRED)
find_path(OPENJPEG_INCLUDE openjpeg.h PATH_SUFFIXES openjpeg-2.5 REQUIRED)
find_path(CHARLS_INCLUDE charls/charls.h REQUIRED)
add_library(seg_dicom_codecs INTERFACE)
target_include_directories(seg_dicom_codecs SYSTEM INTERFACE ${TURBOJPEG_INCLUDE} ${OPENJPEG_INCLUDE} ${CHARLS_INCLUDE})
foreach(part turbojpeg openjp2 charls)
    find_library(SEG_${part}_LIBRARY NAMES ${part} REQUIRED)
    target_link_libraries(seg_dicom_codecs INTERFACE ${SEG_${part}_LIBRARY})
endforeach()

if(SEG_GUI)
    find_package(MPI REQUIRED COMPONENTS C) # VTK's exported targets name it
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg)
    find_package(VTK 9.1 REQUIRED COMPONENTS CommonCore CommonDataModel CommonExecutionModel CommonMath CommonTransforms
        FiltersCore FiltersGeneral FiltersGeometry FiltersModeling FiltersSources ImagingCore ImagingColor
        InteractionStyle InteractionWidgets RenderingCore RenderingOpenGL2 RenderingFreeType RenderingAnnotation
        RenderingVolume RenderingVolumeOpenGL2 IOGeometry IOPLY IOImage)
endif()
if(SEG_TESTS OR SEG_FUZZ)
    # Packs the pixels of the DICOM files that tests read.
    find_path(GDCM_INCLUDE gdcmReader.h PATH_SUFFIXES gdcm-3.0 REQUIRED)
    add_library(seg_gdcm INTERFACE)
    target_include_directories(seg_gdcm SYSTEM INTERFACE ${GDCM_INCLUDE})
    foreach(part MSFF DSED Common)
        find_library(GDCM_${part}_LIBRARY NAMES gdcm${part} REQUIRED)
        target_link_libraries(seg_gdcm INTERFACE ${GDCM_${part}_LIBRARY})
    endforeach()
endif()
if(SEG_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
    set(SEG_SHARED_DATA "${CMAKE_SOURCE_DIR}/../shared" CACHE PATH "Folder with the real data that some tests use; they skip without it")
endif()

if(TARGET Qt6::moc)
    # resources/cmake/moc.sh takes moc's own path first; CMake wants one executable, so a launcher is written.
    get_target_property(SEG_MOC Qt6::moc IMPORTED_LOCATION)
    if(NOT SEG_MOC)
        get_target_property(SEG_MOC Qt6::moc IMPORTED_LOCATION_NONE)
    endif()
    # (file(CONFIGURE) leaves an equal file alone: a newer moc would have every file moc'ed again.)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/moc
        CONTENT "#!/bin/sh\nexec ${CMAKE_SOURCE_DIR}/resources/cmake/moc.sh ${SEG_MOC} \"$@\"\n")
    file(CHMOD ${CMAKE_BINARY_DIR}/moc PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endif()

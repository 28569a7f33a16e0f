# SPDX-License-Identifier: Apache-2.0
if(NOT SEG_GUI)
    return()
endif()
foreach(test slice.SliceFrame slice.WindowPresets slice.SliceDecoration overlay.LabelOverlay ScanScene VolumeToVtk
        volume.ShellBuilder volume.SurfaceBuilder VtkWidget)
    string(REGEX REPLACE "^(.*\\.)?([A-Za-z]+)$" "\\2" class "${test}")
    string(REGEX REPLACE "[^.]+$" "" folder "${test}")
    string(REPLACE "." "/" folder "${folder}")
    seg_add_test(NAME viewers.${test} SOURCE unit/viewers/${folder}tst_${class}.cpp LABELS unit
        LINK seg::viewers VTK::CommonDataModel VTK::CommonMath VTK::FiltersCore)
endforeach()
foreach(class LinkedPanes VolumePane)
    seg_add_test(NAME render.viewers.${class} SOURCE render/viewers/tst_${class}.cpp LABELS render DISPLAY
        LINK seg::viewers VTK::RenderingCore VTK::RenderingOpenGL2)
endforeach()

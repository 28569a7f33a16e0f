# SPDX-License-Identifier: Apache-2.0
if(TARGET seg_gui_pages)
    foreach(class ScanEntry SegmentQueue ReviewCase)
        seg_add_test(NAME gui.viewmodels.${class} SOURCE unit/gui/viewmodels/tst_${class}.cpp LABELS gui
            LINK seg::gui_viewmodels seg::test_support)
    endforeach()
    seg_add_test(NAME gui.widgets.DropSheet SOURCE unit/gui/widgets/tst_DropSheet.cpp LABELS gui
        LINK seg::gui_widgets seg::test_support)
    seg_add_test(NAME gui.dialogs.ExportDialog SOURCE unit/gui/dialogs/tst_ExportDialog.cpp LABELS gui
        LINK seg::gui_dialogs seg::test_support)
    foreach(class ReviewPage SegmentPage)
        seg_add_test(NAME render.gui.${class} SOURCE render/gui/tst_${class}.cpp LABELS render DISPLAY
            LINK seg::gui_pages seg::test_support)
    endforeach()
endif()

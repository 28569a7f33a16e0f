# SPDX-License-Identifier: Apache-2.0
if(NOT SEG_GUI)
    return()
endif()
seg_add_test(NAME gui.tasks.TaskRunner SOURCE unit/gui/tasks/tst_TaskRunner.cpp LABELS gui LINK seg::gui_tasks)
seg_add_test(NAME gui.tasks.TimeText SOURCE unit/gui/tasks/tst_TimeText.cpp LABELS gui LINK seg::gui_tasks)
seg_add_test(NAME gui.theme.Theme SOURCE unit/gui/theme/tst_Theme.cpp LABELS gui LINK seg::gui_theme)
seg_add_test(NAME gui.settings.UserSettings SOURCE unit/gui/settings/tst_UserSettings.cpp LABELS gui
    LINK seg::gui_settings)
seg_add_test(NAME gui.models.CaseTableModel SOURCE unit/gui/models/tst_CaseTableModel.cpp LABELS gui
    LINK seg::gui_models)
seg_add_test(NAME gui.viewmodels.ImportViewModel SOURCE unit/gui/viewmodels/tst_ImportViewModel.cpp LABELS gui
    LINK seg::gui_viewmodels)
seg_add_test(NAME gui.viewmodels.LabelDraft SOURCE unit/gui/viewmodels/tst_LabelDraft.cpp LABELS gui
    LINK seg::gui_viewmodels)
foreach(thing ImportCheckStep ImportLabelsStep ImportStorageStep ImportWizard LabelsDialog SplitsDialog)
    seg_add_test(NAME gui.dialogs.${thing} SOURCE unit/gui/dialogs/tst_${thing}.cpp LABELS gui
        LINK seg::gui_dialogs seg::test_support)
endforeach()
seg_add_test(NAME gui.ProjectSession SOURCE unit/gui/tst_ProjectSession.cpp LABELS gui LINK seg::gui_viewmodels)
seg_add_test(NAME gui.widgets.CaseTable SOURCE unit/gui/widgets/tst_CaseTable.cpp LABELS gui LINK seg::gui_widgets)
seg_add_test(NAME gui.widgets.EmptyState SOURCE unit/gui/widgets/tst_EmptyState.cpp LABELS gui LINK seg::gui_widgets)
seg_add_test(NAME gui.pages.DataPage SOURCE unit/gui/pages/tst_DataPage.cpp LABELS gui
    LINK seg::gui_pages seg::test_support)
seg_add_test(NAME gui.MainWindow SOURCE unit/gui/tst_MainWindow.cpp LABELS gui LINK seg::gui DISPLAY)
seg_add_test(NAME gui.Journey SOURCE gui/tst_Journey.cpp LABELS gui LINK seg::gui ZLIB::ZLIB DISPLAY TIMEOUT 900)
set_target_properties(tst_gui_Journey PROPERTIES ENABLE_EXPORTS ON) # it stands in front of glXSwapBuffers
foreach(thing CurvePlot CurveScale Histogram NetworkDiagram)
    seg_add_test(NAME gui.widgets.${thing} SOURCE unit/gui/widgets/tst_${thing}.cpp LABELS gui LINK seg::gui_widgets)
endforeach()
foreach(thing ConfigurationFacts DatasetFacts NewRunModel PlanningViewModel RunActions RunLog TrainingViewModel)
    seg_add_test(NAME gui.viewmodels.${thing} SOURCE unit/gui/viewmodels/tst_${thing}.cpp LABELS gui
        LINK seg::gui_viewmodels seg::test_support)
endforeach()
foreach(thing NewRunForm PlanPage ReportPage TrainPage)
    seg_add_test(NAME gui.pages.${thing} SOURCE unit/gui/pages/tst_${thing}.cpp LABELS gui
        LINK seg::gui_pages seg::test_support)
endforeach()
foreach(class ScanEntry SegmentQueue ReviewCase)
    seg_add_test(NAME gui.viewmodels.${class} SOURCE unit/gui/viewmodels/tst_${class}.cpp LABELS gui
        LINK seg::gui_viewmodels seg::test_support)
endforeach()
seg_add_test(NAME gui.widgets.DropSheet SOURCE unit/gui/widgets/tst_DropSheet.cpp LABELS gui
    LINK seg::gui_widgets seg::test_support seg_nifti)
target_link_libraries(tst_gui_viewmodels_ScanEntry PRIVATE seg_nifti) # test data are written header by header
seg_add_test(NAME gui.dialogs.ExportDialog SOURCE unit/gui/dialogs/tst_ExportDialog.cpp LABELS gui
    LINK seg::gui_dialogs seg::test_support)
seg_add_test(NAME gui.dialogs.EditPlanDialog SOURCE unit/gui/dialogs/tst_EditPlanDialog.cpp LABELS gui
    LINK seg::gui_dialogs seg::test_support)
foreach(class ReviewPage ScanPreview SegmentPage)
    seg_add_test(NAME render.gui.${class} SOURCE render/gui/tst_${class}.cpp LABELS render DISPLAY
        LINK seg::gui_pages seg::test_support)
endforeach()
target_link_libraries(tst_render_gui_SegmentPage PRIVATE seg_nifti)

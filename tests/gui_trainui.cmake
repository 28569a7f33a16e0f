# SPDX-License-Identifier: Apache-2.0
if(TARGET seg_gui_pages)
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
endif()

# SPDX-License-Identifier: Apache-2.0
set(SEG_PAGES_TRAINUI
    ConfigurationCard.cpp
    FactCard.cpp
    NewRunForm.cpp
    PlanPage.cpp
    ReportDetails.cpp
    ReportPage.cpp
    RunLogView.cpp
    RunStatus.cpp
    RunView.cpp
    TrainCurves.cpp
    TrainPage.cpp)

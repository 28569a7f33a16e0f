# SPDX-License-Identifier: Apache-2.0
set(SEG_VIEWMODELS_TRAINUI
    ConfigurationFacts.cpp
    DatasetFacts.cpp
    NewRunModel.cpp
    PlanAgain.cpp PlanChoice.cpp PlanningViewModel.cpp
    ReportViewModel.cpp
    RunActions.cpp
    RunLog.cpp
    TrainingCommands.cpp
    TrainingViewModel.cpp
    TrainingWords.cpp)

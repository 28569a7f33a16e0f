# SPDX-License-Identifier: Apache-2.0
set(SEG_DIALOGS_VIEW ConfigurationForm.cpp EditPlanDialog.cpp ExportDialog.cpp)

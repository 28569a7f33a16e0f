# SPDX-License-Identifier: Apache-2.0
set(SEG_DIALOGS_VIEW ExportDialog.cpp)

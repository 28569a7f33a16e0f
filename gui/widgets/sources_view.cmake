# SPDX-License-Identifier: Apache-2.0
set(SEG_WIDGETS_VIEW DropSheet.cpp PaneTheme.cpp)

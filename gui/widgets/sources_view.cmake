# SPDX-License-Identifier: Apache-2.0
set(SEG_WIDGETS_VIEW DeviceChoice.cpp DropSheet.cpp PaneTheme.cpp)

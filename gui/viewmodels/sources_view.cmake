# SPDX-License-Identifier: Apache-2.0
set(SEG_VIEWMODELS_VIEW DropLook.cpp ReviewCase.cpp ScanEntry.cpp SegmentQueue.cpp)

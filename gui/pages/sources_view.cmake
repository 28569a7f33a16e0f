# SPDX-License-Identifier: Apache-2.0
set(SEG_PAGES_VIEW ChannelMapping.cpp DoneList.cpp ModelPicker.cpp ReviewDock.cpp ReviewPage.cpp ReviewPanes.cpp ReviewToolbar.cpp ScanList.cpp ScanPreview.cpp
    SegmentPage.cpp)

# SPDX-License-Identifier: Apache-2.0
set(SEG_WIDGETS_TRAINUI
    CurvePaint.cpp
    CurvePlot.cpp
    CurveScale.cpp
    Histogram.cpp
    MemoryBar.cpp
    NetworkDiagram.cpp
    RangeBars.cpp)

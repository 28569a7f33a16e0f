// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

namespace seg::viewers {

/// Colors and sizes of the panes. The program's theme fills it in; the viewers know no theme.
struct PaneStyle {
    QColor pane = Qt::black;
    QColor text = Qt::white;
    QColor text2 = Qt::lightGray;
    QColor line = Qt::darkGray;
    QColor accent = Qt::cyan;
    QColor axial = Qt::red;
    QColor coronal = Qt::green;
    QColor sagittal = Qt::yellow;
    int captionPixels = 12;
    int stripHeight = 24;
};

} // namespace seg::viewers

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/ReviewPanes.h"
#include "viewers/ScanScene.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace seg::gui {

/// The bar over the panes of Review: what is shown on the left, which case in the middle, export on the
/// right.
class ReviewToolbar final : public QWidget {
    Q_OBJECT

public:
    explicit ReviewToolbar(viewers::ScanScene* scene, QWidget* parent = nullptr); ///< scene outlives it

    void setCase(const QString& name, const QString& origin, bool hasPrevious, bool hasNext);
    void setLayoutName(PaneLayout layout);
    void setExportable(bool exportable);

Q_SIGNALS:
    void layerToggled(seg::viewers::Layer layer);
    void layoutChosen(seg::gui::PaneLayout layout);
    void resetRequested();
    void stepRequested(int by); ///< -1 or 1
    void exportRequested();

private:
    QWidget* makeCaseSwitch();
    void fillWindowMenu();
    void followScene();

    viewers::ScanScene* m_scene;
    QPushButton* m_crosshair;
    QPushButton* m_window;
    QPushButton* m_layout;
    QPushButton* m_prediction;
    QPushButton* m_truth;
    QPushButton* m_export;
    QPushButton* m_before = nullptr;
    QPushButton* m_after = nullptr;
    QLabel* m_caseName = nullptr;
};

} // namespace seg::gui

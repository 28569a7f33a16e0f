// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/ReviewCase.h"
#include "viewers/ScanScene.h"

#include <QWidget>

#include <array>
#include <vector>

class QComboBox;
class QLabel;
class QSlider;
class QTableWidget;
class QToolButton;

namespace seg::gui {

/// The right dock of Review: labels with their volumes, layers with their opacity, and the comparison with
/// the truth. Changes the scene; follows it where keys change it.
class ReviewDock final : public QWidget {
    Q_OBJECT

public:
    explicit ReviewDock(viewers::ScanScene* scene, QWidget* parent = nullptr); ///< scene outlives it

    void showCase(const ReviewCase& item, const LoadedCase& loaded); ///< names at once, figures follow
    void showFigures(const std::vector<LabelFigures>& figures);
    void setColors(const dataset::LabelColors& colors); ///< of the labels of the case
    void clear();

Q_SIGNALS:
    void labelActivated(int label); ///< bring it into view

private:
    struct LayerRow {
        QWidget* row = nullptr;
        QToolButton* eye = nullptr;
        QLabel* name = nullptr;
        QSlider* slider = nullptr;
        QLabel* percent = nullptr;
    };

    QWidget* makeLabels();
    QWidget* makeLayers();
    QWidget* makeCompare();
    LayerRow makeLayer(viewers::Layer layer, const char* objectName);
    void fillLabels(const std::vector<LabelFigures>& figures);
    void fillCompare(const std::vector<LabelFigures>& figures);
    void followScene();
    void toggleLabel(int row);

    viewers::ScanScene* m_scene;
    QLabel* m_labelCount = nullptr;
    QTableWidget* m_labels = nullptr;
    QComboBox* m_channel = nullptr;
    std::array<LayerRow, 3> m_layers;
    QWidget* m_compare = nullptr;
    QTableWidget* m_compareTable = nullptr;
    QLabel* m_compared = nullptr;
    std::vector<LabelFigures> m_figures;
    dataset::LabelColors m_colors; // chosen for the labels of the case
    bool m_hasTruth = false;
    bool m_hasPrediction = false;
};

} // namespace seg::gui

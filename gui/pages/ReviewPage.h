// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/ReviewCase.h"
#include "viewers/ScanScene.h"

#include <map>
#include <optional>
#include <vector>

class QLabel;
class QStackedWidget;

namespace seg::gui {

class EmptyState;
class ReviewDock;
class ReviewPanes;
class ReviewToolbar;

/// Masks over their scans: linked panes, labels and layers in the dock, comparison with the truth, export.
/// open() takes what reviewPrediction(), reviewValidation() and reviewDatasetCase() make.
class ReviewPage final : public Page {
    Q_OBJECT

public:
    explicit ReviewPage(QWidget* parent = nullptr);
    ~ReviewPage() override;

    void setSession(ProjectSession* session) override;
    void open(const QVariant& argument) override;
    QWidget* dockContent() override;
    [[nodiscard]] bool isSettled() const override;

    [[nodiscard]] viewers::ScanScene& scene() noexcept { return m_scene; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeKeys();
    void followScene();

    void reloadCases(); // in the background
    void takeCases(std::vector<ReviewCase> cases, const QVariant& lookedUp,
                   const std::optional<ReviewCase>& found);
    using ColorsOfDatasets = std::map<database::DatasetId, dataset::LabelColors>;
    void takeColors(const ColorsOfDatasets& colors);
    void showWanted(const QVariant& lookedUp, const std::optional<ReviewCase>& found);
    void step(int by);
    void showIndex(int index);
    void startNext();
    struct FirstView;
    void showLoaded(const ReviewCase& item, const LoadedCase& loaded, const FirstView& view);
    void measure(const ReviewCase& item, const LoadedCase& loaded);
    void showNothing();
    void updateBar();
    void centerOnLabel(int label);
    void toggleLayer(viewers::Layer layer);
    void showProbe(viewers::Plane plane, const viewers::VoxelIndex& voxel);
    void showHint();
    void exportMask();
    [[nodiscard]] QString labelText(viewers::Layer layer, const viewers::VoxelIndex& voxel) const;

    ProjectSession* m_session = nullptr;
    viewers::ScanScene m_scene;
    std::vector<ReviewCase> m_cases;
    int m_index = -1;                 // of the case that is shown or being read
    std::optional<ReviewCase> m_next; // to read
    std::optional<ReviewCase> m_shown;
    int m_highestLabel = 0; // of m_shown's declared labels and of its masks
    LoadedCase m_loaded;    // of m_shown
    bool m_casesStale = true;
    QVariant m_wanted; // asked for by open() and not shown yet

    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    ReviewPanes* m_panes = nullptr;
    ReviewDock* m_dock = nullptr;
    ReviewToolbar* m_bar = nullptr;
    QLabel* m_note = nullptr;
    TaskRunner m_lister;
    TaskRunner m_measurer;
    TaskRunner m_loader; // last members
};

} // namespace seg::gui

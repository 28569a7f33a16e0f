// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/pages/ScanList.h"
#include "gui/viewmodels/ScanEntry.h"
#include "gui/viewmodels/SegmentQueue.h"

#include <QTemporaryDir>

#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace seg::gui {

class Card;
class ChannelMapping;
class Chip;
class DeviceChoice;
class DoneList;
class EmptyState;
class ModelPicker;
class ScanPreview;
class StageProgress;

/// Scans in, masks out: the scans dropped or chosen, the model, whether they suit each other, progress, and
/// what came of it. open() takes a list of paths as if they had been dropped.
class SegmentPage final : public Page {
    Q_OBJECT

public:
    explicit SegmentPage(QWidget* parent = nullptr);
    ~SegmentPage() override;

    void setSession(ProjectSession* session) override;
    void open(const QVariant& argument) override;
    [[nodiscard]] bool isSettled() const override;

    void addScans(const QStringList& paths); ///< their headers are read in the background

private:
    QWidget* makeForm();
    QWidget* makeModel();
    QWidget* makeHow();
    QWidget* makeResults();
    QWidget* makeProgress();
    void connectAll();

    void chooseFiles();
    void chooseScanFolder();
    void readScans();
    void takeScans(std::vector<ScanEntry> scans);
    void removeSelected();
    void reloadModels();
    void reloadDone();
    [[nodiscard]] dataset::LabelColors colorsOf(database::RunId run) const; ///< of its dataset
    void updateFits();                                                      // every row against the model
    void updateSelection();
    void updateButton();
    void takeChannels();
    void takeChoice(int row, bool isChosen);
    void segment();
    void showOutcome(const SegmentOutcome& outcome);
    void showPrediction(const database::PredictionRecord& prediction);
    [[nodiscard]] std::vector<std::size_t> runnable() const;

    ProjectSession* m_session = nullptr;
    SegmentQueue m_queue;
    std::vector<WaitingScan> m_rows;
    QTemporaryDir m_links;        // folders of links to the slices of DICOM series
    QStringList m_toRead;         // dropped while others were being read
    bool m_modelsStale = false;   // runs changed while models were being read
    qint64 m_shownPrediction = 0; // in the preview; 0 for none
    database::RunId m_shownRun{}; // that made it

    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    ScanList* m_scans = nullptr;
    ModelPicker* m_models = nullptr;
    ChannelMapping* m_channels = nullptr;
    DeviceChoice* m_device = nullptr;
    QComboBox* m_quality = nullptr;
    Chip* m_fitChip = nullptr;
    QLabel* m_fitText = nullptr;
    QPushButton* m_segment = nullptr;
    Card* m_progressCard = nullptr;
    QLabel* m_progressName = nullptr;
    QLabel* m_remaining = nullptr;
    StageProgress* m_progress = nullptr;
    ScanPreview* m_preview = nullptr;
    DoneList* m_done = nullptr;
    TaskRunner m_modelReader;
    TaskRunner m_scanReader; // last members
};

} // namespace seg::gui

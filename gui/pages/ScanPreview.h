// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/ReviewCase.h"
#include "viewers/ScanScene.h"

#include <QFrame>

#include <optional>

class QLabel;
class QPushButton;

namespace seg::viewers {
class SliceView;
} // namespace seg::viewers

namespace seg::gui {

/// One axial pane with a scan and, where there is one, its mask; read in the background, the newest request
/// wins.
class ScanPreview final : public QFrame {
    Q_OBJECT

public:
    explicit ScanPreview(QWidget* parent = nullptr);
    ~ScanPreview() override;

    void showCase(const ReviewCase& item);              ///< the same case again does nothing
    void setColors(const dataset::LabelColors& colors); ///< of the case that is shown
    void clear();
    void offerReview(bool offered); ///< shows the button on the picture

    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] QPushButton* reviewButton() const noexcept { return m_review; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void startNext();
    void showLoaded(const LoadedCase& loaded, const viewers::FirstLook& look,
                    const std::optional<viewers::VoxelIndex>& cursor);
    void say(const QString& sentence); ///< instead of a picture; empty shows the picture
    void placeButton();

    viewers::ScanScene* m_scene;
    viewers::SliceView* m_view;
    QLabel* m_words;
    QPushButton* m_review;
    QString m_key;                    // shown or asked for
    dataset::LabelColors m_colors;    // chosen for its labels
    int m_highestLabel = 0;           // of the mask that is shown
    std::optional<ReviewCase> m_next; // asked for while another was being read
    TaskRunner m_runner;              // last member
};

} // namespace seg::gui

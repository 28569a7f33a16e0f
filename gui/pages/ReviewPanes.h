// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/ScanScene.h"

#include <QWidget>

#include <array>

class QGridLayout;

namespace seg::viewers {
class SliceView;
class VolumeView;
} // namespace seg::viewers

namespace seg::gui {

/// Which panes are on screen.
enum class PaneLayout { FourUp, Axial, Sagittal, Coronal, Volume };

/// Axial and sagittal over coronal and 3-D, linked by one scene; any of them can fill the whole.
class ReviewPanes final : public QWidget {
    Q_OBJECT

public:
    explicit ReviewPanes(viewers::ScanScene* scene, QWidget* parent = nullptr); ///< scene outlives it

    void setPaneLayout(PaneLayout layout);
    [[nodiscard]] PaneLayout paneLayout() const noexcept { return m_layout; }
    void toggleMaximized(); ///< the pane that has the keyboard, or back to four
    void resetViews();
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void probed(seg::viewers::Plane plane, const seg::viewers::VoxelIndex& voxel);
    void unprobed();
    void layoutChanged();

private:
    [[nodiscard]] QWidget* paneOf(PaneLayout layout) const;
    void maximize(PaneLayout layout);

    QGridLayout* m_grid;
    std::array<viewers::SliceView*, 3> m_slices{}; // axial, sagittal, coronal
    viewers::VolumeView* m_volume;
    PaneLayout m_layout = PaneLayout::FourUp;
};

} // namespace seg::gui

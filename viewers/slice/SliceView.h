// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/PaneStyle.h"
#include "viewers/ScanScene.h"
#include "viewers/slice/SliceFrame.h"

#include <QWidget>

#include <memory>
#include <optional>

class QSlider;

namespace seg::viewers {

class PaneStrip;
class SliceDecoration;
class SliceLayers;
class VtkWidget;

/// One pane: a slice of the scan with its masks, in one of the three planes.
///
/// Mouse: left moves the crosshair, Ctrl+left sets window (right is wider) and level (up is higher), middle
/// moves the picture, right zooms, wheel changes the slice (Shift: five at once), Ctrl+wheel zooms. Keys,
/// while the pointer is over the pane: arrows move the crosshair by one voxel (Shift: five), Page Up and Page
/// Down change the slice.
class SliceView final : public QWidget {
    Q_OBJECT

public:
    SliceView(Plane plane, ScanScene* scene, const PaneStyle& style,
              QWidget* parent = nullptr); ///< scene outlives it
    ~SliceView() override;

    [[nodiscard]] Plane plane() const noexcept { return m_plane; }
    [[nodiscard]] const SliceFrame& frame() const noexcept { return m_frame; }
    [[nodiscard]] VtkWidget* canvas() const noexcept { return m_canvas; }
    [[nodiscard]] std::int64_t slice() const; ///< shown now
    [[nodiscard]] bool isSettled() const;

    void setStyle(const PaneStyle& style);
    void resetView(); ///< what can be seen of the scan fills the pane

    /// Voxel under a position of the canvas (widget pixels); nothing beside the scan.
    [[nodiscard]] std::optional<VoxelIndex> voxelUnder(const QPointF& position) const;
    /// Where the centre of a voxel of the shown slice is drawn, in pixels of the canvas.
    [[nodiscard]] QPointF pixelOf(const VoxelIndex& voxel) const;

Q_SIGNALS:
    void probed(seg::viewers::Plane plane, const seg::viewers::VoxelIndex& voxel); ///< pointer over a voxel
    void unprobed();
    void maximizeRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { None, Cursor, Window, Pan, Zoom };

    void followScene();
    void showScan();
    void showCursor();
    void renderStale(); // just before VTK draws
    void layOut();      // canvas size changed
    void placeCamera();
    void updateDecoration();
    void fit();
    void pressed(const QMouseEvent& event);
    void dragged(const QMouseEvent& event);
    void hovered(const QPointF& position);
    void wheeled(int angle, Qt::KeyboardModifiers modifiers, const QPointF& position);
    void zoomAt(const QPointF& position, double factor);
    void step(int paneAxis, std::int64_t by);
    [[nodiscard]] QPointF paneFromPixel(const QPointF& position) const; // mm, y up
    [[nodiscard]] QColor planeColor(Plane plane) const;

    Plane m_plane;
    ScanScene* m_scene;
    PaneStyle m_style;
    PaneStrip* m_strip;
    QSlider* m_slider;
    VtkWidget* m_canvas;
    SliceDecoration* m_decoration;
    std::unique_ptr<SliceLayers> m_layers;
    SliceFrame m_frame;
    std::int64_t m_drawnSlice = -1;
    bool m_imageStale = true;
    bool m_masksStale = true;
    bool m_fitted = true;      // the view follows the pane's size until someone zooms or moves it
    QPointF m_center;          // of the view, pane mm
    double m_mmPerPixel = 1.0; // widget pixels
    Drag m_drag = Drag::None;
    QPointF m_dragFrom;
    int m_wheelAngle = 0;
};

} // namespace seg::viewers

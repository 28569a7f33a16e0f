// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"
#include "viewers/overlay/ColorTable.h"
#include "viewers/slice/SliceFrame.h"

#include <QObject>

#include <array>
#include <memory>
#include <optional>

namespace seg::viewers {

enum class Layer { Image, Prediction, Truth };

struct LayerStyle {
    bool visible = true;
    double opacity = 1.0; ///< 0..1; of the prediction's fill, its outline stays at full strength
    bool operator==(const LayerStyle&) const = default;
};

struct Window {
    double width = 1.0; ///< intensities from black to white
    double level = 0.5; ///< the middle grey
    bool operator==(const Window&) const = default;
};

/// How a scan is shown first; takes a walk through all of its voxels.
struct FirstLook {
    Window window;
    Box content; ///< the part that is not black in this window; the whole scan where nothing stands out
    bool operator==(const FirstLook&) const = default;
};
/// Pure: may run on any thread.
[[nodiscard]] FirstLook firstLook(const Volume& scan, std::int64_t channel = 0);

/// The middle slices of the largest part of a mask, so that something is seen at once; nothing for a mask
/// without labels. Pure: may run on any thread.
[[nodiscard]] std::optional<VoxelIndex> fullestVoxel(const LabelMap& mask);

/// What several panes show together: one scan, its masks, and the cursor that links the panes.
/// Panes listen to it and never to each other. Thread: the GUI thread; volumes are shared and never written.
class ScanScene final : public QObject {
    Q_OBJECT

public:
    explicit ScanScene(QObject* parent = nullptr) : QObject(parent) {}

    /// Shows a scan without masks, the cursor in its middle, windowed by its intensities. Null empties the
    /// panes. \param look  of this channel, where it was found on another thread already.
    void setScan(std::shared_ptr<const Volume> scan, std::int64_t channel = 0,
                 const std::optional<FirstLook>& look = {});
    void setChannel(std::int64_t channel);
    /// \param layer  Prediction or Truth. Null removes it.
    /// \throws seg::Error  BadInput when the mask has another number of voxels than the scan.
    void setMask(Layer layer, std::shared_ptr<const LabelMap> mask);

    [[nodiscard]] const std::shared_ptr<const Volume>& scan() const noexcept { return m_scan; }
    [[nodiscard]] std::int64_t channel() const noexcept { return m_channel; }
    [[nodiscard]] const std::shared_ptr<const LabelMap>& mask(Layer layer) const;

    [[nodiscard]] const VoxelIndex& cursor() const noexcept { return m_cursor; }
    void setCursor(VoxelIndex voxel); ///< clamped to the scan
    void setCursorToWorld(const Point& world);

    [[nodiscard]] const Window& window() const noexcept { return m_window; }
    void setWindow(const Window& window);

    [[nodiscard]] const LayerStyle& style(Layer layer) const
    {
        return m_styles[static_cast<std::size_t>(layer)];
    }
    void setStyle(Layer layer, const LayerStyle& style);

    [[nodiscard]] const ColorTable& colors() const noexcept { return m_colors; }
    void setColors(ColorTable colors);

    [[nodiscard]] bool isCrosshairVisible() const noexcept { return m_crosshair; }
    void setCrosshairVisible(bool visible);

    [[nodiscard]] float
    intensityAt(const VoxelIndex& voxel) const; ///< of the shown channel; NaN without a scan
    [[nodiscard]] int labelAt(Layer layer, const VoxelIndex& voxel) const; ///< 0 without that mask

    /// The part of the scan that is not black in its automatic window, for fitting it into a pane. The whole
    /// scan where nothing stands out.
    [[nodiscard]] const Box& contentBox() const noexcept { return m_contentBox; }

    void centerOnMask(); ///< moves the cursor to fullestVoxel() of the prediction, or of the truth

Q_SIGNALS:
    void scanChanged();   ///< scan or channel
    void masksChanged();  ///< which masks there are
    void stylesChanged(); ///< visibility, opacity, colors, crosshair
    void cursorChanged();
    void windowChanged();

private:
    std::shared_ptr<const Volume> m_scan;
    std::array<std::shared_ptr<const LabelMap>, 2> m_masks;
    std::int64_t m_channel = 0;
    VoxelIndex m_cursor{};
    Box m_contentBox;
    Window m_window;
    std::array<LayerStyle, 3> m_styles{{{true, 1.0}, {true, 0.4}, {true, 1.0}}};
    ColorTable m_colors;
    bool m_crosshair = true;
};

} // namespace seg::viewers

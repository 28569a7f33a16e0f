// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/PaneStyle.h"
#include "viewers/ScanScene.h"
#include "viewers/volume/SurfaceBuilder.h"

#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <QWidget>

#include <map>
#include <memory>
#include <set>
#include <thread>

class vtkActor;
class vtkPolyData;

namespace seg::viewers {

class PaneStrip;
class VtkWidget;

/// Directions from which the patient can be looked at.
enum class Viewpoint { Anterior, Posterior, Left, Right, Superior, Inferior };

/// The 3-D pane: one surface per label of the scene's prediction (of the truth where there is none), in the
/// color table's colors; labels that hide others are see-through, and so is the body around them. Surfaces
/// are made on a worker thread; a newer scan or mask makes the older work stale, which is never waited for.
class VolumeView final : public QWidget {
    Q_OBJECT

public:
    VolumeView(ScanScene* scene, const PaneStyle& style, QWidget* parent = nullptr); ///< scene outlives it
    ~VolumeView() override;

    [[nodiscard]] VtkWidget* canvas() const noexcept { return m_canvas; }
    [[nodiscard]] bool isSettled() const; ///< no surface under way and the picture drawn
    [[nodiscard]] std::size_t surfaceCount() const noexcept { return m_actors.size(); }

    void setStyle(const PaneStyle& style);
    void lookFrom(Viewpoint viewpoint);
    void resetView(); ///< from the front, a little from above and the side, everything in the picture

Q_SIGNALS:
    void surfacesReady();
    void maximizeRequested();

private:
    void addViewpointButtons();
    void buildStale();
    void startWorker();
    /// What the worker hands over.
    struct Built {
        std::vector<LabelSurface> surfaces;
        std::set<int> enclosing;
        vtkSmartPointer<vtkPolyData> shell; ///< null where the scan has none
    };
    [[nodiscard]] static Built build(const LabelMap& mask, const Volume& scan, std::int64_t channel,
                                     const TaskContext& context);
    void workerEnded(int generation, const Built& built);
    void showBuilt(const Built& built);
    [[nodiscard]] vtkSmartPointer<vtkActor> addActor(vtkPolyData* mesh);
    void applyStyles();
    void setDragging(bool dragging);
    void look(const Point& from, const Point& up);

    ScanScene* m_scene;
    PaneStyle m_style;
    PaneStrip* m_strip;
    VtkWidget* m_canvas;
    std::map<int, vtkSmartPointer<vtkActor>> m_actors; // by label
    vtkSmartPointer<vtkActor> m_shell;                 // null where there is none
    std::set<int> m_enclosing;                         // labels shown see-through
    std::shared_ptr<const LabelMap> m_shown;           // what the surfaces are of, or will be
    bool m_building = false;                           // surfaces of m_shown are wanted and not there yet
    bool m_working = false;  // the worker is at it, maybe at something that has become stale
    bool m_dragging = false; // without a GPU: everything opaque meanwhile
    bool m_placed = false;   // the camera fits a scan
    int m_generation = 0;    // of the newest work; older results are dropped
    std::jthread m_worker;   // last member: stopped and joined before the others go
};

} // namespace seg::viewers

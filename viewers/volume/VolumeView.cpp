// SPDX-License-Identifier: Apache-2.0
#include "viewers/volume/VolumeView.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "viewers/PaneStrip.h"
#include "viewers/slice/WindowPresets.h"
#include "viewers/volume/ShellBuilder.h"
#include "viewers/vtkbridge/InteractorAdapter.h"
#include "viewers/vtkbridge/VtkWidget.h"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkMapper.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>

#include <QAbstractButton>
#include <QVBoxLayout>

#include <array>

namespace seg::viewers {

namespace {

constexpr double kSpecular = 0.15;
constexpr double kSpecularPower = 20.0;
constexpr double kAmbient = 0.15;
constexpr double kEnclosingOpacity = 0.5;
constexpr double kShellOpacity = 0.22;
constexpr double kFitZoom = 1.25; // the fit is to the sphere around everything, which no body fills
constexpr double kFactor = 6.0;   // of the polygon offset of labels that lie behind those they enclose
constexpr double kOffset = 6.0;
constexpr int kPeels = 4; // see-through layers told apart; each costs a pass on machines without a GPU

struct ViewpointButton {
    Viewpoint viewpoint;
    const char* letter;
    const char* tip;
};

constexpr std::array kButtons{
    ViewpointButton{Viewpoint::Anterior, "A", "Look from the front"},
    ViewpointButton{Viewpoint::Posterior, "P", "Look from behind"},
    ViewpointButton{Viewpoint::Left, "L", "Look from the patient's left"},
    ViewpointButton{Viewpoint::Right, "R", "Look from the patient's right"},
    ViewpointButton{Viewpoint::Superior, "S", "Look from above"},
    ViewpointButton{Viewpoint::Inferior, "I", "Look from below"},
};

/// Where the camera stands (LPS) for a viewpoint, and what is up.
std::pair<Point, Point> placeOf(Viewpoint viewpoint)
{
    switch (viewpoint) {
    case Viewpoint::Posterior:
        return {{0, 1, 0}, {0, 0, 1}};
    case Viewpoint::Left:
        return {{1, 0, 0}, {0, 0, 1}};
    case Viewpoint::Right:
        return {{-1, 0, 0}, {0, 0, 1}};
    case Viewpoint::Superior:
        return {{0, 0, 1}, {0, -1, 0}};
    case Viewpoint::Inferior:
        return {{0, 0, -1}, {0, -1, 0}};
    case Viewpoint::Anterior:
        break;
    }
    return {{0, -1, 0}, {0, 0, 1}};
}

QString surfacesText(std::size_t count)
{
    if (count == 0) {
        return {};
    }
    return count == 1 ? VolumeView::tr("surface · 1 label")
                      : VolumeView::tr("surfaces · %1 labels").arg(count);
}

} // namespace

VolumeView::VolumeView(ScanScene* scene, const PaneStyle& style, QWidget* parent)
    : QWidget(parent), m_scene(scene), m_style(style),
      m_strip(new PaneStrip(QStringLiteral("3-D"), style, style.text, this)), m_canvas(new VtkWidget(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_canvas, 1);
    setMinimumSize(160, 120);
    setFocusProxy(m_canvas);
    auto* adapter = new InteractorAdapter(m_canvas); // owned by the canvas
    connect(adapter, &InteractorAdapter::dragStarted, this, [this] { setDragging(true); });
    connect(adapter, &InteractorAdapter::dragEnded, this, [this] { setDragging(false); });
    addViewpointButtons();
    m_canvas->renderer()->UseFXAAOn();
    m_canvas->renderer()->UseDepthPeelingOn();
    m_canvas->renderer()->SetMaximumNumberOfPeels(kPeels);
    m_canvas->renderer()->SetOcclusionRatio(0.0);
    m_canvas->renderWindow()->SetAlphaBitPlanes(1);

    connect(m_strip, &PaneStrip::doubleClicked, this, &VolumeView::maximizeRequested);
    connect(m_scene, &ScanScene::scanChanged, this, [this] { m_placed = false; });
    connect(m_scene, &ScanScene::masksChanged, this, &VolumeView::buildStale);
    connect(m_scene, &ScanScene::stylesChanged, this, &VolumeView::applyStyles);
    buildStale();
}

VolumeView::~VolumeView()
{
    m_worker.request_stop(); // the member's end waits for it
}

void VolumeView::addViewpointButtons()
{
    for (const ViewpointButton& entry : kButtons) {
        QAbstractButton* button = m_strip->addButton(QLatin1String(entry.letter), tr(entry.tip));
        button->setObjectName(QStringLiteral("lookFrom%1").arg(QLatin1String(entry.letter)));
        connect(button, &QAbstractButton::clicked, this,
                [this, viewpoint = entry.viewpoint] { lookFrom(viewpoint); });
    }
}

void VolumeView::setStyle(const PaneStyle& style)
{
    m_style = style;
    m_strip->setStyle(style, style.text);
}

bool VolumeView::isSettled() const
{
    return !isVisible() || (!m_building && !m_canvas->isStale());
}

VolumeView::Built VolumeView::build(const LabelMap& mask, const Volume& scan, std::int64_t channel,
                                    const TaskContext& context)
{
    Built built;
    built.surfaces = buildSurfaces(mask, context);
    built.enclosing = enclosingLabels(mask);
    context.throwIfStopped();
    if (!built.surfaces.empty()) {
        const Window automatic = automaticWindow(scan.channel(channel));
        const double threshold = automatic.level - automatic.width / 2.0; // what is not black in the panes
        built.shell = buildShell(scan, channel, threshold, context);
    }
    return built;
}

void VolumeView::buildStale()
{
    const auto& mask =
        m_scene->mask(Layer::Prediction) ? m_scene->mask(Layer::Prediction) : m_scene->mask(Layer::Truth);
    if (mask == m_shown) {
        applyStyles();
        return;
    }
    m_shown = mask;
    ++m_generation;
    if (mask) {
        m_building = true;
        m_strip->setText(tr("surfaces …"));
    } else {
        showBuilt({});
    }
    if (m_working) {
        m_worker.request_stop(); // its end starts the newer work
    } else {
        startWorker();
    }
}

void VolumeView::startWorker()
{
    if (!m_shown) {
        return;
    }
    m_working = true;
    m_worker = std::jthread([this, mask = m_shown, scan = m_scene->scan(), channel = m_scene->channel(),
                             generation = m_generation](std::stop_token stop) {
        Built built;
        try {
            built = build(*mask, *scan, channel, TaskContext(std::move(stop)));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Cancelled) { // whoever stopped it knows
                log::error("viewers", error.what());
            }
        } catch (const std::exception& error) { // VTK, out of memory
            log::error("viewers", std::string("cannot build the 3-D surfaces: ") + error.what());
        }
        QMetaObject::invokeMethod(
            this, [this, generation, built = std::move(built)] { workerEnded(generation, built); },
            Qt::QueuedConnection);
    });
}

void VolumeView::workerEnded(int generation, const Built& built)
{
    m_working = false;
    if (generation == m_generation) {
        showBuilt(built);
    } else {
        startWorker();
    }
}

vtkSmartPointer<vtkActor> VolumeView::addActor(vtkPolyData* mesh)
{
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(mesh);
    mapper->ScalarVisibilityOff();
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    actor->GetProperty()->SetSpecular(kSpecular);
    actor->GetProperty()->SetSpecularPower(kSpecularPower);
    actor->GetProperty()->SetAmbient(kAmbient);
    actor->GetProperty()->SetDiffuse(1.0 - kAmbient);
    m_canvas->renderer()->AddActor(actor);
    return actor;
}

void VolumeView::showBuilt(const Built& built)
{
    m_building = false;
    m_canvas->renderer()->RemoveAllViewProps();
    m_actors.clear();
    m_shell = nullptr;
    m_enclosing = built.enclosing;
    for (const LabelSurface& surface : built.surfaces) {
        auto actor = addActor(surface.mesh);
        if (built.enclosing.contains(surface.label)) { // where two labels meet, the enclosed one is in front
            actor->GetMapper()->SetResolveCoincidentTopologyToPolygonOffset();
            actor->GetMapper()->SetRelativeCoincidentTopologyPolygonOffsetParameters(kFactor, kOffset);
        }
        m_actors.emplace(surface.label, std::move(actor));
    }
    if (built.shell != nullptr) {
        m_shell = addActor(built.shell);
        m_shell->GetProperty()->SetSpecular(0.0);
    }
    m_strip->setText(surfacesText(built.surfaces.size()));
    applyStyles();
    if (!m_placed && !built.surfaces.empty()) {
        m_placed = true;
        resetView();
    }
    Q_EMIT surfacesReady();
}

void VolumeView::applyStyles()
{
    const bool isPrediction = m_scene->mask(Layer::Prediction) != nullptr;
    const bool shown = m_scene->style(isPrediction ? Layer::Prediction : Layer::Truth).visible;
    for (const auto& [label, actor] : m_actors) {
        const Rgb color = m_scene->colors().color(label);
        actor->GetProperty()->SetColor(color[0] / 255.0, color[1] / 255.0, color[2] / 255.0);
        const bool seeThrough = m_enclosing.contains(label) && !m_dragging;
        actor->GetProperty()->SetOpacity(seeThrough ? kEnclosingOpacity : 1.0);
        actor->SetVisibility(shown && m_scene->colors().isVisible(label) ? 1 : 0);
    }
    if (m_shell != nullptr) {
        m_shell->GetProperty()->SetColor(m_style.text.redF(), m_style.text.greenF(), m_style.text.blueF());
        m_shell->GetProperty()->SetOpacity(kShellOpacity);
        m_shell->SetVisibility(m_scene->style(Layer::Image).visible && !m_dragging ? 1 : 0);
    }
    m_canvas->requestRender();
}

void VolumeView::setDragging(bool dragging)
{
    if (m_canvas->isSoftwareRendered() &&
        dragging != m_dragging) { // see-through layers take a second a frame there
        m_dragging = dragging;
        applyStyles();
    }
}

void VolumeView::lookFrom(Viewpoint viewpoint)
{
    const auto [from, up] = placeOf(viewpoint);
    look(from, up);
}

void VolumeView::resetView()
{
    look({-0.45, -0.8, 0.4}, {0, 0, 1});
}

void VolumeView::look(const Point& from, const Point& up)
{
    vtkCamera* camera = m_canvas->renderer()->GetActiveCamera();
    camera->SetFocalPoint(0.0, 0.0, 0.0);
    camera->SetPosition(from[0], from[1], from[2]);
    camera->SetViewUp(up[0], up[1], up[2]);
    m_canvas->renderer()->ResetCamera();
    camera->Zoom(kFitZoom);
    m_canvas->requestRender();
}

} // namespace seg::viewers

// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceView.h"

#include "viewers/PaneStrip.h"
#include "viewers/slice/SliceDecoration.h"
#include "viewers/slice/SliceLayers.h"
#include "viewers/vtkbridge/VtkWidget.h"

#include <vtkCamera.h>
#include <vtkRenderer.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace seg::viewers {

namespace {

constexpr std::int64_t kLargeStep = 5;
constexpr double kFitMargin = 0.9; // of the pane, so that the edge letters stand beside the picture
constexpr double kZoomPerPixel = 0.008;
constexpr double kZoomPerWheelStep = 1.2;
constexpr double kOutlineWidth = 2.0;           // widget pixels; the truth has half
constexpr double kWindowPerPixel = 1.0 / 250.0; // of the window's width

QString windowText(const Window& window)
{
    const int decimals = window.width < 10.0 ? 2 : 0;
    return QStringLiteral("W %1 L %2")
        .arg(window.width, 0, 'f', decimals)
        .arg(window.level, 0, 'f', decimals);
}

} // namespace

SliceView::SliceView(Plane plane, ScanScene* scene, const PaneStyle& style, QWidget* parent)
    : QWidget(parent), m_plane(plane), m_scene(scene), m_style(style),
      m_strip(new PaneStrip(tr(planeName(plane)), style, planeColor(plane), this)),
      m_slider(m_strip->addSlider()), m_canvas(new VtkWidget(this)),
      m_decoration(new SliceDecoration(style, m_canvas)),
      m_layers(std::make_unique<SliceLayers>(m_canvas->renderer()))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_canvas, 1);
    setMinimumSize(160, 120);
    setFocusProxy(m_canvas);
    m_canvas->installEventFilter(this);
    m_canvas->renderer()->GetActiveCamera()->ParallelProjectionOn();

    connect(m_strip, &PaneStrip::doubleClicked, this, &SliceView::maximizeRequested);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { step(2, value - slice()); });
    connect(m_canvas, &VtkWidget::aboutToRender, this, &SliceView::renderStale);
    connect(m_canvas, &VtkWidget::sizeChanged, this, &SliceView::layOut);
    followScene();
    showScan();
}

SliceView::~SliceView() = default;

void SliceView::followScene()
{
    connect(m_scene, &ScanScene::scanChanged, this, &SliceView::showScan);
    connect(m_scene, &ScanScene::cursorChanged, this, &SliceView::showCursor);
    connect(m_scene, &ScanScene::windowChanged, this, [this] {
        m_imageStale = true;
        updateDecoration();
        m_canvas->requestRender();
    });
    connect(m_scene, &ScanScene::masksChanged, this, [this] {
        m_masksStale = true;
        m_canvas->requestRender();
    });
    connect(m_scene, &ScanScene::stylesChanged, this, [this] {
        m_imageStale = true;
        m_masksStale = true;
        updateDecoration();
        m_canvas->requestRender();
    });
}

void SliceView::showScan()
{
    const SliceFrame before = m_frame;
    m_frame = m_scene->scan() ? SliceFrame(m_scene->scan()->geometry, m_plane) : SliceFrame();
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, static_cast<int>(std::max<std::int64_t>(0, m_frame.slices() - 1)));
    m_slider->setEnabled(m_scene->scan() != nullptr);
    m_imageStale = true;
    m_masksStale = true;
    if (before.columns() != m_frame.columns() || before.rows() != m_frame.rows() || m_fitted) {
        fit();
    }
    showCursor();
    m_canvas->requestRender();
}

void SliceView::showCursor()
{
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(static_cast<int>(slice()));
    m_strip->setText(m_scene->scan() ? QString::fromStdString(m_frame.offsetText(m_scene->cursor()))
                                     : QString());
    if (slice() != m_drawnSlice) {
        m_canvas->requestRender();
    }
    updateDecoration();
}

std::int64_t SliceView::slice() const
{
    return m_scene->scan() ? m_frame.cellOf(m_scene->cursor())[2] : 0;
}

bool SliceView::isSettled() const
{
    return !isVisible() || !m_canvas->isStale();
}

void SliceView::setStyle(const PaneStyle& style)
{
    m_style = style;
    m_strip->setStyle(style, planeColor(m_plane));
    m_decoration->setStyle(style);
    updateDecoration();
}

QColor SliceView::planeColor(Plane plane) const
{
    switch (plane) {
    case Plane::Coronal:
        return m_style.coronal;
    case Plane::Sagittal:
        return m_style.sagittal;
    case Plane::Axial:
        break;
    }
    return m_style.axial;
}

void SliceView::renderStale()
{
    if (!m_scene->scan()) {
        m_layers->clear();
        m_drawnSlice = -1;
        return;
    }
    const std::int64_t wanted = slice();
    const bool moved = wanted != m_drawnSlice;
    m_layers->setLineWidth(kOutlineWidth * devicePixelRatioF());
    if (moved || m_imageStale) {
        m_layers->updateImage(*m_scene, m_frame, wanted);
    }
    if (moved || m_masksStale) {
        m_layers->updatePrediction(*m_scene, m_frame, wanted);
        m_layers->updateTruth(*m_scene, m_frame, wanted);
    }
    m_drawnSlice = wanted;
    m_imageStale = false;
    m_masksStale = false;
}

void SliceView::layOut()
{
    m_decoration->setGeometry(m_canvas->rect());
    if (m_fitted) {
        fit();
    } else {
        placeCamera();
    }
}

void SliceView::resetView()
{
    fit();
    m_canvas->requestRender();
}

void SliceView::fit()
{
    m_fitted = true;
    if (!m_scene->scan()) {
        updateDecoration();
        return;
    }
    const Box& box = m_scene->contentBox();
    const auto one = m_frame.positionOf(box.low);
    const auto other = m_frame.positionOf({box.high[0] - 1, box.high[1] - 1, box.high[2] - 1});
    const double across = std::abs(one[0] - other[0]) + m_frame.columnSpacing();
    const double up = std::abs(one[1] - other[1]) + m_frame.rowSpacing();
    m_center = {(one[0] + other[0]) / 2.0, (one[1] + other[1]) / 2.0};
    m_mmPerPixel =
        std::max(across / std::max(1, m_canvas->width()), up / std::max(1, m_canvas->height())) / kFitMargin;
    placeCamera();
}

void SliceView::placeCamera()
{
    vtkCamera* camera = m_canvas->renderer()->GetActiveCamera();
    camera->SetFocalPoint(m_center.x(), m_center.y(), 0.0);
    camera->SetPosition(m_center.x(), m_center.y(), 100.0);
    camera->SetViewUp(0.0, 1.0, 0.0);
    camera->SetParallelScale(m_mmPerPixel * std::max(1, m_canvas->height()) / 2.0);
    camera->SetClippingRange(1.0, 200.0);
    updateDecoration();
    m_canvas->requestRender();
}

void SliceView::updateDecoration()
{
    SliceDecoration::Content content;
    content.hasScan = m_scene->scan() != nullptr;
    if (content.hasScan) {
        content.crosshair = m_scene->isCrosshairVisible();
        content.cross = pixelOf(m_scene->cursor());
        // Each line is the trace of another plane: horizontal of the one whose slices lie one over the other
        // here.
        content.horizontal = planeColor(m_plane == Plane::Axial ? Plane::Coronal : Plane::Axial);
        content.vertical = planeColor(m_plane == Plane::Sagittal ? Plane::Coronal : Plane::Sagittal);
        content.letters = m_frame.edgeLetters();
        content.windowText = windowText(m_scene->window());
        content.mmPerPixel = m_mmPerPixel;
    }
    m_decoration->setContent(content);
}

QPointF SliceView::paneFromPixel(const QPointF& position) const
{
    return {m_center.x() + (position.x() - m_canvas->width() / 2.0) * m_mmPerPixel,
            m_center.y() - (position.y() - m_canvas->height() / 2.0) * m_mmPerPixel};
}

QPointF SliceView::pixelOf(const VoxelIndex& voxel) const
{
    const auto pane = m_frame.positionOf(voxel);
    return {(pane[0] - m_center.x()) / m_mmPerPixel + m_canvas->width() / 2.0,
            m_canvas->height() / 2.0 - (pane[1] - m_center.y()) / m_mmPerPixel};
}

std::optional<VoxelIndex> SliceView::voxelUnder(const QPointF& position) const
{
    if (!m_scene->scan()) {
        return std::nullopt;
    }
    const QPointF pane = paneFromPixel(position);
    const auto column = static_cast<std::int64_t>(std::floor(pane.x() / m_frame.columnSpacing()));
    const auto row = static_cast<std::int64_t>(std::floor(pane.y() / m_frame.rowSpacing()));
    if (column < 0 || row < 0 || column >= m_frame.columns() || row >= m_frame.rows()) {
        return std::nullopt;
    }
    return m_frame.voxelAt(column, row, slice());
}

bool SliceView::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
        pressed(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseMove:
        dragged(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonRelease:
        m_drag = Drag::None;
        return true;
    case QEvent::Wheel: {
        auto* turned = static_cast<QWheelEvent*>(event);
        wheeled(turned->angleDelta().y(), turned->modifiers(), turned->position());
        event->accept();
        return true;
    }
    case QEvent::Enter:
        m_canvas->setFocus(Qt::MouseFocusReason); // keys go to the pane under the pointer
        break;
    case QEvent::Leave:
        Q_EMIT unprobed();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void SliceView::pressed(const QMouseEvent& event)
{
    m_dragFrom = event.position();
    if (event.button() == Qt::MiddleButton) {
        m_drag = Drag::Pan;
    } else if (event.button() == Qt::RightButton) {
        m_drag = Drag::Zoom;
    } else if (event.button() == Qt::LeftButton) {
        m_drag = event.modifiers().testFlag(Qt::ControlModifier) ? Drag::Window : Drag::Cursor;
    }
    if (m_drag == Drag::Cursor) {
        dragged(event);
    }
}

void SliceView::dragged(const QMouseEvent& event)
{
    const QPointF moved = event.position() - m_dragFrom;
    switch (m_drag) {
    case Drag::None:
        break;
    case Drag::Cursor:
        if (const auto voxel = voxelUnder(event.position())) {
            m_scene->setCursor(*voxel);
        }
        break;
    case Drag::Window: {
        const Window now = m_scene->window();
        const double perPixel = std::max(now.width * kWindowPerPixel, 1e-3);
        m_scene->setWindow({now.width + moved.x() * perPixel, now.level - moved.y() * perPixel});
        break;
    }
    case Drag::Pan:
        m_fitted = false;
        m_center += QPointF(-moved.x(), moved.y()) * m_mmPerPixel;
        placeCamera();
        break;
    case Drag::Zoom:
        zoomAt(QPointF(m_canvas->width() / 2.0, m_canvas->height() / 2.0),
               std::exp(-moved.y() * kZoomPerPixel));
        break;
    }
    m_dragFrom = event.position();
    hovered(event.position());
}

void SliceView::hovered(const QPointF& position)
{
    if (const auto voxel = voxelUnder(position)) {
        Q_EMIT probed(m_plane, *voxel);
    } else {
        Q_EMIT unprobed();
    }
}

void SliceView::wheeled(int angle, Qt::KeyboardModifiers modifiers, const QPointF& position)
{
    m_wheelAngle += angle; // a touchpad sends many small turns
    const int steps = m_wheelAngle / QWheelEvent::DefaultDeltasPerStep;
    m_wheelAngle -= steps * QWheelEvent::DefaultDeltasPerStep;
    if (steps == 0) {
        return;
    }
    if (modifiers.testFlag(Qt::ControlModifier)) {
        zoomAt(position, std::pow(kZoomPerWheelStep, steps));
        return;
    }
    step(2, steps * (modifiers.testFlag(Qt::ShiftModifier) ? kLargeStep : 1));
    hovered(position);
}

void SliceView::zoomAt(const QPointF& position, double factor)
{
    if (!m_scene->scan()) {
        return;
    }
    const QPointF before = paneFromPixel(position);
    const double smallest = std::min(m_frame.columnSpacing(), m_frame.rowSpacing()) / 100.0;
    const double largest = std::max(m_frame.width(), m_frame.height()) / 20.0;
    m_mmPerPixel = std::clamp(m_mmPerPixel / factor, smallest, largest);
    m_center += before - paneFromPixel(position); // what was under the pointer stays there
    m_fitted = false;
    placeCamera();
}

void SliceView::step(int paneAxis, std::int64_t by)
{
    if (!m_scene->scan()) {
        return;
    }
    auto cell = m_frame.cellOf(m_scene->cursor());
    const std::array<std::int64_t, 3> counts{m_frame.columns(), m_frame.rows(), m_frame.slices()};
    const auto axis = static_cast<std::size_t>(paneAxis);
    cell[axis] = std::clamp<std::int64_t>(cell[axis] + by, 0, counts[axis] - 1);
    m_scene->setCursor(m_frame.voxelAt(cell[0], cell[1], cell[2]));
}

void SliceView::keyPressEvent(QKeyEvent* event)
{
    const std::int64_t length = event->modifiers().testFlag(Qt::ShiftModifier) ? kLargeStep : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return step(0, -length);
    case Qt::Key_Right:
        return step(0, length);
    case Qt::Key_Down:
        return step(1, -length);
    case Qt::Key_Up:
        return step(1, length);
    case Qt::Key_PageDown:
        return step(2, -length);
    case Qt::Key_PageUp:
        return step(2, length);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace seg::viewers

// SPDX-License-Identifier: Apache-2.0
#include "viewers/vtkbridge/VtkWidget.h"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QPainter>
#include <QSurfaceFormat>

#include <cmath>
#include <utility>

namespace seg::viewers {

namespace {

constexpr double kPointsPerInch = 72.0;

/// What VTK needs.
QSurfaceFormat openGlFormat()
{
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setRedBufferSize(8);
    format.setGreenBufferSize(8);
    format.setBlueBufferSize(8);
    format.setAlphaBufferSize(8);
    format.setDepthBufferSize(8);
    format.setStencilBufferSize(0);
    format.setSamples(0);
    return format;
}

} // namespace

VtkWidget::VtkWidget(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::WheelFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_window->SetReadyForRendering(false); // until there is a context: VTK would call OpenGL without one
    m_window->SetOwnContext(0);
    m_window->SetMultiSamples(
        0); // VTK's multisampled depth attachment and depth peeling do not go together in Mesa
    m_window->SetFrameBlitModeToNoBlit();
    m_window->AddRenderer(m_renderer);
    m_renderer->SetBackground(0.0, 0.0, 0.0);

    m_callback->SetCallback(&VtkWidget::windowEvent);
    m_callback->SetClientData(this);
    for (const auto event : {vtkCommand::WindowMakeCurrentEvent, vtkCommand::WindowIsCurrentEvent,
                             vtkCommand::WindowFrameEvent}) {
        m_window->AddObserver(event, m_callback);
    }
}

VtkWidget::~VtkWidget()
{
    if (makeContextCurrent()) {
        m_window->Finalize(); // releases textures and buffers of every actor
        m_context->doneCurrent();
    } else if (QOpenGLContext* another = QOpenGLContext::currentContext()) {
        another->doneCurrent(); // VTK must not release this pane's numbers in another pane's context
    }
    m_window->RemoveObserver(m_callback);
}

void VtkWidget::requestRender()
{
    m_stale = true;
    update();
}

bool VtkWidget::makeContextCurrent() const
{
    return m_context != nullptr && m_context->makeCurrent(m_surface.get());
}

bool VtkWidget::makeContext()
{
    m_context = std::make_unique<QOpenGLContext>();
    m_context->setFormat(openGlFormat());
    m_surface = std::make_unique<QOffscreenSurface>();
    if (m_context->create()) {
        m_surface->setFormat(m_context->format());
        m_surface->create();
    }
    if (!m_context->isValid() || m_context->format().version() < std::pair(3, 2) || !m_surface->isValid() ||
        !makeContextCurrent()) {
        m_context.reset();
        return false;
    }
    m_window->SetForceMaximumHardwareLineWidth(1);
    m_window->SetReadyForRendering(true);
    m_window->OpenGLInitContext();
    m_window->GetState()->Initialize(m_window); // VTK's own defaults, where OpenGL's are others
    const auto* name = reinterpret_cast<const char*>(m_context->functions()->glGetString(GL_RENDERER));
    const QByteArray renderer(name); // null when the driver does not say
    m_software = renderer.contains("llvmpipe") || renderer.contains("softpipe") || renderer.contains("SWR");
    return true;
}

QSize VtkWidget::pixelSize() const
{
    const double scale = devicePixelRatioF();
    return {static_cast<int>(std::lround(width() * scale)), static_cast<int>(std::lround(height() * scale))};
}

void VtkWidget::updateSize()
{
    const QSize size = pixelSize();
    m_window->SetSize(size.width(), size.height());
    m_window->SetScreenSize(size.width(), size.height());
    m_window->SetDPI(static_cast<int>(std::lround(kPointsPerInch * devicePixelRatioF())));
    m_stale = true;
    Q_EMIT sizeChanged();
}

void VtkWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateSize();
}

void VtkWidget::bringUpToDate()
{
    if (m_rendering || pixelSize().isEmpty()) {
        return;
    }
    const int* size = m_window->GetSize();
    if (QSize(size[0], size[1]) != pixelSize()) { // moved to a screen of another scale
        updateSize();
    }
    if (!std::exchange(m_stale, false)) {
        return;
    }
    m_contextFailed = m_contextFailed || (m_context == nullptr && !makeContext()) || !makeContextCurrent();
    if (m_contextFailed) { // there is none, or the driver took it away
        return;
    }
    m_rendering = true;
    Q_EMIT aboutToRender();
    m_stale = false; // what that asked for is in the picture
    m_window->Render();
    readPicture();
    m_rendering = false;
    ++m_renderCount;
    Q_EMIT rendered();
}

void VtkWidget::readPicture()
{
    const QSize size = pixelSize();
    QImage upsideDown(size, QImage::Format_ARGB32); // OpenGL's first row is the lowest
    vtkOpenGLState* state = m_window->GetState();
    state->PushReadFramebufferBinding();
    m_window->GetDisplayFramebuffer()->Bind(GL_READ_FRAMEBUFFER);
    m_window->GetDisplayFramebuffer()->ActivateReadBuffer(0);
    state->vtkglPixelStorei(GL_PACK_ALIGNMENT, 4);
    m_context->functions()->glReadPixels(0, 0, size.width(), size.height(), GL_BGRA, GL_UNSIGNED_BYTE,
                                         upsideDown.bits());
    state->PopReadFramebufferBinding();
    // VTK leaves its background see-through; without alpha the window behind cannot shine through.
    m_picture = std::move(upsideDown).mirrored().convertToFormat(QImage::Format_RGB32);
    m_picture.setDevicePixelRatio(devicePixelRatioF());
}

QImage VtkWidget::picture()
{
    bringUpToDate();
    return m_picture;
}

void VtkWidget::paintEvent(QPaintEvent*)
{
    bringUpToDate();
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black); // at a scale of 1.25 the picture may be a column short
    if (!m_contextFailed) {
        painter.drawImage(QPoint(0, 0), m_picture);
        return;
    }
    painter.setPen(Qt::lightGray);
    painter.drawText(
        rect(), int(Qt::AlignCenter) | int(Qt::TextWordWrap),
        tr("The scan cannot be drawn: this screen offers no OpenGL 3.2. Install a graphics driver, or "
           "Mesa for drawing without a graphics card."));
}

void VtkWidget::windowEvent(vtkObject*, unsigned long event, void* widget, void* data)
{
    auto* self = static_cast<VtkWidget*>(widget);
    switch (event) {
    case vtkCommand::WindowMakeCurrentEvent:
        static_cast<void>(self->makeContextCurrent());
        break;
    case vtkCommand::WindowIsCurrentEvent:
        *static_cast<bool*>(data) =
            self->m_context != nullptr && QOpenGLContext::currentContext() == self->m_context.get();
        break;
    case vtkCommand::WindowFrameEvent:
        if (!self->m_rendering) {
            self->requestRender();
        }
        break;
    default:
        break;
    }
}

} // namespace seg::viewers

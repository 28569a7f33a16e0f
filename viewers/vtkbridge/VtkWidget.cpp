// SPDX-License-Identifier: Apache-2.0
#include "viewers/vtkbridge/VtkWidget.h"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QSurfaceFormat>

#include <cmath>

namespace seg::viewers {

namespace {

constexpr double kPointsPerInch = 72.0;

} // namespace

VtkWidget::VtkWidget(QWidget* parent) : QOpenGLWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::WheelFocus);
    m_window->SetReadyForRendering(false); // until initializeGL: VTK would call OpenGL without a context
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
    connect(this, &QOpenGLWidget::resized, this, &VtkWidget::updateSize);
}

VtkWidget::~VtkWidget()
{
    if (m_context != nullptr) {
        makeCurrent();
        finalizeContext();
        doneCurrent();
    }
    m_window->RemoveObserver(m_callback);
}

void VtkWidget::requestRender()
{
    m_stale = true;
    update();
}

void VtkWidget::setDefaultFormat()
{
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
    format.setRedBufferSize(8);
    format.setGreenBufferSize(8);
    format.setBlueBufferSize(8);
    format.setAlphaBufferSize(8);
    format.setDepthBufferSize(8);
    format.setStencilBufferSize(0);
    format.setSamples(0);
    QSurfaceFormat::setDefaultFormat(format);
}

void VtkWidget::initializeGL()
{
    m_context = context();
    m_surface = m_context->surface();
    // Direct: the context is still usable inside this signal, and never after it.
    connect(m_context, &QOpenGLContext::aboutToBeDestroyed, this, &VtkWidget::finalizeContext,
            Qt::ConnectionType(Qt::DirectConnection | Qt::UniqueConnection));

    vtkOpenGLState* state = m_window->GetState();
    state->Reset();
    state->vtkglDepthFunc(GL_LEQUAL); // VTK's default; Qt leaves GL_LESS
    m_window->SetForceMaximumHardwareLineWidth(1);
    m_window->SetReadyForRendering(true);
    m_window->SetOwnContext(0);
    m_window->OpenGLInitContext();
    const auto* name = reinterpret_cast<const char*>(m_context->functions()->glGetString(GL_RENDERER));
    const QByteArray renderer(name); // null when the driver does not say
    m_software = renderer.contains("llvmpipe") || renderer.contains("softpipe") || renderer.contains("SWR");
    updateSize();
    m_stale = true;
}

void VtkWidget::finalizeContext()
{
    if (m_context == nullptr) {
        return;
    }
    m_context->makeCurrent(m_surface);
    m_window->Finalize(); // releases textures and buffers of every actor; the data stays
    m_window->SetReadyForRendering(false);
    m_context = nullptr;
    m_surface = nullptr;
    m_stale = true;
}

void VtkWidget::resizeGL(int, int)
{
    updateSize();
    m_stale = true;
}

void VtkWidget::updateSize()
{
    const double scale = devicePixelRatioF();
    const int pixelWidth = static_cast<int>(std::lround(width() * scale));
    const int pixelHeight = static_cast<int>(std::lround(height() * scale));
    m_window->SetSize(pixelWidth, pixelHeight);
    m_window->SetScreenSize(pixelWidth, pixelHeight);
    m_window->SetDPI(static_cast<int>(std::lround(kPointsPerInch * scale)));
    Q_EMIT sizeChanged();
}

void VtkWidget::paintGL()
{
    if (m_painting || m_context == nullptr) {
        return;
    }
    m_painting = true;
    Q_EMIT aboutToRender();
    m_stale = false;
    vtkOpenGLState* state = m_window->GetState();
    state->Reset(); // Qt's painting changed OpenGL behind VTK's back
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    m_window->Render();

    makeCurrent(); // binds Qt's framebuffer again
    const int* size = m_window->GetSize();
    state->ResetFramebufferBindings();
    QOpenGLFunctions* gl = m_context->functions();
    gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    state->ResetFramebufferBindings();
    state->vtkglDisable(GL_SCISSOR_TEST);
    state->vtkglViewport(0, 0, size[0], size[1]);
    m_window->BlitDisplayFramebuffer(0, 0, 0, size[0], size[1], 0, 0, size[0], size[1], GL_COLOR_BUFFER_BIT,
                                     GL_NEAREST);
    // Qt composes this widget with the window behind it: where VTK left alpha below 1 it would shine through.
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl->glClearColor(0.0F, 0.0F, 0.0F, 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    state->Reset();
    state->Pop();
    gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
    m_painting = false;
    ++m_renderCount;
    Q_EMIT rendered();
}

void VtkWidget::windowEvent(vtkObject*, unsigned long event, void* widget, void* data)
{
    auto* self = static_cast<VtkWidget*>(widget);
    switch (event) {
    case vtkCommand::WindowMakeCurrentEvent:
        // Never QOpenGLWidget::makeCurrent() here: it binds Qt's framebuffer between VTK's own bind and
        // attach.
        if (self->m_context != nullptr) {
            self->m_context->makeCurrent(self->m_surface);
        }
        break;
    case vtkCommand::WindowIsCurrentEvent:
        *static_cast<bool*>(data) =
            self->m_context != nullptr && QOpenGLContext::currentContext() == self->m_context;
        break;
    case vtkCommand::WindowFrameEvent:
        if (!self->m_painting) {
            self->requestRender();
        }
        break;
    default:
        break;
    }
}

} // namespace seg::viewers

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <QOpenGLWidget>

class QSurface;
class vtkCallbackCommand;
class vtkGenericOpenGLRenderWindow;
class vtkObject;
class vtkRenderer;

namespace seg::viewers {

/// A Qt widget in which VTK draws one renderer.
///
/// VTK renders into a framebuffer of its own, which paintGL() copies into Qt's. VTK never decides when to
/// draw: requestRender() marks the picture stale and Qt paints once per turn of the event loop. When the
/// widget moves to another window its context dies and is made anew; the scene (renderer, actors, data) stays
/// and is drawn again. Actors and mappers of a scene belong to one widget; data objects may be shared.
/// Thread: the GUI thread.
class VtkWidget : public QOpenGLWidget {
    Q_OBJECT

public:
    explicit VtkWidget(QWidget* parent = nullptr);
    ~VtkWidget() override;

    [[nodiscard]] vtkRenderer* renderer() const noexcept { return m_renderer; }
    [[nodiscard]] vtkGenericOpenGLRenderWindow* renderWindow() const noexcept { return m_window; }

    void requestRender(); ///< one repaint per turn of the event loop
    [[nodiscard]] bool isStale() const noexcept { return m_stale; }          ///< asked for, and not drawn yet
    [[nodiscard]] int renderCount() const noexcept { return m_renderCount; } ///< frames drawn so far

    /// Whether the picture is made by the processor (no GPU, or a virtual screen); known after the first
    /// frame.
    [[nodiscard]] bool isSoftwareRendered() const noexcept { return m_software; }

    /// Sets the process-wide surface format that VTK needs. Call before QApplication is made.
    static void setDefaultFormat();

Q_SIGNALS:
    void aboutToRender(); ///< the last moment to bring the scene up to date; connect directly
    void rendered();
    void sizeChanged();

protected:
    void initializeGL() override;
    void paintGL() override;
    void resizeGL(int width, int height) override;

private:
    static void windowEvent(vtkObject* caller, unsigned long event, void* widget, void* data);
    void finalizeContext();
    void updateSize();

    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<vtkCallbackCommand> m_callback;
    QSurface* m_surface = nullptr;       // of the context; not owned
    QOpenGLContext* m_context = nullptr; // not owned; null while there is none
    bool m_painting = false;
    bool m_stale = true;
    bool m_software = false;
    int m_renderCount = 0;
};

} // namespace seg::viewers

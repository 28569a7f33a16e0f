// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkNew.h>

#include <QImage>
#include <QWidget>

#include <memory>

class QOffscreenSurface;
class QOpenGLContext;
class vtkCallbackCommand;
class vtkGenericOpenGLRenderWindow;
class vtkObject;
class vtkRenderer;

namespace seg::viewers {

/// A Qt widget that shows what VTK draws of one renderer.
///
/// VTK draws off screen, in a context of the widget's own, and the widget paints the picture like any other;
/// no window is composed by OpenGL because a pane lies in it (resources/docs/adr/0006). VTK never decides
/// when to draw: requestRender() marks the picture stale and it is drawn once per turn of the event loop,
/// when Qt paints. Docking and floating leave the context alone. Actors and mappers of a scene belong to one
/// widget; data objects may be shared. Where the screen offers no OpenGL 3.2 the widget says so instead.
/// Thread: the GUI thread.
class VtkWidget : public QWidget {
    Q_OBJECT

public:
    explicit VtkWidget(QWidget* parent = nullptr);
    ~VtkWidget() override;

    [[nodiscard]] vtkRenderer* renderer() const noexcept { return m_renderer; }
    [[nodiscard]] vtkGenericOpenGLRenderWindow* renderWindow() const noexcept { return m_window; }

    void requestRender(); ///< one repaint per turn of the event loop
    [[nodiscard]] bool isStale() const noexcept { return m_stale; }          ///< asked for, and not drawn yet
    [[nodiscard]] int renderCount() const noexcept { return m_renderCount; } ///< frames drawn so far

    /// The picture in device pixels, drawn first where it is stale. Null where the screen offers no
    /// OpenGL 3.2.
    [[nodiscard]] QImage picture();

    /// Whether the picture is made by the processor (no GPU, or a virtual screen); known after the first
    /// frame.
    [[nodiscard]] bool isSoftwareRendered() const noexcept { return m_software; }

Q_SIGNALS:
    void aboutToRender(); ///< the last moment to bring the scene up to date; connect directly
    void rendered();
    void sizeChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    static void windowEvent(vtkObject* caller, unsigned long event, void* widget, void* data);
    [[nodiscard]] QSize pixelSize() const;
    void updateSize();
    void bringUpToDate();
    [[nodiscard]] bool makeContext();
    [[nodiscard]] bool makeContextCurrent() const;
    void readPicture();

    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<vtkCallbackCommand> m_callback;
    std::unique_ptr<QOffscreenSurface> m_surface;
    std::unique_ptr<QOpenGLContext> m_context; // from the first frame on
    QImage m_picture;
    bool m_contextFailed = false;
    bool m_rendering = false;
    bool m_stale = true;
    bool m_software = false;
    int m_renderCount = 0;
};

} // namespace seg::viewers

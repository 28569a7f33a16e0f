// SPDX-License-Identifier: Apache-2.0
#include "viewers/vtkbridge/InteractorAdapter.h"

#include "viewers/vtkbridge/VtkWidget.h"

#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkGenericRenderWindowInteractor.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkObjectFactory.h>

#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace seg::viewers {

namespace {

/// VTK binds letters to quitting and wireframe; ours are actions of the window.
class QuietTrackball final : public vtkInteractorStyleTrackballCamera {
public:
    static QuietTrackball* New();
    vtkTypeMacro(QuietTrackball, vtkInteractorStyleTrackballCamera) void OnChar() override {}
    void OnKeyPress() override {}
};
vtkStandardNewMacro(QuietTrackball)

} // namespace

InteractorAdapter::InteractorAdapter(VtkWidget* widget) : QObject(widget), m_widget(widget)
{
    vtkNew<QuietTrackball> style;
    m_interactor->SetRenderWindow(widget->renderWindow());
    m_interactor->SetInteractorStyle(style);
    m_interactor->EnableRenderOff(); // moving the camera only asks for a repaint
    m_interactor->Enable();
    widget->installEventFilter(this);
    connect(widget, &VtkWidget::sizeChanged, this, [this] {
        const int* size = m_widget->renderWindow()->GetSize();
        m_interactor->SetSize(size[0], size[1]);
    });
}

InteractorAdapter::~InteractorAdapter()
{
    m_interactor->SetInteractorStyle(nullptr);
    m_interactor->SetRenderWindow(nullptr);
}

bool InteractorAdapter::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseButtonRelease: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        placePointer(mouse->position(), mouse->modifiers());
        if (event->type() == QEvent::MouseButtonRelease) {
            release(mouse->button());
            Q_EMIT dragEnded();
        } else {
            press(mouse->button());
            Q_EMIT dragStarted();
        }
        m_widget->requestRender();
        return true;
    }
    case QEvent::MouseMove: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        placePointer(mouse->position(), mouse->modifiers());
        m_interactor->InvokeEvent(vtkCommand::MouseMoveEvent);
        if (mouse->buttons() != Qt::NoButton) {
            m_widget->requestRender();
        }
        return true;
    }
    case QEvent::Wheel: {
        const auto* turned = static_cast<QWheelEvent*>(event);
        placePointer(turned->position(), turned->modifiers());
        wheel(turned->angleDelta().y());
        event->accept();
        return true;
    }
    default:
        return QObject::eventFilter(watched, event);
    }
}

void InteractorAdapter::placePointer(const QPointF& position, Qt::KeyboardModifiers modifiers)
{
    const double scale = m_widget->devicePixelRatioF();
    m_interactor->SetEventInformationFlipY(static_cast<int>(std::lround(position.x() * scale)),
                                           static_cast<int>(std::lround(position.y() * scale)),
                                           modifiers.testFlag(Qt::ControlModifier),
                                           modifiers.testFlag(Qt::ShiftModifier));
}

void InteractorAdapter::press(Qt::MouseButton button)
{
    if (button == Qt::LeftButton) {
        m_interactor->InvokeEvent(vtkCommand::LeftButtonPressEvent);
    } else if (button == Qt::MiddleButton) {
        m_interactor->InvokeEvent(vtkCommand::MiddleButtonPressEvent);
    } else if (button == Qt::RightButton) {
        m_interactor->InvokeEvent(vtkCommand::RightButtonPressEvent);
    }
}

void InteractorAdapter::release(Qt::MouseButton button)
{
    if (button == Qt::LeftButton) {
        m_interactor->InvokeEvent(vtkCommand::LeftButtonReleaseEvent);
    } else if (button == Qt::MiddleButton) {
        m_interactor->InvokeEvent(vtkCommand::MiddleButtonReleaseEvent);
    } else if (button == Qt::RightButton) {
        m_interactor->InvokeEvent(vtkCommand::RightButtonReleaseEvent);
    }
}

void InteractorAdapter::wheel(int angle)
{
    m_wheelAngle += angle;
    const int steps = m_wheelAngle / QWheelEvent::DefaultDeltasPerStep;
    m_wheelAngle -= steps * QWheelEvent::DefaultDeltasPerStep;
    const auto event = steps > 0 ? vtkCommand::MouseWheelForwardEvent : vtkCommand::MouseWheelBackwardEvent;
    for (int step = 0; step < std::abs(steps); ++step) {
        m_interactor->InvokeEvent(event);
    }
    if (steps != 0) {
        m_widget->requestRender();
    }
}

} // namespace seg::viewers

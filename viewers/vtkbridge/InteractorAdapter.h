// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkNew.h>

#include <QObject>

class vtkGenericRenderWindowInteractor;

namespace seg::viewers {

class VtkWidget;

/// Turns the mouse over a VtkWidget into camera movement: left turns, middle moves, right and wheel zoom.
/// Keys are left to Qt's actions. Child of the widget that it serves.
class InteractorAdapter final : public QObject {
    Q_OBJECT

public:
    explicit InteractorAdapter(VtkWidget* widget);
    ~InteractorAdapter() override;

Q_SIGNALS:
    void dragStarted();
    void dragEnded();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void placePointer(const QPointF& position, Qt::KeyboardModifiers modifiers);
    void press(Qt::MouseButton button);
    void release(Qt::MouseButton button);
    void wheel(int angle);

    VtkWidget* m_widget; // parent
    vtkNew<vtkGenericRenderWindowInteractor> m_interactor;
    int m_wheelAngle = 0; // not yet turned into a step; a touchpad sends many small ones
};

} // namespace seg::viewers

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

namespace seg::gui {

/// The steps of a wizard one under another: a tick for those that are done, a number for the others, the
/// current one marked.
class StepList final : public QWidget {
    Q_OBJECT

public:
    explicit StepList(const QStringList& steps, QWidget* parent = nullptr);

    void setCurrent(int step);
    [[nodiscard]] int current() const noexcept { return m_current; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QStringList m_steps;
    int m_current = 0;
};

} // namespace seg::gui

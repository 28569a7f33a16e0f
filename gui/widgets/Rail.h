// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QString>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace seg::gui {

/// One entry of the rail: icon over its name, an accent edge when it is in front, a badge with a number for
/// problems.
class RailButton final : public QAbstractButton {
    Q_OBJECT

public:
    RailButton(const QString& iconName, const QString& text, QWidget* parent = nullptr);

    void setBadge(int number); ///< 0 for none
    [[nodiscard]] int badge() const noexcept { return m_badge; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_iconName;
    int m_badge = 0;
};

/// The workspaces, one under another, at the left edge of the window.
class Rail final : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    int add(const QString& iconName, const QString& text); ///< \return its index
    void setCurrent(int index);
    [[nodiscard]] RailButton* button(int index) const
    {
        return m_buttons.at(static_cast<std::size_t>(index));
    }

Q_SIGNALS:
    void chosen(int index);

private:
    QVBoxLayout* m_layout = nullptr;
    std::vector<RailButton*> m_buttons;
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace seg::gui {

/// A surface with a line around it: title on the left, its one-line meaning on the right, content below.
class Card final : public QFrame {
    Q_OBJECT

public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    void setTitle(const QString& title);   ///< empty hides the head unless a meaning is set
    void setMeaning(const QString& words); ///< secondary text right of the title
    void setEmphasis(bool on);             ///< accent-colored edge

    [[nodiscard]] QVBoxLayout* content() const noexcept { return m_content; } ///< widgets of the card go here
    [[nodiscard]] QHBoxLayout* head() const noexcept
    {
        return m_head;
    } ///< title, stretch, meaning; more may follow

private:
    void updateHead();
    QHBoxLayout* m_head = nullptr;
    QVBoxLayout* m_content = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_meaning = nullptr;
};

} // namespace seg::gui

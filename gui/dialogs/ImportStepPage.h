// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace seg::gui {

/// Frame of one step of the import: title, one line under it, room for something on the right, content.
class ImportStepPage : public QWidget {
    Q_OBJECT

public:
    enum class Content { Fills, Scrolls }; ///< Scrolls: what does not fit can be scrolled to

    explicit ImportStepPage(const QString& title, Content content, QWidget* parent = nullptr);

    /// The step comes in front; the place to start what it needs.
    virtual void enter() {}

protected:
    void setLine(const QString& words);
    [[nodiscard]] QHBoxLayout* headRight() const noexcept { return m_headRight; }
    [[nodiscard]] QVBoxLayout* content() const noexcept { return m_content; }

private:
    QLabel* m_line = nullptr;
    QHBoxLayout* m_headRight = nullptr;
    QVBoxLayout* m_content = nullptr;
};

} // namespace seg::gui

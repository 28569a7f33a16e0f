// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace seg::gui {

/// What an empty page shows: an icon, one sentence on what belongs here, and the one button that gets it.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& icon, const QString& title, const QString& sentence, const QString& button,
               QWidget* parent = nullptr);

    void setSentence(const QString& sentence);
    void setTitle(const QString& title);
    [[nodiscard]] QPushButton* button() const noexcept
    {
        return m_button;
    } ///< hidden when its text was empty

private:
    void updateIcon();
    QString m_iconName;
    QLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_sentence = nullptr;
    QPushButton* m_button = nullptr;
};

} // namespace seg::gui

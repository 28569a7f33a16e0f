// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace seg::gui {

class RunLog;

/// log.txt of a run as it grows, with a filter and "follow".
class RunLogView final : public QWidget {
    Q_OBJECT

public:
    explicit RunLogView(QWidget* parent = nullptr);
    void clear();
    void takeNew(RunLog& log); ///< adds what was written since

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    void refill();
    void append(const QStringList& lines);
    [[nodiscard]] bool passes(const QString& line) const;
    QLineEdit* m_filter = nullptr;
    QCheckBox* m_follow = nullptr;
    QLabel* m_cut = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QStringList m_lines;
};

} // namespace seg::gui

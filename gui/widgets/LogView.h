// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Log.h"

#include <QString>
#include <QWidget>

#include <mutex>
#include <vector>

class QLineEdit;
class QPlainTextEdit;

namespace seg::gui {

/// The program's messages as lines, with a filter. Messages of any thread arrive together, a few times a
/// second.
class LogView final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMostLines = 5000;

    explicit LogView(QWidget* parent = nullptr);

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    void showAll();
    void append(const QString& line);
    std::vector<QString> m_lines;
    QLineEdit* m_filter = nullptr;
    QPlainTextEdit* m_text = nullptr;
    std::mutex m_mutex;
    std::vector<QString> m_arrived; // guarded by m_mutex
    log::Sink m_sink;               // last member: nothing arrives once the others go
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/LogView.h"

#include <QDateTime>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <utility>

namespace seg::gui {

namespace {

constexpr int kRefreshMs = 200;

QString lineOf(const log::Message& message)
{
    static const char* const kLevels[] = {"debug", "info", "warning", "error"};
    const auto seconds = std::chrono::system_clock::to_time_t(message.time);
    return QStringLiteral("%1  %2  %3: %4")
        .arg(QDateTime::fromSecsSinceEpoch(seconds).toString(QStringLiteral("HH:mm:ss")),
             QLatin1String(kLevels[static_cast<int>(message.level)]),
             QString::fromStdString(message.category), QString::fromStdString(message.text));
}

} // namespace

LogView::LogView(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit), m_text(new QPlainTextEdit),
      m_sink([this](const log::Message& message) {
          const std::lock_guard lock(m_mutex);
          m_arrived.push_back(lineOf(message));
      })
{
    setProperty("role", "panel");
    m_filter->setPlaceholderText(QStringLiteral("Filter the log"));
    m_filter->setClearButtonEnabled(true);
    m_text->setReadOnly(true);
    m_text->setMaximumBlockCount(kMostLines);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->addWidget(m_filter);
    layout->addWidget(m_text, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &LogView::showAll);
    startTimer(kRefreshMs);
}

void LogView::timerEvent(QTimerEvent* event)
{
    Q_UNUSED(event);
    std::vector<QString> arrived;
    {
        const std::lock_guard lock(m_mutex);
        arrived.swap(m_arrived);
    }
    for (const QString& line : arrived) {
        append(line);
    }
    m_lines.insert(m_lines.end(), arrived.begin(), arrived.end());
    if (m_lines.size() > kMostLines) {
        m_lines.erase(m_lines.begin(), m_lines.end() - kMostLines);
    }
}

void LogView::append(const QString& line)
{
    if (line.contains(m_filter->text(), Qt::CaseInsensitive)) {
        m_text->appendPlainText(line);
    }
}

void LogView::showAll()
{
    m_text->clear();
    for (const QString& line : m_lines) {
        append(line);
    }
}

} // namespace seg::gui

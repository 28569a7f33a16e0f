// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/RunLog.h"

#include <QDateTime>
#include <QFile>
#include <QRegularExpression>

namespace seg::gui {

void RunLog::follow(const QString& file)
{
    m_file = file;
    m_position = 0;
    m_wasCut = false;
}

QStringList RunLog::takeNewLines()
{
    if (m_file.isEmpty()) {
        return {}; // follows nothing
    }
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) {
        return {}; // not written yet
    }
    if (file.size() < m_position) {
        m_position = 0; // written anew
    }
    if (file.size() == m_position) {
        return {};
    }
    const bool isCut = file.size() - m_position > kMostAtOnce;
    if (isCut) {
        m_position = file.size() - kMostAtOnce;
        m_wasCut = true;
    }
    file.seek(m_position);
    const QByteArray text = file.read(kMostAtOnce);
    const qsizetype end = text.lastIndexOf('\n');
    if (end < 0) {
        return {}; // a line that is still being written
    }
    m_position += end + 1;
    QStringList lines = QString::fromUtf8(text.left(end)).split(u'\n');
    if (isCut && lines.size() > 1) {
        lines.removeFirst(); // begins in the middle
    }
    return lines;
}

QString shownLogLine(const QString& line)
{
    static const QRegularExpression kWritten(
        QStringLiteral("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\S*Z (\\w+) [^:]*: (.*)$"));
    const QRegularExpressionMatch match = kWritten.match(line);
    if (!match.hasMatch()) {
        return line;
    }
    QDateTime when = QDateTime::fromString(match.captured(1), Qt::ISODate);
    when.setTimeSpec(Qt::UTC);
    const QString level = match.captured(2);
    const QString words = level == QLatin1String("info") ? QString() : level + QStringLiteral(": ");
    return when.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + QStringLiteral("  ") + words +
           match.captured(3);
}

} // namespace seg::gui

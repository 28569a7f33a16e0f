// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/RunLog.h"

#include <QFile>

namespace seg::gui {

void RunLog::follow(const QString& file)
{
    m_file = file;
    m_position = 0;
    m_wasCut = false;
}

QStringList RunLog::takeNewLines()
{
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

} // namespace seg::gui

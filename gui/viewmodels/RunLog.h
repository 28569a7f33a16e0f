// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace seg::gui {

/// Follows the growing log.txt of a run: each call gives the lines that came since the last one.
class RunLog {
public:
    void follow(const QString& file); ///< starts anew
    [[nodiscard]] QStringList
    takeNewLines(); ///< complete lines only; at most the last kMostAtOnce of a long file
    [[nodiscard]] bool wasCut() const noexcept { return m_wasCut; } ///< an older part was left out

    static constexpr qint64 kMostAtOnce = 256 * 1024; ///< bytes read at once

private:
    QString m_file;
    qint64 m_position = 0;
    bool m_wasCut = false;
};

/// A line as a person reads it: local time, the level where it is not plain information, the words. Lines of
/// another form are left as they are.
[[nodiscard]] QString shownLogLine(const QString& line);

} // namespace seg::gui

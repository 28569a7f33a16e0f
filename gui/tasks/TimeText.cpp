// SPDX-License-Identifier: Apache-2.0
#include "gui/tasks/TimeText.h"

#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace seg::gui {

QString durationText(double seconds)
{
    const auto whole = static_cast<qint64>(std::llround(std::max(seconds, 0.0)));
    if (whole < 60) {
        return QStringLiteral("%1 s").arg(whole);
    }
    const qint64 minutes = (whole + 30) / 60;
    if (minutes < 60) {
        return QStringLiteral("%1 min").arg(minutes);
    }
    if (minutes < 24 * 60) {
        return QStringLiteral("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
    }
    const qint64 hours = minutes / 60;
    return QStringLiteral("%1 d %2 h").arg(hours / 24).arg(hours % 24);
}

QString whenText(qint64 epochSeconds, qint64 nowSeconds)
{
    if (epochSeconds <= 0) {
        return {};
    }
    const QDateTime then = QDateTime::fromSecsSinceEpoch(epochSeconds);
    const qint64 days = then.date().daysTo(QDateTime::fromSecsSinceEpoch(nowSeconds).date());
    if (days <= 0) {
        return QStringLiteral("today, %1").arg(then.toString(QStringLiteral("HH:mm")));
    }
    if (days == 1) {
        return QStringLiteral("yesterday");
    }
    if (days < 14) {
        return QStringLiteral("%1 days ago").arg(days);
    }
    if (days < 60) {
        return QStringLiteral("%1 weeks ago").arg(days / 7);
    }
    return QLocale().toString(then.date(), QLocale::ShortFormat);
}

QString whenText(qint64 epochSeconds)
{
    return whenText(epochSeconds, QDateTime::currentSecsSinceEpoch());
}

QString bytesText(double bytes)
{
    static constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    while (bytes >= 1024.0 && unit + 1 < kUnits.size()) {
        bytes /= 1024.0;
        ++unit;
    }
    const int decimals = unit >= 3 && bytes < 100.0 ? 1 : 0;
    return QStringLiteral("%1 %2").arg(bytes, 0, 'f', decimals).arg(QLatin1String(kUnits[unit]));
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/models/ValueText.h"

#include <QStringList>

#include <cmath>

namespace seg::gui {

QString extentText(const Extent& extent)
{
    return QStringLiteral("%1 × %2 × %3").arg(extent.voxels[2]).arg(extent.voxels[1]).arg(extent.voxels[0]);
}

QString spacingText(const Spacing& spacing)
{
    return QStringLiteral("%1 × %2 × %3")
        .arg(spacing.mm[2], 0, 'f', 2)
        .arg(spacing.mm[1], 0, 'f', 2)
        .arg(spacing.mm[0], 0, 'f', 2);
}

QString intensityText(double value)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("not a number");
    }
    const bool whole = std::abs(value - std::round(value)) < 5e-4;
    if (whole || std::abs(value) >= 1000.0) {
        return QString::number(value, 'f', 0);
    }
    return QString::number(value, 'f', std::abs(value) < 10.0 ? 3 : 1);
}

QString labelValuesText(const std::map<int, std::int64_t>& voxels)
{
    QStringList values;
    for (const auto& [value, count] : voxels) {
        if (count > 0) {
            values << QString::number(value);
        }
    }
    return values.join(QLatin1Char(' '));
}

QString countText(qint64 count, const QString& one, const QString& many)
{
    return QStringLiteral("%1 %2").arg(count).arg(count == 1 ? one : many);
}

QString sentenceText(QString words)
{
    if (words.isEmpty()) {
        return words;
    }
    words[0] = words[0].toUpper();
    return words.endsWith(u'.') ? words : words + u'.';
}

QString diceText(double value)
{
    return std::isfinite(value) ? QString::number(value, 'f', 3) : QStringLiteral("–");
}

QString datasetTitle(const std::string& name)
{
    const QString text = QString::fromStdString(name);
    const qsizetype underscore = text.indexOf(u'_');
    return text.startsWith(QLatin1String("Dataset")) && underscore > 0 ? text.mid(underscore + 1) : text;
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/ColorChoice.h"

#include "gui/theme/Tokens.h"

#include <QColorDialog>
#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>

#include <array>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kSwatchWidth = 28;
constexpr int kSwatchHeight = 14;
constexpr int kStandardColors = 48; // of Qt's dialog: eight columns, filled from top to bottom

/// Okabe and Ito, Color Universal Design (2008); without black, which the panes are.
constexpr std::array<QRgb, 7> kColorBlind{0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442,
                                          0x0072b2, 0xd55e00, 0xcc79a7};

/// Once, so that the colors which a person adds meanwhile stay.
void offerLabelColors()
{
    static bool areOffered = false;
    if (std::exchange(areOffered, true)) {
        return;
    }
    for (int i = 0; i < kStandardColors; ++i) {
        QColorDialog::setStandardColor(i, labelColor(i + 1));
    }
    for (std::size_t i = 0; i < kColorBlind.size(); ++i) {
        QColorDialog::setCustomColor(static_cast<int>(i), QColor(kColorBlind[i]));
    }
}

} // namespace

QToolButton* makeSwatchButton(const QColor& color)
{
    QPixmap swatch(kSwatchWidth, kSwatchHeight);
    swatch.fill(Qt::transparent);
    QPainter painter(&swatch);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(swatch.rect(), 2, 2);
    painter.end();
    auto* button = new QToolButton;
    button->setIconSize(swatch.size());
    button->setIcon(QIcon(swatch));
    return button;
}

void chooseColor(QWidget* parent, const QString& title, const QColor& start,
                 std::function<void(const QColor& color)> chosen)
{
    offerLabelColors();
    auto* dialog = new QColorDialog(start, parent);
    dialog->setObjectName(QStringLiteral("colorDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QColorDialog::DontUseNativeDialog); // it has other colors to choose from
    dialog->setWindowTitle(title);
    QObject::connect(dialog, &QColorDialog::colorSelected, parent, std::move(chosen));
    dialog->open();
}

void giveColor(LabelDraft& labels, int value, const QColor& color)
{
    if (color == labelColor(value)) {
        labels.resetColor(value);
    } else {
        labels.setColor(value,
                        {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()),
                         static_cast<std::uint8_t>(color.blue())});
    }
}

} // namespace seg::gui

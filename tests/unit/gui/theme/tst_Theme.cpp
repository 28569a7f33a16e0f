// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Icons.h"
#include "gui/theme/Theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QFontMetrics>
#include <QPalette>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <set>

using namespace seg::gui;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// Contrast of WCAG 2.1.
double contrast(const QColor& a, const QColor& b)
{
    const auto luminance = [](const QColor& color) {
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
               0.0722 * linear(color.blueF());
    };
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

} // namespace

class TestTheme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textReadsOnEverySurface_data();
    void textReadsOnEverySurface();
    void styleSheetHasNoOpenName();
    void switchesWhileRunning_andSaysSo();
    void bringsItsOwnFont();
    void everyWorkspaceHasAnIcon_inTheAskedColor();
    void labelColorsDiffer_beyondTheTable();
};

void TestTheme::textReadsOnEverySurface_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

void TestTheme::textReadsOnEverySurface()
{
    QFETCH(const bool, dark);
    const Tokens& t = dark ? darkTokens() : lightTokens();
    for (const QColor& surface : {t.background, t.surface, t.raised, t.accentSoft}) {
        QVERIFY(contrast(t.text, surface) >= 11.0);
        QVERIFY(contrast(t.text2, surface) >= 5.0);
        for (const QColor& color : {t.text3, t.accent, t.ok, t.warning, t.error, t.info}) {
            QVERIFY2(contrast(color, surface) >= 4.4,
                     qPrintable(color.name() + " on " + surface.name() + ": " +
                                QString::number(contrast(color, surface))));
        }
    }
    QVERIFY(contrast(t.onAccent, t.accent) >= 4.5);
}

void TestTheme::styleSheetHasNoOpenName()
{
    for (const Tokens* t : {&darkTokens(), &lightTokens()}) {
        const QString sheet = styleSheetText(*t);
        QVERIFY(sheet.contains(t->accent.name()));
        const QString rules = sheet.mid(sheet.indexOf(QLatin1String("*/"))); // after the head comment
        QVERIFY2(!rules.contains(QLatin1Char('@')),
                 qPrintable(rules.mid(rules.indexOf(QLatin1Char('@')), 40)));
    }
}

void TestTheme::switchesWhileRunning_andSaysSo()
{
    switchTheme(ThemeKind::Dark);
    QSignalSpy changed(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged);
    switchTheme(ThemeKind::Light);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(tokens().surface, lightTokens().surface);
    QCOMPARE(qApp->palette().color(QPalette::Window), lightTokens().background);
    switchTheme(ThemeKind::Light);
    QCOMPARE(changed.size(), 1);
    switchTheme(ThemeKind::Dark);
    QCOMPARE(changed.size(), 2);
}

void TestTheme::bringsItsOwnFont()
{
    QCOMPARE(QFontInfo(QApplication::font()).family(), QStringLiteral("Roboto"));
    const QFontMetrics metrics(QApplication::font());
    QCOMPARE(metrics.horizontalAdvance(QLatin1Char('1')), metrics.horizontalAdvance(QLatin1Char('8')));
}

void TestTheme::everyWorkspaceHasAnIcon_inTheAskedColor()
{
    for (const char* name : {"home", "data", "plan", "train", "segment", "review", "report"}) {
        const QImage image = iconPixmap(QLatin1String(name), QColor(255, 0, 0), QSize(24, 24), 2.0).toImage();
        QCOMPARE(image.size(), QSize(48, 48));
        bool drawn = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                drawn = drawn || (pixel.alpha() > 200 && pixel.red() > 200 && pixel.green() < 40);
            }
        }
        QVERIFY2(drawn, name);
    }
}

void TestTheme::labelColorsDiffer_beyondTheTable()
{
    QCOMPARE(labelColor(0).alpha(), 0);
    QCOMPARE(labelColor(1), QColor(0xe5, 0x48, 0x4d));
    std::set<QRgb> seen;
    for (int label = 1; label <= 60; ++label) {
        QVERIFY(seen.insert(labelColor(label).rgb()).second);
    }
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestTheme test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_Theme.moc"

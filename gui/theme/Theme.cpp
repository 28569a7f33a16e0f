// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Theme.h"

#include "gui/theme/Icons.h"

#include <QApplication>
#include <QFile>
#include <QFont>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QWidget>

#include <array>
#include <utility>

static void initializeResources() // Q_INIT_RESOURCE works outside namespaces only
{
    Q_INIT_RESOURCE(segwright);
}

namespace seg::gui {

namespace {

ThemeKind g_current = ThemeKind::Dark; // GUI thread only

QPalette paletteOf(const Tokens& t)
{
    QPalette palette;
    const std::array<std::pair<QPalette::ColorRole, QColor>, 14> roles{{
        {QPalette::Window, t.background},
        {QPalette::WindowText, t.text},
        {QPalette::Base, t.surface},
        {QPalette::AlternateBase, t.surface},
        {QPalette::Text, t.text},
        {QPalette::PlaceholderText, t.text3},
        {QPalette::Button, t.raised},
        {QPalette::ButtonText, t.text},
        {QPalette::BrightText, t.error},
        {QPalette::Highlight, t.accent},
        {QPalette::HighlightedText, t.onAccent},
        {QPalette::Link, t.accent},
        {QPalette::ToolTipBase, t.raised},
        {QPalette::ToolTipText, t.text},
    }};
    for (const auto& [role, color] : roles) {
        palette.setColor(role, color);
    }
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, t.text3);
    }
    return palette;
}

/// A small picture that the style sheet shows (arrows, ticks): one of the icons in one color.
struct Glyph {
    const char* name;
    const char* icon;
    QColor color;
};

std::array<Glyph, 5> glyphsOf(const Tokens& t)
{
    return {{
        {"chevron-down", "chevron-down", t.text2},
        {"chevron-up", "chevron-up", t.text2},
        {"check", "check", t.onAccent},
        {"check-text", "check", t.text},
        {"radio-dot", "dot", t.onAccent},
    }};
}

/// The glyph as a file, since a style sheet takes pictures from files only; gone when the program ends.
QString glyphFile(const Glyph& glyph)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(
        QStringLiteral("%1-%2.svg").arg(QLatin1String(glyph.icon), glyph.color.name().mid(1)));
    if (!QFile::exists(path)) {
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) {
            file.write(iconSvg(QLatin1String(glyph.icon), glyph.color));
        }
    }
    return path;
}

std::array<std::pair<const char*, QColor>, 15> namesOf(const Tokens& t)
{
    return {{
        {"background", t.background},
        {"surface", t.surface},
        {"raised", t.raised},
        {"line", t.line},
        {"grid", t.grid},
        {"text", t.text},
        {"text2", t.text2},
        {"text3", t.text3},
        {"accent", t.accent},
        {"onAccent", t.onAccent},
        {"accentSoft", t.accentSoft},
        {"ok", t.ok},
        {"warning", t.warning},
        {"error", t.error},
        {"info", t.info},
    }};
}

void loadFonts()
{
    for (const char* file : {":/fonts/Roboto-Regular.ttf", ":/fonts/Roboto-Medium.ttf"}) {
        QFontDatabase::addApplicationFont(QString::fromLatin1(file));
    }
    QFont font(QStringLiteral("Roboto"));
    font.setPixelSize(size::kBody);
    QApplication::setFont(font);
}

void apply()
{
    qApp->setPalette(paletteOf(tokens()));
    qApp->setStyleSheet(styleSheetText(tokens()));
}

} // namespace

const Tokens& tokens()
{
    return g_current == ThemeKind::Dark ? darkTokens() : lightTokens();
}

ThemeNotifier& ThemeNotifier::instance()
{
    static ThemeNotifier notifier;
    return notifier;
}

void installTheme(ThemeKind kind)
{
    initializeResources();
    static_cast<void>(systemTheme()); // before the palette becomes the program's own
    g_current = kind;
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    loadFonts();
    apply();
}

void switchTheme(ThemeKind kind)
{
    if (kind == g_current) {
        return;
    }
    g_current = kind;
    apply();
    Q_EMIT ThemeNotifier::instance().themeChanged();
}

ThemeKind currentTheme()
{
    return g_current;
}

ThemeKind systemTheme()
{
    static const ThemeKind kFound =
        QApplication::palette().color(QPalette::Window).lightness() < 128 ? ThemeKind::Dark : ThemeKind::Light;
    return kFound;
}

QString styleSheetText(const Tokens& t)
{
    QFile file(QStringLiteral(":/styles/segwright.qss"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QString text = QString::fromUtf8(file.readAll());
    for (const Glyph& glyph : glyphsOf(t)) {
        text.replace(QStringLiteral("url(@%1)").arg(QLatin1String(glyph.name)),
                     QStringLiteral("url(%1)").arg(glyphFile(glyph)));
    }
    for (const auto& [name, color] : namesOf(t)) {
        text.replace(QStringLiteral("@%1;").arg(QLatin1String(name)), color.name() + QLatin1Char(';'));
    }
    return text;
}

void restyle(QWidget* widget)
{
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace seg::gui

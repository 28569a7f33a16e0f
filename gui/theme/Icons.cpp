// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Icons.h"

#include "gui/theme/Tokens.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <utility>

namespace seg::gui {

namespace {

QColor colorOf(QIcon::Mode mode, QIcon::State state)
{
    if (mode == QIcon::Disabled) {
        return tokens().text3;
    }
    const bool strong = state == QIcon::On || mode == QIcon::Selected || mode == QIcon::Active;
    return strong ? tokens().text : tokens().text2;
}

/// Draws anew at each request, so that a change of theme needs no new icons.
class ThemedIconEngine final : public QIconEngine {
public:
    explicit ThemedIconEngine(QString name) : m_name(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        QSvgRenderer renderer(iconSvg(m_name, colorOf(mode, state)));
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return iconPixmap(m_name, colorOf(mode, state), size, 1.0);
    }

    [[nodiscard]] QIconEngine* clone() const override { return new ThemedIconEngine(m_name); }

private:
    QString m_name;
};

} // namespace

QByteArray iconSvg(const QString& name, const QColor& color)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return file.readAll().replace("currentColor", color.name().toLatin1());
}

QIcon themedIcon(const QString& name)
{
    return QIcon(new ThemedIconEngine(name));
}

QPixmap iconPixmap(const QString& name, const QColor& color, const QSize& size, double devicePixelRatio)
{
    QPixmap pixmap(size * devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer renderer(iconSvg(name, color));
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

} // namespace seg::gui

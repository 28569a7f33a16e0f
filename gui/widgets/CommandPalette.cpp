// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CommandPalette.h"

#include "gui/theme/Tokens.h"

#include <QAction>
#include <QCompleter>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QPointer>
#include <QStandardItemModel>

namespace seg::gui {

namespace {

constexpr int kPaletteWidth = 260;
constexpr int kVisible = 12;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}

void collect(const QMenu& menu, const QString& path, std::vector<CommandPalette::Entry>& entries)
{
    for (QAction* action : menu.actions()) {
        if (action->isSeparator() || !action->isVisible()) {
            continue;
        }
        const QString text = path + QStringLiteral(" › ") + plain(action->text());
        if (action->menu() != nullptr) {
            collect(*action->menu(), text, entries);
        } else if (action->isEnabled()) {
            entries.push_back({text, [guard = QPointer<QAction>(action)] {
                                   if (guard) {
                                       guard->trigger();
                                   }
                               }});
        }
    }
}

} // namespace

CommandPalette::CommandPalette(QMenuBar& menus, Provider provider, QWidget* parent)
    : QLineEdit(parent), m_menus(menus), m_provider(std::move(provider)),
      m_model(new QStandardItemModel(this)), m_completer(new QCompleter(m_model, this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setProperty("role", "palette");
    setAccessibleName(QStringLiteral("Go to anything"));
    setFixedWidth(kPaletteWidth);
    setFocusPolicy(Qt::ClickFocus);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setMaxVisibleItems(kVisible);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    setCompleter(m_completer);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &CommandPalette::go,
            Qt::QueuedConnection);
}

std::vector<CommandPalette::Entry> CommandPalette::entries() const
{
    std::vector<Entry> entries;
    for (const QAction* action : m_menus.actions()) {
        if (action->menu() != nullptr && action->isVisible()) {
            collect(*action->menu(), plain(action->text()), entries);
        }
    }
    if (m_provider) {
        for (Entry& entry : m_provider()) {
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

void CommandPalette::fill()
{
    m_entries = entries();
    m_model->clear();
    for (const Entry& entry : m_entries) {
        m_model->appendRow(new QStandardItem(entry.text));
    }
}

void CommandPalette::begin()
{
    setFocus(Qt::ShortcutFocusReason);
    clear();
    m_completer->setCompletionPrefix({});
    m_completer->complete();
}

void CommandPalette::focusInEvent(QFocusEvent* event)
{
    fill();
    QLineEdit::focusInEvent(event);
}

void CommandPalette::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        clear();
        clearFocus();
    } else if (event->key() == Qt::Key_Return && m_completer->completionCount() > 0 && !text().isEmpty()) {
        m_completer->setCurrentRow(0);
        go(m_completer->currentCompletion());
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

void CommandPalette::go(const QString& text)
{
    clear();
    clearFocus();
    for (const Entry& entry : m_entries) {
        if (entry.text == text) {
            const auto act = entry.go; // the entries may be refilled by what it does
            act();
            return;
        }
    }
}

void CommandPalette::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (!text().isEmpty() || hasFocus()) {
        return;
    }
    QPainter painter(this);
    QFont font = painter.font();
    font.setPixelSize(size::kBody - 1);
    painter.setFont(font);
    painter.setPen(tokens().text3);
    const QRect words = rect().adjusted(10, 0, -10, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("Go to anything"));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("Ctrl+Shift+P"));
}

} // namespace seg::gui

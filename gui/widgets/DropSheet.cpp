// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/DropSheet.h"

#include "gui/theme/Icons.h"
#include "gui/theme/Tokens.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kInset = 16;
constexpr int kIcon = 48;
constexpr int kTextLine = 30;
constexpr int kItemRow = 26;
constexpr std::size_t kRowsShown = 9;
constexpr double kListWidth = 1080.0;
constexpr double kNameShare = 0.22; // of a row's width
constexpr double kDetailShare = 0.33;
constexpr int kPatienceMs = 250;

QStringList localPaths(const QMimeData* data)
{
    QStringList paths;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) {
            paths << QDir::cleanPath(url.toLocalFile());
        }
    }
    return paths;
}

void setText(QPainter& painter, int pixels, QFont::Weight weight, const QColor& color)
{
    QFont font = painter.font();
    font.setPixelSize(pixels);
    font.setWeight(weight);
    painter.setFont(font);
    painter.setPen(color);
}

void drawElided(QPainter& painter, const QRectF& cell, Qt::Alignment alignment, const QString& text,
                Qt::TextElideMode mode = Qt::ElideMiddle)
{
    painter.drawText(cell, static_cast<int>(alignment | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(text, mode, static_cast<int>(cell.width())));
}

} // namespace

DropSheet::DropSheet(QWidget* window, DropReader reader) : QWidget(window), m_reader(std::move(reader))
{
    setObjectName(QStringLiteral("dropSheet"));
    setAcceptDrops(true);
    window->setAcceptDrops(true);
    hide();
    qApp->installEventFilter(this); // children such as text fields take drags before the window sees them
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        cover(m_paths);
        setFocus(); // for Esc
    });
    connect(&m_runner, &TaskRunner::succeeded, this, &DropSheet::goOn);
    connect(&m_runner, &TaskRunner::cancelled, this, &DropSheet::goOn);
    connect(&m_runner, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        const bool isAbout = m_asked == m_paths; // else others have come since
        if (isAbout && m_stage == Stage::Unknown) {
            know({DropKind::None, tr("This cannot be opened"), message});
        } else if (isAbout) {
            m_stage = Stage::Listed; // the Segment page says it again, beside the scan
        }
        goOn();
    });
}

void DropSheet::take(const QStringList& paths)
{
    if (paths.isEmpty()) {
        return;
    }
    lookAt(paths);
    m_isDropped = true;
    m_patience.start(kPatienceMs);
}

bool DropSheet::isSettled() const
{
    return !m_runner.isRunning();
}

// Looking

void DropSheet::lookAt(const QStringList& paths)
{
    m_paths = paths;
    m_stage = Stage::Unknown;
    m_isDropped = false;
    m_look = {};
    m_items.clear();
    m_runner.isRunning() ? m_runner.cancel() : goOn();
}

void DropSheet::goOn()
{
    update();
    if (m_paths.isEmpty() || m_runner.isRunning()) {
        return;
    }
    if (m_stage == Stage::Unknown) {
        startLook();
    } else if (m_isDropped) {
        deliver();
    } else if (m_stage == Stage::Known && m_look.kind == DropKind::Scans) {
        startList();
    }
}

void DropSheet::startLook()
{
    m_asked = m_paths;
    m_runner.start([this, look = m_reader.look, paths = m_paths](const TaskContext& context) {
        return TaskRunner::Publish([this, paths, found = look(paths, context)] {
            if (paths == m_paths && m_stage == Stage::Unknown) {
                know(found);
            }
        });
    });
}

void DropSheet::startList()
{
    m_asked = m_paths;
    m_runner.start([this, list = m_reader.list, paths = m_paths, look = m_look](const TaskContext& context) {
        return TaskRunner::Publish([this, paths, items = list(look, context)] {
            if (paths == m_paths && m_stage == Stage::Known) {
                m_stage = Stage::Listed;
                m_items = items;
            }
        });
    });
}

void DropSheet::know(DropLook look)
{
    m_look = std::move(look);
    m_stage = Stage::Known;
}

void DropSheet::deliver()
{
    const QStringList paths = m_paths;
    const DropLook look = m_look;
    uncover();
    switch (look.kind) {
    case DropKind::Scans:
        Q_EMIT scansDropped(paths);
        break;
    case DropKind::Task:
        Q_EMIT taskDropped(paths.front());
        break;
    case DropKind::Project:
        Q_EMIT projectDropped(paths.front());
        break;
    case DropKind::None:
        Q_EMIT unknownDropped(look.names);
        break;
    }
}

// Drags and drops

bool DropSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::DragEnter && watched != this) {
        const auto* widget = qobject_cast<QWidget*>(watched);
        const QStringList paths = localPaths(static_cast<QDragEnterEvent*>(event)->mimeData());
        if (widget != nullptr && widget->window() == parentWidget() && !paths.isEmpty()) {
            dragEnterEvent(static_cast<QDragEnterEvent*>(event));
            return true;
        }
    } else if (event->type() == QEvent::Resize && watched == parentWidget() && isVisible()) {
        setGeometry(parentWidget()->rect());
    } else if ((event->type() == QEvent::Drop || event->type() == QEvent::DragMove) && isVisible() &&
               watched != this) {
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (widget != nullptr && widget->window() == parentWidget()) {
            event->type() == QEvent::Drop ? dropEvent(static_cast<QDropEvent*>(event))
                                          : dragMoveEvent(static_cast<QDragMoveEvent*>(event));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void DropSheet::cover(const QStringList& paths)
{
    if (paths != m_paths || m_paths.isEmpty()) {
        lookAt(paths);
    }
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropSheet::uncover()
{
    m_paths.clear();
    m_isDropped = false;
    m_patience.stop();
    m_runner.cancel();
    hide();
}

void DropSheet::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList paths = localPaths(event->mimeData());
    if (m_isDropped) {
        event->ignore(); // what was let go before comes first
    } else if (!paths.isEmpty()) {
        cover(paths);
        event->acceptProposedAction();
    }
}

void DropSheet::dragMoveEvent(QDragMoveEvent* event)
{
    if (m_stage != Stage::Unknown && m_look.kind == DropKind::None) {
        event->ignore(); // the pointer shows that letting go does nothing
    } else {
        event->acceptProposedAction();
    }
}

void DropSheet::dragLeaveEvent(QDragLeaveEvent*)
{
    if (!m_isDropped) {
        uncover();
    }
}

void DropSheet::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    const QStringList paths = localPaths(event->mimeData());
    if (paths != m_paths) {
        lookAt(paths);
    }
    m_isDropped = true;
    if (m_stage != Stage::Unknown) {
        deliver();
    } else {
        setFocus(); // for Esc
        update();
    }
}

void DropSheet::keyPressEvent(QKeyEvent* event)
{
    event->key() == Qt::Key_Escape ? uncover() : QWidget::keyPressEvent(event);
}

void DropSheet::mousePressEvent(QMouseEvent*)
{
    uncover();
}

// Painting

void DropSheet::paintEvent(QPaintEvent*)
{
    const Tokens& colors = tokens();
    const bool isLooking = m_stage == Stage::Unknown;
    const bool opens = isLooking || m_look.kind != DropKind::None;
    const QColor mark = opens ? colors.accent : colors.warning;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = colors.background;
    veil.setAlphaF(0.92F);
    painter.fillRect(rect(), veil);

    const QRectF frame = QRectF(rect()).adjusted(kInset, kInset, -kInset, -kInset);
    QColor tint = colors.accentSoft;
    tint.setAlphaF(0.45F);
    painter.setBrush(opens ? QBrush(tint) : QBrush(Qt::NoBrush));
    painter.setPen(QPen(mark, 2.0, Qt::DashLine));
    painter.drawRoundedRect(frame, size::kCardRadius, size::kCardRadius);

    const double rows = static_cast<double>(std::min(m_items.size(), kRowsShown + 1));
    const double top = frame.center().y() - (kIcon + 4.0 * kTextLine + rows * kItemRow) / 2.0;
    const QPixmap icon = iconPixmap(opens ? QStringLiteral("segment") : QStringLiteral("warning"), mark,
                                    {kIcon, kIcon}, devicePixelRatioF());
    painter.drawPixmap(QPointF(frame.center().x() - kIcon / 2.0, top), icon);
    QRectF line(frame.left() + 2.0 * kInset, top + kIcon + 0.4 * kTextLine, frame.width() - 4.0 * kInset,
                kTextLine);
    setText(painter, size::kTitle, QFont::Medium, colors.text);
    drawElided(painter, line, Qt::AlignHCenter, isLooking ? tr("Looking at what this is …") : m_look.title);
    line.translate(0.0, kTextLine);
    setText(painter, size::kSection, QFont::Normal, colors.text2);
    const QString first = m_paths.isEmpty() ? QString() : m_paths.front().section(QLatin1Char('/'), -1);
    drawElided(painter, line, Qt::AlignHCenter, isLooking ? first : m_look.names);
    line.translate(0.0, 1.2 * kTextLine);
    if (!m_items.empty()) {
        const double width = std::min(kListWidth, line.width());
        paintItems(painter, {frame.center().x() - width / 2.0, line.top(), width, rows * kItemRow});
        line.translate(0.0, rows * kItemRow + 0.3 * kTextLine);
    }
    QString hint;
    if (m_isDropped) {
        hint = tr("Esc or a click stops.");
    } else if (m_stage == Stage::Known && m_look.kind == DropKind::Scans) {
        hint = tr("Reading the headers …");
    } else if (opens) {
        hint = tr("Scans are segmented, a task folder is imported, a project is opened: let go to see before "
                  "anything is done.");
    }
    setText(painter, size::kBody, QFont::Normal, colors.text2);
    drawElided(painter, line, Qt::AlignHCenter, hint);
}

/// Name, what the header tells, and what speaks against it, in three columns.
void DropSheet::paintItems(QPainter& painter, const QRectF& area) const
{
    const Tokens& colors = tokens();
    const bool isCut = m_items.size() > kRowsShown + 1;
    const std::size_t shown = isCut ? kRowsShown : m_items.size();
    QRectF row(area.left(), area.top(), area.width(), kItemRow);
    for (std::size_t index = 0; index < shown; ++index, row.translate(0.0, kItemRow)) {
        const DropItem& item = m_items[index];
        painter.fillRect(QRectF(row.left(), row.bottom() - 1.0, row.width(), 1.0), colors.line);
        QRectF cell(row.left() + 8.0, row.top(), row.width() * kNameShare - 16.0, row.height());
        setText(painter, size::kBody, QFont::Medium, colors.text);
        drawElided(painter, cell, Qt::AlignLeft, item.name);
        cell = {row.left() + row.width() * kNameShare, row.top(), row.width() * kDetailShare - 8.0,
                row.height()};
        if (item.warning.isEmpty()) {
            cell.setRight(row.right() - 8.0);
        }
        setText(painter, size::kBody, QFont::Normal, colors.text2);
        drawElided(painter, cell, Qt::AlignLeft, item.detail);
        cell = {row.left() + row.width() * (kNameShare + kDetailShare), row.top(),
                row.width() * (1.0 - kNameShare - kDetailShare) - 8.0, row.height()};
        setText(painter, size::kBody, QFont::Normal, colors.warning);
        drawElided(painter, cell, Qt::AlignLeft, item.warning, Qt::ElideRight);
    }
    if (isCut) {
        setText(painter, size::kBody, QFont::Normal, colors.text2);
        drawElided(painter, row.adjusted(8.0, 0.0, 0.0, 0.0), Qt::AlignLeft,
                   tr("and %1 more").arg(m_items.size() - shown));
    }
}

} // namespace seg::gui

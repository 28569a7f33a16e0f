// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/DropSheet.h"

#include "core/dataset/DatasetImport.h"
#include "core/imaging/io/ImageFile.h"
#include "database/Project.h"
#include "gui/theme/Icons.h"
#include "gui/theme/Tokens.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kInset = 16;
constexpr int kIcon = 48;
constexpr int kNamesShown = 4;

std::filesystem::path toPath(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

/// Scans at a path: 1 for a scan file, the number of scan files for a folder.
int scansAt(const QString& path)
{
    if (!QFileInfo(path).isDir()) {
        return imaging::isImageFile(toPath(path)) ? 1 : 0;
    }
    const QStringList entries = QDir(path).entryList(QDir::Files);
    return static_cast<int>(std::count_if(entries.begin(), entries.end(), [](const QString& name) {
        return !name.startsWith(QLatin1Char('.')) && imaging::isImageFile(toPath(name));
    }));
}

int scansAmongPaths(const QStringList& paths)
{
    int scans = 0;
    for (const QString& path : paths) {
        scans += scansAt(path);
    }
    return scans;
}

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

QString namesOf(const QStringList& paths)
{
    QStringList names;
    for (const QString& path : paths.mid(0, kNamesShown)) {
        const QFileInfo info(path);
        const int inside = info.isDir() && classify({path}) == DropKind::Scans ? scansAt(path) : 0;
        names << (inside > 0 ? QObject::tr("the folder %1 with %2 scans").arg(info.fileName()).arg(inside)
                             : info.fileName());
    }
    if (paths.size() > kNamesShown) {
        names << QObject::tr("%1 more").arg(paths.size() - kNamesShown);
    }
    return names.join(QStringLiteral(", "));
}

/// "Task09_Spleen" of a folder or an archive.
QString taskName(const QString& path)
{
    static const QRegularExpression archive(QStringLiteral("\\.(tar|tar\\.gz|tgz)$"));
    return QFileInfo(path).fileName().remove(archive);
}

QString projectName(const QString& path)
{
    return QFileInfo(path).fileName().remove(QRegularExpression(QStringLiteral("\\.segwright$")));
}

} // namespace

DropKind classify(const QStringList& paths)
{
    if (paths.size() == 1) {
        if (database::Project::isProject(toPath(paths.front()))) {
            return DropKind::Project;
        }
        if (dataset::recognizeSource(toPath(paths.front()))) {
            return DropKind::Task;
        }
    }
    return scansAmongPaths(paths) > 0 ? DropKind::Scans : DropKind::None;
}

DropWords dropWords(const QStringList& paths)
{
    const QString names = namesOf(paths);
    switch (classify(paths)) {
    case DropKind::Project:
        return {QObject::tr("Open project %1").arg(projectName(paths.front())), paths.front()};
    case DropKind::Task:
        return {QObject::tr("Import %1").arg(taskName(paths.front())), paths.front()};
    case DropKind::Scans: {
        const int count = scansAmongPaths(paths);
        return {count == 1 ? QObject::tr("Add 1 scan to segment")
                           : QObject::tr("Add %1 scans to segment").arg(count),
                names};
    }
    case DropKind::None:
        break;
    }
    return {QObject::tr("This cannot be opened"),
            QObject::tr("%1 is no scan (.nii, .nii.gz), no task folder or .tar, and no project.").arg(names)};
}

DropSheet::DropSheet(QWidget* window) : QWidget(window)
{
    setObjectName(QStringLiteral("dropSheet"));
    setAcceptDrops(true);
    window->setAcceptDrops(true);
    hide();
    qApp->installEventFilter(this); // children such as text fields take drags before the window sees them
}

void DropSheet::take(const QStringList& paths)
{
    switch (classify(paths)) {
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
        Q_EMIT unknownDropped(dropWords(paths).names);
        break;
    }
}

bool DropSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::DragEnter && watched != this) {
        const auto* widget = qobject_cast<QWidget*>(watched);
        const QStringList paths = localPaths(static_cast<QDragEnterEvent*>(event)->mimeData());
        if (widget != nullptr && widget->window() == parentWidget() && !paths.isEmpty()) {
            cover(paths);
            static_cast<QDragEnterEvent*>(event)->acceptProposedAction();
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
    m_kind = classify(paths);
    m_words = dropWords(paths);
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropSheet::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList paths = localPaths(event->mimeData());
    if (!paths.isEmpty()) {
        cover(paths);
        event->acceptProposedAction();
    }
}

void DropSheet::dragMoveEvent(QDragMoveEvent* event)
{
    if (m_kind == DropKind::None) {
        event->ignore(); // the pointer shows that letting go does nothing
    } else {
        event->acceptProposedAction();
    }
}

void DropSheet::dragLeaveEvent(QDragLeaveEvent*)
{
    hide();
}

void DropSheet::dropEvent(QDropEvent* event)
{
    hide();
    event->acceptProposedAction();
    take(localPaths(event->mimeData()));
}

void DropSheet::paintEvent(QPaintEvent*)
{
    const Tokens& colors = tokens();
    const bool known = m_kind != DropKind::None;
    const QColor mark = known ? colors.accent : colors.warning;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = colors.background;
    veil.setAlphaF(0.86F);
    painter.fillRect(rect(), veil);

    const QRectF frame = QRectF(rect()).adjusted(kInset, kInset, -kInset, -kInset);
    QColor tint = colors.accentSoft;
    tint.setAlphaF(0.45F);
    painter.setBrush(known ? QBrush(tint) : QBrush(Qt::NoBrush));
    painter.setPen(QPen(mark, 2.0, Qt::DashLine));
    painter.drawRoundedRect(frame, size::kCardRadius, size::kCardRadius);

    const QPointF middle = frame.center();
    const QPixmap icon = iconPixmap(known ? QStringLiteral("segment") : QStringLiteral("warning"), mark,
                                    {kIcon, kIcon}, devicePixelRatioF());
    painter.drawPixmap(QPointF(middle.x() - kIcon / 2.0, middle.y() - 2.0 * kIcon), icon);
    const auto line = [&](double y, int pixels, QFont::Weight weight, const QColor& color,
                          const QString& text) {
        QFont font = painter.font();
        font.setPixelSize(pixels);
        font.setWeight(weight);
        painter.setFont(font);
        painter.setPen(color);
        const double width = frame.width() - 4.0 * kInset;
        painter.drawText(QRectF(middle.x() - width / 2.0, middle.y() + y, width, 30.0), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideMiddle, static_cast<int>(width)));
    };
    line(-30.0, size::kTitle, QFont::Medium, colors.text, m_words.title);
    line(6.0, size::kSection, QFont::Normal, colors.text2, m_words.names);
    if (known) {
        line(48.0, size::kBody, QFont::Normal, colors.text2,
             tr("Scans are segmented, a task folder is imported, a project is opened: let go to see before "
                "anything is done."));
    }
}

} // namespace seg::gui

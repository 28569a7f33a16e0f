// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

class QMimeData;

namespace seg::gui {

/// What dropped paths are.
enum class DropKind {
    None,    ///< nothing this program opens
    Scans,   ///< scan files, or folders of them
    Task,    ///< one dataset that can be imported, a folder or an archive
    Project, ///< one project folder
};

/// A look at names and folders only; no image is read.
[[nodiscard]] DropKind classify(const QStringList& paths);

/// What the sheet says of paths: a title ("Add 3 scans to segment") and the names in one line.
struct DropWords {
    QString title;
    QString names;
};
[[nodiscard]] DropWords dropWords(const QStringList& paths);

/// Covers the window while files are dragged over it and says what letting go will do. Follows drags over
/// every widget of the window by itself; the owner only connects the signals.
class DropSheet final : public QWidget {
    Q_OBJECT

public:
    explicit DropSheet(QWidget* window); ///< its parent; becomes a drop target

    /// Takes paths as if they had been dropped (command line arguments).
    void take(const QStringList& paths);

Q_SIGNALS:
    void scansDropped(const QStringList& paths);
    void taskDropped(const QString& path);
    void projectDropped(const QString& folder);
    void unknownDropped(const QString& sentence); ///< why nothing was done

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void cover(const QStringList& paths);

    DropWords m_words;
    DropKind m_kind = DropKind::None;
};

} // namespace seg::gui

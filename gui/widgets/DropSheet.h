// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/DropLook.h"

#include <QString>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

namespace seg::gui {

/// Who looks at dropped paths: called on a worker's thread.
struct DropReader {
    std::function<DropLook(const QStringList&, const TaskContext&)> look = &lookAtDrop;
    std::function<std::vector<DropItem>(const DropLook&, const TaskContext&)> list = &listDrop;
};

/// Covers the window while files are dragged over it, says what letting go will do, and lists the scans with
/// what their headers tell. What was let go before that is known keeps the sheet until it is; Esc or a click
/// ends it. Follows drags over every widget of the window by itself; the owner only connects the signals.
/// Files are read in the background alone, and closing the window ends that.
class DropSheet final : public QWidget {
    Q_OBJECT

public:
    explicit DropSheet(QWidget* window, DropReader reader = {}); ///< its parent; becomes a drop target

    /// Takes paths as if they had been dropped (command line arguments).
    void take(const QStringList& paths);

    [[nodiscard]] bool isSettled() const; ///< nothing is being looked at
    [[nodiscard]] const DropLook& look() const noexcept { return m_look; }
    [[nodiscard]] const std::vector<DropItem>& items() const noexcept { return m_items; }

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
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    /// How far the look at m_paths has come.
    enum class Stage { Unknown, Known, Listed };

    void cover(const QStringList& paths);
    void uncover();
    void lookAt(const QStringList& paths);
    void goOn(); ///< starts what is still to be done
    void startLook();
    void startList();
    void know(DropLook look);
    void deliver();
    void paintItems(QPainter& painter, const QRectF& area) const;

    DropReader m_reader;
    QStringList m_asked; ///< what the task that runs looks at
    QStringList m_paths; ///< dragged or dropped; empty when there is nothing to look at
    Stage m_stage = Stage::Unknown;
    bool m_isDropped = false; ///< let go; to be handed over as soon as it is known
    DropLook m_look;
    std::vector<DropItem> m_items;
    QTimer m_patience;   ///< until the sheet shows that it is looking at arguments
    TaskRunner m_runner; // last member
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/RecentList.h"

#include "gui/theme/Theme.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QVBoxLayout>

#include <functional>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kRow = 65;
constexpr int kPicture = 52;

/// A row that can be clicked, or chosen with Tab and Enter.
class Row final : public QWidget {
public:
    Row(std::function<void()> activate, bool last) : m_activate(std::move(activate)), m_last(last)
    {
        setFixedHeight(kRow);
        setAttribute(Qt::WA_Hover);
        if (m_activate) {
            setCursor(Qt::PointingHandCursor);
            setFocusPolicy(Qt::TabFocus);
        }
    }

protected:
    void mouseReleaseEvent(QMouseEvent* event) override
    {
        if (m_activate && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) {
            m_activate();
        }
    }

    void keyPressEvent(QKeyEvent* event) override
    {
        if (m_activate && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space)) {
            m_activate();
        } else {
            QWidget::keyPressEvent(event);
        }
    }

    void paintEvent(QPaintEvent* event) override
    {
        Q_UNUSED(event);
        QPainter painter(this);
        if (m_activate && (underMouse() || hasFocus())) {
            painter.fillRect(rect().adjusted(1, 0, -1, 0),
                             hasFocus() ? tokens().accentSoft : tokens().raised);
        }
        if (!m_last) {
            painter.fillRect(0, height() - 1, width(), 1, tokens().grid);
        }
    }

private:
    std::function<void()> m_activate;
    bool m_last;
};

QLabel* picture(const QString& file)
{
    auto* label = new QLabel;
    label->setFixedSize(kPicture, kPicture);
    label->setAlignment(Qt::AlignCenter);
    if (!file.isEmpty()) {
        const QPixmap pixmap(file);
        label->setPixmap(pixmap.scaled(kPicture, kPicture, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    }
    return label;
}

} // namespace

RecentList::RecentList(QWidget* parent) : QFrame(parent), m_rows(new QVBoxLayout(this))
{
    setProperty("role", "card");
    m_rows->setContentsMargins(1, 1, 1, 1);
    m_rows->setSpacing(0);
}

void RecentList::setProjects(const std::vector<RecentProject>& projects)
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < projects.size(); ++i) {
        m_rows->addWidget(makeRow(projects[i], static_cast<int>(i), i + 1 == projects.size()));
    }
    if (projects.empty()) {
        auto* note = words(QStringLiteral("Projects that you create or open are listed here."), "hint");
        note->setContentsMargins(size::kCardX, size::kCardY, size::kCardX, size::kCardY);
        m_rows->addWidget(note);
    }
}

QWidget* RecentList::makeRow(const RecentProject& project, int index, bool isLast)
{
    const QString folder = project.folder;
    auto open = [this, folder] { Q_EMIT openRequested(folder); };
    auto* row = new Row(project.isMissing ? std::function<void()>() : open, isLast);
    row->setObjectName(QStringLiteral("recentProject%1").arg(index));
    row->setAccessibleName(project.name);
    auto* names = new QVBoxLayout;
    names->setContentsMargins(0, 0, 0, 0);
    names->setSpacing(0);
    names->addStretch();
    names->addWidget(words(project.name, project.isMissing ? "hint" : "strong"));
    names->addWidget(words(shortPath(folder), project.isMissing ? "hint" : "secondary"));
    names->addStretch();

    auto* stateCell = new QWidget;
    auto* state = new QHBoxLayout(stateCell);
    state->setContentsMargins(0, 0, 0, 0);
    if (project.isMissing) {
        auto* locate = new QPushButton(QStringLiteral("Locate…"));
        locate->setObjectName(QStringLiteral("locateProject%1").arg(index));
        auto* remove = new QPushButton(QStringLiteral("Remove"));
        remove->setObjectName(QStringLiteral("removeProject%1").arg(index));
        state->addWidget(locate);
        state->addWidget(remove);
        connect(locate, &QPushButton::clicked, this, [this, folder] { Q_EMIT locateRequested(folder); });
        connect(remove, &QPushButton::clicked, this, [this, folder] { Q_EMIT removeRequested(folder); });
    } else if (!project.runText.isEmpty()) {
        auto* chip = new Chip(project.runText, project.runState);
        chip->setToolTip(project.runText);
        state->addWidget(chip);
    }
    state->addStretch();

    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(14, 0, 10, 0);
    layout->setSpacing(26);
    layout->addWidget(picture(project.thumbnail));
    auto* nameCell = new QWidget;
    nameCell->setLayout(names);
    QLabel* cases = words(project.isMissing ? QStringLiteral("not found") : project.cases, "secondary");
    QLabel* when = words(project.when, "secondary");
    when->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QWidget* cell : std::initializer_list<QWidget*>{nameCell, cases, stateCell, when}) {
        cell->setMinimumWidth(1); // widths follow the shares alone: the columns of all rows stand in line
    }
    layout->addWidget(nameCell, 34);
    layout->addWidget(cases, 18);
    layout->addWidget(stateCell, 28);
    layout->addWidget(when, 12);
    return row;
}

} // namespace seg::gui

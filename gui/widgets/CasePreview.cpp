// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CasePreview.h"

#include "core/base/Error.h"
#include "gui/widgets/ImageThumb.h"
#include "gui/widgets/Words.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>

#include <utility>

namespace seg::gui {

namespace {

std::vector<SlicePicture> picturesOf(const Case& item, const dataset::LabelColors& colors,
                                     const CasePreview::Fixing& fixing, const TaskContext& context)
{
    if (!fixing) {
        return casePictures(item, colors, context);
    }
    const QTemporaryDir folder;
    if (!folder.isValid()) {
        throw Error(ErrorCode::NoSpace,
                    "cannot show the case with its fixes: there is no room for its files: " +
                        folder.errorString().toStdString());
    }
    return casePictures(fixing(folder.path().toStdString(), context), colors, context);
}

} // namespace

CasePreview::CasePreview(Qt::Orientation orientation, QWidget* parent) : QWidget(parent), m_note(new QLabel)
{
    const bool across = orientation == Qt::Horizontal;
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* thumbs = new QBoxLayout(across ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    thumbs->setSpacing(4);
    for (const char* name : {"previewAxial", "previewSagittal", "previewCoronal"}) {
        auto* thumb = new ImageThumb;
        thumb->setObjectName(QLatin1String(name));
        thumbs->addWidget(thumb, 1);
        m_thumbs.push_back(thumb);
    }
    m_note->setProperty("role", "error");
    m_note->setWordWrap(true);
    m_note->hide();
    layout->addWidget(makeChoice());
    layout->addLayout(thumbs, 1);
    layout->addWidget(m_note);

    connect(&m_runner, &TaskRunner::succeeded, this, &CasePreview::startNext);
    connect(&m_runner, &TaskRunner::cancelled, this, &CasePreview::startNext);
    connect(&m_runner, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        if (!m_next && m_shown) {
            showPictures({});
            m_note->setText(message);
            m_note->show();
        }
        startNext();
    });
}

QWidget* CasePreview::makeChoice()
{
    m_choice = new QWidget;
    auto* layout = new QHBoxLayout(m_choice);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    QPushButton* before = makeButton(QStringLiteral("As it is"), "previewBefore", "chip");
    m_after = makeButton(QStringLiteral("With its fixes"), "previewAfter", "chip");
    auto* group = new QButtonGroup(this);
    for (QPushButton* button : {before, m_after}) {
        button->setCheckable(true);
        button->setAutoDefault(false);
        group->addButton(button);
        layout->addWidget(button);
    }
    layout->addStretch(1);
    m_choice->hide();
    connect(group, &QButtonGroup::buttonClicked, this, [this] {
        if (m_shown) {
            show(*m_shown);
        }
    });
    return m_choice;
}

void CasePreview::showCase(const Case& item, const dataset::LabelColors& colors, const Fixing& fixing)
{
    m_shown = Wish{item, colors, fixing};
    m_choice->setVisible(static_cast<bool>(fixing));
    m_after->setChecked(true);
    show(*m_shown);
}

void CasePreview::show(const Wish& wish)
{
    Wish now = wish;
    if (!m_after->isChecked()) {
        now.fixing = {};
    }
    if (m_runner.isRunning()) {
        m_next = std::move(now);
        m_runner.cancel();
    } else {
        start(now);
    }
}

void CasePreview::clear()
{
    m_shown.reset();
    m_next.reset();
    m_runner.cancel();
    m_note->hide();
    m_choice->hide();
    showPictures({});
}

void CasePreview::start(const Wish& wish)
{
    m_runner.start([this, wish](const TaskContext& context) {
        std::vector<SlicePicture> pictures = picturesOf(wish.item, wish.colors, wish.fixing, context);
        return TaskRunner::Publish([this, pictures = std::move(pictures)] {
            if (m_shown && !m_next) {
                m_note->hide();
                showPictures(pictures);
            }
        });
    });
}

void CasePreview::startNext()
{
    if (m_next) {
        const Wish wish = *std::exchange(m_next, std::nullopt);
        start(wish);
    } else {
        Q_EMIT loaded();
    }
}

void CasePreview::showPictures(const std::vector<SlicePicture>& pictures)
{
    for (std::size_t i = 0; i < m_thumbs.size(); ++i) {
        m_thumbs[i]->setPicture(i < pictures.size() ? pictures[i] : SlicePicture{});
    }
}

} // namespace seg::gui

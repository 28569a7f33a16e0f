// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CasePreview.h"

#include "gui/widgets/ImageThumb.h"

#include <QBoxLayout>
#include <QLabel>

#include <utility>

namespace seg::gui {

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
    layout->addLayout(thumbs, 1);
    layout->addWidget(m_note);

    connect(&m_runner, &TaskRunner::succeeded, this, &CasePreview::startNext);
    connect(&m_runner, &TaskRunner::cancelled, this, &CasePreview::startNext);
    connect(&m_runner, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        if (!m_next && m_wanted) {
            showPictures({});
            m_note->setText(message);
            m_note->show();
        }
        startNext();
    });
}

void CasePreview::showCase(const Case& item, const dataset::LabelColors& colors)
{
    m_wanted = true;
    if (m_runner.isRunning()) {
        m_next = Wish{item, colors};
        m_runner.cancel();
    } else {
        start({item, colors});
    }
}

void CasePreview::clear()
{
    m_wanted = false;
    m_next.reset();
    m_runner.cancel();
    m_note->hide();
    showPictures({});
}

void CasePreview::start(const Wish& wish)
{
    m_runner.start([this, wish](const TaskContext& context) {
        std::vector<SlicePicture> pictures = casePictures(wish.item, wish.colors, context);
        return TaskRunner::Publish([this, pictures = std::move(pictures)] {
            if (m_wanted && !m_next) {
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

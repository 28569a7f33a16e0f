// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ScanPreview.h"

#include "gui/widgets/PaneTheme.h"
#include "viewers/slice/SliceView.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kButtonMargin = 12;

} // namespace

ScanPreview::ScanPreview(QWidget* parent)
    : QFrame(parent), m_scene(new viewers::ScanScene(this)),
      m_view(new viewers::SliceView(viewers::Plane::Axial, m_scene, paneStyle(), this)),
      m_words(new QLabel(this)), m_review(new QPushButton(tr("Open in Review"), this))
{
    setObjectName(QStringLiteral("scanPreview"));
    setProperty("role", "card");
    m_words->setProperty("role", "hint");
    m_words->setAlignment(Qt::AlignCenter);
    m_words->setWordWrap(true);
    m_review->setObjectName(QStringLiteral("openInReview"));
    m_review->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_view);
    layout->addWidget(m_words);
    m_scene->setCrosshairVisible(false);
    connect(&m_runner, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_scene->setScan(nullptr);
        say(message);
        startNext();
    });
    connect(&m_runner, &TaskRunner::cancelled, this, &ScanPreview::startNext);
    connect(&m_runner, &TaskRunner::succeeded, this, &ScanPreview::startNext);
    clear();
}

ScanPreview::~ScanPreview() = default;

void ScanPreview::showCase(const ReviewCase& item)
{
    if (item.key == m_key) {
        return;
    }
    m_key = item.key;
    m_colors = item.colors;
    m_next = item;
    if (m_runner.isRunning()) {
        m_runner.cancel();
    } else {
        startNext();
    }
}

void ScanPreview::setColors(const dataset::LabelColors& colors)
{
    if (colors != m_colors) {
        m_colors = colors;
        m_scene->setColors(labelColors(m_highestLabel, colors));
    }
}

void ScanPreview::clear()
{
    m_key.clear();
    m_next.reset();
    m_runner.cancel();
    m_scene->setScan(nullptr);
    offerReview(false);
    say(tr("The scan you choose is shown here, and its mask as soon as it is made."));
}

void ScanPreview::offerReview(bool offered)
{
    m_review->setVisible(offered);
    placeButton();
}

bool ScanPreview::isSettled() const
{
    return !m_runner.isRunning() && !m_next && m_view->isSettled();
}

void ScanPreview::startNext()
{
    if (!m_next || m_runner.isRunning()) {
        return;
    }
    const ReviewCase item = *std::exchange(m_next, std::nullopt);
    m_runner.start([item, this](const TaskContext& context) {
        LoadedCase loaded = loadCase(item, context);
        const auto look = viewers::firstLook(*loaded.scan);
        const auto cursor = loaded.prediction ? viewers::fullestVoxel(*loaded.prediction) : std::nullopt;
        const int highest = highestLabel(loaded.prediction.get());
        return TaskRunner::Publish([this, key = item.key, look, cursor, highest, loaded = std::move(loaded)] {
            if (key == m_key) {
                m_highestLabel = highest;
                showLoaded(loaded, look, cursor);
            }
        });
    });
}

void ScanPreview::showLoaded(const LoadedCase& loaded, const viewers::FirstLook& look,
                             const std::optional<viewers::VoxelIndex>& cursor)
{
    const bool isSameGrid = m_scene->scan() && m_scene->scan()->geometry == loaded.scan->geometry;
    const auto before = m_scene->cursor();
    m_scene->setColors(labelColors(m_highestLabel, m_colors));
    m_scene->setScan(loaded.scan, 0, look);
    m_scene->setMask(viewers::Layer::Prediction, loaded.prediction);
    if (cursor) {
        m_scene->setCursor(*cursor);
    } else if (isSameGrid) {
        m_scene->setCursor(before);
    }
    say({});
}

void ScanPreview::say(const QString& sentence)
{
    m_words->setText(sentence);
    m_words->setVisible(!sentence.isEmpty());
    m_view->setVisible(sentence.isEmpty());
}

void ScanPreview::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    placeButton();
}

void ScanPreview::placeButton()
{
    m_review->adjustSize();
    m_review->move(width() - m_review->width() - kButtonMargin,
                   height() - m_review->height() - 4 * kButtonMargin);
    m_review->raise();
}

} // namespace seg::gui

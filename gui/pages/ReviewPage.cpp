// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ReviewPage.h"

#include "gui/ProjectSession.h"
#include "gui/dialogs/ExportDialog.h"
#include "gui/models/ValueText.h"
#include "gui/pages/ReviewDock.h"
#include "gui/pages/ReviewPanes.h"
#include "gui/pages/ReviewToolbar.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/PaneTheme.h"
#include "gui/widgets/Words.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

using viewers::Layer;
using viewers::VoxelIndex;

const QString kProbeGap = QStringLiteral("&nbsp;&nbsp;&nbsp;&nbsp;");

/// First voxel of a label's middle slice, so that the crosshair lands inside it.
std::optional<VoxelIndex> voxelInside(const LabelMap& mask, int label)
{
    const Extent& extent = mask.geometry.extent;
    std::vector<std::size_t> places;
    for (std::size_t position = 0; position < mask.values.size(); ++position) {
        if (mask.values[position] == label) {
            places.push_back(position);
        }
    }
    if (places.empty()) {
        return std::nullopt;
    }
    const auto middle = static_cast<std::int64_t>(places[places.size() / 2]);
    const std::int64_t plane = extent.voxels[1] * extent.voxels[2];
    return VoxelIndex{middle / plane, middle % plane / extent.voxels[2], middle % extent.voxels[2]};
}

} // namespace

/// What is found by walking through all voxels, before they are shown.
struct ReviewPage::FirstView {
    viewers::FirstLook look;
    std::optional<VoxelIndex> cursor;
    int highestLabel = 0;

    explicit FirstView(const LoadedCase& loaded) : look(viewers::firstLook(*loaded.scan))
    {
        const auto& mask = loaded.prediction ? loaded.prediction : loaded.truth;
        cursor = mask ? viewers::fullestVoxel(*mask) : std::nullopt;
        highestLabel =
            std::max(gui::highestLabel(loaded.prediction.get()), gui::highestLabel(loaded.truth.get()));
    }
};

ReviewPage::ReviewPage(QWidget* parent) : Page(parent), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("reviewPage"));
    m_empty = new EmptyState(
        QStringLiteral("review"), tr("Nothing to review yet"),
        tr("Masks appear here when a scan was segmented or a training has validated its cases."),
        tr("Segment a scan"));
    m_panes = new ReviewPanes(&m_scene);
    m_dock = new ReviewDock(&m_scene, this);
    m_dock->hide(); // the window takes it into its dock
    auto* work = new QWidget;
    auto* column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new ReviewToolbar(&m_scene);
    column->addWidget(m_bar);
    m_note = words({}, "warning", true);
    m_note->setObjectName(QStringLiteral("reviewNote"));
    m_note->setContentsMargins(12, 4, 12, 4);
    m_note->hide();
    column->addWidget(m_note);
    column->addWidget(m_panes, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(work);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    makeKeys();
    followScene();
    showNothing();
}

ReviewPage::~ReviewPage() = default;

void ReviewPage::makeKeys()
{
    const auto add = [this](const QKeySequence& key, auto&& act) {
        auto* action = new QAction(this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    add(Qt::Key_S, [this] { toggleLayer(Layer::Prediction); });
    add(Qt::Key_G, [this] { toggleLayer(Layer::Truth); });
    add(Qt::Key_X, [this] { m_scene.setCrosshairVisible(!m_scene.isCrosshairVisible()); });
    add(Qt::Key_R, [this] { m_panes->resetViews(); });
    add(Qt::Key_F, [this] { m_panes->toggleMaximized(); });
    add(Qt::Key_C, [this] { m_scene.centerOnMask(); });
    add(Qt::Key_BracketLeft, [this] { step(-1); });
    add(Qt::Key_BracketRight, [this] { step(1); });
    add(QKeySequence(Qt::CTRL | Qt::Key_E), [this] { exportMask(); });
}

void ReviewPage::followScene()
{
    connect(m_empty->button(), &QPushButton::clicked, this,
            [this] { Q_EMIT pageRequested(PageId::Segment, {}); });
    connect(m_bar, &ReviewToolbar::layerToggled, this, &ReviewPage::toggleLayer);
    connect(m_bar, &ReviewToolbar::layoutChosen, m_panes, &ReviewPanes::setPaneLayout);
    connect(m_bar, &ReviewToolbar::resetRequested, m_panes, &ReviewPanes::resetViews);
    connect(m_bar, &ReviewToolbar::stepRequested, this, &ReviewPage::step);
    connect(m_bar, &ReviewToolbar::exportRequested, this, &ReviewPage::exportMask);
    connect(m_panes, &ReviewPanes::layoutChanged, this, &ReviewPage::updateBar);
    connect(m_panes, &ReviewPanes::probed, this, &ReviewPage::showProbe);
    connect(m_panes, &ReviewPanes::unprobed, this, &ReviewPage::showHint);
    connect(m_dock, &ReviewDock::labelActivated, this, &ReviewPage::centerOnLabel);
    connect(&m_lister, &TaskRunner::succeeded, this, &ReviewPage::reloadCases);
    connect(&m_lister, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_wanted.clear();
        m_empty->setSentence(message);
        m_note->setText(message);
        m_note->show();
    });
    connect(&m_loader, &TaskRunner::succeeded, this, &ReviewPage::startNext);
    connect(&m_loader, &TaskRunner::cancelled, this, &ReviewPage::startNext);
    connect(&m_loader, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_scene.setScan(nullptr);
        m_shown.reset();
        m_loaded = {};
        m_dock->clear();
        m_note->setText(message);
        m_note->show();
        updateBar();
        startNext();
    });
}

void ReviewPage::setSession(ProjectSession* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    m_cases.clear();
    m_casesStale = true;
    m_wanted.clear();
    showNothing();
    if (session != nullptr) {
        const auto stale = [this] {
            m_casesStale = true;
            if (isVisible()) {
                reloadCases();
            }
        };
        connect(session, &ProjectSession::predictionsChanged, this, stale);
        connect(session, &ProjectSession::runsChanged, this, stale);
        connect(session, &ProjectSession::datasetsChanged, this, stale);
    }
    if (isVisible()) {
        reloadCases();
    }
}

void ReviewPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    reloadCases();
}

QWidget* ReviewPage::dockContent()
{
    return m_stack->currentIndex() == 1 ? m_dock : nullptr;
}

bool ReviewPage::isSettled() const
{
    return !m_lister.isRunning() && !m_loader.isRunning() && !m_next && !m_measurer.isRunning() &&
           (m_stack->currentIndex() == 0 || m_panes->isSettled());
}

void ReviewPage::reloadCases()
{
    if (m_session == nullptr || m_lister.isRunning() || (!m_casesStale && !m_wanted.isValid())) {
        return;
    }
    m_casesStale = false;
    m_lister.start([this, folder = m_session->folder(), wanted = m_wanted](const TaskContext&) {
        const auto project = database::Project::open(folder);
        auto cases = reviewCases(project);
        auto found = singleCase(project, wanted);
        ColorsOfDatasets colors;
        for (const database::DatasetRecord& record : project.datasets()) {
            colors[record.id] = project.labelColors(record.id);
        }
        return TaskRunner::Publish(
            [this, folder, wanted, cases = std::move(cases), found, colors = std::move(colors)] {
                if (m_session != nullptr && m_session->folder() == folder) {
                    takeCases(cases, wanted, found);
                    takeColors(colors);
                }
            });
    });
}

void ReviewPage::takeCases(std::vector<ReviewCase> cases, const QVariant& lookedUp,
                           const std::optional<ReviewCase>& found)
{
    const std::optional<ReviewCase> current =
        m_index >= 0 ? std::optional(m_cases[static_cast<std::size_t>(m_index)]) : std::nullopt;
    m_cases = std::move(cases);
    m_index = -1;
    if (current) {
        const auto same = std::find_if(m_cases.begin(), m_cases.end(),
                                       [&](const auto& item) { return item.key == current->key; });
        m_index = static_cast<int>(same - m_cases.begin());
        if (same == m_cases.end()) { // a case opened from elsewhere stays in the list
            m_cases.push_back(*current);
        }
    }
    if (m_wanted.isValid()) {
        showWanted(lookedUp, found);
    } else if (m_index < 0 && !m_cases.empty()) {
        showIndex(0);
    }
    updateBar();
}

/// Labels may have got other colors since their case was listed or shown.
void ReviewPage::takeColors(const ColorsOfDatasets& colors)
{
    const auto renew = [&colors](ReviewCase& item) {
        const auto found = colors.find(item.dataset);
        if (found != colors.end()) {
            item.colors = found->second;
        }
    };
    std::for_each(m_cases.begin(), m_cases.end(), renew);
    if (m_next) {
        renew(*m_next);
    }
    if (!m_shown) {
        return;
    }
    const dataset::LabelColors before = m_shown->colors;
    renew(*m_shown);
    if (m_shown->colors == before) {
        return;
    }
    viewers::ColorTable table = labelColors(m_highestLabel, m_shown->colors);
    for (int label = 1; label <= m_highestLabel; ++label) {
        table.setVisible(label, m_scene.colors().isVisible(label));
    }
    m_scene.setColors(std::move(table));
    m_dock->setColors(m_shown->colors);
    showHint();
}

/// \param found  what `lookedUp` means where it is in no list.
void ReviewPage::showWanted(const QVariant& lookedUp, const std::optional<ReviewCase>& found)
{
    const QString key = reviewKey(m_wanted);
    const auto listed =
        std::find_if(m_cases.begin(), m_cases.end(), [&](const auto& item) { return item.key == key; });
    if (!key.isEmpty() && listed != m_cases.end()) {
        m_wanted.clear();
        showIndex(static_cast<int>(listed - m_cases.begin()));
    } else if (lookedUp == m_wanted) { // else it was asked for meanwhile and is looked up next
        m_wanted.clear();
        if (found) {
            m_cases.push_back(*found);
            showIndex(static_cast<int>(m_cases.size()) - 1);
        }
    }
}

void ReviewPage::open(const QVariant& argument)
{
    m_wanted = argument;
    reloadCases();
}

void ReviewPage::step(int by)
{
    const int wanted = m_index + by;
    if (wanted >= 0 && wanted < static_cast<int>(m_cases.size())) {
        showIndex(wanted);
    }
}

void ReviewPage::showIndex(int index)
{
    m_index = index;
    if (m_stack->currentIndex() != 1) {
        m_stack->setCurrentIndex(1);
        Q_EMIT dockContentChanged();
    }
    m_next = m_cases[static_cast<std::size_t>(index)];
    m_measurer.cancel();
    updateBar();
    if (m_loader.isRunning()) {
        m_loader.cancel();
    } else {
        startNext();
    }
}

void ReviewPage::startNext()
{
    if (!m_next || m_loader.isRunning()) {
        return;
    }
    const ReviewCase item = *std::exchange(m_next, std::nullopt);
    m_loader.start([item, this](const TaskContext& context) {
        LoadedCase loaded = loadCase(item, context);
        const FirstView view(loaded);
        return TaskRunner::Publish([this, item, view, loaded = std::move(loaded)] {
            if (!m_next) { // else something newer was asked for
                showLoaded(item, loaded, view);
            }
        });
    });
}

void ReviewPage::showLoaded(const ReviewCase& item, const LoadedCase& loaded, const FirstView& view)
{
    m_shown = item;
    if (m_index >= 0 && m_cases[static_cast<std::size_t>(m_index)].key == item.key) {
        m_shown->colors = m_cases[static_cast<std::size_t>(m_index)].colors; // perhaps newer
    }
    m_loaded = loaded;
    const auto labels = item.labels.allLabels();
    m_highestLabel = std::max(labels.empty() ? 0 : labels.back(), view.highestLabel);
    m_scene.setColors(labelColors(m_highestLabel, m_shown->colors));
    m_scene.setScan(loaded.scan, 0, view.look);
    m_scene.setMask(Layer::Prediction, loaded.prediction);
    m_scene.setMask(Layer::Truth, loaded.truth);
    if (view.cursor) {
        m_scene.setCursor(*view.cursor);
    }
    m_note->setText(loaded.note);
    m_note->setVisible(!loaded.note.isEmpty());
    m_dock->showCase(*m_shown, loaded);
    measure(item, loaded);
    updateBar();
    showHint();
}

void ReviewPage::measure(const ReviewCase& item, const LoadedCase& loaded)
{
    if (m_measurer.isRunning()) { // it was asked to stop; the newest figures are wanted once it has
        connect(
            &m_measurer, &TaskRunner::cancelled, this, [this, item, loaded] { measure(item, loaded); },
            Qt::SingleShotConnection);
        return;
    }
    if (!m_shown || m_shown->key != item.key) {
        return;
    }
    m_measurer.start([item, loaded, this](const TaskContext& context) {
        auto figures = measureLabels(loaded, item.labels, context);
        return TaskRunner::Publish([this, key = item.key, figures = std::move(figures)] {
            if (m_shown && m_shown->key == key) {
                m_dock->showFigures(figures);
            }
        });
    });
}

void ReviewPage::showNothing()
{
    m_index = -1;
    m_next.reset();
    m_shown.reset();
    m_loaded = {};
    m_loader.cancel();
    m_measurer.cancel();
    m_scene.setScan(nullptr);
    m_dock->clear();
    m_note->hide();
    m_stack->setCurrentIndex(0);
    Q_EMIT dockContentChanged();
    updateBar();
}

void ReviewPage::updateBar()
{
    const bool shown = m_index >= 0;
    const ReviewCase* item = shown ? &m_cases[static_cast<std::size_t>(m_index)] : nullptr;
    m_bar->setCase(item != nullptr ? item->title : QString(), item != nullptr ? item->origin : QString(),
                   m_index > 0, shown && m_index + 1 < static_cast<int>(m_cases.size()));
    m_bar->setLayoutName(m_panes->paneLayout());
    m_bar->setExportable(m_loaded.prediction != nullptr);
}

void ReviewPage::toggleLayer(Layer layer)
{
    if (m_scene.mask(layer)) {
        auto style = m_scene.style(layer);
        style.visible = !style.visible;
        m_scene.setStyle(layer, style);
    }
}

void ReviewPage::centerOnLabel(int label)
{
    for (const auto& mask : {m_loaded.prediction, m_loaded.truth}) {
        const auto voxel = mask ? voxelInside(*mask, label) : std::nullopt;
        if (voxel) {
            m_scene.setCursor(*voxel);
            return;
        }
    }
}

QString ReviewPage::labelText(Layer layer, const VoxelIndex& voxel) const
{
    const int label = m_scene.labelAt(layer, voxel);
    if (label <= 0 || !m_shown) {
        return {};
    }
    const QString name = QString::fromStdString(m_shown->labels.nameOf(label)).toHtmlEscaped();
    return layer == Layer::Truth ? tr("truth: %1").arg(name)
                                 : QStringLiteral("<span style='color:%1'>■</span> %2")
                                       .arg(labelColor(label, m_shown->colors).name(), name);
}

void ReviewPage::showProbe(viewers::Plane plane, const VoxelIndex& voxel)
{
    const auto world = m_scene.scan()->geometry.worldFromVoxel(
        {static_cast<double>(voxel[0]), static_cast<double>(voxel[1]), static_cast<double>(voxel[2])});
    QStringList parts{QStringLiteral("<b>%1</b>").arg(tr(viewers::planeName(plane))),
                      QString::fromStdString(positionText(world)),
                      QStringLiteral("[%1, %2, %3]").arg(voxel[2]).arg(voxel[1]).arg(voxel[0]),
                      intensityText(m_scene.intensityAt(voxel))};
    for (const Layer layer : {Layer::Prediction, Layer::Truth}) {
        const QString text = labelText(layer, voxel);
        if (!text.isEmpty()) {
            parts << text;
        }
    }
    Q_EMIT statusTextChanged(parts.join(kProbeGap));
}

void ReviewPage::showHint()
{
    if (m_scene.scan()) {
        showProbe(viewers::Plane::Axial, m_scene.cursor());
    } else {
        Q_EMIT statusTextChanged({});
    }
}

void ReviewPage::exportMask()
{
    if (!m_shown || !m_loaded.prediction) {
        return;
    }
    auto* dialog = new ExportDialog(*m_shown, m_loaded.prediction, m_session, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace seg::gui

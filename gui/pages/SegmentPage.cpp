// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/SegmentPage.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "gui/models/ValueText.h"
#include "gui/pages/ChannelMapping.h"
#include "gui/pages/DoneList.h"
#include "gui/pages/ModelPicker.h"
#include "gui/pages/ScanPreview.h"
#include "gui/theme/Tokens.h"
#include "gui/viewmodels/ReviewCase.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/DeviceChoice.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/StageProgress.h"
#include "gui/widgets/Words.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kGap = 16;
constexpr int kLeastInputWidth = 540;

/// A scan that was not segmented yet, for the preview.
ReviewCase plainCase(const ScanEntry& scan)
{
    ReviewCase item;
    item.key = QStringLiteral("scan ") + textOf(scan.files.front());
    item.title = scan.name;
    item.channels = {scan.files.front()};
    return item;
}

} // namespace

SegmentPage::SegmentPage(QWidget* parent) : Page(parent), m_queue(this), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("segmentPage"));
    m_noProject = new EmptyState(
        QStringLiteral("segment"), tr("No project is open"),
        tr("Models belong to a project. Open one that has a trained model, or make a new one."),
        tr("Open project…"));
    m_stack->addWidget(m_noProject);
    m_stack->addWidget(makeForm());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connectAll();
    updateSelection();
}

SegmentPage::~SegmentPage() = default;

QWidget* SegmentPage::makeForm()
{
    auto* form = new QWidget;
    auto* head = new QHBoxLayout;
    head->setSpacing(0);
    auto* choose = new QPushButton(tr("choose files…"));
    choose->setObjectName(QStringLiteral("chooseScans"));
    choose->setProperty("kind", "link");
    connect(choose, &QPushButton::clicked, this, &SegmentPage::chooseFiles);
    auto* folder = new QPushButton(tr("a folder, e.g. of DICOM slices…"));
    folder->setObjectName(QStringLiteral("chooseScanFolder"));
    folder->setProperty("kind", "link");
    connect(folder, &QPushButton::clicked, this, &SegmentPage::chooseScanFolder);
    head->addWidget(words(tr("Drop scans anywhere on the window, or "), "secondary"));
    head->addWidget(choose);
    head->addWidget(words(tr(" or "), "secondary"));
    head->addWidget(folder);
    head->addStretch();

    auto* inputs = new QWidget;
    inputs->setMinimumWidth(kLeastInputWidth);
    auto* left = new QVBoxLayout(inputs);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(size::kCardGap);
    m_scans = new ScanList;
    left->addWidget(m_scans);
    left->addWidget(makeModel());
    left->addStretch(1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(kGap);
    columns->addWidget(inputs, 43);
    columns->addWidget(makeResults(), 57);

    auto* layout = new QVBoxLayout(form);
    layout->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX,
                               size::kPageMarginY);
    layout->setSpacing(2);
    layout->addWidget(words(tr("Segment"), "title"));
    layout->addLayout(head);
    layout->addSpacing(12);
    layout->addLayout(columns, 1);
    return form;
}

QWidget* SegmentPage::makeModel()
{
    auto* card = new Card(tr("Model"));
    m_models = new ModelPicker;
    m_models->setObjectName(QStringLiteral("modelPicker"));
    m_channels = new ChannelMapping;
    m_fitChip = new Chip;
    m_fitText = words({}, "secondary", true);
    m_fitText->setObjectName(QStringLiteral("fitText"));
    auto* fit = new QHBoxLayout;
    fit->setSpacing(8);
    fit->addWidget(m_fitChip, 0, Qt::AlignTop);
    fit->addWidget(m_fitText, 1);

    m_segment = new QPushButton;
    m_segment->setObjectName(QStringLiteral("segment"));
    m_segment->setProperty("kind", "primary");
    auto* more = new QPushButton(tr("Add more…"));
    more->setObjectName(QStringLiteral("addMoreScans"));
    connect(more, &QPushButton::clicked, this, &SegmentPage::chooseFiles);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_segment);
    buttons->addWidget(more);
    buttons->addStretch();
    buttons->addWidget(words(tr("Ctrl+Enter"), "hint"));

    QVBoxLayout* content = card->content();
    content->setSpacing(8);
    content->addWidget(m_models);
    content->addWidget(m_channels);
    content->addWidget(makeHow());
    content->addSpacing(4);
    content->addLayout(fit);
    content->addSpacing(4);
    content->addLayout(buttons);
    return card;
}

/// Where it runs and how thoroughly, side by side.
QWidget* SegmentPage::makeHow()
{
    m_device = new DeviceChoice;
    m_device->setObjectName(QStringLiteral("segmentDevice"));
    m_quality = new QComboBox;
    m_quality->setObjectName(QStringLiteral("quality"));
    m_quality->addItem(tr("Best: mirrored copies too"), true);
    m_quality->addItem(tr("Fast: each place once"), false);
    m_quality->setToolTip(
        tr("Best averages over mirrored copies of the scan; Fast is up to 8 times quicker."));
    auto* how = new QWidget;
    auto* grid = new QGridLayout(how);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kGap);
    grid->setVerticalSpacing(4);
    int column = 0;
    for (const auto& [name, field] :
         {std::pair<QString, QComboBox*>{tr("Device"), m_device}, {tr("Quality"), m_quality}}) {
        field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        grid->addWidget(words(name, "secondary"), 0, column);
        grid->addWidget(field, 1, column);
        grid->setColumnStretch(column++, 1);
    }
    return how;
}

QWidget* SegmentPage::makeProgress()
{
    m_progressCard = new Card;
    m_progressName = words({}, "section");
    m_remaining = words({}, "secondary");
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("cancelSegment"));
    connect(cancel, &QPushButton::clicked, &m_queue, &SegmentQueue::cancel);
    m_progress = new StageProgress;
    m_progress->setStages(segmentStages());
    auto* line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(m_progressName);
    line->addWidget(new Chip(tr("segmenting"), ChipState::Active));
    line->addStretch();
    line->addWidget(m_remaining);
    line->addWidget(cancel);
    m_progressCard->content()->addLayout(line);
    m_progressCard->content()->addWidget(m_progress);
    m_progressCard->hide();
    return m_progressCard;
}

QWidget* SegmentPage::makeResults()
{
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(size::kCardGap);
    m_preview = new ScanPreview;
    m_done = new DoneList;
    layout->addWidget(makeProgress());
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_done);
    return column;
}

void SegmentPage::connectAll()
{
    connect(m_noProject->button(), &QPushButton::clicked, this, [this] { Q_EMIT openProjectRequested({}); });
    connect(m_scans, &ScanList::selectionChanged, this, &SegmentPage::updateSelection);
    connect(m_scans, &ScanList::chosenChanged, this, &SegmentPage::takeChoice);
    connect(m_scans, &ScanList::removeRequested, this, &SegmentPage::removeSelected);
    connect(m_models, &QComboBox::currentIndexChanged, this, &SegmentPage::updateFits);
    connect(&m_modelReader, &TaskRunner::succeeded, this, [this] {
        if (m_modelsStale) {
            reloadModels();
        }
        updateButton();
    });
    connect(&m_modelReader, &TaskRunner::failed, this,
            [this](ErrorCode, const QString& message) { m_fitText->setText(message); });
    connect(&m_scanReader, &TaskRunner::succeeded, this, &SegmentPage::readScans);
    connect(&m_scanReader, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_scans->setReading(false);
        m_fitText->setText(message);
        readScans();
    });
    connect(m_channels, &ChannelMapping::changed, this, &SegmentPage::takeChannels);
    connect(m_segment, &QPushButton::clicked, this, &SegmentPage::segment);
    connect(m_done, &DoneList::reviewRequested, this, [this](qint64 id) {
        Q_EMIT pageRequested(PageId::Review, reviewPrediction(database::PredictionId{id}));
    });
    connect(m_preview->reviewButton(), &QPushButton::clicked, this, [this] {
        Q_EMIT pageRequested(PageId::Review, reviewPrediction(database::PredictionId{m_shownPrediction}));
    });
    auto* go = new QAction(this);
    go->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    go->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(go, &QAction::triggered, m_segment, &QPushButton::click);
    addAction(go);

    connect(&m_queue, &SegmentQueue::started, this, [this](const QString& name) {
        m_progressName->setText(name);
        m_remaining->clear();
        m_progress->setProgress(0, 0.0);
        m_progressCard->show();
    });
    connect(&m_queue, &SegmentQueue::advanced, this,
            [this](const SegmentStage& stage, const QString& remaining) {
                m_progress->setProgress(stage.stage, stage.fraction, stage.text);
                m_remaining->setText(remaining);
            });
    connect(&m_queue, &SegmentQueue::finished, this, &SegmentPage::showOutcome);
    connect(&m_queue, &SegmentQueue::idle, this, [this] {
        m_progressCard->hide();
        updateButton();
    });
}

void SegmentPage::setSession(ProjectSession* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    m_queue.setSession(session);
    m_done->forget();
    m_shownPrediction = 0;
    m_progressCard->hide();
    m_preview->clear();
    m_stack->setCurrentIndex(session != nullptr ? 1 : 0);
    if (session != nullptr) {
        connect(session, &ProjectSession::runsChanged, this, &SegmentPage::reloadModels);
        connect(session, &ProjectSession::predictionsChanged, this, &SegmentPage::reloadDone);
        connect(session, &ProjectSession::datasetsChanged, this, [this] {
            if (m_shownPrediction != 0) {
                m_preview->setColors(colorsOf(m_shownRun));
            }
        });
    }
    reloadModels();
    reloadDone();
}

void SegmentPage::open(const QVariant& argument)
{
    if (argument.canConvert<QStringList>()) {
        addScans(argument.toStringList());
    }
}

bool SegmentPage::isSettled() const
{
    return m_preview->isSettled() && m_device->isSettled() && !m_modelReader.isRunning() &&
           !m_scanReader.isRunning() && m_toRead.isEmpty();
}

void SegmentPage::reloadModels()
{
    if (m_session == nullptr) {
        m_models->setModels({});
        return;
    }
    m_modelsStale = m_modelReader.isRunning();
    if (m_modelsStale) {
        return;
    }
    m_modelReader.start([this, folder = m_session->folder()](const TaskContext&) {
        auto models = usableModels(database::Project::open(folder));
        return TaskRunner::Publish([this, folder, models = std::move(models)] {
            if (m_session != nullptr && m_session->folder() == folder) {
                m_models->setModels(models);
            }
        });
    });
    updateButton();
}

void SegmentPage::chooseFiles()
{
    QStringList endings;
    for (const std::string& ending : imaging::imageEndings()) {
        endings << QLatin1Char('*') + QString::fromStdString(ending);
    }
    addScans(QFileDialog::getOpenFileNames(
        this, tr("Scans to segment"), {},
        tr("Scans (%1 *.dcm *.ima);;All files, DICOM without an ending among them (*)")
            .arg(endings.join(QLatin1Char(' ')))));
}

void SegmentPage::chooseScanFolder()
{
    chooseFolder(this, tr("Folder of scans to segment"), {},
                 [this](const QString& folder) { addScans({folder}); });
}

void SegmentPage::addScans(const QStringList& paths)
{
    m_toRead += paths;
    readScans();
}

void SegmentPage::readScans()
{
    if (m_toRead.isEmpty() || m_scanReader.isRunning()) {
        return;
    }
    m_scans->setReading(true);
    m_scanReader.start([this, paths = std::exchange(m_toRead, {}),
                        links = pathOf(m_links.path())](const TaskContext& context) {
        return TaskRunner::Publish([this, scans = scansAmong(paths, links, context)] { takeScans(scans); });
    });
}

void SegmentPage::takeScans(std::vector<ScanEntry> scans)
{
    m_scans->setReading(false);
    if (scans.empty()) {
        showNotice(this, tr("Nothing to segment"),
                   tr("There is no scan among what was chosen: no image file and no DICOM series."));
        return;
    }
    const auto isKnown = [this](const ScanEntry& scan) {
        return std::any_of(m_rows.begin(), m_rows.end(), [&](const WaitingScan& row) {
            return row.scan.files == scan.files || (!scan.series.empty() && row.scan.series == scan.series &&
                                                    row.scan.info.geometry == scan.info.geometry);
        });
    };
    int first = -1;
    for (ScanEntry& scan : scans) {
        if (!isKnown(scan)) {
            first = first < 0 ? static_cast<int>(m_rows.size()) : first;
            m_rows.push_back({std::move(scan), {}, {}});
        }
    }
    updateFits();
    if (first >= 0) {
        m_scans->select(first);
    }
}

void SegmentPage::removeSelected()
{
    const int row = m_scans->selected();
    if (row >= 0) {
        m_rows.erase(m_rows.begin() + row);
        updateFits();
        m_scans->select(std::min(row, static_cast<int>(m_rows.size()) - 1));
    }
}

void SegmentPage::updateFits()
{
    const ModelChoice* model = m_models->current();
    for (WaitingScan& row : m_rows) {
        if (model == nullptr) {
            row.fit = checkAlone(row.scan);
            continue;
        }
        if (row.channels.size() != model->channelNames.size()) {
            row.channels = defaultChannels(row.scan, model->channelNames.size());
        }
        row.fit = checkFit(row.scan, row.channels, *model);
    }
    m_scans->setScans(m_rows);
    updateSelection();
}

void SegmentPage::updateSelection()
{
    const int row = m_scans->selected();
    const ModelChoice* model = m_models->current();
    if (row >= 0) {
        const WaitingScan& chosen = m_rows[static_cast<std::size_t>(row)];
        std::vector<ChannelSource> offered;
        for (const WaitingScan& other : m_rows) { // another scan's files may be this one's further channels
            offered.insert(offered.end(), other.scan.available.begin(), other.scan.available.end());
        }
        m_channels->setChannels(model != nullptr ? model->channelNames : std::vector<std::string>{}, offered,
                                chosen.channels);
        m_channels->setVisible(model != nullptr &&
                               (model->channelNames.size() > 1 || chosen.scan.available.size() > 1));
        m_fitChip->setText(chosen.fit.chip);
        m_fitChip->setState(chosen.fit.state);
        m_fitText->setText(chosen.fit.sentence);
        if (chosen.scan.problem.isEmpty()) {
            m_shownPrediction = 0;
            m_preview->offerReview(false);
            m_preview->showCase(plainCase(chosen.scan));
        }
    } else {
        m_channels->setChannels({}, {}, {});
        m_fitText->clear();
        m_fitChip->setText({});
    }
    m_fitChip->setVisible(!m_fitChip->text().isEmpty());
    updateButton();
}

void SegmentPage::takeChannels()
{
    const int row = m_scans->selected();
    const ModelChoice* model = m_models->current();
    if (row < 0 || model == nullptr) {
        return;
    }
    WaitingScan& chosen = m_rows[static_cast<std::size_t>(row)];
    chosen.channels = m_channels->chosen();
    chosen.fit = checkFit(chosen.scan, chosen.channels, *model);
    m_scans->setScans(m_rows);
    m_fitChip->setText(chosen.fit.chip);
    m_fitChip->setState(chosen.fit.state);
    m_fitText->setText(chosen.fit.sentence);
    updateButton();
}

void SegmentPage::takeChoice(int row, bool isChosen)
{
    m_rows[static_cast<std::size_t>(row)].scan.isChosen = isChosen;
    updateButton();
}

std::vector<std::size_t> SegmentPage::runnable() const
{
    std::vector<std::size_t> rows;
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        if (m_rows[index].fit.canRun && m_rows[index].scan.isChosen) {
            rows.push_back(index);
        }
    }
    return rows;
}

void SegmentPage::updateButton()
{
    const auto count = static_cast<qint64>(runnable().size());
    m_segment->setText(count == 0 ? tr("Segment")
                                  : tr("Segment %1").arg(countText(count, tr("scan"), tr("scans"))));
    QString reason;
    if (m_models->current() == nullptr && m_modelReader.isRunning()) {
        reason = tr("Looking for trained models …");
    } else if (m_models->current() == nullptr) {
        reason = tr(
            "This project has no trained model yet. Train one first: any run with a checkpoint can segment.");
    } else if (m_rows.empty()) {
        reason = tr("Drop a scan on this window first.");
    } else if (count == 0) {
        const bool suits =
            std::any_of(m_rows.begin(), m_rows.end(), [](const WaitingScan& row) { return row.fit.canRun; });
        reason = suits ? tr("None of the scans that suit the model is ticked.")
                       : tr("None of the scans suits the model.");
    }
    m_segment->setEnabled(reason.isEmpty());
    m_segment->setToolTip(reason);
    if (m_models->current() == nullptr || m_rows.empty()) {
        m_fitText->setText(reason);
    }
}

void SegmentPage::segment()
{
    const ModelChoice* model = m_models->current();
    if (model == nullptr || m_session == nullptr) {
        return;
    }
    inference::PredictOptions options;
    options.mirroring = m_quality->currentData().toBool();
    options.device = m_device->device();
    std::vector<SegmentRequest> requests;
    auto rows = runnable();
    for (const std::size_t index : rows) {
        const WaitingScan& row = m_rows[index];
        requests.push_back({row.scan.name, row.channels, model->run, options});
    }
    std::reverse(rows.begin(), rows.end());
    for (const std::size_t index : rows) { // they go on in the queue and end in the list of what is done
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(index));
    }
    m_queue.add(std::move(requests));
    updateFits();
}

void SegmentPage::showOutcome(const SegmentOutcome& outcome)
{
    m_done->remember(outcome);
    reloadDone();
    if (outcome.prediction) {
        showPrediction(*outcome.prediction);
    } else if (!outcome.error.isEmpty()) {
        m_fitChip->setText(tr("failed"));
        m_fitChip->setState(ChipState::Error);
        m_fitChip->show();
        m_fitText->setText(outcome.error);
    }
}

void SegmentPage::showPrediction(const database::PredictionRecord& prediction)
{
    ReviewCase item;
    item.key = reviewKey(reviewPrediction(prediction.id));
    item.channels = prediction.inputs;
    item.prediction = prediction.mask;
    item.colors = colorsOf(prediction.run);
    m_shownPrediction = static_cast<qint64>(prediction.id);
    m_shownRun = prediction.run;
    m_preview->showCase(item);
    m_preview->offerReview(true);
}

dataset::LabelColors SegmentPage::colorsOf(database::RunId run) const
{
    try {
        const database::Project& project = m_session->project();
        return project.labelColors(project.run(run).dataset);
    } catch (const Error& error) { // without the run the usual colors say as much
        log::warning("segment", error.what());
        return {};
    }
}

void SegmentPage::reloadDone()
{
    m_done->reload(m_session != nullptr ? &m_session->project() : nullptr);
}

} // namespace seg::gui

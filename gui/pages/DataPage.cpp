// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/DataPage.h"

#include "gui/ProjectSession.h"
#include "gui/dialogs/FixesDialog.h"
#include "gui/dialogs/ImportWizard.h"
#include "gui/dialogs/LabelsDialog.h"
#include "gui/dialogs/ProjectSteps.h"
#include "gui/dialogs/SplitsDialog.h"
#include "gui/models/ValueText.h"
#include "gui/settings/UserSettings.h"
#include "gui/tasks/TimeText.h"
#include "gui/theme/Tokens.h"
#include "gui/viewmodels/ReviewCase.h"
#include "gui/widgets/CaseDetails.h"
#include "gui/widgets/CaseTable.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/FindingPanel.h"
#include "gui/widgets/StageProgress.h"
#include "gui/widgets/Words.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kBusyWidth = 460;

} // namespace

DataPage::DataPage(QWidget* parent) : Page(parent), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("dataPage"));
    m_noProject = new EmptyState(QStringLiteral("data"), QStringLiteral("No project is open"),
                                 QStringLiteral("Scans belong to a project: a folder for one study."),
                                 QStringLiteral("New project…"));
    m_noProject->button()->setObjectName(QStringLiteral("dataNewProject"));
    m_noData = new EmptyState(
        QStringLiteral("data"), QStringLiteral("No scans yet"),
        QStringLiteral(
            "Drop a dataset here: a Medical Segmentation Decathlon task (folder or .tar), a dataset of "
            "nnU-Net, or a folder of images and labels. Or import it."),
        QStringLiteral("Import…"));
    m_noData->button()->setObjectName(QStringLiteral("dataImport"));
    for (QWidget* page :
         {static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noData), makeBusy(), makeTable()}) {
        m_stack->addWidget(page);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_details = new CaseDetails(this);
    m_details->hide();
    connect(m_details, &CaseDetails::fixRequested, this, &DataPage::fix);

    connect(m_noProject->button(), &QPushButton::clicked, this, &DataPage::newProjectRequested);
    connect(m_noData->button(), &QPushButton::clicked, this, [this] { openImport({}); });
    connect(&m_model, &DataViewModel::changed, this, &DataPage::update);
    connect(&m_model, &DataViewModel::changed, this, &DataPage::checkIfNever);
    connect(&m_model, &DataViewModel::changed, this, &DataPage::drawThumbnail);
    connect(&m_thumbnailer, &TaskRunner::succeeded, this, &DataPage::drawThumbnail); // of the next project
    connect(&m_thumbnailer, &TaskRunner::cancelled, this, &DataPage::drawThumbnail);
    makeActions();
    update();
}

/// The menu of the page.
void DataPage::makeActions()
{
    auto* import = new QAction(QStringLiteral("&Import a dataset…"), this);
    m_checkAction = new QAction(QStringLiteral("&Check again"), this);
    m_labelsAction = new QAction(QStringLiteral("&Labels…"), this);
    m_splitsAction = new QAction(QStringLiteral("&Splits…"), this);
    m_reviewAction = new QAction(QStringLiteral("&Open the case in Review"), this);
    addActions({import, m_checkAction, m_labelsAction, m_splitsAction, m_reviewAction});
    connect(import, &QAction::triggered, this, [this] { Q_EMIT importRequested({}); });
    connect(m_checkAction, &QAction::triggered, this, &DataPage::checkAgain);
    connect(m_labelsAction, &QAction::triggered, this, &DataPage::showLabels);
    connect(m_splitsAction, &QAction::triggered, this, &DataPage::showSplits);
    connect(m_reviewAction, &QAction::triggered, this, &DataPage::openInReview);
}

QWidget* DataPage::makeBusy()
{
    m_busy = new QWidget;
    m_busyTitle = words({}, "title");
    m_busyProgress = new StageProgress;
    m_busyProgress->setTexts(QStringLiteral(" "), {});
    m_busyProgress->setFixedWidth(kBusyWidth);
    auto* cancel = new QPushButton(QStringLiteral("Cancel"));
    cancel->setObjectName(QStringLiteral("cancelImport"));
    auto* layout = new QVBoxLayout(m_busy);
    layout->setSpacing(12);
    layout->addStretch(2);
    layout->addWidget(m_busyTitle, 0, Qt::AlignHCenter);
    layout->addWidget(m_busyProgress, 0, Qt::AlignHCenter);
    layout->addWidget(cancel, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(cancel, &QPushButton::clicked, this, [this] {
        if (m_job) {
            m_job->runner().cancel();
        }
    });
    return m_busy;
}

QWidget* DataPage::makeBar()
{
    auto* bar = new QWidget;
    m_title = words({}, "title");
    m_line = words({}, "secondary", true);
    m_datasets = new QComboBox;
    m_datasets->setObjectName(QStringLiteral("datasetChoice"));
    m_check = new QPushButton(QStringLiteral("Check again"));
    m_check->setObjectName(QStringLiteral("checkAgain"));
    m_labels = new QPushButton(QStringLiteral("Labels…"));
    m_labels->setObjectName(QStringLiteral("datasetLabels"));
    m_labels->setToolTip(QStringLiteral("The labels, and other colors for them"));
    m_splits = new QPushButton(QStringLiteral("Splits…"));
    m_splits->setObjectName(QStringLiteral("datasetSplits"));
    m_splits->setToolTip(QStringLiteral("Which case each fold holds back, and other folds"));
    m_fixes = new QPushButton;
    m_fixes->setObjectName(QStringLiteral("datasetFixes"));
    auto* import = new QPushButton(QStringLiteral("Import…"));
    import->setObjectName(QStringLiteral("dataImportMore"));
    m_review = new QPushButton(QStringLiteral("Open in Review"));
    m_review->setObjectName(QStringLiteral("caseOpenInReview"));
    auto* plan = new QPushButton(QStringLiteral("Plan ›"));
    plan->setObjectName(QStringLiteral("goToPlan"));
    plan->setProperty("kind", "primary");
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_title, 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_datasets, m_check, m_labels, m_splits, m_fixes,
                                                         import, m_review, plan}) {
        row->addWidget(part);
    }
    auto* layout = new QVBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(row);
    layout->addWidget(m_line);
    connect(m_datasets, &QComboBox::activated, this, [this](int index) {
        m_model.select(m_model.datasets().at(static_cast<std::size_t>(index)).id);
        updateBusy();
    });
    connect(m_check, &QPushButton::clicked, this, &DataPage::checkAgain);
    connect(m_labels, &QPushButton::clicked, this, &DataPage::showLabels);
    connect(m_splits, &QPushButton::clicked, this, &DataPage::showSplits);
    connect(m_fixes, &QPushButton::clicked, this, &DataPage::showFixes);
    connect(import, &QPushButton::clicked, this, [this] { openImport({}); });
    connect(m_review, &QPushButton::clicked, this, &DataPage::openInReview);
    connect(plan, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(PageId::Plan, {}); });
    return bar;
}

QWidget* DataPage::makeTable()
{
    m_data = new QWidget;
    m_data->setProperty("role", "page");
    m_table = new CaseTable(*m_model.cases());
    m_checkProgress = new StageProgress;
    m_checkProgress->setTexts(QStringLiteral(" "), {});
    m_datasetFindings = new FindingPanel(FindingPanel::Buttons::Row);
    m_datasetFindings->setObjectName(QStringLiteral("datasetFindings"));
    auto* filters = new QHBoxLayout;
    filters->addWidget(m_table->filterBar());
    filters->addStretch(1);
    auto* layout = new QVBoxLayout(m_data);
    layout->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX,
                               size::kPageMarginY);
    layout->setSpacing(12);
    layout->addWidget(makeBar());
    layout->addLayout(filters);
    layout->addWidget(m_checkProgress);
    layout->addWidget(m_datasetFindings);
    layout->addWidget(m_table, 1);
    connect(m_datasetFindings, &FindingPanel::fixChosen, this, &DataPage::fix);
    connect(m_table, &CaseTable::currentChanged, this, &DataPage::showCurrent);
    return m_data;
}

void DataPage::setSettings(UserSettings* settings)
{
    m_settings = settings;
}

void DataPage::setSession(ProjectSession* session)
{
    closeWizard();
    m_session = session;
    m_job = nullptr;
    m_checkedByItself.clear();
    m_thumbnailer.cancel();
    m_thumbnailTried = false;
    if (session != nullptr) {
        connect(session, &ProjectSession::datasetsChanged, &m_model, &DataViewModel::refresh);
        connect(session, &ProjectSession::jobStarted, this, &DataPage::jobStarted);
        connect(session, &ProjectSession::jobEnded, this, [this] {
            m_model.refresh(); // a cancelled import may have left nothing, a failed check its last result
            update();
        });
    }
    m_model.setProject(session == nullptr ? std::filesystem::path() : session->folder());
}

QWidget* DataPage::dockContent()
{
    return m_stack->currentWidget() == m_data ? m_details : nullptr;
}

bool DataPage::isSettled() const
{
    if (m_wizard != nullptr) {
        return m_wizard->isSettled();
    }
    const bool isTableAwaited = m_model.current() && !m_model.isChecked() && isDataJobRunning();
    return m_model.isLoaded() && !m_details->isLoading() && !isTableAwaited;
}

void DataPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    checkIfNever();
}

bool DataPage::isDataJobRunning() const
{
    return m_session != nullptr && std::any_of(m_session->jobs().begin(), m_session->jobs().end(),
                                               [](const Job* job) { return job->topic() == JobTopic::Data; });
}

/// A dataset that nobody has checked yet is checked as soon as it is looked at: without a check the table has
/// names alone. Once only; a check that was cancelled or failed waits for the button.
void DataPage::checkIfNever()
{
    const auto current = m_model.current();
    if (!isVisible() || m_wizard != nullptr || !current || !m_model.isLoaded() || m_model.isChecked() ||
        isDataJobRunning() || m_checkedByItself.contains(current->id)) {
        return;
    }
    m_checkedByItself.insert(current->id);
    checkAgain();
}

void DataPage::drawThumbnail()
{
    const auto dataset = picturedDataset();
    if (m_session == nullptr || !dataset || m_thumbnailTried || m_thumbnailer.isRunning()) {
        return;
    }
    m_thumbnailTried = true;
    m_thumbnailer.start([folder = m_session->folder(), dataset = *dataset](const TaskContext& context) {
        makeThumbnail(folder, dataset, context);
        return TaskRunner::Publish();
    });
}

/// The dataset whose case Home shows: the first that was imported, whatever was imported after it.
std::optional<database::DatasetId> DataPage::picturedDataset() const
{
    const auto& datasets = m_model.datasets();
    const auto first = std::ranges::min_element(datasets, {}, &database::DatasetRecord::id);
    return first == datasets.end() ? std::nullopt : std::optional(first->id);
}

void DataPage::openImport(const QString& source)
{
    if (m_session == nullptr) {
        Q_EMIT newProjectRequested();
        return;
    }
    if (m_wizard != nullptr) {
        if (!source.isEmpty()) {
            m_wizard->setSource(source);
        }
        return;
    }
    m_wizard =
        new ImportWizard(*m_session, source, m_settings == nullptr ? QString() : m_settings->importFolder());
    m_stack->addWidget(m_wizard);
    connect(m_wizard, &ImportWizard::cancelled, this, &DataPage::closeWizard);
    connect(m_wizard, &ImportWizard::finished, this, [this](const QString& folder) {
        if (m_settings != nullptr) {
            m_settings->setImportFolder(folder);
        }
        closeWizard();
    });
    m_stack->setCurrentWidget(m_wizard);
    m_wizard->goTo(ImportStep::Source);
    Q_EMIT dockContentChanged();
}

bool DataPage::isImportDecided() const
{
    return m_wizard != nullptr && m_wizard->model().hasDecisions();
}

void DataPage::leaveImport(const std::function<void()>& next)
{
    if (!isImportDecided()) {
        next();
        return;
    }
    m_wizard->askToLeave([this, next] {
        closeWizard();
        next();
    });
}

void DataPage::closeWizard()
{
    if (m_wizard == nullptr) {
        return;
    }
    m_stack->removeWidget(m_wizard);
    m_wizard->deleteLater();
    m_wizard = nullptr;
    update();
}

void DataPage::jobStarted(Job* job)
{
    if (job->topic() == JobTopic::Data) {
        m_job = job;
        connect(job, &Job::changed, this, &DataPage::updateBusy);
        update();
    }
}

void DataPage::update()
{
    const bool busy = m_job && m_job->isRunning();
    const bool hasData = !m_model.datasets().empty();
    QWidget* wanted = m_noProject;
    if (m_wizard != nullptr) {
        wanted = m_wizard;
    } else if (m_session != nullptr) {
        wanted = hasData ? m_data : (busy ? m_busy : m_noData);
    }
    if (!m_model.failure().isEmpty()) {
        m_noData->setSentence(m_model.failure());
    }
    m_stack->setCurrentWidget(wanted);
    updateDatasets();
    updateBusy();
    showCurrent();
    Q_EMIT findingsChanged(m_model.openFindings());
    Q_EMIT dockContentChanged();
}

QString DataPage::line() const
{
    const auto current = m_model.current();
    if (!current) {
        return {};
    }
    QString text = countText(current->trainingCases, QStringLiteral("case"), QStringLiteral("cases"));
    if (current->testCases > 0) {
        text += QStringLiteral(" · %1 to test on").arg(current->testCases);
    }
    const int open = m_model.openFindings();
    if (!m_model.isChecked()) {
        text +=
            isDataJobRunning() ? QStringLiteral(" · being checked") : QStringLiteral(" · not checked yet");
    } else if (open == 0) {
        text += QStringLiteral(" · all are fine");
    } else {
        text += QStringLiteral(" · ") +
                countText(open, QStringLiteral("needs a look"), QStringLiteral("need a look"));
    }
    return text + QStringLiteral(" · imported %1").arg(whenText(current->importedAt));
}

void DataPage::updateDatasets()
{
    const QSignalBlocker blocker(m_datasets);
    m_datasets->clear();
    const auto current = m_model.current();
    for (const database::DatasetRecord& item : m_model.datasets()) {
        m_datasets->addItem(QStringLiteral("%1 · %2").arg(
            plainName(item.name),
            countText(item.trainingCases, QStringLiteral("case"), QStringLiteral("cases"))));
        if (current && item.id == current->id) {
            m_datasets->setCurrentIndex(m_datasets->count() - 1);
        }
    }
    m_datasets->setVisible(m_datasets->count() > 1);
    const QString check = m_model.isChecked() ? QStringLiteral("Check again") : QStringLiteral("Check");
    m_check->setText(check);
    m_checkAction->setText(u'&' + check);
    m_datasetFindings->setVisible(!m_model.datasetIssues().empty());
    m_datasetFindings->showDataset(m_model.datasetIssues(), {});
    m_fixes->setVisible(!m_model.fixes().empty());
    m_fixes->setText(m_model.fixesInForce() > 0 ? QStringLiteral("Fixes (%1)…").arg(m_model.fixesInForce())
                                                : QStringLiteral("Fixes…"));
    m_title->setText(current ? plainName(current->name) : QString());
    m_line->setText(line());
}

void DataPage::updateBusy()
{
    const bool busy = m_job && m_job->isRunning();
    m_checkProgress->setVisible(busy);
    m_check->setEnabled(!busy);
    m_checkAction->setEnabled(!busy && m_model.current().has_value());
    m_check->setToolTip(busy ? QStringLiteral("%1 is running").arg(m_job->title()) : QString());
    const bool loaded = m_model.isLoaded(); // else the page is about to show another dataset
    for (QPushButton* button : {m_labels, m_splits}) {
        button->setEnabled(!busy && loaded);
    }
    m_fixes->setEnabled(loaded);
    for (QAction* action : {m_labelsAction, m_splitsAction}) {
        action->setEnabled(!busy && loaded && m_model.current().has_value());
    }
    m_details->setBusy(busy || !loaded);
    m_datasetFindings->setBusy(busy || !loaded);
    if (!busy) {
        return;
    }
    m_busyTitle->setText(m_job->title());
    for (StageProgress* progress : {m_busyProgress, m_checkProgress}) {
        progress->setTexts(m_job->what().isEmpty() ? m_job->title() : m_job->what(), m_job->remaining());
        progress->setFraction(m_job->fraction());
    }
}

void DataPage::showCurrent()
{
    const auto id = m_table->current();
    const Case* item = id ? m_model.caseOf(*id) : nullptr;
    m_review->setEnabled(item != nullptr);
    m_reviewAction->setEnabled(item != nullptr);
    m_review->setToolTip(item != nullptr ? QString() : QStringLiteral("Choose a case first"));
    m_details->setLabels(m_model.raw().manifest.labels, m_model.labelColors());
    m_details->showCase(item, *m_model.cases());
}

void DataPage::checkAgain()
{
    const auto current = m_model.current();
    if (m_session != nullptr && current) {
        startCheck(*m_session, current->id, plainName(current->name));
    }
}

void DataPage::fix(const dataset::Fix& fix)
{
    const auto current = m_model.current();
    if (m_session != nullptr && current) {
        m_details->forgetPicture();
        startFix(*m_session, current->id, fix);
    }
}

void DataPage::showFixes()
{
    auto* dialog = new FixesDialog(m_model, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FixesDialog::undoRequested, this, [this](const database::FixRecord& fix) {
        if (m_session != nullptr) {
            m_details->forgetPicture();
            startUndo(*m_session, fix);
        }
    });
    dialog->open();
}

void DataPage::showSplits()
{
    const auto current = m_model.current();
    if (m_session == nullptr || !current || !m_model.isLoaded()) {
        return;
    }
    auto* dialog = new SplitsDialog(m_session->folder(), current->id, plainName(current->name), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SplitsDialog::splitsChanged, m_session, &ProjectSession::planChanged); // for new runs
    dialog->open();
}

void DataPage::showLabels()
{
    const auto current = m_model.current();
    if (m_session == nullptr || !current || !m_model.isLoaded()) {
        return;
    }
    LabelDraft labels(m_model.raw().manifest.labels);
    for (const auto& [value, color] : m_model.labelColors()) {
        labels.setColor(value, color);
    }
    auto* dialog =
        new LabelsDialog(m_session->folder(), current->id, plainName(current->name), std::move(labels), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &LabelsDialog::colorsChanged, m_session, &ProjectSession::datasetsChanged);
    if (current->id == picturedDataset()) {
        connect(dialog, &LabelsDialog::colorsChanged, this, &DataPage::redrawThumbnail);
    }
    dialog->open();
}

/// In the colors of now.
void DataPage::redrawThumbnail()
{
    if (m_session == nullptr) {
        return;
    }
    forgetThumbnail(m_session->folder());
    m_thumbnailTried = false;
    m_thumbnailer.cancel(); // drawThumbnail() follows where it had begun
    drawThumbnail();
}

void DataPage::openInReview()
{
    const auto current = m_model.current();
    const auto id = m_table->current();
    if (current && id) {
        Q_EMIT pageRequested(PageId::Review, reviewDatasetCase(current->id, *id));
    }
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/PlanPage.h"

#include "gui/ProjectSession.h"
#include "gui/dialogs/EditPlanDialog.h"
#include "gui/dialogs/NewPlanDialog.h"
#include "gui/models/ValueText.h"
#include "gui/pages/ConfigurationCard.h"
#include "gui/pages/FactCard.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/NetworkDiagram.h"
#include "gui/widgets/StageProgress.h"
#include "gui/widgets/Words.h"

#include <QAbstractItemView>
#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kEmptyWidth = 520;
constexpr int kLeastCard = 420;
constexpr int kLeastPlanChoice = 170;
constexpr int kMostPlanChoice = 230;
constexpr int kPlanList = 340;      // whole titles in the list
constexpr int kNetworkHead = 56;    // title and margins of its card
constexpr int kNetworkShare = 1000; // grows to its tallest before the room below does
constexpr int kEmptyShare = 1000;   // its whole width before the room beside it grows

/// "for 24 GiB of graphics memory by the planner of nnUNetResEncUNetLPlans (nnU-Net, residual encoder L)"
QString rulesText(const PlanningViewModel& model)
{
    const bool isRepeated = model.isPlanned() && choiceBehind(model.plan()).has_value();
    const QString rules =
        isRepeated ? QStringLiteral("by the planner of %1 (%2)")
                         .arg(model.planName(), plannerTitle(QString::fromStdString(model.plan().planner)))
                   : QStringLiteral("by nnU-Net's own rules");
    const PlanChoice choice = model.choiceToAnalyse();
    const database::DatasetRecord* record = model.dataset();
    if (record != nullptr && knowsNoMemory(choice.planner, record->name)) {
        return rules;
    }
    return QStringLiteral("for %1 GiB of graphics memory %2")
        .arg(QString::number(choice.gpuMemoryGiB), rules);
}

} // namespace

PlanPage::PlanPage(QWidget* parent) : Page(parent), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("planPage"));
    m_noProject = new EmptyState(QStringLiteral("plan"), QStringLiteral("No project is open"),
                                 QStringLiteral("A plan belongs to a project and its scans."),
                                 QStringLiteral("New project…"));
    m_noData = new EmptyState(QStringLiteral("plan"), QStringLiteral("Nothing to plan yet"),
                              QStringLiteral("A plan is made from labelled scans. Import some first."),
                              QStringLiteral("Import…"));
    m_notAnalysed = makeEmptyPage();
    m_content = makeContent();
    for (QWidget* page :
         {static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noData), m_notAnalysed, m_content}) {
        m_stack->addWidget(page);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_noProject->button(), &QPushButton::clicked, this, &PlanPage::newProjectRequested);
    connect(m_noData->button(), &QPushButton::clicked, this, [this] { Q_EMIT importRequested({}); });
    connect(&m_model, &PlanningViewModel::changed, this, &PlanPage::update);
    connect(&m_model, &PlanningViewModel::jobChanged, this, &PlanPage::updateProgress);
    update();
}

QWidget* PlanPage::makeEmptyPage()
{
    m_emptyTitle = words({}, "title");
    m_emptyLine = words({}, "secondary", true);
    m_emptyLine->setObjectName(QStringLiteral("planEmptyLine"));
    m_emptyLine->setAlignment(Qt::AlignHCenter);
    m_emptyFailure = words({}, "error", true);
    m_emptyFailure->setAlignment(Qt::AlignHCenter);
    m_analyse = makeButton(QStringLiteral("Analyse and plan"), "analyseButton", "primary");
    m_all = makeButton(QStringLiteral("Analyse, plan and preprocess"), "prepareAllButton");
    m_emptyProgress = new StageProgress;
    m_emptyProgress->setTexts(QStringLiteral(" "), {});
    m_emptyCancel = makeButton(QStringLiteral("Cancel"), "cancelAnalyseButton");
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    for (QPushButton* part : {m_analyse, m_all, m_emptyCancel}) {
        buttons->addWidget(part);
    }
    buttons->addStretch();
    auto* column = new QWidget;
    column->setMaximumWidth(kEmptyWidth);
    auto* inner = new QVBoxLayout(column);
    inner->setSpacing(12);
    inner->addWidget(m_emptyTitle, 0, Qt::AlignHCenter);
    inner->addWidget(m_emptyLine);
    inner->addWidget(m_emptyFailure);
    inner->addWidget(m_emptyProgress);
    inner->addLayout(buttons);
    auto* page = new QWidget;
    page->setProperty("role", "page");
    auto* layout = new QVBoxLayout(page);
    auto* centered = new QHBoxLayout; // not an alignment: the words would get the height of the page's width
    centered->addStretch(1);
    centered->addWidget(column, kEmptyShare);
    centered->addStretch(1);
    layout->addStretch(2);
    layout->addLayout(centered);
    layout->addStretch(3);
    connect(m_analyse, &QPushButton::clicked, this, [this] { m_model.analyse(false); });
    connect(m_all, &QPushButton::clicked, this, [this] { m_model.analyse(true); });
    connect(m_emptyCancel, &QPushButton::clicked, &m_model, &PlanningViewModel::cancel);
    return page;
}

QWidget* PlanPage::makeHeader()
{
    m_title = words({}, "title");
    m_subtitle = words({}, "secondary", true); // in two lines where the window is narrow
    m_subtitle->setMinimumWidth(1);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(m_title);
    names->addWidget(m_subtitle);
    m_datasets = new QComboBox;
    m_datasets->setObjectName(QStringLiteral("planDataset"));
    m_plans = new QComboBox;
    m_plans->setObjectName(QStringLiteral("planChoice"));
    m_plans->setMinimumWidth(kLeastPlanChoice);
    m_plans->setMaximumWidth(kMostPlanChoice);
    m_plans->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_plans->view()->setMinimumWidth(kPlanList);
    m_newPlan = makeButton(QStringLiteral("New plan…"), "newPlanButton");
    m_newPlan->setToolTip(QStringLiteral("Plan by other rules or for another GPU memory."));
    m_again = makeButton(QStringLiteral("Analyse again"), "analyseAgainButton");
    m_again->setToolTip(
        QStringLiteral("Reads every case again and plans again by the same planner. A plan that "
                       "runs were made with stays beside the new one."));
    m_duplicate = makeButton(QStringLiteral("Duplicate and edit…"), "duplicatePlanButton");
    m_duplicate->setToolTip(
        QStringLiteral("A copy of this plan with numbers of your own, checked as you type."));
    m_preprocess = makeButton({}, "preprocessButton", "primary");
    m_train = makeButton(QStringLiteral("Train ›"), "goTrainButton", "primary");
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addLayout(names, 1);
    layout->addWidget(m_datasets);
    layout->addWidget(words(QStringLiteral("Plan"), "secondary"));
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_plans, m_again, m_duplicate, m_newPlan, m_preprocess, m_train}) {
        layout->addWidget(part);
    }
    connect(m_datasets, &QComboBox::activated, this,
            [this](int index) { m_model.select(m_model.datasets().at(static_cast<std::size_t>(index)).id); });
    connect(m_plans, &QComboBox::activated, this,
            [this](int index) { m_model.choosePlan(m_plans->itemData(index).toString()); });
    connect(m_again, &QPushButton::clicked, &m_model, &PlanningViewModel::analyseAgain);
    connect(m_duplicate, &QPushButton::clicked, this, &PlanPage::askForNumbers);
    connect(m_newPlan, &QPushButton::clicked, this, &PlanPage::askForPlan);
    connect(m_preprocess, &QPushButton::clicked, &m_model, &PlanningViewModel::preprocess);
    connect(m_train, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(PageId::Train, {}); });
    return header;
}

QWidget* PlanPage::makeProgress()
{
    m_progressCard = new Card;
    m_progress = new StageProgress;
    m_progress->setTexts(QStringLiteral(" "), {});
    QPushButton* cancel = makeButton(QStringLiteral("Cancel"), "cancelPlanJobButton");
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(m_progress, 1);
    row->addWidget(cancel);
    m_progressCard->content()->addLayout(row);
    connect(cancel, &QPushButton::clicked, &m_model, &PlanningViewModel::cancel);
    return m_progressCard;
}

QWidget* PlanPage::makeFactCards()
{
    auto* cards = new QWidget;
    auto* row = new QHBoxLayout(cards);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(size::kCardGap);
    for (FactCard*& card : m_facts) {
        card = new FactCard;
        row->addWidget(card, 1);
    }
    return cards;
}

QWidget* PlanPage::makeNetwork()
{
    m_networkCard = new Card(QStringLiteral("Network"));
    m_networkChoice = new QHBoxLayout;
    m_networkChoice->setSpacing(4);
    m_networkButtons = new QButtonGroup(this);
    m_networkButtons->setExclusive(true);
    m_networkMeaning = words({}, "secondary");
    m_networkCard->head()->insertLayout(1, m_networkChoice);
    m_networkCard->head()->addWidget(m_networkMeaning);
    m_network = new NetworkDiagram;
    m_networkCard->content()->addWidget(m_network, 1);
    return m_networkCard;
}

QWidget* PlanPage::makeContent()
{
    auto* page = new QWidget;
    page->setProperty("role", "page");
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX,
                               size::kPageMarginY);
    layout->setSpacing(size::kCardGap);
    layout->addWidget(makeHeader());
    layout->addWidget(makeProgress());
    m_failure = words({}, "error", true);
    m_failure->setObjectName(QStringLiteral("planFailure"));
    layout->addWidget(m_failure);
    m_news = words({}, "secondary", true);
    m_news->setObjectName(QStringLiteral("planNews"));
    layout->addWidget(m_news);
    layout->addWidget(makeFactCards());
    layout->addWidget(words(QStringLiteral("Configurations"), "section"));
    m_configurationGrid = new QGridLayout;
    m_configurationGrid->setSpacing(size::kCardGap);
    layout->addLayout(m_configurationGrid);
    layout->addWidget(makeNetwork(), kNetworkShare);
    layout->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    return scroll;
}

void PlanPage::setSession(ProjectSession* session)
{
    m_hasSession = session != nullptr;
    m_shownNetwork.clear();
    m_model.setSession(session);
}

void PlanPage::open(const QVariant& argument)
{
    if (argument.canConvert<qlonglong>()) {
        m_model.select(database::DatasetId{argument.toLongLong()});
    }
}

bool PlanPage::isSettled() const
{
    return !m_hasSession || m_model.isLoaded();
}

QWidget* PlanPage::pageToShow() const
{
    if (!m_hasSession) {
        return m_noProject;
    }
    if (m_model.dataset() == nullptr) {
        return m_model.isLoaded() ? static_cast<QWidget*>(m_noData) : m_stack->currentWidget();
    }
    return m_model.isAnalysed() && m_model.isPlanned() ? m_content : m_notAnalysed;
}

void PlanPage::update()
{
    m_stack->setCurrentWidget(pageToShow());
    updateEmpty();
    updateHeader();
    if (m_model.isAnalysed() && m_model.isPlanned()) {
        updateFacts();
        updateConfigurations();
        updateNetwork();
    }
    updateProgress();
}

void PlanPage::updateEmpty()
{
    const database::DatasetRecord* record = m_model.dataset();
    m_emptyTitle->setText(record == nullptr ? QString()
                                            : QStringLiteral("Plan · ") + datasetTitle(record->name));
    m_emptyLine->setText(
        QStringLiteral(
            "Analysing reads every case once: spacing, size and intensities. The plan follows from "
            "it: patch, batch, spacing and network %1. Other rules and amounts can be planned for "
            "afterwards.")
            .arg(rulesText(m_model)));
    m_emptyFailure->setText(m_model.failure());
    m_emptyFailure->setVisible(!m_model.failure().isEmpty() && !m_model.isBusy());
}

void PlanPage::updateHeader()
{
    const database::DatasetRecord* record = m_model.dataset();
    m_title->setText(record == nullptr ? QStringLiteral("Plan")
                                       : QStringLiteral("Plan · ") + datasetTitle(record->name));
    m_subtitle->setText(m_model.subtitle());
    m_subtitle->setToolTip(m_model.subtitle());
    m_failure->setText(m_model.failure());
    m_failure->setVisible(!m_model.failure().isEmpty());
    m_news->setText(m_model.news());
    m_news->setVisible(!m_model.news().isEmpty());
    const QSignalBlocker blocked(m_datasets);
    m_datasets->clear();
    for (const database::DatasetRecord& item : m_model.datasets()) {
        m_datasets->addItem(datasetTitle(item.name));
        if (record != nullptr && item.id == record->id) {
            m_datasets->setCurrentIndex(m_datasets->count() - 1);
        }
    }
    m_datasets->setVisible(m_datasets->count() > 1);
    updatePlans();
    const auto count = m_model.toPreprocess().size();
    m_preprocess->setText(count == 1 ? QStringLiteral("Preprocess 1 configuration")
                                     : QStringLiteral("Preprocess %1 configurations").arg(count));
    const bool isReady = m_model.isPlanned() && count == 0;
    m_preprocess->setVisible(!isReady);
    m_train->setVisible(isReady);
}

void PlanPage::updatePlans()
{
    const QSignalBlocker blocked(m_plans);
    m_plans->clear();
    for (const StoredPlan& plan : m_model.plans()) {
        m_plans->addItem(plan.title, plan.name);
    }
    m_plans->setCurrentIndex(m_plans->findData(m_model.planName()));
    m_plans->setToolTip(
        QStringLiteral("%1, which new runs take, of the dataset's plans").arg(m_model.planName()));
}

void PlanPage::askForPlan()
{
    const database::DatasetRecord* record = m_model.dataset();
    if (record == nullptr) {
        return;
    }
    auto* dialog = new NewPlanDialog(record->name, m_model.plans(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewPlanDialog::planRequested, &m_model, &PlanningViewModel::makePlan);
    dialog->open();
}

void PlanPage::askForNumbers()
{
    if (m_model.dataset() == nullptr || !m_model.isPlanned()) {
        return;
    }
    auto* dialog = new EditPlanDialog(m_model.plan(), trainableConfigurations(m_model.plan()),
                                      m_model.editFacts(), m_model.plans(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EditPlanDialog::planRequested, &m_model, &PlanningViewModel::makeCopy);
    dialog->open();
}

void PlanPage::updateFacts()
{
    const DatasetFacts& facts = m_model.facts();
    const QString unchecked = QStringLiteral("Known after the scans were checked on the Data page.");
    m_facts[0]->showChart(facts.spacing);
    m_facts[1]->showChart(facts.size);
    m_facts[2]->showChannels(facts.channels);
    m_facts[3]->showChart(facts.volumes, unchecked);
    m_facts[4]->showChart(facts.orientation, unchecked);
}

void PlanPage::updateConfigurations()
{
    const std::vector<ConfigurationFacts>& configurations = m_model.configurations();
    while (m_configurations.size() > configurations.size()) {
        delete m_configurations.back();
        m_configurations.pop_back();
    }
    while (m_configurations.size() < configurations.size()) {
        auto* card = new ConfigurationCard;
        const auto column = static_cast<int>(m_configurations.size());
        m_configurationGrid->addWidget(card, 0, column);
        m_configurationGrid->setColumnStretch(column, 1);
        card->setMinimumWidth(kLeastCard); // the same for all, so that they are equally wide
        connect(card, &ConfigurationCard::chosenChanged, this,
                [this, card](bool on) { m_model.setChosen(card->name(), on); });
        m_configurations.push_back(card);
    }
    for (std::size_t i = 0; i < configurations.size(); ++i) {
        m_configurations[i]->showFacts(configurations[i], m_model.availableBytes(), m_model.memoryPlace());
        m_configurations[i]->setChosen(m_model.isChosen(configurations[i].name));
    }
}

void PlanPage::updateNetwork()
{
    const std::vector<ConfigurationFacts>& configurations = m_model.configurations();
    const bool isKnown =
        std::any_of(configurations.begin(), configurations.end(),
                    [this](const ConfigurationFacts& facts) { return facts.name == m_shownNetwork; });
    if (!isKnown) {
        m_shownNetwork = configurations.front().name;
    }
    if (m_networkButtons->buttons().size() != static_cast<qsizetype>(configurations.size())) {
        clearLayout(*m_networkChoice);
        for (const ConfigurationFacts& facts : configurations) {
            QPushButton* choice = makeButton(facts.name, "networkChoice", "chip");
            choice->setCheckable(true);
            m_networkButtons->addButton(choice);
            m_networkChoice->addWidget(choice);
            connect(choice, &QPushButton::clicked, this, [this, choice] {
                m_shownNetwork = choice->text();
                updateNetwork();
            });
        }
    }
    for (QAbstractButton* choice : m_networkButtons->buttons()) {
        choice->setChecked(choice->text() == m_shownNetwork);
        choice->setVisible(configurations.size() > 1);
    }
    for (const ConfigurationFacts& facts : configurations) {
        if (facts.name == m_shownNetwork) {
            m_networkCard->setTitle(facts.name + QStringLiteral(" network"));
            m_networkMeaning->setText(facts.networkMeaning);
            m_network->setPicture({facts.features, facts.stageSizes, facts.outputs});
            m_networkCard->setMaximumHeight(m_network->maximumHeight() + kNetworkHead);
        }
    }
}

void PlanPage::updateProgress()
{
    const Job* job = m_model.job();
    const bool isBusy = job != nullptr;
    m_progressCard->setVisible(isBusy);
    m_emptyProgress->setVisible(isBusy);
    m_emptyCancel->setVisible(isBusy);
    m_analyse->setVisible(!isBusy);
    m_all->setVisible(!isBusy);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_plans, m_again, m_duplicate, m_newPlan, m_preprocess}) {
        if (isBusy && part->window()->focusWidget() == part) {
            m_content->setFocus(); // else the next one below takes it and the page scrolls there
        }
        part->setEnabled(!isBusy);
    }
    m_preprocess->setToolTip(isBusy ? QStringLiteral("Wait for the job below, or cancel it.") : QString());
    for (ConfigurationCard* card : m_configurations) {
        card->setChoosable(!isBusy);
    }
    if (isBusy) {
        const QString what = job->what().isEmpty() ? job->title() : job->what();
        for (StageProgress* progress : {m_progress, m_emptyProgress}) {
            progress->setTexts(what, job->remaining());
            progress->setFraction(job->fraction());
        }
    }
}

} // namespace seg::gui

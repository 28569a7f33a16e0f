// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/RunView.h"

#include "gui/pages/RunLogView.h"
#include "gui/pages/RunStatus.h"
#include "gui/pages/TrainCurves.h"
#include "gui/theme/Theme.h"
#include "gui/viewmodels/RunText.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kTallChart = 226; // least heights of the cards: together they fit 900 px and scroll below
constexpr int kShortChart = 132;
constexpr int kTabs = 170;

QString lastText(const std::vector<training::EpochMetrics>& epochs, double training::EpochMetrics::*member,
                 int decimals)
{
    return epochs.empty() ? QString() : valueText(epochs.back().*member, decimals);
}

} // namespace

RunView::RunView(TrainingViewModel& model, QWidget* parent) : QWidget(parent), m_model(model)
{
    auto* page = new QWidget;
    page->setProperty("role", "page");
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX,
                               size::kPageMarginY);
    layout->setSpacing(size::kCardGap);
    layout->addWidget(makeHeader());
    m_status = new RunStatus;
    layout->addWidget(m_status);
    layout->addWidget(makeCharts(), 5);
    layout->addWidget(makeTabs(), 3);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    connect(m_status, &RunStatus::runChosen, this,
            [this](qlonglong run) { m_model.select(database::RunId{run}); });
}

QWidget* RunView::makeHeader()
{
    m_title = words({}, "title");
    m_title->setObjectName(QStringLiteral("runTitle"));
    m_title->setMinimumWidth(1);
    m_subtitle = words({}, "secondary");
    m_subtitle->setMinimumWidth(1);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(m_title);
    names->addWidget(m_subtitle);
    m_runs = new QComboBox;
    m_runs->setObjectName(QStringLiteral("runChoice"));
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    QPushButton* create = makeButton(QStringLiteral("New run"), "newRunButton");
    m_pause = makeButton(QStringLiteral("Pause"), "pauseButton");
    m_resume = makeButton(QStringLiteral("Resume"), "resumeButton", "primary");
    m_stopAfterEpoch = makeButton(QStringLiteral("Stop after epoch"), "stopAfterEpochButton");
    m_stopNow = makeButton(QStringLiteral("Stop now"), "stopNowButton", "destructive");
    m_report = makeButton(QStringLiteral("Report ›"), "runReportButton", "primary");
    QPushButton* folder = makeButton(QStringLiteral("Open folder"), "openRunFolderButton");
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(names, 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_runs, create, m_pause, m_resume, m_stopAfterEpoch,
                                                         m_stopNow, folder, m_report}) {
        layout->addWidget(part);
    }
    connect(m_runs, &QComboBox::activated, this,
            [this](int index) { m_model.select(database::RunId{m_runs->itemData(index).toLongLong()}); });
    connect(create, &QPushButton::clicked, this, &RunView::newRunRequested);
    connect(m_pause, &QPushButton::clicked, &m_model, &TrainingViewModel::pause);
    connect(m_resume, &QPushButton::clicked, &m_model, &TrainingViewModel::resume);
    connect(m_stopAfterEpoch, &QPushButton::clicked, &m_model, &TrainingViewModel::stopAfterEpoch);
    connect(m_stopNow, &QPushButton::clicked, &m_model, &TrainingViewModel::stopNow);
    connect(m_report, &QPushButton::clicked, this,
            [this] { Q_EMIT reportRequested(static_cast<qlonglong>(m_model.run().id)); });
    connect(folder, &QPushButton::clicked, this, &RunView::openFolder);
    return header;
}

Card* RunView::makeChart(std::size_t index, const QString& title, const char* objectName)
{
    auto* card = new Card(title);
    auto* plot = new CurvePlot;
    plot->setObjectName(QLatin1String(objectName));
    plot->setXName(QStringLiteral("epoch"));
    card->content()->addWidget(plot, 1);
    m_plots[index] = plot;
    m_cards[index] = card;
    return card;
}

QWidget* RunView::makeCharts()
{
    auto* charts = new QWidget;
    auto* grid = new QGridLayout(charts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(size::kCardGap);
    grid->addWidget(makeChart(0, QStringLiteral("Dice"), "dicePlot"), 0, 0);
    grid->addWidget(makeChart(1, QStringLiteral("Loss"), "lossPlot"), 0, 1);
    grid->addWidget(makeChart(2, QStringLiteral("Learning rate"), "ratePlot"), 1, 0);
    grid->addWidget(makeChart(3, QStringLiteral("Epoch time and memory"), "timePlot"), 1, 1);
    for (const int column : {0, 1}) {
        grid->setColumnStretch(column, 1);
        grid->setColumnMinimumWidth(column, 300);
    }
    grid->setRowStretch(0, 5);
    grid->setRowStretch(1, 3);
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setMinimumHeight(i < 2 ? kTallChart : kShortChart);
    }
    m_plots[0]->setFixedRange({0.0, 1.0});
    m_plots[2]->setLegendShown(false);
    m_plots[3]->setLegendShown(false);
    m_cards[0]->setMeaning(QStringLiteral("patch Dice (training estimate) · ○ whole-volume validation"));
    m_cards[1]->setMeaning(QStringLiteral("Dice + cross-entropy"));
    linkCharts();
    return charts;
}

/// One hover line and one zoom for all four.
void RunView::linkCharts()
{
    for (CurvePlot* plot : m_plots) {
        connect(plot, &CurvePlot::hovered, this, [this, plot](bool inside, double x) {
            for (CurvePlot* other : m_plots) {
                if (other != plot) {
                    other->setHover(inside ? std::optional(x) : std::nullopt);
                }
            }
        });
        connect(plot, &CurvePlot::xRangeChanged, this, [this, plot] {
            for (CurvePlot* other : m_plots) {
                if (other != plot && plot->isZoomed()) {
                    other->setXRange(plot->xRange());
                } else if (other != plot) {
                    other->fit();
                }
            }
        });
    }
}

QWidget* RunView::makeTabs()
{
    auto* card = new Card;
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // asks for no more than there is
    m_tabs->tabBar()->setDrawBase(false);
    m_log = new RunLogView;
    m_options = new QTableWidget(0, 3);
    m_options->setObjectName(QStringLiteral("runOptions"));
    m_options->setHorizontalHeaderLabels(
        {QStringLiteral("Option"), QStringLiteral("Value"), QStringLiteral("Meaning")});
    styleTable(*m_options, false);
    m_options->setColumnWidth(0, 180);
    m_options->setColumnWidth(1, 140);
    m_tabs->addTab(m_log, QStringLiteral("Log"));
    m_tabs->addTab(m_options, QStringLiteral("Configuration"));
    card->content()->addWidget(m_tabs, 1);
    card->setMinimumHeight(kTabs);
    return card;
}

void RunView::updateRuns()
{
    const QSignalBlocker blocked(m_runs);
    const std::vector<database::RunRecord>& runs = m_model.runs();
    for (int i = 0; i < static_cast<int>(runs.size()); ++i) { // in place, as the list may be open
        const database::RunRecord& run = runs[static_cast<std::size_t>(i)];
        if (i == m_runs->count()) {
            m_runs->addItem({});
        }
        m_runs->setItemText(i, runSummary(run));
        m_runs->setItemData(i, static_cast<qlonglong>(run.id));
        if (m_model.hasRun() && run.id == m_model.run().id) {
            m_runs->setCurrentIndex(i);
        }
    }
    while (m_runs->count() > static_cast<int>(runs.size())) {
        m_runs->removeItem(m_runs->count() - 1);
    }
    m_runs->setVisible(m_runs->count() > 1);
}

void RunView::updateRun()
{
    updateRuns();
    m_title->setText(m_model.title());
    m_title->setToolTip(m_model.title());
    m_subtitle->setText(m_model.subtitle());
    m_subtitle->setToolTip(m_model.subtitle());
    m_log->clear();
    for (CurvePlot* plot : m_plots) {
        plot->fit();
    }
    updateOptions();
    updateLog();
}

void RunView::updateOptions()
{
    const std::vector<OptionLine> lines = m_model.optionLines();
    m_options->setRowCount(static_cast<int>(lines.size()));
    int row = 0;
    for (const OptionLine& line : lines) {
        m_options->setItem(row, 0, new QTableWidgetItem(line.name));
        m_options->setItem(row, 1, new QTableWidgetItem(line.value));
        auto* meaning = new QTableWidgetItem(line.meaning);
        meaning->setData(QuietRole, true);
        m_options->setItem(row++, 2, meaning);
    }
}

void RunView::applyAction(QPushButton& target, const RunAction& action)
{
    target.setVisible(action.isShown);
    target.setEnabled(action.isEnabled);
    target.setToolTip(action.reason);
    if (action.isShown) {
        target.setText(action.text);
    }
}

void RunView::updateState()
{
    if (!m_model.hasRun()) {
        return;
    }
    const RunActions actions = m_model.actions();
    applyAction(*m_pause, actions.pause);
    applyAction(*m_resume, actions.resume);
    applyAction(*m_stopAfterEpoch, actions.stopAfterEpoch);
    applyAction(*m_stopNow, actions.stopNow);
    m_report->setVisible(m_model.run().state == training::RunState::Finished);
    m_status->showRun(m_model);
    for (CurvePlot* plot : m_plots) {
        plot->setEmptyText(training::isActive(m_model.state())
                               ? QStringLiteral("The first epoch has not ended yet.")
                               : QStringLiteral("No epoch was finished."));
    }
}

void RunView::updateCurves()
{
    if (!m_model.hasRun()) {
        return;
    }
    const std::vector<training::EpochMetrics>& epochs = m_model.epochs();
    m_plots[0]->setCurves(diceCurves(epochs, m_model.classes(), m_model.run()));
    m_plots[1]->setCurves(lossCurves(epochs));
    m_plots[2]->setCurves(rateCurves(epochs));
    m_plots[3]->setCurves(timeCurves(epochs));
    m_cards[2]->setMeaning(lastText(epochs, &training::EpochMetrics::learningRate, 5));
    m_cards[3]->setMeaning(
        epochs.empty() ? QString()
                       : QStringLiteral("%1 · %2 GiB")
                             .arg(m_model.epochTimeText(), valueText(epochs.back().memoryMib / 1024.0, 1)));
}

void RunView::updateLog()
{
    m_log->takeNew(m_model.log());
}

void RunView::openFolder()
{
    if (!m_model.hasRun()) {
        return;
    }
    QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(m_model.run().folder.string())));
}

} // namespace seg::gui

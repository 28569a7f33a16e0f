// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportCheckStep.h"

#include "gui/models/ValueText.h"
#include "gui/widgets/CasePreview.h"
#include "gui/widgets/CaseTable.h"
#include "gui/widgets/FindingPanel.h"
#include "gui/widgets/StageProgress.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kPreviewWidth = 372;
constexpr int kDetailHeight = 200; // two rows of buttons and the note under three lines

} // namespace

ImportCheckStep::ImportCheckStep(ImportViewModel& model, QWidget* parent)
    : ImportStepPage(QStringLiteral("Check"), Content::Fills, parent), m_model(model),
      m_stack(new QStackedWidget)
{
    m_stack->addWidget(makeRunning());
    m_stack->addWidget(makeResult());
    content()->addWidget(m_stack);
    headRight()->addWidget(m_table->filterBar());
    connect(&m_model, &ImportViewModel::checkChanged, this, &ImportCheckStep::update);
    connect(&m_model, &ImportViewModel::decisionsChanged, this, &ImportCheckStep::update);
    update();
}

QWidget* ImportCheckStep::makeRunning()
{
    auto* page = new QWidget;
    m_progress = new StageProgress;
    m_progress->setTexts(QStringLiteral("Reading the cases…"), {});
    m_message = new QLabel;
    m_message->setWordWrap(true);
    m_cancel = new QPushButton(QStringLiteral("Cancel the check"));
    m_cancel->setObjectName(QStringLiteral("cancelCheck"));
    m_cancel->setAutoDefault(false);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_progress);
    layout->addWidget(m_message);
    layout->addWidget(m_cancel, 0, Qt::AlignLeft);
    layout->addStretch(1);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_model.checkState() == ImportViewModel::CheckState::Running) {
            m_model.cancelCheck();
        } else {
            m_model.startCheck();
        }
    });
    return page;
}

QWidget* ImportCheckStep::makeResult()
{
    auto* page = new QWidget;
    m_table = new CaseTable(*m_model.cases());
    m_preview = new CasePreview;
    m_preview->setFixedWidth(kPreviewWidth);
    m_findings = new FindingPanel(FindingPanel::Buttons::Row);
    m_datasetFindings = new FindingPanel(FindingPanel::Buttons::Row);
    m_datasetFindings->setObjectName(QStringLiteral("datasetFindings"));
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(m_findings);
    scroll->viewport()->setAutoFillBackground(false);
    m_findings->setAutoFillBackground(false);
    auto* details = new QWidget;
    details->setFixedHeight(kDetailHeight);
    auto* row = new QHBoxLayout(details);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(14);
    row->addWidget(m_preview);
    row->addWidget(scroll, 1);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_datasetFindings);
    layout->addWidget(m_table, 1);
    layout->addWidget(details);
    connect(m_table, &CaseTable::currentChanged, this, &ImportCheckStep::showCurrent);
    for (FindingPanel* panel : {m_findings, m_datasetFindings}) {
        connect(panel, &FindingPanel::fixChosen, &m_model, &ImportViewModel::decide);
    }
    connect(m_findings, &FindingPanel::undoChosen, this, [this] {
        if (const auto id = m_table->current()) {
            m_model.takeBack(*id);
        }
    });
    connect(m_datasetFindings, &FindingPanel::undoChosen, this, [this] { m_model.takeBack({}); });
    return page;
}

void ImportCheckStep::enter()
{
    m_model.startCheck();
    m_table->setFocus();
    showCurrent(); // with the names and colors that were chosen meanwhile
}

bool ImportCheckStep::isSettled() const
{
    return m_model.checkState() != ImportViewModel::CheckState::Running && !m_preview->isLoading();
}

QString ImportCheckStep::line() const
{
    const QString task = QString::fromStdString(m_model.source().folder.filename().string());
    if (m_model.checkState() != ImportViewModel::CheckState::Done) {
        return task;
    }
    const CaseTableModel& cases = *m_model.cases();
    const int open = cases.count(dataset::Severity::Error) + cases.count(dataset::Severity::Warning);
    const QString look = open == 0
                             ? QStringLiteral("all are fine")
                             : countText(open, QStringLiteral("needs a look"), QStringLiteral("need a look"));
    return QStringLiteral("%1 · %2 read in %3 s · %4")
        .arg(task, countText(cases.rowCount(), QStringLiteral("case"), QStringLiteral("cases")))
        .arg(m_model.checkSeconds(), 0, 'f', 1)
        .arg(look);
}

void ImportCheckStep::update()
{
    using State = ImportViewModel::CheckState;
    const State state = m_model.checkState();
    setLine(line());
    m_stack->setCurrentIndex(state == State::Done ? 1 : 0);
    m_table->filterBar()->setVisible(state == State::Done);
    m_datasetFindings->setVisible(!m_model.check().issues.empty());
    m_datasetFindings->showDataset(m_model.check().issues, m_model.datasetFixes());
    const bool running = state == State::Running;
    m_progress->setVisible(running);
    m_progress->setTexts(m_model.checkMessage(),
                         QStringLiteral("%1 %").arg(m_model.checkFraction() * 100.0, 0, 'f', 0));
    m_progress->setFraction(m_model.checkFraction());
    m_message->setVisible(!running);
    m_message->setText(state == State::Cancelled ? QStringLiteral("The check was cancelled.")
                                                 : m_model.checkMessage());
    m_cancel->setText(running ? QStringLiteral("Cancel the check") : QStringLiteral("Check again"));
}

void ImportCheckStep::showCurrent()
{
    const auto id = m_table->current();
    const int row = id ? m_model.cases()->rowOf(*id) : -1;
    if (row < 0 || m_model.checkState() == ImportViewModel::CheckState::NotRun) {
        m_findings->clear();
        m_preview->clear();
        m_shown.reset();
        return;
    }
    m_findings->setLabels(m_model.labelScheme());
    m_findings->showCase(m_model.cases()->caseCheck(row), m_model.cases()->fixes(row));
    const Case* item = m_model.caseOf(*id);
    const dataset::LabelColors& colors = m_model.labels().colors();
    const std::vector<dataset::Fix>& fixes = m_model.cases()->fixes(row);
    if (item != nullptr && (m_shown != id || m_shownColors != colors || m_shownFixes != fixes)) {
        m_shown = id;
        m_shownColors = colors;
        m_shownFixes = fixes;
        m_preview->showCase(*item, colors, m_model.fixing(*id));
    }
}

} // namespace seg::gui

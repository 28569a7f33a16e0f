// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/TrainPage.h"

#include "gui/ProjectSession.h"
#include "gui/pages/NewRunForm.h"
#include "gui/pages/RunView.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/Words.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace seg::gui {

TrainPage::TrainPage(QWidget* parent) : Page(parent), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("trainPage"));
    m_noProject = new EmptyState(QStringLiteral("train"), QStringLiteral("No project is open"),
                                 QStringLiteral("Runs belong to a project."), QStringLiteral("New project…"));
    m_noPlan = new EmptyState(
        QStringLiteral("train"), QStringLiteral("Nothing to train yet"),
        QStringLiteral("Training follows a plan. Make one from the scans of this project first."),
        QStringLiteral("Go to Plan"));
    m_noPlan->button()->setObjectName(QStringLiteral("goToPlanButton"));
    m_form = new NewRunForm;
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(m_form);
    m_formPage = scroll;
    m_run = new RunView(m_model);
    for (QWidget* page : {static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noPlan), m_formPage,
                          static_cast<QWidget*>(m_run)}) {
        m_stack->addWidget(page);
    }
    m_failure = words({}, "error", true);
    m_failure->setObjectName(QStringLiteral("trainFailure"));
    m_failure->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX, 0);
    m_failure->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_failure);
    layout->addWidget(m_stack, 1);

    connect(m_noProject->button(), &QPushButton::clicked, this, &TrainPage::newProjectRequested);
    connect(m_noPlan->button(), &QPushButton::clicked, this,
            [this] { Q_EMIT pageRequested(PageId::Plan, {}); });
    connect(m_form, &NewRunForm::cancelled, this, &TrainPage::showRunOrForm);
    connect(m_form, &NewRunForm::startRequested, this, [this] {
        m_failure->hide();
        m_model.start(m_form->run());
    });
    connect(m_run, &RunView::newRunRequested, this, &TrainPage::showForm);
    connect(m_run, &RunView::reportRequested, this,
            [this](qlonglong run) { Q_EMIT pageRequested(PageId::Report, run); });
    connect(&m_model, &TrainingViewModel::runsChanged, m_run, &RunView::updateRuns);
    connect(&m_model, &TrainingViewModel::runSelected, this, [this] {
        m_failure->hide();
        m_run->updateRun();
        showRunOrForm();
    });
    connect(&m_model, &TrainingViewModel::epochsChanged, m_run, &RunView::updateCurves);
    connect(&m_model, &TrainingViewModel::stateChanged, this, [this] {
        m_run->updateState();
        m_run->updateLog();
        Q_EMIT statusTextChanged(m_model.statusText());
    });
    connect(&m_model, &TrainingViewModel::failed, this, &TrainPage::showFailure);
    showRunOrForm();
}

void TrainPage::setSession(ProjectSession* session)
{
    m_failure->hide();
    m_model.setSession(session);
    m_model.setFollowing(isVisible() && session != nullptr);
    if (session != nullptr) {
        connect(session, &ProjectSession::planChanged, this, [this] {
            if (m_stack->currentWidget() == m_noPlan || m_stack->currentWidget() == m_formPage) {
                showForm();
            }
        });
    }
    showRunOrForm();
}

void TrainPage::open(const QVariant& argument)
{
    if (argument.toString() == QLatin1String("new")) {
        showForm();
    } else if (argument.canConvert<qlonglong>() && argument.toLongLong() > 0) {
        m_model.select(database::RunId{argument.toLongLong()});
    }
}

void TrainPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_model.setFollowing(true);
    if (m_stack->currentWidget() == m_formPage || m_stack->currentWidget() == m_noPlan) {
        showForm(); // the plan may have been made meanwhile
    }
}

void TrainPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_model.setFollowing(false);
}

void TrainPage::showForm()
{
    const std::vector<RunDataset> datasets = m_model.runDatasets();
    if (datasets.empty()) {
        m_stack->setCurrentWidget(m_noPlan);
        return;
    }
    m_form->setDatasets(datasets);
    m_form->setCancellable(m_model.hasRun());
    m_stack->setCurrentWidget(m_formPage);
}

void TrainPage::showRunOrForm()
{
    if (m_model.session() == nullptr) {
        m_stack->setCurrentWidget(m_noProject);
    } else if (m_model.hasRun()) {
        m_stack->setCurrentWidget(m_run);
    } else {
        showForm();
    }
}

void TrainPage::showFailure(const QString& message)
{
    m_failure->setText(message);
    m_failure->show();
}

} // namespace seg::gui

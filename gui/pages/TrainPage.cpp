// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/TrainPage.h"

#include "gui/ProjectSession.h"
#include "gui/pages/NewRunForm.h"
#include "gui/pages/RunView.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/Words.h"

#include <QAction>
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
    makeActions();
    showRunOrForm();
}

void TrainPage::makeActions()
{
    const auto add = [this](const QString& text) {
        auto* action = new QAction(text, this);
        addAction(action);
        return action;
    };
    m_actions.create = add(QStringLiteral("&New run…"));
    m_actions.resume = add(QStringLiteral("&Resume"));
    m_actions.pause = add(QStringLiteral("&Pause"));
    m_actions.stopAfterEpoch = add(QStringLiteral("Stop after &epoch"));
    m_actions.stopNow = add(QStringLiteral("&Stop now"));
    m_actions.folder = add(QStringLiteral("&Open folder of the run"));
    connect(m_actions.create, &QAction::triggered, this,
            [this] { Q_EMIT pageRequested(PageId::Train, QStringLiteral("new")); });
    connect(m_actions.resume, &QAction::triggered, &m_model, &TrainingViewModel::resume);
    connect(m_actions.pause, &QAction::triggered, &m_model, &TrainingViewModel::pause);
    connect(m_actions.stopAfterEpoch, &QAction::triggered, &m_model, &TrainingViewModel::stopAfterEpoch);
    connect(m_actions.stopNow, &QAction::triggered, &m_model, &TrainingViewModel::stopNow);
    connect(m_actions.folder, &QAction::triggered, m_run, &RunView::openFolder);
    connect(&m_model, &TrainingViewModel::stateChanged, this, &TrainPage::updateActions);
    connect(&m_model, &TrainingViewModel::runSelected, this, &TrainPage::updateActions);
    updateActions();
}

void TrainPage::updateActions()
{
    const RunActions actions = m_model.actions();
    const auto apply = [](QAction& target, const RunAction& action) {
        target.setEnabled(action.isShown && action.isEnabled);
    };
    m_actions.create->setEnabled(m_model.session() != nullptr);
    m_actions.resume->setText(actions.resume.isShown ? u'&' + actions.resume.text
                                                     : QStringLiteral("&Resume"));
    apply(*m_actions.resume, actions.resume);
    apply(*m_actions.pause, actions.pause);
    apply(*m_actions.stopAfterEpoch, actions.stopAfterEpoch);
    apply(*m_actions.stopNow, actions.stopNow);
    m_actions.folder->setEnabled(m_model.hasRun());
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

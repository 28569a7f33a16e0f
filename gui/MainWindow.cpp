// SPDX-License-Identifier: Apache-2.0
#include "gui/MainWindow.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/base/Units.h"
#include "gui/dialogs/NewProjectDialog.h"
#include "gui/dialogs/SampleRun.h"
#include "gui/pages/DataPage.h"
#include "gui/pages/HomePage.h"
#include "gui/settings/UserSettings.h"
#include "gui/tasks/Computer.h"
#include "gui/theme/Theme.h"
#include "gui/viewmodels/RunText.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/CommandPalette.h"
#include "gui/widgets/DropSheet.h"
#include "gui/widgets/JobsPanel.h"
#include "gui/widgets/Rail.h"
#include "gui/widgets/StatusChips.h"

#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>

#include <utility>

namespace seg::gui {

namespace {

constexpr int kLayoutVersion = 1;
constexpr int kTitleIntervalMs = 1000;
constexpr int kMessageMs = 8000;

} // namespace

MainWindow::MainWindow(UserSettings& settings, QWidget* parent) : QMainWindow(parent), m_settings(settings)
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(1280, 720);
    resize(1440, 900);
    buildPages();
    buildDocks();
    buildStatusBar();
    buildMenus();
    buildDropSheet();
    m_defaultState = saveState(kLayoutVersion);
    m_titleTimer.setInterval(kTitleIntervalMs);
    connect(&m_titleTimer, &QTimer::timeout, this, &MainWindow::updateTitle);
    m_messageTimer.setSingleShot(true);
    connect(&m_messageTimer, &QTimer::timeout, this, &MainWindow::updateStatus);
    connect(&m_settings, &UserSettings::themeChanged, this, &MainWindow::applyTheme);
    readGpuState();
    setSession(nullptr);
    goTo(PageId::Home);
}

MainWindow::~MainWindow()
{
    for (const Workspace& workspace : m_workspaces) {
        workspace.page->setSession(nullptr);
    }
    m_jobs->setSession(nullptr);
    m_chips->setSession(nullptr);
    m_session.reset();
}

Page* MainWindow::page(PageId id) const
{
    for (const Workspace& workspace : m_workspaces) {
        if (workspace.id == id) {
            return workspace.page;
        }
    }
    return nullptr;
}

PageId MainWindow::currentPage() const
{
    return m_workspaces.at(static_cast<std::size_t>(m_stack->currentIndex())).id;
}

void MainWindow::goTo(PageId id, const QVariant& argument)
{
    for (std::size_t i = 0; i < m_workspaces.size(); ++i) {
        const Workspace& workspace = m_workspaces[i];
        if (workspace.id != id) {
            continue;
        }
        m_pageText.clear();
        m_stack->setCurrentIndex(static_cast<int>(i));
        m_rail->setCurrent(static_cast<int>(i));
        if (argument.isValid()) {
            workspace.page->open(argument);
        }
        showDock();
        updateStatus();
    }
}

bool MainWindow::isSettled() const
{
    return m_dropSheet->isSettled() &&
           m_workspaces.at(static_cast<std::size_t>(m_stack->currentIndex())).page->isSettled();
}

// Project

bool MainWindow::openProject(const QString& folder)
{
    try {
        auto session =
            std::make_unique<ProjectSession>(database::Project::open(QDir::cleanPath(folder).toStdString()));
        leaveProject([this, opened = std::make_shared<std::unique_ptr<ProjectSession>>(std::move(session))] {
            setSession(std::move(*opened));
            goTo(m_session->project().datasets().empty() ? PageId::Data : PageId::Train);
        });
        return true;
    } catch (const Error& error) {
        showNotice(this, QStringLiteral("The project cannot be opened"),
                   QString::fromStdString(error.what()));
        return false;
    }
}

bool MainWindow::createProject(const QString& folder, const QString& name)
{
    try {
        auto session = std::make_unique<ProjectSession>(
            database::Project::create(QDir::cleanPath(folder).toStdString(), name.toStdString()));
        leaveProject([this, made = std::make_shared<std::unique_ptr<ProjectSession>>(std::move(session))] {
            setSession(std::move(*made));
            goTo(PageId::Data);
        });
        return true;
    } catch (const Error& error) {
        showNotice(this, QStringLiteral("The project cannot be made"), QString::fromStdString(error.what()));
        return false;
    }
}

void MainWindow::closeProject()
{
    leaveProject([this] {
        setSession(nullptr);
        goTo(PageId::Home);
    });
}

void MainWindow::setSession(std::unique_ptr<ProjectSession> session)
{
    std::unique_ptr<ProjectSession> previous = std::exchange(m_session, std::move(session));
    m_jobs->setSession(m_session.get());
    m_chips->setSession(m_session.get());
    for (const Workspace& workspace : m_workspaces) {
        workspace.page->setSession(m_session.get());
    }
    previous.reset();
    if (m_session) {
        connect(m_session.get(), &ProjectSession::jobEnded, this, &MainWindow::jobEnded);
        connect(m_session.get(), &ProjectSession::runsChanged, this, &MainWindow::updateTitle);
        connect(m_session.get(), &ProjectSession::jobStarted, &m_titleTimer, qOverload<>(&QTimer::start));
        m_settings.addRecentProject(QString::fromStdString(m_session->folder().string()));
    }
    updateTitle();
    updateStatus();
}

void MainWindow::leaveProject(const Next& next)
{
    leaveImport([this, next] { leaveJobs(next); });
}

void MainWindow::leaveImport(const Next& next)
{
    if (m_data->isImportDecided()) {
        goTo(PageId::Data); // what the question is about
    }
    m_data->leaveImport(next);
}

void MainWindow::leaveJobs(Next next)
{
    if (!m_session || m_session->jobs().empty()) {
        next();
        return;
    }
    askAboutJobs([this, next = std::move(next)] { stopJobs(next); });
}

void MainWindow::askAboutJobs(Next stop)
{
    const QString training = trainingText();
    auto* box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("stopQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(QStringLiteral("Work is going on"));
    box->setText(training.isEmpty() ? QStringLiteral("%1 is running.").arg(m_session->jobs().back()->title())
                                    : training + QLatin1Char('.'));
    box->setInformativeText(
        training.isEmpty()
            ? QStringLiteral("Stopping it leaves no half-done files; it can be started again.")
            : QStringLiteral("Stopping writes a checkpoint first: Resume continues where it was."));
    auto* stopButton = box->addButton(training.isEmpty() ? QStringLiteral("Stop it")
                                                         : QStringLiteral("Stop after a checkpoint"),
                                      QMessageBox::DestructiveRole);
    stopButton->setObjectName(QStringLiteral("stopAndLeave"));
    auto* stay = box->addButton(training.isEmpty() ? QStringLiteral("Keep it running")
                                                   : QStringLiteral("Keep training"),
                                QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("keepRunning"));
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    connect(stopButton, &QPushButton::clicked, this, std::move(stop));
    box->open();
}

void MainWindow::stopJobs(Next next)
{
    if (!m_session || m_session->jobs().empty()) {
        next();
        return;
    }
    m_leaving = true;
    m_statusText->setText(QStringLiteral("Stopping; a training writes its checkpoint first…"));
    for (Job* job : m_session->jobs()) {
        job->runner().cancel();
    }
    connect(m_session.get(), &ProjectSession::jobStarted, this, [this](Job* job) {
        if (m_leaving) {
            job->runner().cancel(); // what follows a stopped job stops too
        }
    });
    connect(m_session.get(), &ProjectSession::jobEnded, this, [this, next = std::move(next)] {
        if (m_leaving && m_session && m_session->jobs().empty()) {
            m_leaving = false;
            QMetaObject::invokeMethod(this, next, Qt::QueuedConnection);
        }
    });
}

void MainWindow::jobEnded(const QString& title, bool succeeded, const QString& message)
{
    if (m_session->jobs().empty()) {
        m_titleTimer.stop();
    }
    updateTitle();
    if (succeeded) {
        say(QStringLiteral("%1: done").arg(title));
    } else if (!m_leaving) {
        say(QStringLiteral("%1: %2").arg(title, message));
        showJobs();
    }
}

void MainWindow::newProject()
{
    auto* dialog = new NewProjectDialog(m_settings.projectsFolder(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (createProject(dialog->projectFolder(), dialog->name())) {
            m_settings.setProjectsFolder(dialog->parentFolder());
        }
    });
    dialog->open();
}

void MainWindow::askForProject()
{
    chooseFolder(this, QStringLiteral("Open a project"), m_settings.projectsFolder(),
                 [this](const QString& folder) { openProject(folder); });
}

void MainWindow::runSample()
{
    const QDir projects(m_settings.projectsFolder());
    QString name = QStringLiteral("Sample");
    for (int i = 2; projects.exists(name + QStringLiteral(".segwright")); ++i) {
        name = QStringLiteral("Sample %1").arg(i);
    }
    leaveProject([this, name, folder = projects.filePath(name + QStringLiteral(".segwright"))] {
        if (createProject(folder, name)) {
            auto* sample = new SampleRun(*m_session);
            connect(sample, &SampleRun::pageRequested, this, &MainWindow::goTo);
            sample->start();
        }
    });
}

void MainWindow::importDataset(const QString& source)
{
    goTo(PageId::Data);
    m_data->openImport(source);
}

// Frame

void MainWindow::applyTheme()
{
    const ThemeChoice choice = m_settings.theme();
    switchTheme(choice == ThemeChoice::System
                    ? systemTheme()
                    : (choice == ThemeChoice::Light ? ThemeKind::Light : ThemeKind::Dark));
}

void MainWindow::showDock()
{
    QWidget* content = m_workspaces.at(static_cast<std::size_t>(m_stack->currentIndex())).page->dockContent();
    if (content != nullptr && m_rightStack->indexOf(content) < 0) {
        m_rightStack->addWidget(content);
    }
    if (content != nullptr) {
        m_rightStack->setCurrentWidget(content);
    }
    m_rightDock->setVisible(content != nullptr);
}

void MainWindow::showJobs()
{
    m_bottomTabs->setCurrentIndex(0);
    m_bottomDock->show();
    m_bottomDock->raise();
}

void MainWindow::resetLayout()
{
    m_settings.clearWindowLayout();
    restoreState(m_defaultState, kLayoutVersion);
    showDock();
}

QString MainWindow::trainingText() const
{
    if (!m_session || m_session->trainingRuns().empty()) {
        return {};
    }
    const database::RunId id = m_session->trainingRuns().back();
    const database::RunRecord run = m_session->project().run(id);
    return QStringLiteral("Run %1 %2 (%3 %)")
        .arg(static_cast<qint64>(id))
        .arg(runStateText(run.state))
        .arg(runPercent(run));
}

void MainWindow::updateTitle()
{
    QStringList parts;
    if (m_session) {
        parts << QString::fromStdString(m_session->project().name());
        const QString training = trainingText();
        if (!training.isEmpty()) {
            parts << training;
        }
    }
    parts << QStringLiteral("Segwright");
    setWindowTitle(parts.join(QStringLiteral(" - ")));
}

void MainWindow::updateStatus()
{
    if (m_leaving) {
        return; // says what it waits for
    }
    if (m_messageTimer.isActive()) {
        m_statusText->setText(m_message);
        return;
    }
    if (!m_pageText.isEmpty()) {
        m_statusText->setText(m_pageText);
        return;
    }
    m_statusText->setText(
        m_session ? QStringLiteral("Project %1").arg(QString::fromStdString(m_session->project().name()))
                  : QStringLiteral("No project open"));
}

void MainWindow::say(const QString& message)
{
    m_message = message;
    m_messageTimer.start(kMessageMs);
    updateStatus();
}

void MainWindow::readGpuState()
{
    m_gpuReader.start([this](const TaskContext&) {
        const GpuFacts gpu = readGpu();
        const double gib = static_cast<double>(gpu.memoryBytes) / kGiB;
        const QString text = gpu.isPresent() ? QStringLiteral("GPU %1 GiB").arg(gib, 0, 'f', 0) : QString();
        return TaskRunner::Publish([this, text] { m_chips->setGpu(text); });
    });
}

void MainWindow::showEvent(QShowEvent* event)
{
    if (m_layoutRemembered && !m_layoutRestored) {
        m_layoutRestored = true;
        restoreGeometry(m_settings.windowGeometry());
        restoreState(m_settings.windowState(kLayoutVersion), kLayoutVersion);
        m_bottomDock->hide();
        showDock();
    }
    QMainWindow::showEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_data->isImportDecided()) {
        event->ignore();
        leaveImport([this] { close(); });
        return;
    }
    if (m_session && !m_session->jobs().empty()) {
        event->ignore();
        if (!m_leaving) {
            askAboutJobs([this] { stopJobs([this] { close(); }); });
        }
        return;
    }
    if (m_layoutRemembered) {
        m_settings.setWindowLayout(saveGeometry(), saveState(kLayoutVersion), kLayoutVersion);
    }
    event->accept();
}

} // namespace seg::gui

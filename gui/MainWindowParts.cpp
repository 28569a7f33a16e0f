// SPDX-License-Identifier: Apache-2.0
// What the window is put together from: pages, menus, docks, status bar. Its behavior is in MainWindow.cpp.
#include "gui/MainWindow.h"
#include "gui/pages/DataPage.h"
#include "gui/pages/HomePage.h"
#include "gui/pages/PlanPage.h"
#include "gui/pages/ReportPage.h"
#include "gui/pages/ReviewPage.h"
#include "gui/pages/SegmentPage.h"
#include "gui/pages/TrainPage.h"
#include "gui/settings/UserSettings.h"
#include "gui/tasks/Computer.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/CommandPalette.h"
#include "gui/widgets/DropSheet.h"
#include "gui/widgets/JobsPanel.h"
#include "gui/widgets/LogView.h"
#include "gui/widgets/Rail.h"
#include "gui/widgets/StatusChips.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>

#include <array>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kBottomHeight = 180;

/// A title bar of no height: without a layout a widget has no size at all, and the dock a negative one.
QWidget* emptyTitleBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    return bar;
}

} // namespace

void MainWindow::buildPages()
{
    m_rail = new Rail;
    m_stack = new QStackedWidget;
    m_home = new HomePage;
    m_data = new DataPage;
    m_home->setSettings(&m_settings);
    m_data->setSettings(&m_settings);
    addPage(PageId::Home, QStringLiteral("Home"), QStringLiteral("home"), m_home);
    addPage(PageId::Data, QStringLiteral("Data"), QStringLiteral("data"), m_data);
    addPage(PageId::Plan, QStringLiteral("Plan"), QStringLiteral("plan"), new PlanPage);
    addPage(PageId::Train, QStringLiteral("Train"), QStringLiteral("train"), new TrainPage);
    addPage(PageId::Segment, QStringLiteral("Segment"), QStringLiteral("segment"), new SegmentPage);
    addPage(PageId::Review, QStringLiteral("Review"), QStringLiteral("review"), new ReviewPage);
    addPage(PageId::Report, QStringLiteral("Report"), QStringLiteral("report"), new ReportPage);
    auto* center = new QWidget;
    auto* layout = new QHBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addWidget(m_stack, 1);
    setCentralWidget(center);
    connect(m_rail, &Rail::chosen, this,
            [this](int index) { goTo(m_workspaces.at(static_cast<std::size_t>(index)).id); });
    connect(m_home, &HomePage::sampleRequested, this, &MainWindow::runSample);
    connect(m_data, &DataPage::findingsChanged, this,
            [this](int open) { m_rail->button(static_cast<int>(PageId::Data))->setBadge(open); });
}

void MainWindow::addPage(PageId id, const QString& name, const QString& icon, Page* page)
{
    m_workspaces.push_back({id, name, icon, page});
    m_rail->add(icon, name);
    m_stack->addWidget(page);
    connectPage(page);
}

void MainWindow::connectPage(Page* page)
{
    connect(page, &Page::pageRequested, this, &MainWindow::goTo);
    connect(page, &Page::newProjectRequested, this, &MainWindow::newProject);
    connect(page, &Page::openProjectRequested, this, [this](const QString& folder) {
        if (folder.isEmpty()) {
            askForProject();
        } else {
            openProject(folder);
        }
    });
    connect(page, &Page::importRequested, this, &MainWindow::importDataset);
    connect(page, &Page::dockContentChanged, this, [this, page] {
        if (m_stack->currentWidget() == page && m_rightDock != nullptr) {
            showDock();
        }
    });
    connect(page, &Page::statusTextChanged, this, [this, page](const QString& text) {
        if (m_stack->currentWidget() != page || m_leaving) {
            return;
        }
        m_pageText = text;
        updateStatus();
    });
}

void MainWindow::addAction(QMenu& menu, const QString& text, const QString& keys, const Next& act)
{
    QAction* action = menu.addAction(text);
    action->setShortcut(QKeySequence(keys));
    connect(action, &QAction::triggered, this, act);
}

void MainWindow::buildMenus()
{
    auto* name = new QLabel(QStringLiteral("Segwright"));
    name->setProperty("role", "strong");
    name->setContentsMargins(8, 0, 8, 0);
    menuBar()->setNativeMenuBar(false);
    menuBar()->setCornerWidget(name, Qt::TopLeftCorner);
    buildFileMenu();
    buildViewMenu();
    buildPageMenus();
    buildHelpMenu();
    m_palette = new CommandPalette(*menuBar(), [this] { return paletteEntries(); });
    auto* corner = new QWidget;
    auto* layout = new QHBoxLayout(corner);
    layout->setContentsMargins(0, 3, 12, 3);
    layout->addWidget(m_palette);
    menuBar()->setCornerWidget(corner, Qt::TopRightCorner);
}

void MainWindow::buildFileMenu()
{
    QMenu& menu = *menuBar()->addMenu(QStringLiteral("&File"));
    addAction(menu, QStringLiteral("&New project…"), QStringLiteral("Ctrl+N"), [this] { newProject(); });
    addAction(menu, QStringLiteral("&Open project…"), QStringLiteral("Ctrl+O"), [this] { askForProject(); });
    m_recentMenu = menu.addMenu(QStringLiteral("Open &recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    connect(&m_settings, &UserSettings::recentProjectsChanged, this, &MainWindow::fillRecentMenu);
    fillRecentMenu();
    menu.addSeparator();
    addAction(menu, QStringLiteral("&Import dataset…"), QStringLiteral("Ctrl+I"),
              [this] { importDataset({}); });
    menu.addSeparator();
    addAction(menu, QStringLiteral("&Close project"), QStringLiteral("Ctrl+W"), [this] { closeProject(); });
    addAction(menu, QStringLiteral("&Quit"), QStringLiteral("Ctrl+Q"), [this] { close(); });
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const QString& folder : m_settings.recentProjects()) {
        QAction* action = m_recentMenu->addAction(shortPath(folder));
        connect(action, &QAction::triggered, this, [this, folder] { openProject(folder); });
    }
    m_recentMenu->setEnabled(!m_recentMenu->isEmpty());
}

void MainWindow::buildViewMenu()
{
    QMenu& menu = *menuBar()->addMenu(QStringLiteral("&View"));
    for (std::size_t i = 0; i < m_workspaces.size(); ++i) {
        const PageId id = m_workspaces[i].id;
        addAction(menu, m_workspaces[i].name, QStringLiteral("Ctrl+%1").arg(i + 1), [this, id] { goTo(id); });
    }
    menu.addSeparator();
    QMenu& themes = *menu.addMenu(QStringLiteral("&Theme"));
    auto* group = new QActionGroup(this);
    static const std::array<std::pair<ThemeChoice, const char*>, 3> kThemes{
        {{ThemeChoice::Dark, "&Dark"},
         {ThemeChoice::Light, "&Light"},
         {ThemeChoice::System, "As the &system"}}};
    for (const auto& [choice, text] : kThemes) {
        QAction* action = themes.addAction(QString::fromLatin1(text));
        action->setCheckable(true);
        action->setChecked(m_settings.theme() == choice);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = choice] { m_settings.setTheme(wanted); });
    }
    QAction* bottom = m_bottomDock->toggleViewAction();
    bottom->setText(QStringLiteral("&Jobs and log"));
    bottom->setShortcut(QKeySequence(QStringLiteral("Ctrl+J")));
    menu.addAction(bottom);
    addAction(menu, QStringLiteral("&Full screen"), QStringLiteral("F11"),
              [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    addAction(menu, QStringLiteral("&Reset layout"), {}, [this] { resetLayout(); });
    menu.addSeparator();
    addAction(menu, QStringLiteral("&Go to anything"), QStringLiteral("Ctrl+Shift+P"),
              [this] { m_palette->begin(); });
}

/// A page that has actions of its own gets a menu with its name.
void MainWindow::buildPageMenus()
{
    for (const Workspace& workspace : m_workspaces) {
        if (!workspace.page->actions().isEmpty()) {
            menuBar()->addMenu(QLatin1Char('&') + workspace.name)->addActions(workspace.page->actions());
        }
    }
}

void MainWindow::buildHelpMenu()
{
    QMenu& menu = *menuBar()->addMenu(QStringLiteral("&Help"));
    addAction(menu, QStringLiteral("Try the &sample"), {}, [this] { runSample(); });
    addAction(menu, QStringLiteral("&About Segwright"), {}, [this] { showAbout(); });
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("about"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(QStringLiteral("About Segwright"));
    box->setText(QStringLiteral("Segwright %1").arg(QApplication::applicationVersion()));
    box->setInformativeText(
        QStringLiteral(
            "Self-configuring medical image segmentation, after nnU-Net (Isensee et al., Nature Methods "
            "18, 203-211, 2021). Apache License 2.0. Not a medical device.\n\n"
            "Built with Qt %1, VTK, LibTorch and SQLite. Font: Roboto, Apache License 2.0.")
            .arg(QLatin1String(qVersion())));
    box->open();
}

void MainWindow::buildDocks()
{
    m_rightStack = new QStackedWidget;
    m_rightDock = new QDockWidget(this);
    m_rightDock->setObjectName(QStringLiteral("rightDock"));
    m_rightDock->setTitleBarWidget(emptyTitleBar());
    m_rightDock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    m_rightDock->setWidget(m_rightStack);
    m_rightStack->setFixedWidth(size::kDockWidth);
    addDockWidget(Qt::RightDockWidgetArea, m_rightDock);

    m_jobs = new JobsPanel;
    m_bottomTabs = new QTabWidget;
    m_bottomTabs->setProperty("role", "panel");
    m_bottomTabs->setAttribute(Qt::WA_StyledBackground);
    m_bottomTabs->addTab(m_jobs, QStringLiteral("Jobs"));
    m_bottomTabs->addTab(new LogView, QStringLiteral("Log"));
    m_bottomDock = new QDockWidget(this);
    m_bottomDock->setObjectName(QStringLiteral("bottomDock"));
    m_bottomDock->setTitleBarWidget(emptyTitleBar());
    m_bottomDock->setWidget(m_bottomTabs);
    addDockWidget(Qt::BottomDockWidgetArea, m_bottomDock);
    resizeDocks({m_bottomDock}, {kBottomHeight}, Qt::Vertical);
    m_bottomDock->hide();
    m_rightDock->hide();
}

void MainWindow::buildStatusBar()
{
    m_statusText = new QLabel;
    m_statusText->setObjectName(QStringLiteral("statusText"));
    m_chips = new StatusChips;
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_statusText, 1);
    statusBar()->addPermanentWidget(m_chips);
    connect(m_chips, &StatusChips::jobsClicked, this, &MainWindow::showJobs);
}

void MainWindow::buildDropSheet()
{
    m_dropSheet = new DropSheet(this);
    connect(m_dropSheet, &DropSheet::scansDropped, this,
            [this](const QStringList& paths) { goTo(PageId::Segment, paths); });
    connect(m_dropSheet, &DropSheet::taskDropped, this, &MainWindow::importDataset);
    connect(m_dropSheet, &DropSheet::projectDropped, this, &MainWindow::openProject);
    connect(m_dropSheet, &DropSheet::unknownDropped, this, [this](const QString& sentence) {
        showNotice(this, QStringLiteral("Nothing to open"), sentence);
    });
}

void MainWindow::take(const QStringList& paths)
{
    m_dropSheet->take(paths);
}

std::vector<CommandPalette::Entry> MainWindow::paletteEntries()
{
    std::vector<CommandPalette::Entry> entries;
    if (!m_session) {
        return entries;
    }
    for (const database::RunRecord& run : m_session->project().runs()) {
        const auto id = static_cast<qlonglong>(run.id);
        entries.push_back({QStringLiteral("Run %1 %2").arg(id).arg(QString::fromStdString(run.name)),
                           [this, id] { goTo(PageId::Train, QVariant::fromValue(id)); }});
    }
    return entries;
}

} // namespace seg::gui

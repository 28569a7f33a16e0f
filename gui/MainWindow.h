// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/ProjectSession.h"
#include "gui/pages/Page.h"
#include "gui/widgets/CommandPalette.h"

#include <QMainWindow>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QDockWidget;
class QLabel;
class QMenu;
class QStackedWidget;
class QTabWidget;

namespace seg::gui {

class DataPage;
class DropSheet;
class HomePage;
class JobsPanel;
class Rail;
class StatusChips;
class UserSettings;

/// The window: menus, the rail of workspaces, their pages, the right dock, Jobs and Log below, the status
/// bar. Holds the one open project and hands it to the pages.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// \param settings  outlives the window.
    explicit MainWindow(UserSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// \return whether it is open now; else a notice says why not.
    bool openProject(const QString& folder);
    bool createProject(const QString& folder, const QString& name);
    void closeProject();
    [[nodiscard]] ProjectSession* session() const noexcept { return m_session.get(); }

    void goTo(PageId page, const QVariant& argument = {});
    [[nodiscard]] PageId currentPage() const;
    [[nodiscard]] Page* page(PageId page) const;
    void take(const QStringList& paths); ///< as if dropped
    [[nodiscard]] bool isSettled() const;
    void setLayoutRemembered(bool remembered) { m_layoutRemembered = remembered; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Workspace {
        PageId id;
        QString name;
        QString icon;
        Page* page = nullptr;
    };
    using Next = std::function<void()>;

    void buildPages();
    void addPage(PageId id, const QString& name, const QString& icon, Page* page);
    void connectPage(Page* page);
    void buildMenus();
    void buildFileMenu();
    void buildViewMenu();
    void buildPageMenus();
    void buildHelpMenu();
    void addAction(QMenu& menu, const QString& text, const QString& keys, const Next& act);
    void buildDocks();
    void buildStatusBar();
    void buildDropSheet();

    void setSession(std::unique_ptr<ProjectSession> session);
    /// Asks about an import that was begun and about running jobs, stops these, then calls `next`.
    void leaveProject(const Next& next);
    void leaveImport(const Next& next);
    void leaveJobs(Next next);
    void askAboutJobs(Next stop);
    void stopJobs(Next next);
    void jobEnded(const QString& title, bool succeeded, const QString& message);
    void newProject();
    void askForProject();
    void runSample();
    void importDataset(const QString& source);
    void applyTheme();
    void showDock();
    void showJobs();
    void showAbout();
    void resetLayout();
    void updateTitle();
    void updateStatus(); ///< a short message, else the page's words, else the project
    void say(const QString& message);
    void fillRecentMenu();
    void readGpuState();
    [[nodiscard]] QString trainingText() const; ///< "Run 12 training (42 %)"; empty when nothing trains
    [[nodiscard]] std::vector<CommandPalette::Entry> paletteEntries();

    UserSettings& m_settings;
    std::vector<Workspace> m_workspaces;
    HomePage* m_home = nullptr;
    DataPage* m_data = nullptr;
    Rail* m_rail = nullptr;
    QStackedWidget* m_stack = nullptr;
    QDockWidget* m_rightDock = nullptr;
    QStackedWidget* m_rightStack = nullptr;
    QDockWidget* m_bottomDock = nullptr;
    QTabWidget* m_bottomTabs = nullptr;
    JobsPanel* m_jobs = nullptr;
    StatusChips* m_chips = nullptr;
    QLabel* m_statusText = nullptr;
    QString m_message;     ///< shown for a moment
    QString m_pageText;    ///< of the page in front
    QTimer m_messageTimer; ///< until the message goes
    QMenu* m_recentMenu = nullptr;
    CommandPalette* m_palette = nullptr;
    DropSheet* m_dropSheet = nullptr;
    QTimer m_titleTimer; ///< follows the run that trains; stands still while no job runs
    QByteArray m_defaultState;
    bool m_layoutRemembered = true;
    bool m_layoutRestored = false;
    bool m_leaving = false; ///< jobs are being stopped before the project closes
    TaskRunner m_gpuReader;
    std::unique_ptr<ProjectSession> m_session; // goes first: its jobs publish into the pages
};

} // namespace seg::gui

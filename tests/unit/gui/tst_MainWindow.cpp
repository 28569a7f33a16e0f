// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "gui/MainWindow.h"
#include "gui/dialogs/ImportWizard.h"
#include "gui/pages/DataPage.h"
#include "gui/settings/UserSettings.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CommandPalette.h"

#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace seg::gui;

class TestMainWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyMenuIsOnTheBar_data();
    void everyMenuIsOnTheBar();
    void aMenuHasSomethingToDo();
    void startsWithoutAWarning();
    void saysThatNoProjectIsOpen();
    void opensEveryWorkspaceWithoutAProject();
    void leavingTheProjectAsksAboutABegunImport();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<UserSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

namespace {

QStringList g_warnings; // GUI thread alone

void noteWarning(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    Q_UNUSED(context);
    if (type != QtDebugMsg && type != QtInfoMsg) {
        g_warnings << message;
    }
}

} // namespace

void TestMainWindow::init()
{
    m_settings = std::make_unique<UserSettings>(m_folder.filePath(QStringLiteral("settings.ini")), nullptr);
    m_window = std::make_unique<MainWindow>(*m_settings);
    m_window->setLayoutRemembered(false);
    m_window->resize(1280, 720);
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_settings.reset();
}

void TestMainWindow::everyMenuIsOnTheBar_data()
{
    QTest::addColumn<ThemeKind>("theme");
    QTest::newRow("dark") << ThemeKind::Dark;
    QTest::newRow("light") << ThemeKind::Light;
}

void TestMainWindow::everyMenuIsOnTheBar()
{
    QFETCH(ThemeKind, theme);
    switchTheme(theme);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    const QMenuBar& bar = *m_window->menuBar();
    QStringList names;
    for (QAction* action : bar.actions()) {
        names << action->text().remove(u'&');
        const QRect place = bar.actionGeometry(action);
        QVERIFY2(!place.isEmpty() && bar.rect().contains(place),
                 qPrintable(QStringLiteral("%1 lies at %2, %3, %4 × %5 px of a bar of %6 × %7 px")
                                .arg(action->text())
                                .arg(place.x())
                                .arg(place.y())
                                .arg(place.width())
                                .arg(place.height())
                                .arg(bar.width())
                                .arg(bar.height())));
    }
    for (const char* wanted : {"File", "View", "Data", "Train", "Segment", "Review", "Help"}) {
        QVERIFY2(names.contains(QLatin1String(wanted)), wanted);
    }
    const auto* more = bar.findChild<QWidget*>(QStringLiteral("qt_menubar_ext_button"));
    QVERIFY(more != nullptr && !more->isVisible());
}

void TestMainWindow::aMenuHasSomethingToDo()
{
    for (const QAction* action : m_window->menuBar()->actions()) {
        QVERIFY2(action->menu() != nullptr && !action->menu()->isEmpty(), qPrintable(action->text()));
    }
}

void TestMainWindow::startsWithoutAWarning()
{
    g_warnings.clear();
    const QtMessageHandler previous = qInstallMessageHandler(&noteWarning);
    {
        MainWindow window(*m_settings);
        window.setLayoutRemembered(false);
        window.resize(1440, 900);
        window.show();
        const bool isExposed = QTest::qWaitForWindowExposed(&window);
        for (const PageId page : {PageId::Data, PageId::Plan, PageId::Train, PageId::Home}) {
            window.goTo(page);
            QTest::qWait(20);
        }
        if (!isExposed) {
            g_warnings << QStringLiteral("the window was not shown");
        }
    }
    qInstallMessageHandler(previous);
    QVERIFY2(g_warnings.isEmpty(), qPrintable(g_warnings.join(u'\n')));
}

void TestMainWindow::saysThatNoProjectIsOpen()
{
    m_window->show();
    const auto* text = m_window->findChild<QLabel*>(QStringLiteral("statusText"));
    QCOMPARE(text->text(), QStringLiteral("No project open"));
    m_window->goTo(PageId::Train);
    QTest::qWait(400); // the page has looked at its run once
    QCOMPARE(text->text(), QStringLiteral("No project open"));
}

void TestMainWindow::opensEveryWorkspaceWithoutAProject()
{
    m_window->show();
    for (const PageId page : {PageId::Home, PageId::Data, PageId::Plan, PageId::Train, PageId::Segment,
                              PageId::Review, PageId::Report}) {
        m_window->goTo(page);
        QCOMPARE(m_window->currentPage(), page);
        QTRY_VERIFY(m_window->isSettled());
    }
}

void TestMainWindow::leavingTheProjectAsksAboutABegunImport()
{
    seg::dataset::PhantomOptions options;
    options.cases = 6;
    options.extent = {{16, 16, 16}};
    const QString task = m_folder.filePath(QStringLiteral("Task07_Shapes"));
    seg::dataset::writePhantomTask(task.toStdString(), options);
    m_window->show();
    QVERIFY(m_window->createProject(m_folder.filePath(QStringLiteral("Study.segwright")),
                                    QStringLiteral("Study")));
    auto* data = dynamic_cast<DataPage*>(m_window->page(PageId::Data));
    data->openImport(task);
    QTRY_VERIFY(data->wizard()->model().sourceState() == ImportViewModel::SourceState::Found);
    data->wizard()->model().setChannelName(0, QStringLiteral("another"));
    m_window->goTo(PageId::Home);
    const auto answer = [this](const char* name) {
        const auto* question = m_window->findChild<QMessageBox*>(QStringLiteral("dropQuestion"));
        auto* button = question == nullptr ? nullptr : question->findChild<QPushButton*>(QLatin1String(name));
        if (button != nullptr) {
            button->click();
        }
        return button != nullptr;
    };
    const auto isAsking = [this] {
        return m_window->findChild<QMessageBox*>(QStringLiteral("dropQuestion")) != nullptr;
    };
    QVERIFY(!m_window->close());
    QCOMPARE(m_window->currentPage(), PageId::Data);
    QVERIFY(answer("keepChanges"));
    QTRY_VERIFY(!isAsking());
    QVERIFY(m_window->isVisible());
    m_window->closeProject();
    QVERIFY(m_window->session() != nullptr && data->wizard()->model().hasDecisions());
    QVERIFY(answer("dropChanges"));
    QVERIFY(m_window->session() == nullptr && data->wizard() == nullptr);
    QTRY_VERIFY(!isAsking());
    QVERIFY(m_window->close());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_MainWindow.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/settings/UserSettings.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace seg::gui;

class TestUserSettings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isDarkAtFirst();
    void remembersTheTheme_andSaysSoOnce();
    void keepsTheLatestProjectFirst_withoutDoubles();
    void keepsNoMoreThanItsLimit();
    void forgetsALayoutOfAnotherVersion();

private:
    QTemporaryDir m_folder;
    QString m_file;
};

void TestUserSettings::init()
{
    static int count = 0;
    m_file = m_folder.filePath(QStringLiteral("settings%1.ini").arg(++count));
}

void TestUserSettings::isDarkAtFirst()
{
    const UserSettings settings(m_file, nullptr);
    QCOMPARE(settings.theme(), ThemeChoice::Dark);
}

void TestUserSettings::remembersTheTheme_andSaysSoOnce()
{
    {
        UserSettings settings(m_file, nullptr);
        QSignalSpy changed(&settings, &UserSettings::themeChanged);
        settings.setTheme(ThemeChoice::Light);
        settings.setTheme(ThemeChoice::Light);
        QCOMPARE(changed.size(), 1);
    }
    const UserSettings again(m_file, nullptr);
    QCOMPARE(again.theme(), ThemeChoice::Light);
}

void TestUserSettings::keepsTheLatestProjectFirst_withoutDoubles()
{
    UserSettings settings(m_file, nullptr);
    settings.addRecentProject("/projects/a");
    settings.addRecentProject("/projects/Größe 3 (b)");
    settings.addRecentProject("/projects/a");
    QCOMPARE(settings.recentProjects(), QStringList({"/projects/a", "/projects/Größe 3 (b)"}));
    QSignalSpy changed(&settings, &UserSettings::recentProjectsChanged);
    settings.removeRecentProject("/projects/none");
    QCOMPARE(changed.size(), 0);
    settings.removeRecentProject("/projects/a");
    QCOMPARE(changed.size(), 1);
    QCOMPARE(settings.recentProjects(), QStringList({"/projects/Größe 3 (b)"}));
}

void TestUserSettings::keepsNoMoreThanItsLimit()
{
    UserSettings settings(m_file, nullptr);
    for (int i = 0; i < UserSettings::kMostRecent + 5; ++i) {
        settings.addRecentProject(QStringLiteral("/projects/%1").arg(i));
    }
    QCOMPARE(settings.recentProjects().size(), UserSettings::kMostRecent);
}

void TestUserSettings::forgetsALayoutOfAnotherVersion()
{
    UserSettings settings(m_file, nullptr);
    settings.setWindowLayout("geometry", "state", 1);
    QCOMPARE(settings.windowState(1), QByteArray("state"));
    QCOMPARE(settings.windowState(2), QByteArray());
}

QTEST_GUILESS_MAIN(TestUserSettings)
#include "tst_UserSettings.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/ProjectSession.h"
#include "gui/pages/DataPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/TempProject.h"

#include <QAction>
#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <filesystem>
#include <utility>

using namespace seg;
using namespace seg::gui;

class TestDataPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksByItselfWhatWasNeverChecked();
    void leavesACheckedDatasetAlone();
    void drawsTheProjectsPicture_whereTheCommandLineImported();
    void leavesACancelledCheckToTheButton();
    void filtersStandAtTheLeftMargin_beforeAndAfterTheCheck();
    void itsMenuFollowsItsButtons();
};

namespace {

constexpr int kSizeColumn = 1;

/// A page on screen with the dataset of `study`.
struct Shown {
    explicit Shown(test::TempProject& study)
        : session(database::Project::open(study.project().folder())),
          started(&session, &ProjectSession::jobStarted)
    {
        page.resize(1300, 800);
        page.setSession(&session);
        page.show();
    }
    ~Shown() { page.setSession(nullptr); }

    [[nodiscard]] QString sizeOfFirstCase() const
    {
        const auto* table = page.findChild<QTableView*>(QStringLiteral("caseTable"));
        return table->model()->index(0, kSizeColumn).data().toString();
    }
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return page.findChild<QPushButton*>(QLatin1String(name));
    }
    [[nodiscard]] bool isQuiet() const { return session.jobs().empty() && page.isSettled(); }

    ProjectSession session;
    QSignalSpy started;
    DataPage page; // goes before the session
};

int leftIn(const QWidget& page, const QWidget& child)
{
    return child.mapTo(&page, QPoint()).x();
}

} // namespace

void TestDataPage::checksByItselfWhatWasNeverChecked()
{
    test::TempProject study;
    QVERIFY(!study.project().lastCheck(study.datasetId()).has_value());
    Shown shown(study);
    QTRY_COMPARE(shown.started.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QVERIFY(study.project().lastCheck(study.datasetId()).has_value());
    QVERIFY2(shown.sizeOfFirstCase().contains(u'×'), qPrintable(shown.sizeOfFirstCase()));
    QCOMPARE(shown.started.count(), 1);
}

void TestDataPage::leavesACheckedDatasetAlone()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && !shown.sizeOfFirstCase().isEmpty());
    QCOMPARE(shown.started.count(), 0);
    QCOMPARE(shown.button("checkAgain")->text(), QStringLiteral("Check again"));
}

void TestDataPage::drawsTheProjectsPicture_whereTheCommandLineImported()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    const auto picture = study.project().folder() / "thumbnail.png";
    QVERIFY(!std::filesystem::exists(picture));
    Shown shown(study);
    QTRY_VERIFY(std::filesystem::exists(picture));
    QTRY_VERIFY(!QImage(QString::fromStdString(picture.string())).isNull());
}

void TestDataPage::leavesACancelledCheckToTheButton()
{
    dataset::PhantomOptions large; // its check is still under way when the request to stop arrives
    large.cases = 30;
    test::TempProject study(large);
    Shown shown(study);
    bool isFirst = true;
    connect(&shown.session, &ProjectSession::jobStarted, &shown.page, [&isFirst](Job* job) {
        if (std::exchange(isFirst, false)) {
            job->runner().cancel();
        }
    });
    QTRY_COMPARE(shown.started.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QVERIFY(!study.project().lastCheck(study.datasetId()).has_value());
    shown.page.hide();
    shown.page.show();
    QTest::qWait(100); // a second check would have begun by now
    QCOMPARE(shown.started.count(), 1);
    QCOMPARE(shown.button("checkAgain")->text(), QStringLiteral("Check"));
    QTest::mouseClick(shown.button("checkAgain"), Qt::LeftButton);
    QCOMPARE(shown.started.count(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QVERIFY(study.project().lastCheck(study.datasetId()).has_value());
}

void TestDataPage::filtersStandAtTheLeftMargin_beforeAndAfterTheCheck()
{
    test::TempProject study;
    Shown shown(study);
    auto* table = shown.page.findChild<QTableView*>(QStringLiteral("caseTable"));
    auto* all = shown.button("filterAll");
    QTRY_VERIFY(all->isVisible());
    QCOMPARE(leftIn(shown.page, *all), leftIn(shown.page, *table));
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QTRY_VERIFY(shown.button("filterErrors")->isVisible());
    QCOMPARE(leftIn(shown.page, *all), leftIn(shown.page, *table));
    auto* text = shown.page.findChild<QLineEdit*>(QStringLiteral("filterText"));
    QVERIFY(leftIn(shown.page, *text) >
            leftIn(shown.page, *shown.button("filterErrors")) + shown.button("filterErrors")->width());
}

void TestDataPage::itsMenuFollowsItsButtons()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled());
    QTRY_VERIFY(shown.button("checkAgain")->isVisible() && shown.button("checkAgain")->isEnabled());
    QStringList names;
    for (const QAction* action : shown.page.actions()) {
        names << action->text().remove(u'&');
        QVERIFY2(action->isEnabled(), qPrintable(action->text()));
    }
    QCOMPARE(names, (QStringList{QStringLiteral("Import a dataset…"), QStringLiteral("Check again"),
                                 QStringLiteral("Open the case in Review")}));
    shown.page.actions().at(1)->trigger();
    QCOMPARE(shown.started.count(), 1);
    QVERIFY(!shown.page.actions().at(1)->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QTRY_VERIFY(shown.page.actions().at(1)->isEnabled());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestDataPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_DataPage.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/ProjectSession.h"
#include "gui/pages/PlanPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestPlanPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsMissingWithoutProject();
    void goesFromNothingToTrainByThreePresses();
    void showsTheReasonOfEveryNumber();
    void hasOnePrimaryButton();
};

namespace {

QPushButton* buttonOf(PlanPage& page, const char* name)
{
    return page.findChild<QPushButton*>(QLatin1String(name));
}

int visiblePrimaries(const QWidget& page)
{
    int count = 0;
    for (const QPushButton* button : page.findChildren<QPushButton*>()) {
        count += button->isVisible() && button->property("kind").toByteArray() == "primary" ? 1 : 0;
    }
    return count;
}

} // namespace

void TestPlanPage::saysWhatIsMissingWithoutProject()
{
    PlanPage page;
    page.resize(1300, 800);
    page.show();
    QVERIFY(page.isSettled());
    QVERIFY(!buttonOf(page, "analyseButton")->isVisible());
    QSignalSpy wanted(&page, &Page::newProjectRequested);
    for (QPushButton* button : page.findChildren<QPushButton*>()) {
        if (button->isVisible()) {
            button->click();
        }
    }
    QCOMPARE(wanted.count(), 1);
}

void TestPlanPage::goesFromNothingToTrainByThreePresses()
{
    test::TempProject study;
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(page.isSettled());
    QTRY_VERIFY(buttonOf(page, "analyseButton")->isVisible());
    QTest::mouseClick(buttonOf(page, "analyseButton"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(page, "preprocessButton")->isVisible() &&
                                 buttonOf(page, "preprocessButton")->isEnabled(),
                             60000);
    QCOMPARE(buttonOf(page, "preprocessButton")->text(), QStringLiteral("Preprocess 2 configurations"));
    QTest::mouseClick(buttonOf(page, "preprocessButton"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(page, "goTrainButton")->isVisible(), 60000);
    QSignalSpy requested(&page, &Page::pageRequested);
    QTest::mouseClick(buttonOf(page, "goTrainButton"), Qt::LeftButton);
    QCOMPARE(requested.count(), 1);
    QCOMPARE(requested.first().at(0).value<PageId>(), PageId::Train);
    page.setSession(nullptr);
}

void TestPlanPage::showsTheReasonOfEveryNumber()
{
    test::TempProject study;
    static_cast<void>(study.project().fingerprint(study.datasetId(), {}));
    const planning::Plan plan = study.project().plan(study.datasetId(), {}, {});
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "preprocessButton")->isVisible());
    QStringList texts;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        texts << label->text();
    }
    for (const planning::Reason& reason : plan.reasons) {
        if (reason.configuration == "3d_fullres") {
            QVERIFY2(texts.contains(QStringLiteral("because: ") + QString::fromStdString(reason.because)),
                     reason.because.c_str());
            QVERIFY2(texts.contains(QString::fromStdString(reason.value)), reason.value.c_str());
        }
    }
    page.setSession(nullptr);
}

void TestPlanPage::hasOnePrimaryButton()
{
    test::TempProject study;
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "analyseButton")->isVisible());
    QCOMPARE(visiblePrimaries(page), 1);
    QTest::mouseClick(buttonOf(page, "analyseButton"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(page, "preprocessButton")->isVisible(), 60000);
    QCOMPARE(visiblePrimaries(page), 1);
    page.setSession(nullptr);
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestPlanPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_PlanPage.moc"

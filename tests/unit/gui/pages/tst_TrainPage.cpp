// SPDX-License-Identifier: Apache-2.0
#include "gui/ProjectSession.h"
#include "gui/pages/TrainPage.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CurvePlot.h"
#include "tests/support/RecordedRun.h"
#include "tests/support/StallMeter.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

using namespace seg;
using namespace seg::gui;
using training::RunState;

class TestTrainPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void sendsToThePlanWhenThereIsNone();
    void startsByControlEnter();
    void drawsTheCurvesOfARun();
    void showsButtonsOfTheState();
    void tellsWhyARunWasLost();
    void staysSmoothWhileItTrains_andShowsEveryEpoch();

private:
    void makePlan();
    void showPage();
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(QLatin1String(name));
    }
    std::unique_ptr<test::TempProject> m_study;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<TrainPage> m_page;
};

void TestTrainPage::init()
{
    m_study = std::make_unique<test::TempProject>();
}

void TestTrainPage::cleanup()
{
    m_page->setSession(nullptr);
    m_session.reset();
    m_page.reset();
    m_study.reset();
}

void TestTrainPage::makePlan()
{
    static_cast<void>(m_study->project().fingerprint(m_study->datasetId(), {}));
    static_cast<void>(m_study->project().plan(m_study->datasetId(), {}, {}));
}

void TestTrainPage::showPage()
{
    m_session = std::make_unique<ProjectSession>(database::Project::open(m_study->project().folder()));
    m_page = std::make_unique<TrainPage>();
    m_page->resize(1300, 820);
    m_page->setSession(m_session.get());
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_page->activateWindow();
}

void TestTrainPage::sendsToThePlanWhenThereIsNone()
{
    showPage();
    QSignalSpy requested(m_page.get(), &Page::pageRequested);
    QVERIFY(button("goToPlanButton")->isVisible());
    QTest::mouseClick(button("goToPlanButton"), Qt::LeftButton);
    QCOMPARE(requested.first().at(0).value<PageId>(), PageId::Plan);
}

void TestTrainPage::startsByControlEnter()
{
    makePlan();
    showPage();
    QPushButton* start = button("startTrainingButton");
    QVERIFY(start->isVisible() && start->isEnabled());
    auto* epochs = m_page->findChild<QSpinBox*>(QStringLiteral("epochsSpin"));
    epochs->setValue(2);
    m_page->findChild<QSpinBox*>(QStringLiteral("iterationsSpin"))->setValue(1);
    m_page->findChild<QSpinBox*>(QStringLiteral("validationIterationsSpin"))->setValue(1);
    epochs->setFocus();
    QTest::keyClick(epochs, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(m_page->model().hasRun());
    QTRY_VERIFY(button("stopNowButton")->isVisible() || button("resumeButton")->isVisible());
    QCOMPARE(m_page->model().run().options.epochs, 2);
    QTRY_COMPARE_WITH_TIMEOUT(m_page->model().state(), RunState::Finished, 120000);
    QTRY_VERIFY(m_session->jobs().empty());
    QVERIFY(button("runReportButton")->isVisible());
}

void TestTrainPage::drawsTheCurvesOfARun()
{
    makePlan();
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(138);
    showPage();
    auto* dice = m_page->findChild<CurvePlot*>(QStringLiteral("dicePlot"));
    QCOMPARE(dice->curves().size(), std::size_t{4}); // mean, two classes, smoothed
    QCOMPARE(dice->curves()[0].x.size(), std::size_t{138});
    QCOMPARE(dice->curves()[0].x.front(), 1.0);
    QCOMPARE(dice->yRange(), (ValueRange{0.0, 1.0}));
    QCOMPARE(m_page->findChild<CurvePlot*>(QStringLiteral("lossPlot"))->curves().size(), std::size_t{2});
    run.play(1);
    QTRY_COMPARE_WITH_TIMEOUT(dice->curves()[0].x.size(), std::size_t{139}, 1000);
    run.finish(0.871);
    QTRY_COMPARE_WITH_TIMEOUT(dice->curves().size(), std::size_t{5}, 1000); // the ring
    QCOMPARE(dice->curves().back().y.front(), 0.871);
}

void TestTrainPage::showsButtonsOfTheState()
{
    makePlan();
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    showPage();
    QTRY_VERIFY(button("stopNowButton")->isVisible());
    QVERIFY(button("pauseButton")->isVisible() && !button("pauseButton")->isEnabled()); // another process
    QVERIFY(!button("pauseButton")->toolTip().isEmpty());
    QVERIFY(button("stopAfterEpochButton")->isEnabled());
    run.setState(RunState::Stopped, "stopped at your request");
    QTRY_VERIFY(button("resumeButton")->isVisible());
    QVERIFY(!button("pauseButton")->isVisible());
    QVERIFY(!button("stopNowButton")->isVisible());
    run.setState(RunState::Finished);
    QTRY_VERIFY(!button("resumeButton")->isVisible());
    QVERIFY(button("runReportButton")->isVisible());
}

void TestTrainPage::tellsWhyARunWasLost()
{
    makePlan();
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(3);
    run.setState(RunState::Lost, "killed by the system: out of memory");
    showPage();
    auto* reason = m_page->findChild<QLabel*>(QStringLiteral("runReason"));
    QTRY_VERIFY(reason->isVisible());
    QCOMPARE(reason->text(), QStringLiteral("Killed by the system: out of memory."));
    QVERIFY(button("resumeButton")->isEnabled());
}

void TestTrainPage::staysSmoothWhileItTrains_andShowsEveryEpoch()
{
    makePlan();
    static_cast<void>(m_study->project().preprocess(m_study->datasetId(), "3d_fullres", {}));
    showPage();
    m_page->findChild<QSpinBox*>(QStringLiteral("epochsSpin"))->setValue(4);
    m_page->findChild<QSpinBox*>(QStringLiteral("iterationsSpin"))->setValue(4);
    m_page->findChild<QSpinBox*>(QStringLiteral("validationIterationsSpin"))->setValue(1);
    QTest::mouseClick(button("startTrainingButton"), Qt::LeftButton);
    QTRY_VERIFY(button("stopNowButton")->isVisible());
    QTest::qWait(100); // the page that was just shown is laid out
    test::StallMeter meter;
    meter.start();
    QTRY_VERIFY_WITH_TIMEOUT(m_page->model().epochs().size() == 4, 240000);
    qInfo("longest stall of the GUI thread: %lld ms in %d ticks", static_cast<long long>(meter.longestMs()),
          meter.ticks());
    QVERIFY2(meter.longestMs() < 100, qPrintable(QString::number(meter.longestMs())));
    QTRY_VERIFY_WITH_TIMEOUT(m_session->jobs().empty(), 120000);
    QCOMPARE(m_page->model().state(), RunState::Finished);
    QVERIFY(m_page->findChild<CurvePlot*>(QStringLiteral("dicePlot"))->curves().back().style ==
            CurveStyle::Rings);
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestTrainPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_TrainPage.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/ProjectSession.h"
#include "gui/viewmodels/PlanningViewModel.h"
#include "tests/support/TempProject.h"

#include <QSignalSpy>
#include <QTest>

#include <filesystem>

using namespace seg;
using namespace seg::gui;

class TestPlanningViewModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void knowsNothingBeforeTheAnalysis();
    void analysesAndPlansAsOneJob();
    void preprocessesWhatIsChosen();
    void doesTheLotWithOnePress();
    void anotherMemoryPlansBesideUnderItsOwnName();
    void aChosenPlanIsShownAndTakenByNewRuns();
    void plansOutliveTheirFolder();
    void aPlanThatIsGoneIsRefusedInWords();
    void everyPlannerNamesItsPlan_data();
    void everyPlannerNamesItsPlan();
    void nvidiasTableTakesNoMemory();
    void analysingAfterTheDataChangedLeavesAPlanThatRunsWereMadeWith();
    void cancelLeavesAResumableState();

private:
    void load();
    void waitForJob();
    std::unique_ptr<test::TempProject> m_study;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<PlanningViewModel> m_model;
};

void TestPlanningViewModel::init()
{
    m_study = std::make_unique<test::TempProject>();
    m_session = std::make_unique<ProjectSession>(database::Project::open(m_study->project().folder()));
    m_model = std::make_unique<PlanningViewModel>();
    m_model->setSession(m_session.get());
    load();
}

void TestPlanningViewModel::cleanup()
{
    m_model->setSession(nullptr);
    m_session.reset();
    m_model.reset();
    m_study.reset();
}

void TestPlanningViewModel::load()
{
    QTRY_VERIFY(m_model->isLoaded());
    QTRY_VERIFY(m_model->dataset() != nullptr);
}

void TestPlanningViewModel::waitForJob()
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_model->isBusy(), 60000);
    QTRY_VERIFY(m_model->isLoaded());
    QVERIFY2(m_model->failure().isEmpty(), qPrintable(m_model->failure()));
}

void TestPlanningViewModel::knowsNothingBeforeTheAnalysis()
{
    QVERIFY(!m_model->isAnalysed());
    QVERIFY(!m_model->isPlanned());
    QVERIFY(m_model->toPreprocess().isEmpty());
    QVERIFY(m_model->availableBytes() > 0.0);
    QCOMPARE(m_model->subtitle(), QStringLiteral("6 cases, 1 channel, 2 labels"));
}

void TestPlanningViewModel::analysesAndPlansAsOneJob()
{
    QSignalSpy planned(m_session.get(), &ProjectSession::planChanged);
    m_model->analyse(false);
    QVERIFY(m_model->isBusy());
    QVERIFY(m_model->job()->title().contains(QStringLiteral("Analyse")));
    waitForJob();
    QCOMPARE(planned.count(), 1);
    QTRY_VERIFY(m_model->isAnalysed() && m_model->isPlanned());
    QCOMPARE(m_model->facts().spacing.values.size(), std::size_t{6});
    QCOMPARE(m_model->configurations().front().name, QStringLiteral("3d_fullres"));
    QVERIFY(m_model->subtitle().contains(QStringLiteral("nnU-Net default planner")));
    for (const ConfigurationFacts& configuration : m_model->configurations()) {
        for (const PlannedNumber& number : configuration.numbers) {
            QVERIFY2(!number.because.isEmpty(), qPrintable(configuration.name + number.name));
        }
    }
}

void TestPlanningViewModel::preprocessesWhatIsChosen()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    m_model->setChosen(QStringLiteral("2d"), false);
    QCOMPARE(m_model->toPreprocess(), QStringList{QStringLiteral("3d_fullres")});
    m_model->preprocess();
    waitForJob();
    QTRY_VERIFY(m_model->configurations().front().isPrepared());
    QVERIFY(m_model->toPreprocess().isEmpty());
    QCOMPARE(m_study->project().preprocessedCount(m_study->datasetId(), "2d"), std::size_t{0});
}

void TestPlanningViewModel::doesTheLotWithOnePress()
{
    m_model->analyse(true);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    for (const ConfigurationFacts& configuration : m_model->configurations()) {
        QVERIFY(configuration.isPrepared());
    }
}

void TestPlanningViewModel::anotherMemoryPlansBesideUnderItsOwnName()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    m_model->makePlan({planning::PlannerKind::Default, 24.0});
    QVERIFY(m_model->isBusy());
    waitForJob();
    QTRY_COMPARE(m_model->planName(), QStringLiteral("nnUNetPlans_24GiB"));
    QCOMPARE(m_study->project().storedPlan(m_study->datasetId())->plansName,
             std::string("nnUNetPlans_24GiB"));
    QCOMPARE(m_model->plans().size(), std::size_t{2});
    QCOMPARE(m_model->plans().back().title, QStringLiteral("nnU-Net default planner · 24 GiB"));
    QCOMPARE(m_model->plans().front().title, QStringLiteral("nnU-Net default planner"));
}

void TestPlanningViewModel::aChosenPlanIsShownAndTakenByNewRuns()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    m_model->makePlan({planning::PlannerKind::NnUNet2018, 12.0});
    waitForJob();
    QTRY_COMPARE(m_model->planName(), QStringLiteral("nnUNet2018Plans"));
    QVERIFY(m_model->subtitle().contains(QStringLiteral("First nnU-Net (2018)")));
    m_model->choosePlan(QStringLiteral("nnUNetPlans"));
    QVERIFY(m_model->isBusy());
    waitForJob();
    QTRY_COMPARE(m_model->planName(), QStringLiteral("nnUNetPlans"));
    QCOMPARE(m_model->plans().size(), std::size_t{2});
    QVERIFY(m_model->subtitle().endsWith(QStringLiteral("nnU-Net default planner")));
    QCOMPARE(m_study->project().storedPlan(m_study->datasetId())->plansName, std::string("nnUNetPlans"));
}

void TestPlanningViewModel::plansOutliveTheirFolder()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    m_model->makePlan({planning::PlannerKind::Default, 24.0});
    waitForJob();
    QTRY_COMPARE(m_model->plans().size(), std::size_t{2});
    const auto id = m_study->datasetId();
    std::filesystem::remove_all(m_study->project().preprocessedFolder(id));
    m_model->choosePlan(QStringLiteral("nnUNetPlans"));
    waitForJob();
    QTRY_COMPARE(m_model->planName(), QStringLiteral("nnUNetPlans"));
    QCOMPARE(m_model->plans().size(), std::size_t{2});
    QCOMPARE(m_model->plans().front().name, QStringLiteral("nnUNetPlans_24GiB"));
    QCOMPARE(m_study->project().planNames(id),
             (std::vector<std::string>{"nnUNetPlans_24GiB", "nnUNetPlans"}));
}

void TestPlanningViewModel::aPlanThatIsGoneIsRefusedInWords()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    m_model->choosePlan(QStringLiteral("gone"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_model->isBusy(), 60000);
    QTRY_VERIFY(m_model->failure().contains(QStringLiteral("cannot choose plan gone")));
    QCOMPARE(m_model->planName(), QStringLiteral("nnUNetPlans"));
}

void TestPlanningViewModel::everyPlannerNamesItsPlan_data()
{
    QTest::addColumn<int>("planner");
    QTest::addColumn<double>("memory");
    QTest::addColumn<QString>("name");
    using planning::PlannerKind;
    QTest::newRow("its own memory") << static_cast<int>(PlannerKind::ResEncL) << 24.0
                                    << "nnUNetResEncUNetLPlans";
    QTest::newRow("another memory") << static_cast<int>(PlannerKind::ResEncL) << 40.0
                                    << "nnUNetResEncUNetLPlans_40GiB";
    QTest::newRow("half a GiB") << static_cast<int>(PlannerKind::NnUNet2018) << 10.5
                                << "nnUNet2018Plans_10.5GiB";
}

void TestPlanningViewModel::everyPlannerNamesItsPlan()
{
    QFETCH(int, planner);
    QFETCH(double, memory);
    QFETCH(QString, name);
    QCOMPARE(planNameOf({static_cast<planning::PlannerKind>(planner), memory}), name);
}

void TestPlanningViewModel::nvidiasTableTakesNoMemory()
{
    const PlanChoice choice{planning::PlannerKind::Nvidia, 24.0};
    QVERIFY(!plannerOptions(choice, "Dataset004_Hippocampus").gpuMemoryGiB.has_value());
    QCOMPARE(plannerOptions(choice, "Dataset100_Kidneys").gpuMemoryGiB.value(), 24.0);
}

void TestPlanningViewModel::analysingAfterTheDataChangedLeavesAPlanThatRunsWereMadeWith()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    QVERIFY(m_model->news().isEmpty()); // nothing was there before
    const auto id = m_study->datasetId();
    planning::Plan older = *m_study->project().storedPlan(id);
    older.intensities.front().mean += 1.0; // as of other scans
    static_cast<void>(m_study->project().keepPlan(id, older));
    training::TrainingOptions options;
    options.configuration = "3d_fullres";
    static_cast<void>(m_study->project().addRun(id, options));
    m_model->analyse(false); // as after a fix, which forgets the analysis
    waitForJob();
    QTRY_COMPARE(m_model->planName(), QStringLiteral("nnUNetPlans_2"));
    QVERIFY2(m_model->news().contains(QStringLiteral("nnUNetPlans stays as it was")),
             qPrintable(m_model->news()));
    QCOMPARE(m_study->project().storedPlan(id, "nnUNetPlans")->intensities.front().mean,
             older.intensities.front().mean);
}

void TestPlanningViewModel::cancelLeavesAResumableState()
{
    m_model->analyse(true);
    m_model->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(!m_model->isBusy(), 60000);
    QTRY_VERIFY(m_model->isLoaded());
    m_model->analyse(true);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
}

QTEST_GUILESS_MAIN(TestPlanningViewModel)
#include "tst_PlanningViewModel.moc"

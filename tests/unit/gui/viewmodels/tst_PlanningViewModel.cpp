// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanEdit.h"
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
    void aPlanTellsItsChoice_data();
    void aPlanTellsItsChoice();
    void aCopyTellsTheChoiceBehindItsOriginal();
    void analysingAfterTheDataChangedLeavesAPlanThatRunsWereMadeWith();
    void analysingAfterAFixRepeatsTheStoredPlansChoice();
    void whatWasSaidOfADatasetGoesWithIt();
    void aJobsNewsIsOfItsOwnDataset();
    void aCopyOfAPlanThatIsGoneIsRefusedInWords();
    void cancelLeavesAResumableState();

private:
    void load();
    database::DatasetId addDataset();
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

database::DatasetId TestPlanningViewModel::addDataset()
{
    dataset::PhantomOptions options = test::smallPhantom();
    options.name = "Task98_Other";
    const auto task = m_study->folder() / options.name;
    dataset::writePhantomTask(task, options);
    const auto id = m_study->project().importDataset(dataset::openMsdTask(task), {}, {}).id;
    Q_EMIT m_session->datasetsChanged();
    return id;
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

void TestPlanningViewModel::aPlanTellsItsChoice_data()
{
    QTest::addColumn<QString>("className");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("planner");
    QTest::addColumn<double>("memory");
    using planning::PlannerKind;
    const QString large = QStringLiteral("nnUNetPlannerResEncL");
    const auto kind = static_cast<int>(PlannerKind::ResEncL);
    QTest::newRow("own name") << large << QStringLiteral("nnUNetResEncUNetLPlans") << kind << 24.0;
    QTest::newRow("memory") << large << QStringLiteral("nnUNetResEncUNetLPlans_40GiB") << kind << 40.0;
    QTest::newRow("second") << large << QStringLiteral("nnUNetResEncUNetLPlans_40GiB_2") << kind << 40.0;
    QTest::newRow("other name") << large << QStringLiteral("mine_40GiB") << kind << 24.0;
    QTest::newRow("2018") << QStringLiteral("NnUNet2018Planner") << QStringLiteral("nnUNet2018Plans_10.5GiB")
                          << static_cast<int>(PlannerKind::NnUNet2018) << 10.5;
}

void TestPlanningViewModel::aPlanTellsItsChoice()
{
    QFETCH(QString, className);
    QFETCH(QString, name);
    QFETCH(int, planner);
    QFETCH(double, memory);
    planning::Plan plan;
    plan.planner = className.toStdString();
    plan.plansName = name.toStdString();
    const std::optional<PlanChoice> choice = choiceBehind(plan);
    QVERIFY(choice.has_value());
    QCOMPARE(static_cast<int>(choice->planner), planner);
    QCOMPARE(choice->gpuMemoryGiB, memory);
}

void TestPlanningViewModel::aCopyTellsTheChoiceBehindItsOriginal()
{
    planning::Plan plan;
    plan.planner = "nnUNetPlannerResEncL";
    plan.plansName = "nnUNetResEncUNetLPlans_11GiB";
    QCOMPARE(choiceBehind(planning::editPlan(plan, "mine", {}, {}))->gpuMemoryGiB, 11.0);
    plan.planner = "PlannerOfOthers";
    QVERIFY(!choiceBehind(plan).has_value());
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

void TestPlanningViewModel::analysingAfterAFixRepeatsTheStoredPlansChoice()
{
    QCOMPARE(planNameOf(m_model->choiceToAnalyse()), QStringLiteral("nnUNetPlans"));
    planning::PlannerOptions options;
    options.planner = planning::PlannerKind::ResEncL;
    options.gpuMemoryGiB = 40.0;
    options.plansName = "nnUNetResEncUNetLPlans_40GiB";
    const auto id = m_study->datasetId();
    static_cast<void>(m_study->project().plan(id, options, {}));
    dataset::Fix fix;
    fix.kind = dataset::FixKind::ExcludeCase;
    fix.caseId = m_study->project().rawDataset(id).trainingCases.front().id;
    static_cast<void>(m_study->project().applyFix(id, fix, {}));
    Q_EMIT m_session->datasetsChanged();
    QTRY_VERIFY(m_model->isLoaded() && m_model->isPlanned());
    QVERIFY(!m_model->isAnalysed()); // so that the page offers to analyse and plan
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isAnalysed());
    QCOMPARE(m_model->planName(), QStringLiteral("nnUNetResEncUNetLPlans_40GiB"));
    QCOMPARE(m_model->plans().size(), std::size_t{1});
    QVERIFY2(m_model->news().contains(QStringLiteral("nnUNetResEncUNetLPlans_40GiB")),
             qPrintable(m_model->news()));
}

void TestPlanningViewModel::whatWasSaidOfADatasetGoesWithIt()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    const auto other = addDataset();
    m_model->analyse(false); // again: tells that the plan is as it was
    waitForJob();
    QVERIFY(!m_model->news().isEmpty());
    m_model->select(m_study->datasetId());
    QVERIFY(!m_model->news().isEmpty()); // it is the one shown
    m_model->select(other);
    QVERIFY(m_model->news().isEmpty());
    m_model->select(m_study->datasetId());
    QTRY_VERIFY(m_model->isLoaded() && m_model->dataset()->id == m_study->datasetId());
    m_model->choosePlan(QStringLiteral("gone"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_model->failure().isEmpty(), 60000);
    m_model->select(other);
    QVERIFY(m_model->failure().isEmpty());
    QTRY_VERIFY(m_model->isLoaded() && m_model->dataset()->id == other);
}

void TestPlanningViewModel::aJobsNewsIsOfItsOwnDataset()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    const auto other = addDataset();
    for (const bool fails : {false, true}) {
        m_model->select(m_study->datasetId());
        QTRY_VERIFY(m_model->isLoaded() && m_model->dataset()->id == m_study->datasetId());
        if (fails) {
            m_model->choosePlan(QStringLiteral("gone"));
        } else {
            m_model->analyseAgain();
        }
        QVERIFY(m_model->isBusy());
        m_model->select(other);
        QTRY_VERIFY_WITH_TIMEOUT(!m_model->isBusy(), 60000);
        QTRY_VERIFY(m_model->isLoaded() && m_model->dataset()->id == other);
        QVERIFY2(m_model->news().isEmpty(), qPrintable(m_model->news()));
        QVERIFY2(m_model->failure().isEmpty(), qPrintable(m_model->failure()));
    }
}

void TestPlanningViewModel::aCopyOfAPlanThatIsGoneIsRefusedInWords()
{
    m_model->analyse(false);
    waitForJob();
    QTRY_VERIFY(m_model->isPlanned());
    m_model->makeCopy(QStringLiteral("gone"), QStringLiteral("mine"), {});
    QTRY_VERIFY_WITH_TIMEOUT(
        m_model->failure().contains(QStringLiteral("cannot copy gone as mine: the project has no plan gone")),
        60000);
    QCOMPARE(m_study->project().planNames(m_study->datasetId()), std::vector<std::string>{"nnUNetPlans"});
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

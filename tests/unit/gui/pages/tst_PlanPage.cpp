// SPDX-License-Identifier: Apache-2.0
#include "core/planning/EditReasons.h"
#include "core/planning/PlannerPurpose.h"
#include "gui/ProjectSession.h"
#include "gui/dialogs/EditPlanDialog.h"
#include "gui/dialogs/NewPlanDialog.h"
#include "gui/pages/PlanPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/PlannedProject.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include <filesystem>

using namespace seg;
using namespace seg::gui;

class TestPlanPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsMissingWithoutProject();
    void goesFromNothingToTrainByThreePresses();
    void showsTheReasonOfEveryNumber();
    void hasOnePrimaryButton();
    void plansAreMadeAndSwitchedByTheWidgets();
    void aCopyWithAnotherBatchIsMadeByTheWidgetsAndHasCasesOfItsOwn();
    void aCopyIsOfThePlanThatTheDialogShows();
    void afterAFixThePageSaysWhosePlanIsMadeAnew();
    void analyseAgainLeavesAPlanThatRunsWereMadeWith();
    void analyseAgainRefusesNumbersChosenByHandInWords();
    void theDialogPlansForTheProcessor();
    void theDialogOffersEveryPlannerWithItsOwnMemory();
    void theDialogTakesNoMemoryForATaskOfNvidiasTable();
};

namespace {

QPushButton* buttonOf(PlanPage& page, const char* name)
{
    return page.findChild<QPushButton*>(QLatin1String(name));
}

/// Puts scans with thicker slices in the place of a project's.
void giveOtherScans(test::TempProject& study)
{
    dataset::PhantomOptions options = test::smallPhantom();
    options.spacing.mm[0] *= 2.0;
    test::TempProject others(options);
    const auto from = others.project().rawDataset(others.datasetId()).trainingCases;
    const auto to = study.project().rawDataset(study.datasetId()).trainingCases;
    const auto replace = [](const std::filesystem::path& source, const std::filesystem::path& target) {
        std::filesystem::remove(target);
        std::filesystem::copy_file(source, target);
    };
    for (std::size_t i = 0; i < to.size(); ++i) {
        replace(from.at(i).channels.front(), to[i].channels.front());
        replace(*from.at(i).label, *to[i].label);
    }
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

void TestPlanPage::plansAreMadeAndSwitchedByTheWidgets()
{
    test::PlannedProject study;
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "newPlanButton")->isVisible());
    auto* plans = page.findChild<QComboBox*>(QStringLiteral("planChoice"));
    QCOMPARE(plans->count(), 1);
    QTest::mouseClick(buttonOf(page, "newPlanButton"), Qt::LeftButton);
    auto* dialog = page.findChild<NewPlanDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->findChild<QRadioButton*>(QStringLiteral("planner-resenc-l"))->click();
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("memory-11")), Qt::LeftButton);
    QCOMPARE(dialog->choice().gpuMemoryGiB, 11.0);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("makePlan")), Qt::LeftButton);
    QVERIFY(page.model().isBusy()); // a job: nothing was planned on this thread
    QVERIFY(!plans->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(plans->count(), 2, 60000);
    QTRY_VERIFY(plans->isEnabled());
    QCOMPARE(plans->currentText(), QStringLiteral("nnU-Net, residual encoder L · 11 GiB"));
    QCOMPARE(study.project().storedPlan(study.datasetId())->plansName,
             std::string("nnUNetResEncUNetLPlans_11GiB"));
    const int other = plans->findData(QStringLiteral("nnUNetPlans"));
    QVERIFY(other >= 0);
    plans->setFocus();
    plans->setCurrentIndex(other);
    Q_EMIT plans->activated(other);                       // as the list's press does
    QVERIFY(page.focusWidget()->inherits("QScrollArea")); // nothing below, to which the page would scroll
    QTRY_COMPARE_WITH_TIMEOUT(page.model().planName(), QStringLiteral("nnUNetPlans"), 60000);
    QTRY_COMPARE(plans->currentText(), QStringLiteral("nnU-Net default planner"));
    QCOMPARE(plans->count(), 2);
    page.setSession(nullptr);
}

void TestPlanPage::aCopyWithAnotherBatchIsMadeByTheWidgetsAndHasCasesOfItsOwn()
{
    test::PlannedProject study;
    static_cast<void>(study.project().preprocess(study.datasetId(), "3d_fullres", {}));
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "duplicatePlanButton")->isVisible());
    QTest::mouseClick(buttonOf(page, "duplicatePlanButton"), Qt::LeftButton);
    auto* dialog = page.findChild<EditPlanDialog*>();
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->planName(), QStringLiteral("nnUNetPlans_2"));
    auto* batch = dialog->findChild<QSpinBox*>(QStringLiteral("3d_fullres_batch"));
    const int planned = batch->value();
    batch->setValue(planned + 1);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("makeEditedPlan")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(page.model().planName(), QStringLiteral("nnUNetPlans_2"), 60000);
    QTRY_VERIFY(!page.model().isBusy());
    QCOMPARE(study.project().storedPlan(study.datasetId())->configuration("3d_fullres").batchSize,
             planned + 1);
    QCOMPARE(study.project().preprocessedCount(study.datasetId(), "3d_fullres"), std::size_t{0});
    QVERIFY(page.model().subtitle().endsWith(QStringLiteral("changed by hand")));
    QStringList texts;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        texts << label->text();
    }
    QVERIFY(texts.contains(QStringLiteral("because: chosen by hand (planned: %1)").arg(planned)));
    page.setSession(nullptr);
}

void TestPlanPage::aCopyIsOfThePlanThatTheDialogShows()
{
    test::PlannedProject study;
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "duplicatePlanButton")->isVisible());
    QTest::mouseClick(buttonOf(page, "duplicatePlanButton"), Qt::LeftButton);
    auto* dialog = page.findChild<EditPlanDialog*>();
    QVERIFY(dialog != nullptr);
    planning::PlannerOptions options; // as another job or the command line makes it meanwhile
    options.planner = planning::PlannerKind::NnUNet2018;
    static_cast<void>(study.project().plan(study.datasetId(), options, {}));
    Q_EMIT session.planChanged();
    QTRY_COMPARE(page.model().planName(), QStringLiteral("nnUNet2018Plans"));
    auto* batch = dialog->findChild<QSpinBox*>(QStringLiteral("3d_fullres_batch"));
    batch->setValue(batch->value() + 1);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("makeEditedPlan")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(page.model().planName(), QStringLiteral("nnUNetPlans_2"), 60000);
    QCOMPARE(planning::editedFrom(page.model().plan())->value, std::string("nnUNetPlans"));
    QCOMPARE(page.model().plan().planner, std::string("ExperimentPlanner"));
    page.setSession(nullptr);
}

void TestPlanPage::afterAFixThePageSaysWhosePlanIsMadeAnew()
{
    test::PlannedProject study;
    planning::PlannerOptions options;
    options.planner = planning::PlannerKind::ResEncL;
    const auto id = study.datasetId();
    static_cast<void>(study.project().plan(id, options, {}));
    dataset::Fix fix;
    fix.kind = dataset::FixKind::ExcludeCase;
    fix.caseId = study.project().rawDataset(id).trainingCases.front().id;
    static_cast<void>(study.project().applyFix(id, fix, {}));
    ProjectSession session(database::Project::open(study.project().folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "analyseButton")->isVisible());
    const QString said = page.findChild<QLabel*>(QStringLiteral("planEmptyLine"))->text();
    QVERIFY2(said.contains(QStringLiteral("for 24 GiB of graphics memory by the planner of "
                                          "nnUNetResEncUNetLPlans (nnU-Net, residual encoder L)")),
             qPrintable(said));
    QTest::mouseClick(buttonOf(page, "analyseButton"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(page, "preprocessButton")->isVisible(), 60000);
    QTRY_VERIFY(!page.model().isBusy());
    QCOMPARE(study.project().storedPlan(id)->plansName, std::string("nnUNetResEncUNetLPlans"));
    page.setSession(nullptr);
}

void TestPlanPage::analyseAgainLeavesAPlanThatRunsWereMadeWith()
{
    test::PlannedProject study;
    database::Project& project = study.project();
    ProjectSession session(database::Project::open(project.folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "analyseAgainButton")->isVisible());
    QTest::mouseClick(buttonOf(page, "analyseAgainButton"), Qt::LeftButton);
    QVERIFY(page.model().isBusy());
    auto* news = page.findChild<QLabel*>(QStringLiteral("planNews"));
    QTRY_VERIFY_WITH_TIMEOUT(news->text().contains(QStringLiteral("nnUNetPlans is as it was")), 60000);
    QTRY_VERIFY(!page.model().isBusy());
    QCOMPARE(project.planNames(study.datasetId()).size(), std::size_t{1});

    giveOtherScans(study);
    training::TrainingOptions options;
    options.configuration = "3d_fullres";
    static_cast<void>(project.addRun(study.datasetId(), options));
    const planning::Plan before = *project.storedPlan(study.datasetId(), "nnUNetPlans");
    QTRY_VERIFY(buttonOf(page, "analyseAgainButton")->isEnabled());
    QTest::mouseClick(buttonOf(page, "analyseAgainButton"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(news->text().contains(QStringLiteral("it is nnUNetPlans_2")), 60000);
    QTRY_COMPARE(page.model().planName(), QStringLiteral("nnUNetPlans_2"));
    QVERIFY(planning::planToJson(*project.storedPlan(study.datasetId(), "nnUNetPlans")) ==
            planning::planToJson(before));
    page.setSession(nullptr);
}

void TestPlanPage::analyseAgainRefusesNumbersChosenByHandInWords()
{
    test::PlannedProject study;
    database::Project& project = study.project();
    planning::Plan plan = *project.storedPlan(study.datasetId());
    plan.configurations.front().batchSize += 1;
    static_cast<void>(project.keepPlan(study.datasetId(), plan));
    ProjectSession session(database::Project::open(project.folder()));
    PlanPage page;
    page.resize(1300, 800);
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(buttonOf(page, "analyseAgainButton")->isVisible());
    QTest::mouseClick(buttonOf(page, "analyseAgainButton"), Qt::LeftButton);
    auto* failure = page.findChild<QLabel*>(QStringLiteral("planFailure"));
    QTRY_VERIFY_WITH_TIMEOUT(failure->text().contains(QStringLiteral("cannot plan nnUNetPlans again")),
                             60000);
    QVERIFY(planning::planToJson(*project.storedPlan(study.datasetId())) == planning::planToJson(plan));
    page.setSession(nullptr);
}

void TestPlanPage::theDialogPlansForTheProcessor()
{
    constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
    QCOMPARE(processorBudgetGiB(0.0), 1);
    QCOMPARE(processorBudgetGiB(8.0 * kGiB), 2);
    QCOMPARE(processorBudgetGiB(256.0 * kGiB), 4);
    NewPlanDialog dialog("Dataset100_Kidneys", {});
    dialog.show();
    auto* processor = dialog.findChild<QPushButton*>(QStringLiteral("memory-cpu"));
    QVERIFY(processor->isVisible() && !processor->isChecked());
    QTest::mouseClick(processor, Qt::LeftButton);
    QVERIFY(processor->isChecked());
    QVERIFY(dialog.choice().gpuMemoryGiB <= 4.0);
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("memoryNote"))->text().contains(QStringLiteral("CPU")));
    QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("memory-8")), Qt::LeftButton);
    QVERIFY(!processor->isChecked());
}

void TestPlanPage::theDialogOffersEveryPlannerWithItsOwnMemory()
{
    NewPlanDialog dialog("Dataset100_Kidneys", {{"nnUNetPlans", "nnU-Net default planner"}});
    dialog.show();
    QStringList texts;
    for (const QLabel* label : dialog.findChildren<QLabel*>()) {
        texts << label->text();
    }
    auto* result = dialog.findChild<QLabel*>(QStringLiteral("newPlanResult"));
    QVERIFY2(result->text().contains(QStringLiteral("nnUNetPlans again")), qPrintable(result->text()));
    for (const planning::PlannerDescription& planner : planning::plannerDescriptions()) {
        const auto name = QString::fromUtf8(planner.name.data(), static_cast<qsizetype>(planner.name.size()));
        auto* radio = dialog.findChild<QRadioButton*>(QStringLiteral("planner-") + name);
        QVERIFY2(radio != nullptr, qPrintable(name));
        const std::string_view purpose = planning::purposeOf(planner.kind);
        QVERIFY2(texts.contains(QString::fromUtf8(purpose.data(), static_cast<qsizetype>(purpose.size()))),
                 qPrintable(name));
        radio->click();
        QCOMPARE(dialog.choice().planner, planner.kind);
        QCOMPARE(dialog.choice().gpuMemoryGiB, planner.gpuMemoryGiB);
    }
    auto* own = dialog.findChild<QDoubleSpinBox*>(QStringLiteral("memoryGiB"));
    own->setValue(17.5);
    QCOMPARE(dialog.choice().gpuMemoryGiB, 17.5);
    QVERIFY(result->text().contains(QStringLiteral("nnUNet2018Plans_17.5GiB beside")));
    for (const int gib : {8, 11, 24, 40, 80}) {
        auto* preset = dialog.findChild<QPushButton*>(QStringLiteral("memory-%1").arg(gib));
        QVERIFY(!preset->isChecked());
        preset->click();
        QVERIFY(preset->isChecked());
        QCOMPARE(own->value(), double(gib));
    }
    for (const planning::PlannerKind kind :
         {planning::PlannerKind::Nvidia, planning::PlannerKind::NnUNet2018}) {
        QVERIFY(planning::purposeOf(kind).find("trains nnU-Net v2's plain U-Net") != std::string_view::npos);
    }
}

void TestPlanPage::theDialogTakesNoMemoryForATaskOfNvidiasTable()
{
    NewPlanDialog dialog("Dataset009_Spleen", {});
    dialog.findChild<QRadioButton*>(QStringLiteral("planner-nvidia"))->click();
    QVERIFY(!dialog.findChild<QDoubleSpinBox*>(QStringLiteral("memoryGiB"))->isEnabled());
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("memoryNote"))
                ->text()
                .contains(QStringLiteral("whatever the memory")));
    dialog.findChild<QRadioButton*>(QStringLiteral("planner-resenc-m"))->click();
    QVERIFY(dialog.findChild<QDoubleSpinBox*>(QStringLiteral("memoryGiB"))->isEnabled());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestPlanPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_PlanPage.moc"

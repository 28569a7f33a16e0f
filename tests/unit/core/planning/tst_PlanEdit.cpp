// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/PlanEdit.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

#include <array>

using namespace seg;
using namespace seg::planning;

namespace {

Plan smallPlan()
{
    return test::datasetFacts(200, {{36, 50, 35}}, {{1, 1, 1}}, {"MRI"}, 3).planned();
}

Plan cascadePlan()
{
    return test::datasetFacts(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3).planned();
}

EditFacts facts()
{
    EditFacts facts;
    facts.heads = 3;
    facts.caseCount = 200;
    return facts;
}

Plan withEdit(const Plan& source, const std::string& name, const ConfigurationEdit& edit)
{
    return editPlan(source, name, std::array{edit}, facts());
}

ConfigurationEdit patchEdit(std::vector<std::int64_t> patch)
{
    ConfigurationEdit edit{"3d_fullres", {}, {}, {}, {}};
    edit.patchSize = std::move(patch);
    return edit;
}

QString because(const Plan& plan, const char* field, const char* configuration = "3d_fullres")
{
    return QString::fromStdString(test::becauseOf(plan, configuration, field));
}

} // namespace

class TestPlanEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCopyWithoutEditsDiffersInItsNameAlone();
    void aPatchByHandSharesTheCasesAndSaysWhatWasPlanned();
    void aSpacingByHandGetsCasesOfItsOwn();
    void aNormalizationByHandGetsCasesOfItsOwn();
    void whatWasPlannedSurvivesACopyOfACopy();
    void theCascadeFollowsFullResolution();
    void aPlanWithoutReasonsGetsThoseOfItsEdits();
    void theFileIsReadBackAsItWasMade();
    void anErrorIsThrownInItsWords();
    void namesAreChecked_data();
    void namesAreChecked();
    void freeNamesCountOn();
};

void TestPlanEdit::aCopyWithoutEditsDiffersInItsNameAlone()
{
    const Plan source = smallPlan();
    const Plan copy = editPlan(source, "nnUNetPlans_2", {}, facts());
    QCOMPARE(copy.plansName, std::string("nnUNetPlans_2"));
    QVERIFY(planToJson(copy)["configurations"] == planToJson(source)["configurations"]);
    QCOMPARE(because(copy, "patch_size"), because(source, "patch_size"));
    QVERIFY(because(copy, "data_identifier").contains("prepared for nnUNetPlans serve"));
}

void TestPlanEdit::aPatchByHandSharesTheCasesAndSaysWhatWasPlanned()
{
    const Plan source = smallPlan();
    const Plan plan = withEdit(source, "mine", patchEdit({64, 64, 64}));
    const Configuration& full = plan.configuration("3d_fullres");
    QCOMPARE(full.dataIdentifier, std::string("nnUNetPlans_3d_fullres"));
    QCOMPARE(because(plan, "patch_size"), QString("chosen by hand (planned: 40 × 56 × 40)"));
    QVERIFY(because(plan, "stages").contains("(planned: 4)"));
    QVERIFY(because(plan, "batch_size").contains("planned for a patch of 40 × 56 × 40"));
    QVERIFY(because(plan, "features_per_stage").contains("at most 320"));
    QCOMPARE(full.architecture.features.size(), std::size_t{5});
    QCOMPARE(because(plan, "patch_size", "2d"), because(source, "patch_size", "2d"));
}

void TestPlanEdit::aSpacingByHandGetsCasesOfItsOwn()
{
    ConfigurationEdit edit{"3d_fullres", std::vector<double>{2, 1, 1}, {}, {}, {}};
    const Plan plan = withEdit(smallPlan(), "mine", edit);
    QCOMPARE(plan.configuration("3d_fullres").dataIdentifier, std::string("mine_3d_fullres"));
    QCOMPARE(plan.configuration("2d").dataIdentifier, std::string("nnUNetPlans_2d"));
    QCOMPARE(because(plan, "spacing"), QString("chosen by hand (planned: 1 × 1 × 1 mm)"));
    QVERIFY(because(plan, "patch_size").contains("planned for a spacing of 1 × 1 × 1 mm"));
    QVERIFY(because(plan, "data_identifier").contains("of its own"));
    QVERIFY(because(plan, "median_image_size_in_voxels").contains("scaled from 36 × 50 × 35"));
}

void TestPlanEdit::aNormalizationByHandGetsCasesOfItsOwn()
{
    ConfigurationEdit edit{"2d", {}, {}, {}, {}};
    edit.normalization = {{NormalizationScheme::ZScore, true}};
    const Plan plan = withEdit(smallPlan(), "mine", edit);
    QCOMPARE(plan.configuration("2d").dataIdentifier, std::string("mine_2d"));
    QCOMPARE(because(plan, "normalization", "2d"), QString("chosen by hand (planned: z-score)"));
}

void TestPlanEdit::whatWasPlannedSurvivesACopyOfACopy()
{
    const Plan once = withEdit(smallPlan(), "one", patchEdit({64, 64, 64}));
    const Plan twice = withEdit(once, "two", patchEdit({32, 32, 32}));
    QCOMPARE(because(twice, "patch_size"), QString("chosen by hand (planned: 40 × 56 × 40)"));
    QCOMPARE(twice.configuration("3d_fullres").dataIdentifier, std::string("nnUNetPlans_3d_fullres"));
    const Plan third = editPlan(twice, "three", {}, facts());
    QCOMPARE(because(third, "patch_size"), QString("chosen by hand (planned: 40 × 56 × 40)"));
}

void TestPlanEdit::theCascadeFollowsFullResolution()
{
    ConfigurationEdit edit{"3d_fullres", {}, {}, 3, {}};
    edit.spacing = std::vector<double>{1.5, 0.75, 0.75};
    const Plan plan = withEdit(cascadePlan(), "mine", edit);
    const Configuration& full = plan.configuration("3d_fullres");
    const Configuration& cascade = plan.configuration("3d_cascade_fullres");
    QCOMPARE(cascade.batchSize, 3);
    QCOMPARE(cascade.spacing, full.spacing);
    QCOMPARE(cascade.dataIdentifier, full.dataIdentifier);
    QVERIFY(cascade.architecture == full.architecture);
    QVERIFY(planToJson(plan)["configurations"]["3d_cascade_fullres"].contains("inherits_from"));
    QCOMPARE(plan.configuration("3d_lowres").batchSize, cascadePlan().configuration("3d_lowres").batchSize);
}

void TestPlanEdit::aPlanWithoutReasonsGetsThoseOfItsEdits()
{
    Plan source = smallPlan();
    source.reasons.clear(); // as nnU-Net writes it
    const Plan plan = withEdit(source, "mine", patchEdit({64, 64, 64}));
    QCOMPARE(because(plan, "patch_size"), QString("chosen by hand (planned: 40 × 56 × 40)"));
    QVERIFY(because(plan, "batch_size").isEmpty());
}

void TestPlanEdit::theFileIsReadBackAsItWasMade()
{
    ConfigurationEdit edit = patchEdit({64, 64, 64});
    edit.spacing = std::vector<double>{1.5, 1, 1};
    edit.normalization = {{NormalizationScheme::RescaleTo01, false}};
    const Plan plan = withEdit(smallPlan(), "mine", edit);
    const Plan again = planFromJson(planToJson(plan), "plans.json");
    QVERIFY(planToJson(again) == planToJson(plan));
    QVERIFY(again.reasons == plan.reasons);
}

void TestPlanEdit::anErrorIsThrownInItsWords()
{
    try {
        static_cast<void>(withEdit(smallPlan(), "mine", patchEdit({40, 50, 40})));
        QFAIL("accepted a patch that cannot be halved");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY2(QString(error.what()).contains("48 and 56"), error.what());
    }
}

void TestPlanEdit::namesAreChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isFine");
    QTest::newRow("as planned") << "nnUNetPlans" << true;
    QTest::newRow("copy") << "nnUNetPlans_2" << true;
    QTest::newRow("memory") << "nnUNetPlans_10.5GiB" << true;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("space") << "my plan" << false;
    QTest::newRow("folder") << "../mine" << false;
    QTest::newRow("hidden") << ".mine" << false;
    QTest::newRow("umlaut") << "plän" << false;
    QTest::newRow("parted") << "my__plan" << false;
    QTest::newRow("long") << QString(65, u'a') << false;
}

void TestPlanEdit::namesAreChecked()
{
    QFETCH(QString, name);
    QFETCH(bool, isFine);
    QCOMPARE(planNameProblem(name.toStdString()).empty(), isFine);
}

void TestPlanEdit::freeNamesCountOn()
{
    const std::array<std::string, 3> taken{"nnUNetPlans", "nnUNetPlans_2", "other"};
    QCOMPARE(freePlanName("nnUNetPlans", taken), std::string("nnUNetPlans_3"));
    QCOMPARE(freePlanName("nnUNetPlans_2", taken), std::string("nnUNetPlans_3"));
    QCOMPARE(freePlanName("other", taken), std::string("other_2"));
    QCOMPARE(freePlanName("nnUNetPlans_24GiB", taken), std::string("nnUNetPlans_24GiB_2"));
}

QTEST_APPLESS_MAIN(TestPlanEdit)
#include "tst_PlanEdit.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanTransfer.h"
#include "tests/support/Failure.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

using namespace seg;
using planning::Plan;
using planning::PlannerKind;

namespace {

Plan liverPlan(PlannerKind planner = PlannerKind::Default)
{
    test::DatasetFacts facts =
        test::datasetFacts(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3);
    facts.name = "Dataset003_Liver";
    return facts.plannedBy(planner);
}

dataset::DatasetManifest spleen()
{
    dataset::DatasetManifest manifest = test::plainManifest({"CT"}, 2, 41);
    manifest.fileEnding = ".nii";
    return manifest;
}

} // namespace

class TestPlanTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAndReaderChange_numbersStay();
    void anotherName_getsPreparedCasesOfItsOwn();
    void identifiersOfOtherPlans_getTheNameInFront();
    void reasonsSayWhereTheNumbersComeFrom();
    void aTransferredPlanCanBeTransferredAgain();
    void otherChannelsAreRefused();
    void theCascadeStaysInherited();
};

void TestPlanTransfer::namesAndReaderChange_numbersStay()
{
    const Plan source = liverPlan();
    const Plan plan = planning::transferPlan(source, spleen(), "Dataset009_Spleen");
    QCOMPARE(plan.datasetName, std::string("Dataset009_Spleen"));
    QCOMPARE(plan.plansName, std::string("nnUNetPlans"));
    QCOMPARE(plan.imageReaderWriter, std::string("NibabelIO"));
    Json expected = planning::planToJson(source);
    Json actual = planning::planToJson(plan);
    for (const char* key : {"dataset_name", "image_reader_writer", "segwright_reasons"}) {
        expected.erase(key);
        actual.erase(key);
    }
    QCOMPARE(jsonText(actual), jsonText(expected));
}

void TestPlanTransfer::anotherName_getsPreparedCasesOfItsOwn()
{
    const Plan plan = planning::transferPlan(liverPlan(), spleen(), "Dataset009_Spleen", "fromLiver");
    QCOMPARE(plan.plansName, std::string("fromLiver"));
    QCOMPARE(plan.configuration("2d").dataIdentifier, std::string("fromLiver_2d"));
    QCOMPARE(plan.configuration("3d_cascade_fullres").dataIdentifier, std::string("fromLiver_3d_fullres"));
}

void TestPlanTransfer::identifiersOfOtherPlans_getTheNameInFront()
{
    const Plan plan =
        planning::transferPlan(liverPlan(PlannerKind::ResEncM), spleen(), "Dataset009_Spleen", "fromLiver");
    QCOMPARE(plan.configuration("2d").dataIdentifier, std::string("fromLiver_nnUNetPlans_2d"));
    QCOMPARE(plan.configuration("3d_lowres").dataIdentifier, std::string("fromLiver_3d_lowres"));
}

void TestPlanTransfer::reasonsSayWhereTheNumbersComeFrom()
{
    const Plan plan = planning::transferPlan(liverPlan(), spleen(), "Dataset009_Spleen", "fromLiver");
    const std::string because = test::becauseOf(plan, "3d_fullres", "patch_size");
    QVERIFY2(because.starts_with("taken over from nnUNetPlans of Dataset003_Liver; there: the largest"),
             because.c_str());
    QVERIFY(!test::becauseOf(plan, "", "transfer").empty());
}

void TestPlanTransfer::aTransferredPlanCanBeTransferredAgain()
{
    const Plan first = planning::transferPlan(liverPlan(), spleen(), "Dataset009_Spleen", "fromLiver");
    const Plan second = planning::transferPlan(first, spleen(), "Dataset010_Colon");
    QCOMPARE(second.plansName, std::string("fromLiver"));
    QCOMPARE(std::ranges::count_if(second.reasons, [](const auto& r) { return r.field == "transfer"; }),
             std::ptrdiff_t{1});
}

void TestPlanTransfer::otherChannelsAreRefused()
{
    const auto [code, text] = test::failureOf([] {
        static_cast<void>(planning::transferPlan(liverPlan(), test::plainManifest({"T2", "ADC"}, 2, 10),
                                                 "Dataset005_Prostate"));
    });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(text.find("it is for 1 channel, the dataset has 2") != std::string::npos, text.c_str());
}

void TestPlanTransfer::theCascadeStaysInherited()
{
    const Plan plan = planning::transferPlan(liverPlan(), spleen(), "Dataset009_Spleen", "fromLiver");
    const Json expected = Json::parse(R"({"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"})");
    QVERIFY(planning::planToJson(plan)["configurations"]["3d_cascade_fullres"] == expected);
}

QTEST_APPLESS_MAIN(TestPlanTransfer)
#include "tst_PlanTransfer.moc"

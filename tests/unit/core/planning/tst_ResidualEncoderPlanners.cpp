// SPDX-License-Identifier: Apache-2.0
#include "tests/support/Failure.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

using namespace seg;
using planning::Configuration;
using planning::Plan;
using planning::PlannerKind;
using Patch = std::vector<std::int64_t>;
using Rows = std::vector<std::vector<int>>;

namespace {

test::DatasetFacts brainTumours()
{
    return test::datasetFacts(484, {{138, 169, 138}}, {{1, 1, 1}}, {"FLAIR", "T1w", "t1gd", "T2w"}, 4, 0.55);
}

test::DatasetFacts liver()
{
    return test::datasetFacts(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3);
}

/// Every 10th case has thinner slices, so that the target is finer than the median.
test::DatasetFacts heart()
{
    test::DatasetFacts facts = test::datasetFacts(200, {{9, 256, 216}}, {{10, 1.5625, 1.5625}}, {"MRI"}, 4);
    for (std::size_t i = 0; i < 200; i += 10) {
        facts.fingerprint.spacings[i].mm[0] = 5.0;
    }
    return facts;
}

test::DatasetFacts prostate()
{
    return test::datasetFacts(32, {{20, 320, 319}}, {{3.6, 0.625, 0.625}}, {"T2", "ADC"}, 3);
}

test::DatasetFacts thickLastAxis()
{
    return test::datasetFacts(60, {{400, 380, 80}}, {{0.8, 0.8, 3.0}}, {"CT"}, 2);
}

test::DatasetFacts pictures()
{
    return test::datasetFacts(100, {{1, 1500, 1500}}, {{999, 1, 1}},
                              {"rgb_to_0_1", "rgb_to_0_1", "rgb_to_0_1"}, 2);
}

struct Row {
    const char* name;
    test::DatasetFacts (*facts)();
    PlannerKind planner;
    const char* configuration;
    Patch patch;
    int batch;
};

/// nnunet-v2 §3.10, the columns M, L and XL.
const std::vector<Row>& rows()
{
    using enum PlannerKind;
    static const std::vector<Row> kRows{
        {"brain tumours, 3d, M", brainTumours, ResEncM, "3d_fullres", {128, 128, 128}, 2},
        {"brain tumours, 3d, L", brainTumours, ResEncL, "3d_fullres", {160, 192, 160}, 3},
        {"brain tumours, 3d, XL", brainTumours, ResEncXL, "3d_fullres", {160, 192, 160}, 5},
        {"brain tumours, 2d, M", brainTumours, ResEncM, "2d", {192, 160}, 107},
        {"brain tumours, 2d, L", brainTumours, ResEncL, "2d", {192, 160}, 301},
        {"brain tumours, 2d, XL", brainTumours, ResEncXL, "2d", {192, 160}, 444},
        {"liver, 3d, M", liver, ResEncM, "3d_fullres", {128, 128, 128}, 2},
        {"liver, 3d, L", liver, ResEncL, "3d_fullres", {160, 224, 192}, 2},
        {"liver, 3d, XL", liver, ResEncXL, "3d_fullres", {192, 256, 256}, 2},
        {"liver, low, M", liver, ResEncM, "3d_lowres", {128, 128, 128}, 2},
        {"liver, low, L", liver, ResEncL, "3d_lowres", {160, 224, 192}, 2},
        {"liver, low, XL", liver, ResEncXL, "3d_lowres", {192, 256, 256}, 2},
        {"liver, 2d, M", liver, ResEncM, "2d", {512, 512}, 12},
        {"liver, 2d, L", liver, ResEncL, "2d", {512, 512}, 35},
        {"liver, 2d, XL", liver, ResEncXL, "2d", {512, 512}, 52},
        {"heart, 3d, M", heart, ResEncM, "3d_fullres", {10, 256, 224}, 5},
        {"heart, 3d, L", heart, ResEncL, "3d_fullres", {10, 256, 224}, 17},
        {"heart, 3d, XL", heart, ResEncXL, "3d_fullres", {10, 256, 224}, 29},
        {"heart, 2d, M", heart, ResEncM, "2d", {256, 224}, 57},
        {"heart, 2d, L", heart, ResEncL, "2d", {256, 224}, 161},
        {"heart, 2d, XL", heart, ResEncXL, "2d", {256, 224}, 238},
        {"prostate, 3d, M", prostate, ResEncM, "3d_fullres", {20, 256, 256}, 2},
        {"prostate, 3d, L", prostate, ResEncL, "3d_fullres", {20, 320, 320}, 5},
        {"prostate, 3d, XL", prostate, ResEncXL, "3d_fullres", {20, 320, 320}, 8},
        {"prostate, 2d, M", prostate, ResEncM, "2d", {320, 320}, 32},
        {"prostate, 2d, L", prostate, ResEncL, "2d", {320, 320}, 90},
        {"prostate, 2d, XL", prostate, ResEncXL, "2d", {320, 320}, 133},
        {"thick last axis, 3d, L", thickLastAxis, ResEncL, "3d_fullres", {64, 320, 256}, 2},
        {"thick last axis, 2d, L", thickLastAxis, ResEncL, "2d", {448, 384}, 54},
        {"pictures, 2d, L", pictures, ResEncL, "2d", {896, 768}, 13},
    };
    return kRows;
}

} // namespace

Q_DECLARE_METATYPE(Row)

/// Golden values: nnunet-v2 §3.1 and §3.10, made by running nnU-Net v2's residual encoder planners.
class TestResidualEncoderPlanners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void patchAndBatchEqualTheReference_data();
    void patchAndBatchEqualTheReference();
    void lowResolutionEqualsTheReference_data();
    void lowResolutionEqualsTheReference();
    void hugePatches_getASeventhStage();
    void networksAreDeepInTheEncoderAndLightInTheDecoder();
    void namesAreTheReferences_data();
    void namesAreTheReferences();
    void fullResolutionSharesTheDefaultPlansArrays();
    void thePlainResidualPlannerKeepsTheDatasetsShare();
    void lessMemoryThanThePresets_shrinksThePatch();
    void anUnknownPlannerNamesThoseThereAre();
    void aGivenSpacing_replacesTheMedian();
    void axesCanKeepTheirOrder();
    void aSpacingOfNothingIsRefused();
    void casesWithoutAVoxelAtTheSpacingAreRefused();
};

void TestResidualEncoderPlanners::patchAndBatchEqualTheReference_data()
{
    QTest::addColumn<Row>("row");
    for (const Row& row : rows()) {
        QTest::newRow(row.name) << row;
    }
}

void TestResidualEncoderPlanners::patchAndBatchEqualTheReference()
{
    QFETCH(Row, row);
    const Configuration planned = row.facts().plannedBy(row.planner).configuration(row.configuration);
    QCOMPARE(planned.patchSize, row.patch);
    QCOMPARE(planned.batchSize, row.batch);
    QVERIFY(planned.architecture.residualEncoder);
}

void TestResidualEncoderPlanners::lowResolutionEqualsTheReference_data()
{
    QTest::addColumn<PlannerKind>("planner");
    QTest::addColumn<QList<double>>("spacing");
    QTest::addColumn<QList<double>>("extent");
    QTest::newRow("M") << PlannerKind::ResEncM << QList<double>{2.427262, 1.863114, 1.863114}
                       << QList<double>{178, 211, 211};
    QTest::newRow("L") << PlannerKind::ResEncL << QList<double>{1.604706, 1.231738, 1.231738}
                       << QList<double>{269, 319, 319};
    QTest::newRow("XL") << PlannerKind::ResEncXL << QList<double>{1.343916, 1.031561, 1.031561}
                        << QList<double>{321, 381, 381};
}

void TestResidualEncoderPlanners::lowResolutionEqualsTheReference()
{
    QFETCH(PlannerKind, planner);
    QFETCH(QList<double>, spacing);
    QFETCH(QList<double>, extent);
    const Plan plan = liver().plannedBy(planner);
    const Configuration& low = plan.configuration("3d_lowres");
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QVERIFY(std::abs(low.spacing[axis] - spacing[static_cast<int>(axis)]) < 1e-6);
        QCOMPARE(low.medianExtent[axis], extent[static_cast<int>(axis)]);
    }
    QCOMPARE(low.nextStages, std::vector<std::string>{"3d_cascade_fullres"});
    QVERIFY(!low.batchDice);
    QVERIFY(plan.configuration("3d_fullres").batchDice);
    const Configuration& cascade = plan.configuration("3d_cascade_fullres");
    QCOMPARE(*cascade.previousStage, std::string("3d_lowres"));
    QCOMPARE(cascade.dataIdentifier, plan.configuration("3d_fullres").dataIdentifier);
}

void TestResidualEncoderPlanners::hugePatches_getASeventhStage()
{
    const Plan plan = liver().plannedBy(PlannerKind::ResEncXL);
    const planning::ArchitectureSpec& network = plan.configuration("3d_fullres").architecture;
    QCOMPARE(network.stageCount(), 7);
    QCOMPARE(network.strides.back(), (std::vector<int>{1, 2, 2}));
    QCOMPARE(network.blocksPerStage, (std::vector<int>{1, 3, 4, 6, 6, 6, 6}));
    QCOMPARE(network.features, (std::vector<int>{32, 64, 128, 256, 320, 320, 320}));
}

void TestResidualEncoderPlanners::networksAreDeepInTheEncoderAndLightInTheDecoder()
{
    const Plan plan = brainTumours().plannedBy(PlannerKind::ResEncM);
    const planning::ArchitectureSpec& network = plan.configuration("3d_fullres").architecture;
    QCOMPARE(network.blocksPerStage, (std::vector<int>{1, 3, 4, 6, 6, 6}));
    QCOMPARE(network.decoderConvolutions, (std::vector<int>{1, 1, 1, 1, 1}));
    const Json json = planning::planToJson(plan);
    const Json& written = json["configurations"]["3d_fullres"]["architecture"];
    QCOMPARE(written["network_class_name"].get<std::string>(),
             std::string("dynamic_network_architectures.architectures.unet.ResidualEncoderUNet"));
    QVERIFY(written["arch_kwargs"].contains("n_blocks_per_stage"));
}

void TestResidualEncoderPlanners::namesAreTheReferences_data()
{
    QTest::addColumn<PlannerKind>("planner");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("plans");
    QTest::addColumn<QString>("className");
    QTest::addColumn<double>("gib");
    QTest::newRow("default") << PlannerKind::Default << "default"
                             << "nnUNetPlans"
                             << "ExperimentPlanner" << 8.0;
    QTest::newRow("plain residual") << PlannerKind::ResEnc << "resenc"
                                    << "nnUNetResEncUNetPlans"
                                    << "ResEncUNetPlanner" << 8.0;
    QTest::newRow("M") << PlannerKind::ResEncM << "resenc-m"
                       << "nnUNetResEncUNetMPlans"
                       << "nnUNetPlannerResEncM" << 8.0;
    QTest::newRow("L") << PlannerKind::ResEncL << "resenc-l"
                       << "nnUNetResEncUNetLPlans"
                       << "nnUNetPlannerResEncL" << 24.0;
    QTest::newRow("XL") << PlannerKind::ResEncXL << "resenc-xl"
                        << "nnUNetResEncUNetXLPlans"
                        << "nnUNetPlannerResEncXL" << 40.0;
}

void TestResidualEncoderPlanners::namesAreTheReferences()
{
    QFETCH(PlannerKind, planner);
    QFETCH(QString, option);
    QFETCH(QString, plans);
    QFETCH(QString, className);
    QFETCH(double, gib);
    QVERIFY(planning::plannerFromName(option.toStdString()) == planner);
    const Plan plan = prostate().plannedBy(planner);
    QCOMPARE(QString::fromStdString(plan.plansName), plans);
    QCOMPARE(QString::fromStdString(plan.planner), className);
    QCOMPARE(planning::describe(planner).gpuMemoryGiB, gib);
}

void TestResidualEncoderPlanners::fullResolutionSharesTheDefaultPlansArrays()
{
    const Plan plan = liver().plannedBy(PlannerKind::ResEncL);
    QCOMPARE(plan.configuration("2d").dataIdentifier, std::string("nnUNetPlans_2d"));
    QCOMPARE(plan.configuration("3d_fullres").dataIdentifier, std::string("nnUNetPlans_3d_fullres"));
    QCOMPARE(plan.configuration("3d_lowres").dataIdentifier, std::string("nnUNetResEncUNetLPlans_3d_lowres"));
}

void TestResidualEncoderPlanners::thePlainResidualPlannerKeepsTheDatasetsShare()
{
    const test::DatasetFacts few = test::datasetFacts(12, {{36, 50, 35}}, {{1, 1, 1}}, {"MRI"}, 3);
    QCOMPARE(few.plannedBy(PlannerKind::ResEnc).configuration("3d_fullres").batchSize, 2);
    QCOMPARE(few.plannedBy(PlannerKind::ResEncM).configuration("3d_fullres").batchSize, 8);
}

void TestResidualEncoderPlanners::lessMemoryThanThePresets_shrinksThePatch()
{
    planning::PlannerOptions options;
    options.planner = PlannerKind::ResEncL;
    options.gpuMemoryGiB = 12.0;
    const Configuration half = brainTumours().planned(options).configuration("3d_fullres");
    const Configuration whole = brainTumours().plannedBy(PlannerKind::ResEncL).configuration("3d_fullres");
    QVERIFY(half.patchSize < whole.patchSize || half.batchSize < whole.batchSize);
}

void TestResidualEncoderPlanners::anUnknownPlannerNamesThoseThereAre()
{
    const auto [code, text] =
        test::failureOf([] { static_cast<void>(planning::plannerFromName("resenc-xxl")); });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(QString::fromStdString(text).contains("resenc-m, resenc-l, resenc-xl, nvidia, nnunet-2018"),
             text.c_str());
}

void TestResidualEncoderPlanners::aGivenSpacing_replacesTheMedian()
{
    planning::PlannerOptions options;
    options.targetSpacing = Spacing{{2.0, 1.0, 1.5}};
    const Plan plan = brainTumours().planned(options);
    const Configuration& full = plan.configuration("3d_fullres");
    QCOMPARE(full.spacing, (std::vector<double>{2.0, 1.0, 1.5}));
    QCOMPARE(full.medianExtent, (std::vector<double>{69, 169, 92}));
    QVERIFY(plan.originalMedianSpacing == (Spacing{{1, 1, 1}}));
    QVERIFY(test::becauseOf(plan, "3d_fullres", "spacing").starts_with("as asked for"));
}

void TestResidualEncoderPlanners::axesCanKeepTheirOrder()
{
    planning::PlannerOptions options;
    options.keepAxisOrder = true;
    const Plan plan = thickLastAxis().planned(options);
    QVERIFY((plan.transposeForward == std::array<int, 3>{0, 1, 2}));
    QCOMPARE(plan.configuration("3d_fullres").spacing, (std::vector<double>{0.8, 0.8, 3.0}));
}

void TestResidualEncoderPlanners::aSpacingOfNothingIsRefused()
{
    planning::PlannerOptions options;
    options.targetSpacing = Spacing{{1.0, 0.0, 1.0}};
    const auto [code, text] = test::failureOf([&] { static_cast<void>(brainTumours().planned(options)); });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(text.find("three distances in mm") != std::string::npos, text.c_str());
}

void TestResidualEncoderPlanners::casesWithoutAVoxelAtTheSpacingAreRefused()
{
    planning::PlannerOptions options;
    options.targetSpacing = Spacing{{1.0, 1000.0, 1.0}};
    const auto [code, text] = test::failureOf([&] { static_cast<void>(brainTumours().planned(options)); });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(text.find("no voxel left") != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestResidualEncoderPlanners)
#include "tst_ResidualEncoderPlanners.moc"

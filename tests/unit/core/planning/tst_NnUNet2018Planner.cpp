// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NnUNet2018Planner.h"
#include "tests/support/Failure.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

using namespace seg;
using planning::Configuration;
using planning::NormalizationScheme;
using planning::Plan;
using planning::PlannerKind;
using Edges = std::vector<std::int64_t>;
using Rows = std::vector<std::vector<int>>;

namespace {

Plan planned(const test::DatasetFacts& facts)
{
    return facts.plannedBy(PlannerKind::NnUNet2018);
}

test::DatasetFacts liver()
{
    return test::datasetFacts(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3);
}

test::DatasetFacts brainTumours()
{
    return test::datasetFacts(484, {{138, 169, 138}}, {{1, 1, 1}}, {"FLAIR", "T1w", "t1gd", "T2w"}, 4, 0.55);
}

} // namespace

Q_DECLARE_METATYPE(Edges)

/// Numbers of nnunet-v1-2018 §1.
class TestNnUNet2018Planner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hippocampus_isTheDocumentsExample();
    void planesGetTheirBatch_data();
    void planesGetTheirBatch();
    void largeCases_getTheirProportionsWithin128Cubed_data();
    void largeCases_getTheirProportionsWithin128Cubed();
    void poolingsAreBounded_andLateOnShortAxes();
    void featuresDoubleFrom30();
    void casesOfMoreThanFourPatches_getACascade();
    void smallCases_getNone();
    void thickAxesKeepTheirMedianSpacing();
    void channelNamesContainingCt_areCt();
    void singleSlices_getA2dPlanOnly();
    void flatScansWithWidePixels_areTurnedAsInTheOriginal_andThePlanSaysSo();
    void flatScansWithThickSlices_areNotTurned();
    void memoryScalesTheBatch();
    void theFileIsAPlanOfOurs();
    void everyNumberHasItsReason();
};

void TestNnUNet2018Planner::hippocampus_isTheDocumentsExample()
{
    const Plan plan = planned(test::datasetFacts(260, {{36, 50, 35}}, {{1, 1, 1}}, {"MRI"}, 3));
    const Configuration& full = plan.configuration("3d_fullres");
    QCOMPARE(full.patchSize, (Edges{40, 56, 40}));
    QCOMPARE(full.batchSize, 9);
    QCOMPARE(full.architecture.strides, (Rows{{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}}));
    QVERIFY(!full.batchDice);
    QVERIFY(plan.configuration("2d").batchDice);
    QVERIFY(full.recipe == planning::PreprocessingRecipe::NnUNet2018);
}

void TestNnUNet2018Planner::planesGetTheirBatch_data()
{
    QTest::addColumn<double>("rows");
    QTest::addColumn<double>("columns");
    QTest::addColumn<Edges>("patch");
    QTest::addColumn<int>("batch");
    QTest::newRow("start configuration") << 256.0 << 256.0 << Edges{256, 256} << 42;
    QTest::newRow("brain tumours") << 169.0 << 138.0 << Edges{192, 160} << 89;
    QTest::newRow("prostate") << 320.0 << 319.0 << Edges{320, 320} << 26;
    QTest::newRow("liver") << 512.0 << 512.0 << Edges{512, 512} << 10;
}

void TestNnUNet2018Planner::planesGetTheirBatch()
{
    QFETCH(double, rows);
    QFETCH(double, columns);
    QFETCH(Edges, patch);
    QFETCH(int, batch);
    const Extent extent{{100, static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)}};
    const Plan plan = planned(test::datasetFacts(500, extent, {{1, 1, 1}}, {"MRI"}, 2));
    QCOMPARE(plan.configuration("2d").patchSize, patch);
    QCOMPARE(plan.configuration("2d").batchSize, batch);
}

void TestNnUNet2018Planner::largeCases_getTheirProportionsWithin128Cubed_data()
{
    QTest::addColumn<Edges>("extent");
    QTest::addColumn<Edges>("patch");
    QTest::newRow("cube") << Edges{300, 300, 300} << Edges{128, 128, 128};
    QTest::newRow("brain tumours") << Edges{138, 169, 138} << Edges{128, 128, 128};
    QTest::newRow("liver") << Edges{432, 512, 512} << Edges{128, 128, 128};
    QTest::newRow("whole case") << Edges{20, 320, 319} << Edges{20, 320, 320};
}

void TestNnUNet2018Planner::largeCases_getTheirProportionsWithin128Cubed()
{
    QFETCH(Edges, extent);
    QFETCH(Edges, patch);
    const std::vector<double> median(extent.begin(), extent.end());
    QCOMPARE(planning::patchOf2018(median, 128.0 * 128.0 * 128.0).patchSize, patch);
}

void TestNnUNet2018Planner::poolingsAreBounded_andLateOnShortAxes()
{
    const std::vector<double> thick{20, 320, 320};
    const auto topology = planning::topologyOf2018(thick);
    QCOMPARE(topology.strides, (Rows{{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}}));
    QCOMPARE(topology.kernelSizes, Rows(6, {3, 3, 3}));
    const std::vector<double> plane{1024, 7};
    QCOMPARE(planning::topologyOf2018(plane).divisor, (Edges{64, 1}));
    const std::vector<double> line{64};
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(planning::topologyOf2018(line)), Error);
}

void TestNnUNet2018Planner::featuresDoubleFrom30()
{
    const Plan plan = planned(liver());
    QCOMPARE(plan.configuration("3d_fullres").architecture.features,
             (std::vector<int>{30, 60, 120, 240, 320, 320}));
    QCOMPARE(plan.configuration("2d").architecture.features,
             (std::vector<int>{30, 60, 120, 240, 480, 480, 480}));
}

void TestNnUNet2018Planner::casesOfMoreThanFourPatches_getACascade()
{
    const Plan plan = planned(liver());
    const Configuration& low = plan.configuration("3d_lowres");
    const double voxels = low.medianExtent[0] * low.medianExtent[1] * low.medianExtent[2];
    constexpr double kFourPatches = 4.0 * 128.0 * 128.0 * 128.0;
    QVERIFY(voxels < 1.01 * kFourPatches && voxels > 0.95 * kFourPatches);
    QCOMPARE(low.nextStages, std::vector<std::string>{"3d_cascade_fullres"});
    QVERIFY(plan.configuration("3d_fullres").batchDice && !low.batchDice);
    QCOMPARE(*plan.configuration("3d_cascade_fullres").previousStage, std::string("3d_lowres"));
    QCOMPARE(plan.configurations[1].name, std::string("3d_lowres"));
}

void TestNnUNet2018Planner::smallCases_getNone()
{
    const Plan plan = planned(brainTumours());
    QVERIFY(!test::hasConfiguration(plan, "3d_lowres"));
    QVERIFY(test::becauseOf(plan, "", "3d_lowres").starts_with("a median case holds 1.53 patches"));
}

void TestNnUNet2018Planner::thickAxesKeepTheirMedianSpacing()
{
    test::DatasetFacts facts = test::datasetFacts(200, {{256, 216, 9}}, {{1.5625, 1.5625, 10}}, {"MRI"}, 4);
    for (std::size_t i = 0; i < 200; i += 10) {
        facts.fingerprint.spacings[i].mm[2] = 5.0;
    }
    const Plan plan = planned(facts);
    QCOMPARE(plan.configuration("3d_fullres").spacing, (std::vector<double>{10, 1.5625, 1.5625}));
    QVERIFY((plan.transposeForward == std::array<int, 3>{2, 0, 1}));
}

void TestNnUNet2018Planner::channelNamesContainingCt_areCt()
{
    const Plan plan =
        planned(test::datasetFacts(20, {{90, 90, 90}}, {{1, 1, 1}}, {"CT", "low-dose ct", "PET"}, 2, 0.5));
    const Configuration& full = plan.configuration("3d_fullres");
    using N = NormalizationScheme;
    QVERIFY((full.normalization == std::vector<N>{N::Ct, N::Ct, N::ZScore}));
    QVERIFY((full.useMaskForNormalization == std::vector<bool>{false, false, true}));
}

void TestNnUNet2018Planner::singleSlices_getA2dPlanOnly()
{
    const Plan plan = planned(test::datasetFacts(100, {{1, 500, 400}}, {{999, 1, 1}}, {"XR"}, 2));
    QCOMPARE(plan.configurations.size(), std::size_t{1});
}

void TestNnUNet2018Planner::flatScansWithWidePixels_areTurnedAsInTheOriginal_andThePlanSaysSo()
{
    const test::DatasetFacts flat = test::datasetFacts(100, {{165, 1, 168}}, {{2, 1, 1.5}}, {"MRI"}, 2);
    const Plan plan = planned(flat);
    QVERIFY(
        (plan.transposeForward == std::array<int, 3>{0, 1, 2})); // spec §1: planes across the coarsest axis
    QCOMPARE(plan.configuration("2d").medianExtent, (std::vector<double>{1, 168}));
    const std::string because = test::becauseOf(plan, "", "transpose_forward");
    QVERIFY2(because.find("a single slice across y") != std::string::npos, because.c_str());
    QVERIFY2(because.find("lines of 1 x 168 voxels") != std::string::npos, because.c_str());
    planning::PlannerOptions options; // nnU-Net v2 turns them as well
    const Plan v2 = flat.planned(options);
    QVERIFY(v2.transposeForward == plan.transposeForward);
    QCOMPARE(test::becauseOf(v2, "", "transpose_forward"), because);
}

void TestNnUNet2018Planner::flatScansWithThickSlices_areNotTurned()
{
    const Plan plan = planned(test::datasetFacts(100, {{165, 1, 168}}, {{2, 5, 1.5}}, {"MRI"}, 2));
    QCOMPARE(plan.configurations.size(), std::size_t{1});
    QCOMPARE(plan.configuration("2d").medianExtent, (std::vector<double>{165, 168}));
    QCOMPARE(test::becauseOf(plan, "", "transpose_forward"),
             std::string("the axis with the largest spacing comes first"));
}

void TestNnUNet2018Planner::memoryScalesTheBatch()
{
    planning::PlannerOptions options;
    options.planner = PlannerKind::NnUNet2018;
    options.gpuMemoryGiB = 24.0;
    const Plan plan = brainTumours().planned(options);
    QCOMPARE(plan.configuration("2d").batchSize, 179);
    options.gpuMemoryGiB = 12.0;
    QCOMPARE(brainTumours().planned(options).configuration("2d").batchSize, 89);
}

void TestNnUNet2018Planner::theFileIsAPlanOfOurs()
{
    const Plan plan = planned(liver());
    const Json json = planning::planToJson(plan);
    const Plan again = planning::planFromJson(parseJson(jsonText(json), "plans.json"), "plans.json");
    QCOMPARE(jsonText(planning::planToJson(again)), jsonText(json));
    QVERIFY(again.configuration("3d_lowres").recipe == planning::PreprocessingRecipe::NnUNet2018);
}

void TestNnUNet2018Planner::everyNumberHasItsReason()
{
    const Plan plan = planned(liver());
    for (const char* configuration : {"2d", "3d_lowres", "3d_fullres"}) {
        for (const char* field :
             {"spacing", "patch_size", "batch_size", "normalization", "preprocessed_size", "stages",
              "network", "features_per_stage", "kernel_sizes", "blocks_per_stage", "batch_dice", "resampling",
              "data_identifier", "median_image_size_in_voxels"}) {
            QVERIFY2(!test::becauseOf(plan, configuration, field).empty(), field);
        }
    }
    QVERIFY(!test::becauseOf(plan, "3d_cascade_fullres", "previous_stage").empty());
}

QTEST_APPLESS_MAIN(TestNnUNet2018Planner)
#include "tst_NnUNet2018Planner.moc"

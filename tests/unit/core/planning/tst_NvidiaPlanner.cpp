// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NvidiaPlanner.h"
#include "core/planning/NvidiaTable.h"
#include "tests/support/Failure.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

using namespace seg;
using planning::Configuration;
using planning::NormalizationScheme;
using planning::Plan;
using planning::PlannerKind;
using planning::PoolingTopology;
using Row = std::vector<int>;
using Rows = std::vector<Row>;

namespace {

const Row kAll{2, 2, 2};
const Row kPlane{1, 2, 2};
const Row kOnes{1, 1, 1};

/// "5 x [2,2,2]" and the like, behind the first stage's ones.
Rows strides(int planeFirst, int all, int planeLast)
{
    Rows rows{kOnes};
    rows.insert(rows.end(), static_cast<std::size_t>(planeFirst), kPlane);
    rows.insert(rows.end(), static_cast<std::size_t>(all), kAll);
    rows.insert(rows.end(), static_cast<std::size_t>(planeLast), kPlane);
    return rows;
}

PoolingTopology topology3d(const std::string& number)
{
    const planning::NvidiaTask& task = planning::nvidiaTaskByNumber(number);
    return planning::nvidiaTopology(task.spacing3d, task.patch3d);
}

std::vector<std::int64_t> bottleneckOf(const PoolingTopology& topology)
{
    std::vector<std::int64_t> edges = topology.patchSize;
    for (std::size_t axis = 0; axis < edges.size(); ++axis) {
        edges[axis] /= topology.divisor[axis];
    }
    return edges;
}

test::DatasetFacts named(const std::string& name, std::vector<std::string> channels = {"CT"})
{
    test::DatasetFacts facts =
        test::datasetFacts(40, {{90, 512, 512}}, {{5, 0.8, 0.8}}, std::move(channels), 2);
    facts.name = name;
    return facts;
}

} // namespace

Q_DECLARE_METATYPE(Rows)
Q_DECLARE_METATYPE(std::vector<std::int64_t>)

/// Numbers of nvidia-unets A.3 and A.7.
class TestNvidiaPlanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeDimensionalTopologiesEqualTheTable_data();
    void threeDimensionalTopologiesEqualTheTable();
    void planesEqualTheTable_data();
    void planesEqualTheTable();
    void deeperNetworksReachTwoVoxels();
    void anOddPatchIsRoundedUp();
    void aPatchOfOtherAxesIsRefused();
    void knownTasksTakeTheirRow();
    void ctTakesTheFixedWindow();
    void otherChannelNamesCountAsMri();
    void slicesAreNotResampled();
    void brats21_isPlannedIn3dAlone();
    void aTaskCanBeNamedByItsNumber();
    void unknownDatasetsTakeTheirMedianSpacing_andThickAxesTheir10thPercentile();
    void aMemoryBudgetForTheTableIsRefused();
    void theFileIsAPlanOfOurs();
    void everyNumberHasItsReason();
};

void TestNvidiaPlanner::threeDimensionalTopologiesEqualTheTable_data()
{
    QTest::addColumn<QString>("task");
    QTest::addColumn<Rows>("expected");
    QTest::addColumn<int>("flatKernels");
    QTest::addColumn<std::vector<std::int64_t>>("bottleneck");
    using Edges = std::vector<std::int64_t>;
    QTest::newRow("01") << "01" << strides(0, 5, 0) << 0 << Edges{4, 4, 4};
    QTest::newRow("02") << "02" << strides(0, 4, 1) << 0 << Edges{5, 6, 5};
    QTest::newRow("03") << "03" << strides(0, 5, 0) << 0 << Edges{4, 4, 4};
    QTest::newRow("04") << "04" << strides(0, 3, 0) << 0 << Edges{5, 7, 5};
    QTest::newRow("05") << "05" << strides(2, 2, 1) << 2 << Edges{5, 10, 8};
    QTest::newRow("06") << "06" << strides(0, 4, 1) << 0 << Edges{5, 6, 5};
    QTest::newRow("07") << "07" << strides(1, 3, 1) << 1 << Edges{5, 7, 7};
    QTest::newRow("08") << "08" << strides(0, 4, 1) << 0 << Edges{4, 6, 6};
    QTest::newRow("09") << "09" << strides(1, 4, 0) << 1 << Edges{4, 6, 5};
    QTest::newRow("10") << "10" << strides(1, 3, 1) << 1 << Edges{7, 6, 5};
    QTest::newRow("11") << "11" << strides(0, 5, 0) << 0 << Edges{4, 4, 4};
}

void TestNvidiaPlanner::threeDimensionalTopologiesEqualTheTable()
{
    QFETCH(QString, task);
    QFETCH(Rows, expected);
    QFETCH(int, flatKernels);
    QFETCH(std::vector<std::int64_t>, bottleneck);
    const PoolingTopology topology = topology3d(task.toStdString());
    QCOMPARE(topology.strides, expected);
    QCOMPARE(topology.kernelSizes.size(), expected.size());
    for (std::size_t stage = 0; stage < expected.size(); ++stage) {
        const bool isFlat = stage < static_cast<std::size_t>(flatKernels);
        QCOMPARE(topology.kernelSizes[stage], isFlat ? (Row{1, 3, 3}) : (Row{3, 3, 3}));
    }
    QCOMPARE(bottleneckOf(topology), bottleneck);
}

void TestNvidiaPlanner::planesEqualTheTable_data()
{
    QTest::addColumn<QString>("task");
    QTest::addColumn<int>("stages");
    QTest::addColumn<std::vector<std::int64_t>>("bottleneck");
    using Edges = std::vector<std::int64_t>;
    QTest::newRow("01") << "01" << 6 << Edges{6, 5};
    QTest::newRow("02") << "02" << 6 << Edges{10, 8};
    QTest::newRow("04") << "04" << 4 << Edges{7, 5};
    QTest::newRow("05") << "05" << 6 << Edges{10, 10};
    QTest::newRow("10") << "10" << 6 << Edges{16, 16};
}

void TestNvidiaPlanner::planesEqualTheTable()
{
    QFETCH(QString, task);
    QFETCH(int, stages);
    QFETCH(std::vector<std::int64_t>, bottleneck);
    const planning::NvidiaTask& row = planning::nvidiaTaskByNumber(task.toStdString());
    const PoolingTopology topology =
        planning::nvidiaTopology(std::vector<double>(2, row.spacing2d), *row.patch2d);
    QCOMPARE(topology.strides.size(), static_cast<std::size_t>(stages));
    QCOMPARE(bottleneckOf(topology), bottleneck);
}

void TestNvidiaPlanner::deeperNetworksReachTwoVoxels()
{
    const std::vector<double> spacing(3, 1.0);
    const std::vector<std::int64_t> patch(3, 128);
    const PoolingTopology topology = planning::nvidiaTopology(spacing, patch, 6, 2);
    QCOMPARE(topology.strides.size(), std::size_t{7});
    QCOMPARE(bottleneckOf(topology), (std::vector<std::int64_t>{2, 2, 2}));
}

void TestNvidiaPlanner::anOddPatchIsRoundedUp()
{
    const std::vector<double> spacing(2, 1.0);
    const std::vector<std::int64_t> patch{9, 50};
    QCOMPARE(planning::nvidiaTopology(spacing, patch).patchSize, (std::vector<std::int64_t>{10, 56}));
}

void TestNvidiaPlanner::aPatchOfOtherAxesIsRefused()
{
    const std::vector<double> spacing(3, 1.0);
    const std::vector<std::int64_t> patch(2, 64);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(planning::nvidiaTopology(spacing, patch)), Error);
}

void TestNvidiaPlanner::knownTasksTakeTheirRow()
{
    const Plan plan = named("Dataset005_Prostate", {"T2", "ADC"}).plannedBy(PlannerKind::Nvidia);
    const Configuration& full = plan.configuration("3d_fullres");
    QCOMPARE(full.patchSize, (std::vector<std::int64_t>{20, 320, 256}));
    QCOMPARE(full.spacing, (std::vector<double>{3.6, 0.62, 0.62}));
    QCOMPARE(full.batchSize, 2);
    QCOMPARE(full.architecture.features, (Row{32, 64, 128, 256, 320, 320}));
    QVERIFY(full.batchDice);
    QVERIFY(full.recipe == planning::PreprocessingRecipe::Nvidia);
    const Configuration& flat = plan.configuration("2d");
    QCOMPARE(flat.patchSize, (std::vector<std::int64_t>{320, 320}));
    QCOMPARE(flat.batchSize, 64);
    QCOMPARE(flat.architecture.features, (Row{32, 64, 128, 256, 512, 512}));
    QVERIFY((plan.transposeForward == std::array<int, 3>{0, 1, 2}));
}

void TestNvidiaPlanner::ctTakesTheFixedWindow()
{
    const Plan plan = named("Task10_Colon").plannedBy(PlannerKind::Nvidia);
    const planning::IntensityStatistics& window = plan.intensities.at(0);
    QCOMPARE(window.percentile005, -30.0);
    QCOMPARE(window.percentile995, 165.82);
    QCOMPARE(window.mean, 62.18);
    QCOMPARE(window.deviation, 32.65);
    QVERIFY(plan.configuration("3d_fullres").normalization[0] == NormalizationScheme::Ct);
}

void TestNvidiaPlanner::otherChannelNamesCountAsMri()
{
    const Plan plan = named("Task10_Colon", {"ct"}).plannedBy(PlannerKind::Nvidia);
    QVERIFY(plan.configuration("3d_fullres").normalization[0] == NormalizationScheme::ZScore);
    QVERIFY(plan.configuration("3d_fullres").useMaskForNormalization[0]);
    QCOMPARE(plan.intensities.at(0).percentile995, 0.0); // the dataset's own
}

void TestNvidiaPlanner::slicesAreNotResampled()
{
    const Plan plan = named("Dataset009_Spleen").plannedBy(PlannerKind::Nvidia);
    using planning::ResamplingKind;
    QVERIFY(plan.configuration("2d").dataResampling.kind == ResamplingKind::None);
    QVERIFY(plan.configuration("3d_fullres").dataResampling.kind == ResamplingKind::Default);
    QCOMPARE(plan.configuration("2d").medianExtent, (std::vector<double>{512, 512}));
}

void TestNvidiaPlanner::brats21_isPlannedIn3dAlone()
{
    const Plan plan = named("BraTS2021_train", {"T1", "T1ce", "T2", "FLAIR"}).plannedBy(PlannerKind::Nvidia);
    QCOMPARE(plan.configurations.size(), std::size_t{1});
    QCOMPARE(plan.configurations[0].patchSize, (std::vector<std::int64_t>{128, 128, 128}));
}

void TestNvidiaPlanner::aTaskCanBeNamedByItsNumber()
{
    planning::PlannerOptions options;
    options.planner = PlannerKind::Nvidia;
    options.nvidiaTask = "04";
    const Plan plan = named("Dataset123_Mine", {"MRI"}).planned(options);
    QCOMPARE(plan.configuration("3d_fullres").patchSize, (std::vector<std::int64_t>{40, 56, 40}));
    options.nvidiaTask = "4";
    const auto [code, text] = test::failureOf([&] { static_cast<void>(named("x").planned(options)); });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(text.find("it has: 01, 02") != std::string::npos, text.c_str());
}

void TestNvidiaPlanner::unknownDatasetsTakeTheirMedianSpacing_andThickAxesTheir10thPercentile()
{
    test::DatasetFacts facts = named("Dataset123_Mine");
    for (std::size_t i = 0; i < 10; ++i) {
        facts.fingerprint.spacings[i].mm[0] = 2.0;
    }
    const Plan plan = facts.plannedBy(PlannerKind::Nvidia);
    QCOMPARE(plan.configuration("3d_fullres").spacing, (std::vector<double>{2.0, 0.8, 0.8}));
    QCOMPARE(plan.configuration("2d").spacing, (std::vector<double>{0.8, 0.8}));
    QVERIFY(plan.configuration("3d_fullres").batchSize >= 2);
    const std::string because = test::becauseOf(plan, "3d_fullres", "spacing");
    QVERIFY2(because.find("5 mm there, is at least three times") != std::string::npos, because.c_str());
    planning::PlannerOptions options;
    options.planner = PlannerKind::Nvidia;
    options.gpuMemoryGiB = 24.0;
    const Plan larger = facts.planned(options);
    QVERIFY(larger.configuration("3d_fullres").patchSize > plan.configuration("3d_fullres").patchSize);
}

void TestNvidiaPlanner::aMemoryBudgetForTheTableIsRefused()
{
    planning::PlannerOptions options;
    options.planner = PlannerKind::Nvidia;
    options.gpuMemoryGiB = 24.0;
    const auto [code, text] =
        test::failureOf([&] { static_cast<void>(named("Dataset003_Liver").planned(options)); });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(text.find("whatever the memory") != std::string::npos, text.c_str());
}

void TestNvidiaPlanner::theFileIsAPlanOfOurs()
{
    const Plan plan = named("Dataset009_Spleen").plannedBy(PlannerKind::Nvidia);
    const Json json = planning::planToJson(plan);
    const Plan again = planning::planFromJson(parseJson(jsonText(json), "plans.json"), "plans.json");
    QCOMPARE(jsonText(planning::planToJson(again)), jsonText(json));
    QVERIFY(again.configuration("2d").recipe == planning::PreprocessingRecipe::Nvidia);
    QVERIFY(again.configuration("2d").labelResampling.kind == planning::ResamplingKind::None);
}

void TestNvidiaPlanner::everyNumberHasItsReason()
{
    for (const char* name : {"Dataset009_Spleen", "Dataset123_Mine"}) {
        const Plan plan = named(name).plannedBy(PlannerKind::Nvidia);
        for (const char* configuration : {"2d", "3d_fullres"}) {
            for (const char* field :
                 {"spacing", "patch_size", "batch_size", "normalization", "preprocessed_size", "stages",
                  "network", "features_per_stage", "kernel_sizes", "blocks_per_stage", "batch_dice",
                  "resampling", "data_identifier", "median_image_size_in_voxels"}) {
                QVERIFY2(!test::becauseOf(plan, configuration, field).empty(), field);
            }
        }
    }
    const Plan known = named("Dataset009_Spleen").plannedBy(PlannerKind::Nvidia);
    QCOMPARE(test::becauseOf(known, "3d_fullres", "spacing"),
             std::string("NVIDIA's table for task 09 (Spleen)"));
}

QTEST_APPLESS_MAIN(TestNvidiaPlanner)
#include "tst_NvidiaPlanner.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/ExperimentPlanner.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

#include <cmath>

using namespace seg;
using planning::Configuration;
using planning::Fingerprint;
using planning::NormalizationScheme;
using planning::Plan;
using Patch = std::vector<std::int64_t>;
using Rows = std::vector<std::vector<int>>;

namespace {

Plan planned(const Fingerprint& facts, std::vector<std::string> channels, int labels, double gib = 8.0)
{
    const auto cases = static_cast<std::int64_t>(facts.spacings.size());
    planning::PlannerOptions options;
    options.gpuMemoryGiB = gib;
    return planning::planExperiment(facts, test::plainManifest(std::move(channels), labels, cases),
                                    "Dataset001_Test", options);
}

bool has(const Plan& plan, const std::string& name)
{
    return std::any_of(plan.configurations.begin(), plan.configurations.end(),
                       [&](const Configuration& candidate) { return candidate.name == name; });
}

Plan ctPlan()
{
    return planned(test::uniformFingerprint(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}), {"CT"},
                   3);
}

} // namespace

/// Golden values: nnunet-v2 §3.9 and §3.10, made by running nnU-Net v2's ExperimentPlanner.
class TestExperimentPlanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smallPatches_areBoundByTheDatasetsShare();
    void fourChannelMri_isNormalizedInsideTheMask();
    void largeCt_getsLowResolutionAndCascade();
    void thickSlices_getAnisotropicPoolingAndKernels();
    void veryThickSlices_keepTheirSlices();
    void thickLastAxis_comesFirst();
    void singleSlices_getA2dPlanOnly();
    void moreMemory_givesALargerBatch();
    void plansName_entersTheDataIdentifiers();
    void channelNames_chooseTheNormalization();
    void rejectsAnEmptyFingerprint();
    void rejectsAFingerprintOfOtherChannels();
    void rejectsABudgetOfNothing();
};

void TestExperimentPlanner::smallPatches_areBoundByTheDatasetsShare()
{
    const Plan plan = planned(test::uniformFingerprint(260, {{36, 50, 35}}, {{1, 1, 1}}), {"MRI"}, 3);
    QCOMPARE(plan.configurations.size(), std::size_t{2});
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{56, 40}));
    QCOMPARE(flat.batchSize, 366);
    QVERIFY((flat.architecture.features == std::vector<int>{32, 64, 128, 256}));
    QVERIFY(flat.batchDice);
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY((full.patchSize == Patch{40, 56, 40}));
    QCOMPARE(full.batchSize, 9);
    QVERIFY((full.medianExtent == std::vector<double>{36, 50, 35}));
    QVERIFY(!full.batchDice);
    QVERIFY(!full.useMaskForNormalization[0]);
    QVERIFY((full.architecture.strides == Rows{{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}}));
    QVERIFY((full.architecture.blocksPerStage == std::vector<int>{2, 2, 2, 2}));
    QVERIFY((full.architecture.decoderConvolutions == std::vector<int>{2, 2, 2}));
}

void TestExperimentPlanner::fourChannelMri_isNormalizedInsideTheMask()
{
    const Plan plan = planned(test::uniformFingerprint(484, {{138, 169, 138}}, {{1, 1, 1}}, 4, 0.55),
                              {"FLAIR", "T1w", "t1gd", "T2w"}, 4);
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY((full.patchSize == Patch{128, 128, 128}));
    QCOMPARE(full.batchSize, 2);
    QVERIFY((full.architecture.features == std::vector<int>{32, 64, 128, 256, 320, 320}));
    QVERIFY((full.useMaskForNormalization == std::vector<bool>{true, true, true, true}));
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{192, 160}));
    QCOMPARE(flat.batchSize, 105);
    QVERIFY(!has(plan, "3d_lowres"));
}

void TestExperimentPlanner::largeCt_getsLowResolutionAndCascade()
{
    const Plan plan = ctPlan();
    QStringList names;
    for (const Configuration& configuration : plan.configurations) {
        names << QString::fromStdString(configuration.name);
    }
    QCOMPARE(names, (QStringList{"2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres"}));
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY((full.patchSize == Patch{128, 128, 128}));
    QCOMPARE(full.batchSize, 2);
    QVERIFY(full.batchDice);
    const Configuration& low = plan.configuration("3d_lowres");
    QVERIFY((low.patchSize == Patch{128, 128, 128}));
    QVERIFY((low.medianExtent == std::vector<double>{178, 211, 211}));
    QVERIFY(std::abs(low.spacing[0] - 2.427262) < 1e-6);
    QVERIFY(std::abs(low.spacing[1] - 1.863114) < 1e-6);
    QCOMPARE(low.spacing[2], low.spacing[1]);
    QVERIFY(!low.batchDice);
    QVERIFY((low.nextStages == std::vector<std::string>{"3d_cascade_fullres"}));
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{512, 512}));
    QCOMPARE(flat.batchSize, 12);
    QCOMPARE(flat.architecture.stageCount(), 8);
    const Configuration& cascade = plan.configuration("3d_cascade_fullres");
    QVERIFY(cascade.previousStage == "3d_lowres");
    QVERIFY(cascade.patchSize == full.patchSize);
    QVERIFY(cascade.batchDice);
    QCOMPARE(cascade.dataIdentifier, full.dataIdentifier);
}

void TestExperimentPlanner::thickSlices_getAnisotropicPoolingAndKernels()
{
    Fingerprint facts = test::uniformFingerprint(200, {{9, 256, 216}}, {{10, 1.5625, 1.5625}});
    for (std::size_t i = 0; i < facts.spacings.size(); i += 10) {
        facts.spacings[i].mm[0] = 5;
    }
    const Plan plan = planned(facts, {"MRI"}, 4);
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY(std::abs(full.spacing[0] - 9.5) < 1e-12);
    QVERIFY((full.patchSize == Patch{10, 256, 224}));
    QCOMPARE(full.batchSize, 7);
    QVERIFY((full.architecture.strides ==
             Rows{{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {1, 2, 2}, {1, 2, 2}}));
    QVERIFY((full.architecture.kernelSizes ==
             Rows{{1, 3, 3}, {1, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}}));
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{256, 224}));
    QCOMPARE(flat.batchSize, 56);
}

void TestExperimentPlanner::veryThickSlices_keepTheirSlices()
{
    const Plan plan =
        planned(test::uniformFingerprint(32, {{20, 320, 319}}, {{3.6, 0.625, 0.625}}, 2), {"T2", "ADC"}, 3);
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY((full.patchSize == Patch{20, 320, 256}));
    QCOMPARE(full.batchSize, 2);
    QVERIFY((full.architecture.strides ==
             Rows{{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}, {1, 2, 2}, {1, 2, 2}}));
    QVERIFY((full.architecture.kernelSizes ==
             Rows{{1, 3, 3}, {1, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}}));
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{320, 320}));
    QCOMPARE(flat.batchSize, 32);
    QCOMPARE(flat.architecture.stageCount(), 7);
}

void TestExperimentPlanner::thickLastAxis_comesFirst()
{
    const Plan plan = planned(test::uniformFingerprint(60, {{400, 380, 80}}, {{0.8, 0.8, 3.0}}), {"CT"}, 2);
    QVERIFY((plan.transposeForward == std::array<int, 3>{2, 0, 1}));
    QVERIFY((plan.transposeBackward == std::array<int, 3>{1, 2, 0}));
    QVERIFY(plan.originalMedianSpacing == (Spacing{{3.0, 0.8, 0.8}}));
    QVERIFY(plan.originalMedianExtent == (Extent{{80, 400, 380}}));
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY((full.patchSize == Patch{40, 224, 224}));
    QCOMPARE(full.batchSize, 2);
    QVERIFY((full.architecture.strides ==
             Rows{{1, 1, 1}, {1, 2, 2}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {1, 2, 2}}));
    QVERIFY((full.architecture.kernelSizes ==
             Rows{{1, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}}));
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{448, 384}));
    QCOMPARE(flat.batchSize, 19);
}

void TestExperimentPlanner::singleSlices_getA2dPlanOnly()
{
    const Plan plan = planned(test::uniformFingerprint(100, {{1, 1500, 1500}}, {{999, 1, 1}}, 3),
                              {"rgb_to_0_1", "RGB_to_0_1", "rgb_to_0_1"}, 2);
    QCOMPARE(plan.configurations.size(), std::size_t{1});
    const Configuration& flat = plan.configuration("2d");
    QVERIFY((flat.patchSize == Patch{1280, 1024}));
    QCOMPARE(flat.batchSize, 2);
    QCOMPARE(flat.architecture.stageCount(), 9);
    QVERIFY(flat.normalization[1] == NormalizationScheme::RgbTo01);
}

void TestExperimentPlanner::moreMemory_givesALargerBatch()
{
    const Fingerprint facts = test::uniformFingerprint(5000, {{36, 50, 35}}, {{1, 1, 1}});
    QCOMPARE(planned(facts, {"MRI"}, 3, 8).configuration("3d_fullres").batchSize, 58);
    QCOMPARE(planned(facts, {"MRI"}, 3, 16).configuration("3d_fullres").batchSize, 117);
}

void TestExperimentPlanner::plansName_entersTheDataIdentifiers()
{
    planning::PlannerOptions options;
    options.plansName = "mine";
    const Plan plan =
        planning::planExperiment(test::uniformFingerprint(5, {{36, 50, 35}}, {{1, 1, 1}}),
                                 test::plainManifest({"MRI"}, 3, 5), "Dataset001_Test", options);
    QCOMPARE(plan.plansName, std::string("mine"));
    QCOMPARE(plan.configuration("2d").dataIdentifier, std::string("mine_2d"));
}

void TestExperimentPlanner::channelNames_chooseTheNormalization()
{
    const Plan plan = planned(test::uniformFingerprint(5, {{36, 50, 35}}, {{1, 1, 1}}, 5, 0.5),
                              {"ct", "noNorm", "zscore", "Rescale_to_0_1", "anything"}, 3);
    const Configuration& full = plan.configuration("3d_fullres");
    using N = NormalizationScheme;
    QVERIFY((full.normalization ==
             std::vector<N>{N::Ct, N::NoNormalization, N::ZScore, N::RescaleTo01, N::ZScore}));
    QVERIFY((full.useMaskForNormalization == std::vector<bool>{false, false, true, false, true}));
}

void TestExperimentPlanner::rejectsAnEmptyFingerprint()
{
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(planned(Fingerprint{}, {"MRI"}, 2)), Error);
}

void TestExperimentPlanner::rejectsAFingerprintOfOtherChannels()
{
    try {
        static_cast<void>(planned(test::uniformFingerprint(5, {{36, 50, 35}}, {{1, 1, 1}}, 2), {"MRI"}, 2));
        QFAIL("accepted one channel name for two channels");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY(QString(error.what()).contains("names 1 channels but the fingerprint holds 2"));
    }
}

void TestExperimentPlanner::rejectsABudgetOfNothing()
{
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(planned(test::uniformFingerprint(5, {{36, 50, 35}}, {{1, 1, 1}}), {"MRI"}, 2, 0.0)),
        Error);
}

QTEST_APPLESS_MAIN(TestExperimentPlanner)
#include "tst_ExperimentPlanner.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ExperimentPlanner.h"
#include "core/planning/PlanReasons.h"

#include <QtTest>

#include <set>

using namespace seg;
using planning::Plan;

namespace {

Plan plannedMri(Extent extent, Spacing spacing, std::int64_t cases, double relativeSize)
{
    planning::Fingerprint facts;
    facts.extentsAfterCrop.assign(static_cast<std::size_t>(cases), extent);
    facts.spacings.assign(static_cast<std::size_t>(cases), spacing);
    facts.intensities.resize(2);
    facts.medianRelativeSizeAfterCropping = relativeSize;
    dataset::DatasetManifest manifest;
    manifest.channelNames = {"FLAIR", "T1gd"};
    manifest.labels = dataset::LabelScheme({{"background", {0}}, {"tumor", {1}}});
    manifest.trainingCount = cases;
    return planning::planExperiment(facts, manifest, "Dataset001_Test");
}

planning::Reason reasonOf(const Plan& plan, const std::string& configuration, const std::string& field)
{
    for (const planning::Reason& reason : plan.reasons) {
        if (reason.configuration == configuration && reason.field == field) {
            return reason;
        }
    }
    return {};
}

bool says(const planning::Reason& reason, const char* text)
{
    return QString::fromStdString(reason.because).contains(text);
}

} // namespace

class TestPlanReasons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyConfigurationExplainsItsNumbers();
    void patchReasonNamesShareAndBudget();
    void patchOfAWholeCaseIsSaidToBeOne();
    void batchReasonNamesWhatBoundsIt();
    void normalizationReasonNamesChannelsAndCrop();
    void lowResolutionIsExplained_alsoWhenItIsNotPlanned();
    void numbersLoseTrailingZeros();
};

void TestPlanReasons::everyConfigurationExplainsItsNumbers()
{
    const Plan plan = plannedMri({{432, 512, 512}}, {{1, 0.77, 0.77}}, 131, 1.0);
    for (const char* configuration : {"2d", "3d_lowres", "3d_fullres"}) {
        for (const char* field :
             {"spacing", "patch_size", "batch_size", "normalization", "preprocessed_size", "stages"}) {
            const planning::Reason reason = reasonOf(plan, configuration, field);
            QVERIFY2(!reason.value.empty() && !reason.because.empty(), field);
        }
    }
}

void TestPlanReasons::patchReasonNamesShareAndBudget()
{
    const Plan plan = plannedMri({{138, 169, 138}}, {{1, 1, 1}}, 484, 0.55);
    const planning::Reason reason = reasonOf(plan, "3d_fullres", "patch_size");
    QCOMPARE(QString::fromStdString(reason.value), QString("128 × 128 × 128"));
    QVERIFY2(says(reason, "batch of 2 in 8 GiB") && says(reason, "covers 65 %") &&
                 says(reason, "138 × 169 × 138"),
             reason.because.c_str());
}

void TestPlanReasons::patchOfAWholeCaseIsSaidToBeOne()
{
    const Plan plan = plannedMri({{36, 50, 35}}, {{1, 1, 1}}, 200, 1.0);
    const planning::Reason reason = reasonOf(plan, "3d_fullres", "patch_size");
    QVERIFY2(says(reason, "one whole case of median size (36 × 50 × 35)"), reason.because.c_str());
}

void TestPlanReasons::batchReasonNamesWhatBoundsIt()
{
    const planning::Reason byDataset =
        reasonOf(plannedMri({{36, 50, 35}}, {{1, 1, 1}}, 200, 1.0), "3d_fullres", "batch_size");
    QCOMPARE(byDataset.value, std::string("7"));
    QVERIFY2(says(byDataset, "at most 5 % of all voxels of the 200 cases"), byDataset.because.c_str());
    const planning::Reason byMemory =
        reasonOf(plannedMri({{138, 169, 138}}, {{1, 1, 1}}, 484, 0.55), "2d", "batch_size");
    QVERIFY2(says(byMemory, "fills 8 GiB"), byMemory.because.c_str());
    const planning::Reason minimum =
        reasonOf(plannedMri({{36, 50, 35}}, {{1, 1, 1}}, 5, 1.0), "3d_fullres", "batch_size");
    QVERIFY2(says(minimum, "at least 2"), minimum.because.c_str());
}

void TestPlanReasons::normalizationReasonNamesChannelsAndCrop()
{
    const planning::Reason masked =
        reasonOf(plannedMri({{138, 169, 138}}, {{1, 1, 1}}, 484, 0.55), "3d_fullres", "normalization");
    QCOMPARE(masked.value, std::string("z-score inside the mask"));
    QVERIFY2(says(masked, "FLAIR, T1gd") && says(masked, "removed 45 %"), masked.because.c_str());
}

void TestPlanReasons::lowResolutionIsExplained_alsoWhenItIsNotPlanned()
{
    const planning::Reason none =
        reasonOf(plannedMri({{36, 50, 35}}, {{1, 1, 1}}, 200, 1.0), "", "3d_lowres");
    QCOMPARE(none.value, std::string("not planned"));
    QVERIFY2(says(none, "100 %"), none.because.c_str());
    const planning::Reason planned =
        reasonOf(plannedMri({{432, 512, 512}}, {{1, 0.77, 0.77}}, 131, 1.0), "", "3d_lowres");
    QCOMPARE(planned.value, std::string("planned"));
}

void TestPlanReasons::numbersLoseTrailingZeros()
{
    QCOMPARE(QString::fromStdString(planning::timesText({1.0, 0.7675781, 10.0}, 3)),
             QString("1 × 0.768 × 10"));
    QCOMPARE(QString::fromStdString(planning::timesText({128.0, 100.0}, 0)), QString("128 × 100"));
}

QTEST_APPLESS_MAIN(TestPlanReasons)
#include "tst_PlanReasons.moc"

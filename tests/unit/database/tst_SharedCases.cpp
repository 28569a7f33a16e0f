// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanEdit.h"
#include "tests/support/PlannedProject.h"

#include <QtTest>

#include <array>

using namespace seg;
using planning::ConfigurationEdit;
using planning::Plan;

namespace {

constexpr const char* kFull = "3d_fullres";
constexpr std::size_t kCases = 3;

dataset::PhantomOptions fewCases()
{
    dataset::PhantomOptions options = test::smallPhantom();
    options.cases = static_cast<int>(kCases);
    options.tests = 0;
    return options;
}

} // namespace

class TestSharedCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_study = std::make_unique<test::PlannedProject>(fewCases());
        static_cast<void>(project().preprocess(id(), kFull, {}));
    }

    void anotherPatchAndBatchUseTheCasesThatThereAre();
    void anotherSpacingGetsAFolderOfItsOwn();
    void anotherNormalizationGetsAFolderOfItsOwn();
    void aPlanMadeAnewOtherwiseSharesNoLonger();
    void casesMadeForTheCopyServeTheOriginal();
    void runsOfBothPlansFindTheirCases();

private:
    [[nodiscard]] database::Project& project() { return m_study->project(); }
    [[nodiscard]] database::DatasetId id() const { return m_study->datasetId(); }
    [[nodiscard]] Plan original() { return *project().storedPlan(id(), "nnUNetPlans"); }
    [[nodiscard]] std::filesystem::path folder(const Plan& plan)
    {
        return project().storeFolder(id(), plan, kFull);
    }
    Plan keepCopy(const ConfigurationEdit& edit, const std::string& name = "copy")
    {
        return project().keepPlan(id(), planning::editPlan(original(), name, std::array{edit}, {}));
    }
    [[nodiscard]] ConfigurationEdit spacingEdit()
    {
        ConfigurationEdit edit{kFull, original().configuration(kFull).spacing, {}, {}, {}};
        (*edit.spacing)[0] *= 1.25;
        return edit;
    }

    std::unique_ptr<test::PlannedProject> m_study;
};

void TestSharedCases::anotherPatchAndBatchUseTheCasesThatThereAre()
{
    ConfigurationEdit edit{kFull, {}, std::vector<std::int64_t>{32, 32, 32}, 3, {}};
    const Plan copy = keepCopy(edit);
    QCOMPARE(folder(copy), folder(original()));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), kCases);
    const auto before = std::filesystem::last_write_time(folder(copy) / "plan.json");
    QCOMPARE(project().preprocess(id(), kFull, {}, "copy").kept, kCases);
    QVERIFY(std::filesystem::last_write_time(folder(copy) / "plan.json") == before);
    QCOMPARE(project().preprocessedCount(id(), kFull, "nnUNetPlans"), kCases);
}

void TestSharedCases::anotherSpacingGetsAFolderOfItsOwn()
{
    const Plan copy = keepCopy(spacingEdit());
    QVERIFY(folder(copy) != folder(original()));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), std::size_t{0});
    static_cast<void>(project().preprocess(id(), kFull, {}, "copy"));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), kCases);
    QCOMPARE(project().preprocessedCount(id(), kFull, "nnUNetPlans"), kCases); // untouched
}

void TestSharedCases::anotherNormalizationGetsAFolderOfItsOwn()
{
    ConfigurationEdit edit{kFull, {}, {}, {}, {}};
    edit.normalization = {{planning::NormalizationScheme::RescaleTo01, false}};
    const Plan copy = keepCopy(edit);
    QVERIFY(folder(copy) != folder(original()));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), std::size_t{0});
}

void TestSharedCases::aPlanMadeAnewOtherwiseSharesNoLonger()
{
    const Plan copy = keepCopy({kFull, {}, {}, 3, {}});
    QCOMPARE(folder(copy), folder(original()));
    const Plan other = planning::editPlan(original(), "nnUNetPlans", std::array{spacingEdit()}, {});
    static_cast<void>(project().keepPlan(id(), other));
    QVERIFY(folder(copy) != folder(original()));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), std::size_t{0});
}

void TestSharedCases::casesMadeForTheCopyServeTheOriginal()
{
    std::filesystem::remove_all(folder(original()));
    const Plan copy = keepCopy({kFull, {}, {}, 3, {}});
    QVERIFY(folder(copy) != folder(original())); // nothing to share yet
    static_cast<void>(project().preprocess(id(), kFull, {}, "copy"));
    QCOMPARE(folder(original()), folder(copy));
    QCOMPARE(project().preprocessedCount(id(), kFull, "nnUNetPlans"), kCases);
}

void TestSharedCases::runsOfBothPlansFindTheirCases()
{
    training::TrainingOptions options;
    options.configuration = kFull;
    static_cast<void>(keepCopy({kFull, {}, {}, 3, {}}));
    const database::RunRecord byCopy = project().addRun(id(), options, "copied", "copy");
    const database::RunRecord byOriginal = project().addRun(id(), options, "planned", "nnUNetPlans");
    QCOMPARE(byCopy.planName, std::string("copy"));
    QCOMPARE(byOriginal.planName, std::string("nnUNetPlans"));
    QCOMPARE(project().storeFolder(id(), *project().storedPlan(id(), byCopy.planName), kFull),
             project().storeFolder(id(), *project().storedPlan(id(), byOriginal.planName), kFull));
}

QTEST_APPLESS_MAIN(TestSharedCases)
#include "tst_SharedCases.moc"

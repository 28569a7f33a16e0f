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

class TestPlanCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_study = std::make_unique<test::PlannedProject>(fewCases());
        static_cast<void>(project().preprocess(id(), kFull, {}));
    }

    void everyPlanHasCasesOfItsOwn();
    void aPlanMadeAnewOtherwiseHasNoCasesYet();

private:
    [[nodiscard]] database::Project& project() { return m_study->project(); }
    [[nodiscard]] database::DatasetId id() const { return m_study->datasetId(); }
    [[nodiscard]] Plan original() { return *project().storedPlan(id(), "nnUNetPlans"); }

    std::unique_ptr<test::PlannedProject> m_study;
};

void TestPlanCases::everyPlanHasCasesOfItsOwn()
{
    const Plan copy =
        project().keepPlan(id(), planning::editPlan(original(), "copy",
                                                    std::array{ConfigurationEdit{kFull, {}, {}, 3, {}}}, {}));
    QVERIFY(project().storeFolder(id(), copy, kFull) != project().storeFolder(id(), original(), kFull));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), std::size_t{0});
    static_cast<void>(project().preprocess(id(), kFull, {}, "copy"));
    QCOMPARE(project().preprocessedCount(id(), kFull, "copy"), kCases);
    QCOMPARE(project().preprocessedCount(id(), kFull, "nnUNetPlans"), kCases);
}

void TestPlanCases::aPlanMadeAnewOtherwiseHasNoCasesYet()
{
    ConfigurationEdit edit{kFull, original().configuration(kFull).spacing, {}, {}, {}};
    (*edit.spacing)[0] *= 1.25;
    static_cast<void>(
        project().keepPlan(id(), planning::editPlan(original(), "nnUNetPlans", std::array{edit}, {})));
    QCOMPARE(project().preprocessedCount(id(), kFull, "nnUNetPlans"), std::size_t{0});
    QCOMPARE(project().preprocess(id(), kFull, {}, "nnUNetPlans").done, kCases);
    QCOMPARE(project().preprocessedCount(id(), kFull, "nnUNetPlans"), kCases);
}

QTEST_APPLESS_MAIN(TestPlanCases)
#include "tst_PlanCases.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/planning/CustomConfigurations.h"
#include "tests/support/PlanningFacts.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace seg;
using planning::Plan;
namespace fs = std::filesystem;

namespace {

Plan planOf(Extent extent)
{
    return test::datasetFacts(131, extent, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3).planned();
}

const Extent kLarge{{432, 512, 512}};
const Extent kSmall{{60, 80, 80}};

} // namespace

class TestCustomConfigurations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void withoutAnOlderPlan_nothingHappens();
    void addedConfigurationsStay_onTopOfTheNewNumbers();
    void whoseParentIsGone_keepsItsNumbers();
    void plannedConfigurationsAreNotKept();
    void aFileThatIsNoPlan_addsNothing();

private:
    [[nodiscard]] fs::path file() const
    {
        return fs::path(m_folder->path().toStdString()) / "nnUNetPlans.json";
    }
    void writeOld(const char* name, const char* added) const
    {
        Json json = planning::planToJson(planOf(kLarge));
        json["configurations"][name] = Json::parse(added);
        writeJson(file(), json);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCustomConfigurations::withoutAnOlderPlan_nothingHappens()
{
    Plan plan = planOf(kSmall);
    planning::keepCustomConfigurations(plan, file());
    QCOMPARE(plan.configurations.size(), std::size_t{2});
}

void TestCustomConfigurations::addedConfigurationsStay_onTopOfTheNewNumbers()
{
    writeOld("3d_fullres_bs4", R"({"batch_size": 4, "inherits_from": "3d_fullres"})");
    Plan plan = planOf(kSmall);
    planning::keepCustomConfigurations(plan, file());
    const planning::Configuration& kept = plan.configuration("3d_fullres_bs4");
    QCOMPARE(kept.batchSize, 4);
    QCOMPARE(kept.patchSize, plan.configuration("3d_fullres").patchSize);
    QVERIFY(planning::planToJson(plan)["configurations"]["3d_fullres_bs4"] ==
            Json::parse(R"({"inherits_from": "3d_fullres", "batch_size": 4})"));
}

void TestCustomConfigurations::whoseParentIsGone_keepsItsNumbers()
{
    writeOld("low_bs4", R"({"batch_size": 4, "inherits_from": "3d_lowres"})");
    Plan plan = planOf(kSmall);
    planning::keepCustomConfigurations(plan, file());
    const planning::Configuration& kept = plan.configuration("low_bs4");
    QCOMPARE(kept.patchSize, planOf(kLarge).configuration("3d_lowres").patchSize);
    const Plan again = planning::planFromJson(planning::planToJson(plan), "plans.json");
    QCOMPARE(again.configuration("low_bs4").batchSize, 4);
}

void TestCustomConfigurations::plannedConfigurationsAreNotKept()
{
    writeJson(file(), planning::planToJson(planOf(kLarge)));
    Plan plan = planOf(kSmall);
    planning::keepCustomConfigurations(plan, file());
    QVERIFY(!test::hasConfiguration(plan, "3d_lowres"));
    QVERIFY(!test::hasConfiguration(plan, "3d_cascade_fullres"));
}

void TestCustomConfigurations::aFileThatIsNoPlan_addsNothing()
{
    for (const char* content : {"{\"configurations\": 5}", "not json"}) {
        writeText(file(), content);
        Plan plan = planOf(kSmall);
        planning::keepCustomConfigurations(plan, file());
        QCOMPARE(plan.configurations.size(), std::size_t{2});
    }
}

QTEST_APPLESS_MAIN(TestCustomConfigurations)
#include "tst_CustomConfigurations.moc"

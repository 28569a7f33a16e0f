// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanEdit.h"
#include "core/planning/PlanRepetition.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

#include <array>

using namespace seg;
using namespace seg::planning;

namespace {

test::DatasetFacts study()
{
    return test::datasetFacts(200, {{36, 50, 35}}, {{1, 1, 1}}, {"MRI"}, 3);
}

std::optional<PlannerOptions> found(const Plan& plan, const test::DatasetFacts& facts = study())
{
    return optionsOf(plan, facts.fingerprint, facts.manifest);
}

} // namespace

class TestPlanRepetition : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPlannersPlanIsRepeated();
    void theNameTellsTheMemory();
    void casesThatCameSinceDoNotMatter();
    void aPlanChangedByHandIsNotRepeated();
    void aSpacingThatWasAskedForIsNotRepeated();
    void configurationsAddedByHandDoNotMatter();
    void aPlannerOfOthersIsNotRepeated();
};

void TestPlanRepetition::everyPlannersPlanIsRepeated()
{
    for (const PlannerDescription& planner : plannerDescriptions()) {
        const std::optional<PlannerOptions> options = found(study().plannedBy(planner.kind));
        QVERIFY2(options.has_value(), planner.name.data());
        QVERIFY(options->planner == planner.kind);
    }
}

void TestPlanRepetition::theNameTellsTheMemory()
{
    PlannerOptions asked;
    asked.gpuMemoryGiB = 4.5;
    for (const char* name : {"nnUNetPlans_4.5GiB", "nnUNetPlans_4.5GiB_2"}) {
        asked.plansName = name;
        const std::optional<PlannerOptions> options =
            found(test::datasetFacts(200, {{200, 300, 300}}, {{1, 1, 1}}, {"MRI"}, 3).planned(asked),
                  test::datasetFacts(200, {{200, 300, 300}}, {{1, 1, 1}}, {"MRI"}, 3));
        QVERIFY(options.has_value());
        QCOMPARE(options->gpuMemoryGiB.value(), 4.5);
        QCOMPARE(options->plansName, std::string(name));
    }
    asked.plansName = "mine"; // says nothing
    QVERIFY(!found(test::datasetFacts(200, {{200, 300, 300}}, {{1, 1, 1}}, {"MRI"}, 3).planned(asked),
                   test::datasetFacts(200, {{200, 300, 300}}, {{1, 1, 1}}, {"MRI"}, 3))
                 .has_value());
}

void TestPlanRepetition::casesThatCameSinceDoNotMatter()
{
    const Plan plan = study().planned();
    test::DatasetFacts now = study();
    now.manifest.trainingCount = 20; // 180 were excluded
    QVERIFY(found(plan, now).has_value());
}

void TestPlanRepetition::aPlanChangedByHandIsNotRepeated()
{
    const ConfigurationEdit edit{"2d", {}, {}, 3, {}};
    QVERIFY(!found(editPlan(study().planned(), "nnUNetPlans_2", std::array{edit}, {})).has_value());
}

void TestPlanRepetition::aSpacingThatWasAskedForIsNotRepeated()
{
    PlannerOptions asked;
    asked.targetSpacing = Spacing{{2, 2, 2}};
    QVERIFY(!found(study().planned(asked)).has_value());
}

void TestPlanRepetition::configurationsAddedByHandDoNotMatter()
{
    Plan plan = study().planned();
    plan.configurations.push_back(plan.configuration("3d_fullres"));
    plan.configurations.back().name = "3d_fullres_bs4";
    plan.configurations.back().batchSize = 4;
    QVERIFY(found(plan).has_value());
}

void TestPlanRepetition::aPlannerOfOthersIsNotRepeated()
{
    Plan plan = study().planned();
    plan.planner = "MyPlanner";
    QVERIFY(!found(plan).has_value());
}

QTEST_APPLESS_MAIN(TestPlanRepetition)
#include "tst_PlanRepetition.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Json.h"
#include "database/PlanRepository.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

using namespace seg;
using database::PlanRepository;

class TestPlanRepository final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPlanReadsBackAsItsJson();
    void withoutAName_theOneStoredLastIsFound();
    void aPlanOfTheSameName_isReplaced_withItsConfigurations();
    void plansOfAnotherDataset_areNotFound();
};

static planning::Plan plan(const std::string& name, int batchSize = 2)
{
    planning::Plan made;
    made.datasetName = "Dataset004_Shapes";
    made.plansName = name;
    planning::Configuration configuration;
    configuration.name = "2d";
    configuration.dataIdentifier = name + "_2d";
    configuration.batchSize = batchSize;
    configuration.patchSize = {64, 48};
    configuration.medianExtent = {60.0, 50.0};
    configuration.spacing = {1.0, 0.5};
    configuration.normalization = {planning::NormalizationScheme::ZScore};
    configuration.useMaskForNormalization = {false};
    configuration.architecture.features = {32, 64};
    configuration.architecture.kernelSizes = {{3, 3}, {3, 3}};
    configuration.architecture.strides = {{1, 1}, {2, 2}};
    configuration.architecture.blocksPerStage = {2, 2};
    configuration.architecture.decoderConvolutions = {2};
    made.configurations = {configuration};
    return made;
}

void TestPlanRepository::aPlanReadsBackAsItsJson()
{
    test::ProjectRows rows;
    PlanRepository plans(rows.database);
    const auto dataset = rows.addDataset();
    QVERIFY(!plans.find(dataset, "").has_value());
    plans.store(dataset, plan("nnUNetPlans"));
    const auto record = plans.find(dataset, "nnUNetPlans");
    QVERIFY(record.has_value());
    QVERIFY(record->dataset == dataset);
    const planning::Plan read = planning::planFromJson(parseJson(record->json, "test"), "test");
    QCOMPARE(read.configuration("2d").patchSize, (std::vector<std::int64_t>{64, 48}));
    QVERIFY(read.configuration("2d").architecture == plan("x").configurations[0].architecture);
}

void TestPlanRepository::withoutAName_theOneStoredLastIsFound()
{
    test::ProjectRows rows;
    PlanRepository plans(rows.database);
    const auto dataset = rows.addDataset();
    plans.store(dataset, plan("first"));
    plans.store(dataset, plan("second"));
    QCOMPARE(plans.find(dataset, "")->name, std::string("second"));
    plans.store(dataset, plan("first"));
    QCOMPARE(plans.find(dataset, "")->name, std::string("first"));
    QCOMPARE(plans.names(dataset), (std::vector<std::string>{"second", "first"}));
}

void TestPlanRepository::aPlanOfTheSameName_isReplaced_withItsConfigurations()
{
    test::ProjectRows rows;
    PlanRepository plans(rows.database);
    const auto dataset = rows.addDataset();
    plans.store(dataset, plan("nnUNetPlans", 2));
    plans.store(dataset, plan("nnUNetPlans", 9));
    database::Statement row = rows.database.prepare("SELECT json FROM configuration");
    QVERIFY(row.step());
    QCOMPARE(parseJson(row.text(0), "test")["batch_size"].get<int>(), 9);
    QVERIFY(!row.step());
}

void TestPlanRepository::plansOfAnotherDataset_areNotFound()
{
    test::ProjectRows rows;
    PlanRepository plans(rows.database);
    plans.store(rows.addDataset(4), plan("nnUNetPlans"));
    QVERIFY(!plans.find(rows.addDataset(5), "nnUNetPlans").has_value());
}

QTEST_APPLESS_MAIN(TestPlanRepository)
#include "tst_PlanRepository.moc"

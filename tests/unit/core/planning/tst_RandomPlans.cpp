// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ExperimentPlanner.h"

#include <QtTest>

#include <filesystem>

using namespace seg;
using planning::Plan;

namespace {

Json fixtures()
{
    return readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/plans/random_plans.json");
}

planning::Fingerprint fingerprintOf(const Json& fixture)
{
    planning::Fingerprint facts;
    facts.medianRelativeSizeAfterCropping = fixture["relative_size"].get<double>();
    for (const Json& shape : fixture["shapes"]) {
        facts.extentsAfterCrop.push_back({shape.get<std::array<std::int64_t, 3>>()});
    }
    for (const Json& spacing : fixture["spacings"]) {
        facts.spacings.push_back({spacing.get<std::array<double, 3>>()});
    }
    facts.intensities.resize(fixture["dataset"]["channel_names"].size());
    return facts;
}

planning::PlannerOptions optionsOf(const Json& fixture)
{
    planning::PlannerOptions options;
    options.planner = planning::plannerFromName(fixture["planner"].get<std::string>());
    const Json& given = fixture["options"];
    if (given.contains("gpu")) {
        options.gpuMemoryGiB = given["gpu"].get<double>();
    }
    if (given.contains("spacing")) {
        options.targetSpacing = Spacing{given["spacing"].get<std::array<double, 3>>()};
    }
    options.plansName = given.value("plans", std::string());
    return options;
}

/// What the fixture keeps of a configuration, out of a whole plan.
Json networkNumbers(const Json& architecture)
{
    const Json& arguments = architecture["arch_kwargs"];
    Json numbers = Json::object();
    for (const char* key : {"features_per_stage", "kernel_sizes", "strides", "n_conv_per_stage_decoder"}) {
        numbers[key] = arguments[key];
    }
    numbers["blocks"] = arguments.contains("n_conv_per_stage") ? arguments["n_conv_per_stage"]
                                                               : arguments["n_blocks_per_stage"];
    return numbers;
}

/// The keys of `expected` that `actual` has otherwise; empty when all agree.
QString disagreement(const Json& expected, const Json& actual)
{
    QString text;
    for (const auto& [key, value] : expected.items()) {
        const Json ours =
            key == "network" ? networkNumbers(actual["architecture"]) : actual.value(key, Json());
        if (ours != value) {
            text += QString::fromStdString(key + ": " + ours.dump() + " instead of " + value.dump() + "\n");
        }
    }
    return text;
}

} // namespace

Q_DECLARE_METATYPE(Json)

/// tests/golden/README_plans.md says how the fixtures were made.
class TestRandomPlans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allFixturesAreThere();
    void everyNumberEqualsTheReference_data();
    void everyNumberEqualsTheReference();
};

void TestRandomPlans::allFixturesAreThere()
{
    std::map<std::string, int> counts;
    for (const Json& fixture : fixtures()) {
        ++counts[fixture["planner"].get<std::string>()];
    }
    QVERIFY((counts == std::map<std::string, int>{
                           {"default", 15}, {"resenc-m", 15}, {"resenc-l", 15}, {"resenc-xl", 15}}));
}

void TestRandomPlans::everyNumberEqualsTheReference_data()
{
    QTest::addColumn<Json>("fixture");
    for (const Json& fixture : fixtures()) {
        QTest::newRow(fixture["name"].get<std::string>().c_str()) << fixture;
    }
}

void TestRandomPlans::everyNumberEqualsTheReference()
{
    QFETCH(Json, fixture);
    const auto manifest = dataset::manifestFromJson(fixture["dataset"], "dataset.json");
    const Plan plan = planning::planExperiment(
        fingerprintOf(fixture), manifest, fixture["dataset_name"].get<std::string>(), optionsOf(fixture));
    const Json ours = planning::planToJson(plan);
    const QString head = disagreement(fixture["plan"], ours);
    QVERIFY2(head.isEmpty(), qPrintable(head));
    const Json& expected = fixture["configurations"];
    QCOMPARE(ours["configurations"].size(), expected.size());
    for (const auto& [name, configuration] : expected.items()) {
        QVERIFY2(ours["configurations"].contains(name), name.c_str());
        const QString text = disagreement(configuration, ours["configurations"][name]);
        QVERIFY2(text.isEmpty(), qPrintable(QString::fromStdString(name) + "\n" + text));
    }
}

QTEST_APPLESS_MAIN(TestRandomPlans)
#include "tst_RandomPlans.moc"

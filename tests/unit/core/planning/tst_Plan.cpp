// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/ExperimentPlanner.h"

#include <QtTest>

using namespace seg;
using planning::Plan;

namespace {

Plan ctPlan()
{
    planning::Fingerprint facts;
    facts.extentsAfterCrop.assign(131, Extent{{432, 512, 512}});
    facts.spacings.assign(131, Spacing{{1, 0.767578125, 0.767578125}});
    facts.intensities.push_back({.maximum = 300.5, .mean = 99.25, .deviation = 12});
    dataset::DatasetManifest manifest;
    manifest.channelNames = {"CT"};
    manifest.labels = dataset::LabelScheme({{"background", {0}}, {"liver", {1}}, {"tumor", {2}}});
    manifest.trainingCount = 131;
    return planning::planExperiment(facts, manifest, "Dataset003_Liver");
}

QString failureOf(const Json& json)
{
    try {
        static_cast<void>(planning::planFromJson(json, "plans.json"));
    } catch (const Error& error) {
        return error.code() == ErrorCode::BadInput ? QString(error.what()) : QString("other code");
    }
    return {};
}

} // namespace

class TestPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesARoundTrip_withCascadeAndReasons();
    void cascadeIsWrittenAsInheritance();
    void lowResolutionMedianIsWrittenInIntegers();
    void keysStandInTheReferencesOrder();
    void inheritanceResolvesRecursively_childFirst();
    void inheritanceInACircleIsAnError();
    void unknownConfigurationNamesTheOnesThereAre();
    void damagedPlansNameWhatIsWrong_data();
    void damagedPlansNameWhatIsWrong();
    void legacyIntensityKeyIsAccepted();
    void residualEncoderSurvivesARoundTrip();
};

void TestPlan::survivesARoundTrip_withCascadeAndReasons()
{
    const Plan plan = ctPlan();
    const Json json = planning::planToJson(plan);
    const Plan again = planning::planFromJson(parseJson(jsonText(json), "plans.json"), "plans.json");
    QCOMPARE(jsonText(planning::planToJson(again)), jsonText(json));
    QCOMPARE(again.configurations.size(), std::size_t{4});
    QVERIFY(again.reasons == plan.reasons);
    QVERIFY(again.configuration("3d_cascade_fullres").architecture ==
            plan.configuration("3d_fullres").architecture);
}

void TestPlan::cascadeIsWrittenAsInheritance()
{
    const Json json = planning::planToJson(ctPlan());
    const Json expected = Json::parse(R"({"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"})");
    QVERIFY(json["configurations"]["3d_cascade_fullres"] == expected);
}

void TestPlan::lowResolutionMedianIsWrittenInIntegers()
{
    const Json json = planning::planToJson(ctPlan());
    QVERIFY(json["configurations"]["3d_lowres"]["median_image_size_in_voxels"][0].is_number_integer());
    QVERIFY(json["configurations"]["3d_fullres"]["median_image_size_in_voxels"][0].is_number_float());
}

void TestPlan::keysStandInTheReferencesOrder()
{
    const Json json = planning::planToJson(ctPlan());
    QStringList keys;
    for (const auto& [key, value] : json["configurations"]["3d_lowres"].items()) {
        keys << QString::fromStdString(key);
    }
    QCOMPARE(keys.first(), QString("data_identifier"));
    QCOMPARE(keys.mid(keys.size() - 3), (QStringList{"architecture", "batch_dice", "next_stage"}));
    QCOMPARE(QString::fromStdString(json.begin().key()), QString("dataset_name"));
}

void TestPlan::inheritanceResolvesRecursively_childFirst()
{
    Json json = planning::planToJson(ctPlan());
    json["configurations"]["a"] = Json{{"inherits_from", "3d_fullres"}, {"batch_size", 5}};
    json["configurations"]["b"] = Json{{"inherits_from", "a"}, {"batch_dice", false}};
    const Plan plan = planning::planFromJson(json, "plans.json");
    QCOMPARE(plan.configuration("b").batchSize, 5);
    QVERIFY(!plan.configuration("b").batchDice);
    QVERIFY(plan.configuration("b").patchSize == plan.configuration("3d_fullres").patchSize);
}

void TestPlan::inheritanceInACircleIsAnError()
{
    Json json = planning::planToJson(ctPlan());
    json["configurations"]["a"] = Json{{"inherits_from", "b"}, {"batch_size", 5}};
    json["configurations"]["b"] = Json{{"inherits_from", "a"}, {"batch_size", 5}};
    QVERIFY(failureOf(json).contains("inherits from itself"));
}

void TestPlan::unknownConfigurationNamesTheOnesThereAre()
{
    try {
        static_cast<void>(ctPlan().configuration("4d"));
        QFAIL("found a configuration that is not there");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY(QString(error.what()).contains("2d, 3d_lowres, 3d_fullres, 3d_cascade_fullres"));
    }
}

void TestPlan::damagedPlansNameWhatIsWrong_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value"); // empty removes the key
    QTest::addColumn<QString>("expected");
    const QString full = "/configurations/3d_fullres/";
    QTest::newRow("missing patch") << full + "patch_size"
                                   << ""
                                   << "3d_fullres: the key \"patch_size\" is missing";
    QTest::newRow("text as batch") << full + "batch_size"
                                   << "\"two\""
                                   << "\"batch_size\" has a value of the wrong form";
    QTest::newRow("patch of 2 axes") << full + "patch_size"
                                     << "[8, 8]"
                                     << "do not agree in their number of axes";
    QTest::newRow("other normalization") << full + "normalization_schemes"
                                         << "[\"Mine\"]"
                                         << "Mine is not supported";
    QTest::newRow("other resampling") << full + "resampling_fn_data"
                                      << "\"torch\""
                                      << "cannot repeat";
    QTest::newRow("other network") << full + "architecture/network_class_name"
                                   << "\"a.SwinUNETR\""
                                   << "a.SwinUNETR is not supported";
    QTest::newRow("other norm") << full + "architecture/arch_kwargs/norm_op"
                                << "\"torch.nn.BatchNorm3d\""
                                << "only InstanceNorm3d is supported";
    QTest::newRow("rows missing") << full + "architecture/arch_kwargs/strides"
                                  << "[[1,1,1]]"
                                  << "\"strides\" must have";
    QTest::newRow("axis twice") << "/transpose_forward"
                                << "[0, 0, 1]"
                                << "once each";
    QTest::newRow("wrong inverse") << "/transpose_backward"
                                   << "[2, 1, 0]"
                                   << "does not undo";
    QTest::newRow("old plan") << full + "architecture"
                              << ""
                              << "it has neither an";
}

void TestPlan::damagedPlansNameWhatIsWrong()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    Json json = planning::planToJson(ctPlan());
    const Json::json_pointer where(pointer.toStdString());
    if (value.isEmpty()) {
        json.at(where.parent_pointer()).erase(where.back());
    } else {
        json[where] = Json::parse(value.toStdString());
    }
    const QString failure = failureOf(json);
    QVERIFY2(failure.contains(expected) && failure.contains("plans.json"), qPrintable(failure));
}

void TestPlan::legacyIntensityKeyIsAccepted()
{
    Json json = planning::planToJson(ctPlan());
    json["foreground_intensity_properties_by_modality"] = json["foreground_intensity_properties_per_channel"];
    json.erase("foreground_intensity_properties_per_channel");
    QCOMPARE(planning::planFromJson(json, "plans.json").intensities.at(0).maximum, 300.5);
}

void TestPlan::residualEncoderSurvivesARoundTrip()
{
    Plan plan = ctPlan();
    for (planning::Configuration& configuration : plan.configurations) {
        configuration.architecture.residualEncoder = true;
    }
    const Json json = planning::planToJson(plan);
    QVERIFY(
        json["configurations"]["3d_fullres"]["architecture"]["arch_kwargs"].contains("n_blocks_per_stage"));
    const Plan again = planning::planFromJson(json, "plans.json");
    QVERIFY(again.configuration("3d_fullres").architecture == plan.configuration("3d_fullres").architecture);
}

QTEST_APPLESS_MAIN(TestPlan)
#include "tst_Plan.moc"

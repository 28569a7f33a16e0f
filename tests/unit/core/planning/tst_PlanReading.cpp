// SPDX-License-Identifier: Apache-2.0
#include "tests/support/Failure.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

using namespace seg;
using planning::Configuration;
using planning::Plan;
using planning::ResamplingKind;
using planning::ResamplingSpec;

namespace {

Plan ctPlan(planning::PlannerKind planner = planning::PlannerKind::Default)
{
    return test::datasetFacts(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3)
        .plannedBy(planner);
}

Json ctJson()
{
    return planning::planToJson(ctPlan());
}

Plan read(const Json& json)
{
    return planning::planFromJson(json, "plans.json");
}

QString refusalOf(const Json& json)
{
    return QString::fromStdString(test::errorTextOf([&] { static_cast<void>(read(json)); }));
}

/// The same configuration as nnU-Net 2.2 and older wrote it.
void makeOld(Json& configuration, const char* network)
{
    const Json arguments = configuration["architecture"]["arch_kwargs"];
    configuration.erase("architecture");
    const std::size_t dimensions = configuration["patch_size"].size();
    configuration["UNet_class_name"] = network;
    configuration["UNet_base_num_features"] = 32;
    configuration["unet_max_num_features"] = dimensions == 2 ? 512 : 320;
    configuration["n_conv_per_stage_encoder"] = arguments.contains("n_conv_per_stage")
                                                    ? arguments["n_conv_per_stage"]
                                                    : arguments["n_blocks_per_stage"];
    configuration["n_conv_per_stage_decoder"] = arguments["n_conv_per_stage_decoder"];
    configuration["num_pool_per_axis"] = Json::array({5, 5, 5});
    configuration["pool_op_kernel_sizes"] = arguments["strides"];
    configuration["conv_kernel_sizes"] = arguments["kernel_sizes"];
}

} // namespace

/// Everything that nnU-Net v2 and its users put into plans files (nnunet-v2 §3.11).
class TestPlanReading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneEntryConfigurationsInherit_andAreWrittenShort();
    void inheritanceGoesOverSeveralSteps_inAnyOrder();
    void aParentThatIsMissing_isNamed();
    void nextStagesMayBeTextOrList();
    void oldPlainNetworksAreTranslated();
    void oldResidualNetworksAreTranslated();
    void oldNetworksOfAnotherKindAreRefused();
    void olderIntensityKeyGivesWayToTheNewer();
    void olderClassPathsAreTheSameNetwork();
    void resamplingVariantsSurviveARoundTrip_data();
    void resamplingVariantsSurviveARoundTrip();
    void argumentsLeftOutHaveTheFunctionsDefaults();
    void resamplingThatIsNotOurs_isNamed_data();
    void resamplingThatIsNotOurs_isNamed();
    void preparationOfOtherRecipesIsKept();
};

void TestPlanReading::oneEntryConfigurationsInherit_andAreWrittenShort()
{
    Json json = ctJson();
    json["configurations"]["3d_fullres_bs4"] =
        Json::parse(R"({"batch_size": 4, "inherits_from": "3d_fullres"})");
    json["configurations"]["same"] = Json::parse(R"({"inherits_from": "2d"})");
    const Plan plan = read(json);
    QCOMPARE(plan.configuration("3d_fullres_bs4").batchSize, 4);
    QCOMPARE(plan.configuration("3d_fullres_bs4").spacing, plan.configuration("3d_fullres").spacing);
    QCOMPARE(plan.configuration("same").patchSize, plan.configuration("2d").patchSize);
    const Json written = planning::planToJson(plan)["configurations"];
    QVERIFY(written["3d_fullres_bs4"] == Json::parse(R"({"inherits_from": "3d_fullres", "batch_size": 4})"));
    QVERIFY(written["same"] == Json::parse(R"({"inherits_from": "2d"})"));
}

void TestPlanReading::inheritanceGoesOverSeveralSteps_inAnyOrder()
{
    Json json = ctJson();
    json["configurations"]["b"] = Json::parse(R"({"inherits_from": "a", "batch_dice": false})");
    json["configurations"]["a"] = Json::parse(
        R"({"inherits_from": "3d_cascade_fullres", "batch_size": 7, "patch_size": [96, 96, 96]})");
    const Plan plan = read(json);
    const Configuration& last = plan.configuration("b");
    QCOMPARE(last.batchSize, 7);
    QCOMPARE(last.patchSize, (std::vector<std::int64_t>{96, 96, 96}));
    QVERIFY(!last.batchDice && plan.configuration("a").batchDice);
    QCOMPARE(*last.previousStage, std::string("3d_lowres"));
    QCOMPARE(jsonText(planning::planToJson(read(planning::planToJson(plan)))),
             jsonText(planning::planToJson(plan)));
}

void TestPlanReading::aParentThatIsMissing_isNamed()
{
    Json json = ctJson();
    json["configurations"]["a"] = Json::parse(R"({"inherits_from": "4d"})");
    QVERIFY2(refusalOf(json).contains("there is no configuration 4d"), qPrintable(refusalOf(json)));
}

void TestPlanReading::nextStagesMayBeTextOrList()
{
    Json json = ctJson();
    Json& next = json["configurations"]["3d_lowres"]["next_stage"];
    QCOMPARE(next.get<std::string>(), std::string("3d_cascade_fullres"));
    next = Json::array({"3d_cascade_fullres", "3d_other"});
    const Plan several = read(json);
    QCOMPARE(several.configuration("3d_lowres").nextStages,
             (std::vector<std::string>{"3d_cascade_fullres", "3d_other"}));
    QVERIFY(planning::planToJson(several)["configurations"]["3d_lowres"]["next_stage"].is_array());
    next = Json::array({"3d_cascade_fullres"});
    QCOMPARE(read(json).configuration("3d_lowres").nextStages,
             std::vector<std::string>{"3d_cascade_fullres"});
    next = nullptr;
    QVERIFY(read(json).configuration("3d_lowres").nextStages.empty());
}

void TestPlanReading::oldPlainNetworksAreTranslated()
{
    Json json = ctJson();
    for (const char* name : {"2d", "3d_lowres", "3d_fullres"}) {
        makeOld(json["configurations"][name], "PlainConvUNet");
    }
    const Plan plan = read(json);
    const Plan now = ctPlan();
    for (const Configuration& configuration : now.configurations) {
        QVERIFY(plan.configuration(configuration.name).architecture == configuration.architecture);
    }
    QVERIFY(planning::planToJson(plan)["configurations"]["2d"].contains("architecture"));
}

void TestPlanReading::oldResidualNetworksAreTranslated()
{
    const Plan now = ctPlan(planning::PlannerKind::ResEncL);
    Json json = planning::planToJson(now);
    makeOld(json["configurations"]["3d_fullres"], "ResidualEncoderUNet");
    QVERIFY(read(json).configuration("3d_fullres").architecture ==
            now.configuration("3d_fullres").architecture);
}

void TestPlanReading::oldNetworksOfAnotherKindAreRefused()
{
    Json json = ctJson();
    makeOld(json["configurations"]["2d"], "MyUNet");
    QVERIFY(refusalOf(json).contains("the network MyUNet is not supported"));
    json["configurations"]["2d"].erase("UNet_class_name");
    QVERIFY2(refusalOf(json).contains("configuration 2d: it has neither"), qPrintable(refusalOf(json)));
}

void TestPlanReading::olderIntensityKeyGivesWayToTheNewer()
{
    Json json = ctJson();
    json["foreground_intensity_properties_by_modality"] = json["foreground_intensity_properties_per_channel"];
    json["foreground_intensity_properties_by_modality"]["0"]["max"] = 77.0;
    QCOMPARE(read(json).intensities.at(0).maximum, 0.0);
    json.erase("foreground_intensity_properties_per_channel");
    QCOMPARE(read(json).intensities.at(0).maximum, 77.0);
}

void TestPlanReading::olderClassPathsAreTheSameNetwork()
{
    Json json = planning::planToJson(ctPlan(planning::PlannerKind::ResEncM));
    json["configurations"]["2d"]["architecture"]["network_class_name"] =
        "dynamic_network_architectures.architectures.residual_unet.ResidualEncoderUNet";
    QVERIFY(read(json).configuration("2d").architecture.residualEncoder);
}

void TestPlanReading::resamplingVariantsSurviveARoundTrip_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<QString>("arguments"); // of the data; those of labels differ in is_seg alone
    QTest::newRow("torch")
        << "resample_torch_fornnunet"
        << R"({"is_seg": false, "force_separate_z": false, "memefficient_seg_resampling": false})";
    QTest::newRow("torch, thick axis apart")
        << "resample_torch_fornnunet"
        << R"({"is_seg": false, "force_separate_z": null, "memefficient_seg_resampling": false,
               "separate_z_anisotropy_threshold": 3})";
    QTest::newRow("none") << "no_resampling_hack"
                          << "{}";
    QTest::newRow("linear, always apart")
        << "resample_data_or_seg_to_shape"
        << R"({"is_seg": false, "order": 1, "order_z": 1, "force_separate_z": true})";
    QTest::newRow("other threshold")
        << "resample_data_or_seg_to_shape"
        << R"({"is_seg": false, "order": 3, "order_z": 0, "force_separate_z": null,
                                            "separate_z_anisotropy_threshold": 2.5})";
}

void TestPlanReading::resamplingVariantsSurviveARoundTrip()
{
    QFETCH(QString, function);
    QFETCH(QString, arguments);
    Json json = ctJson();
    Json& configuration = json["configurations"]["3d_fullres"];
    for (const char* kind : {"data", "seg", "probabilities"}) {
        const std::string key = std::string("resampling_fn_") + kind;
        configuration[key] = function.toStdString();
        Json values = Json::parse(arguments.toStdString());
        if (std::string(kind) == "seg" && values.contains("is_seg")) {
            values["is_seg"] = true;
        }
        configuration[key + "_kwargs"] = values;
    }
    QVERIFY(planning::planToJson(read(json)) == json);
}

void TestPlanReading::argumentsLeftOutHaveTheFunctionsDefaults()
{
    Json json = ctJson();
    Json& configuration = json["configurations"]["3d_fullres"];
    configuration["resampling_fn_data_kwargs"] = Json::object();
    configuration["resampling_fn_probabilities"] = "resample_torch_fornnunet";
    configuration["resampling_fn_probabilities_kwargs"] = Json::object();
    const Plan plan = read(json);
    const Configuration& full = plan.configuration("3d_fullres");
    QVERIFY((full.dataResampling == ResamplingSpec{.order = 3, .forceSeparateAxis = false}));
    QVERIFY((full.probabilityResampling == ResamplingSpec{.kind = ResamplingKind::Torch, .order = 1}));
    QVERIFY((full.labelResampling == ResamplingSpec{.order = 1}));
    QVERIFY((plan.configuration("2d").dataResampling == ResamplingSpec{}));
}

void TestPlanReading::resamplingThatIsNotOurs_isNamed_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("function") << "resampling_fn_data"
                              << "\"my_resampling\""
                              << "my_resampling";
    QTest::newRow("order") << "resampling_fn_data_kwargs"
                           << R"({"order": 5})"
                           << "\"order\" is 5";
    QTest::newRow("argument") << "resampling_fn_data_kwargs"
                              << R"({"blur": 1})"
                              << "\"blur\" is 1";
    QTest::newRow("labels as data") << "resampling_fn_seg_kwargs"
                                    << R"({"is_seg": false})"
                                    << "\"is_seg\" is false";
    QTest::newRow("preprocessor") << "preprocessor_name"
                                  << "\"MyPreprocessor\""
                                  << "MyPreprocessor";
}

void TestPlanReading::resamplingThatIsNotOurs_isNamed()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    Json json = ctJson();
    json["configurations"]["3d_fullres"][key.toStdString()] = Json::parse(value.toStdString());
    const QString refusal = refusalOf(json);
    QVERIFY2(refusal.contains(expected) && refusal.contains("cannot repeat") &&
                 refusal.contains("3d_fullres"),
             qPrintable(refusal));
}

void TestPlanReading::preparationOfOtherRecipesIsKept()
{
    Json json = ctJson();
    json["configurations"]["2d"]["preprocessor_name"] = "NvidiaPreprocessor";
    json["configurations"]["3d_fullres"]["preprocessor_name"] = "NnUNet2018Preprocessor";
    const Plan plan = read(json);
    QVERIFY(plan.configuration("2d").recipe == planning::PreprocessingRecipe::Nvidia);
    QVERIFY(plan.configuration("3d_cascade_fullres").recipe == planning::PreprocessingRecipe::NnUNet2018);
    QVERIFY(planning::planToJson(plan) == json);
}

QTEST_APPLESS_MAIN(TestPlanReading)
#include "tst_PlanReading.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/planning/AxisOrder.h"
#include "core/preprocessing/Preprocessor.h"

#include <QtTest>

#include <cmath>
#include <filesystem>
#include <limits>

using namespace seg;
using namespace seg::preprocessing;
using planning::NormalizationScheme;

namespace {

const Json& fixture()
{
    static const Json json =
        readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/preprocessing.json")["preprocessing"];
    return json;
}

NormalizationScheme scheme(const std::string& name)
{
    return name == "ZScoreNormalization"        ? NormalizationScheme::ZScore
           : name == "CTNormalization"          ? NormalizationScheme::Ct
           : name == "RescaleTo01Normalization" ? NormalizationScheme::RescaleTo01
                                                : NormalizationScheme::NoNormalization;
}

/// One row of the fixture as our types.
struct GoldenCase {
    explicit GoldenCase(const Json& row) : labels(dataset::labelSchemeFromJson(row["labels"], row["regions"]))
    {
        image.geometry.extent.voxels = row["shape"].get<std::array<std::int64_t, 3>>();
        image.geometry.spacing.mm = row["spacing"].get<std::array<double, 3>>();
        image.values = row["image"].get<std::vector<float>>();
        image.channels = static_cast<std::int64_t>(row["schemes"].size());
        label.geometry = image.geometry;
        label.values = row["label"].get<std::vector<std::int16_t>>();
        plan.transposeForward = row["forward"].get<std::array<int, 3>>();
        plan.transposeBackward = planning::inverse(plan.transposeForward);
        Json statistics = Json::object();
        for (std::size_t c = 0; c < row["statistics"].size(); ++c) {
            statistics[std::to_string(c)] = row["statistics"][c];
        }
        plan.intensities = planning::intensitiesFromJson(statistics, "fixture");
        configuration.spacing = row["target"].get<std::vector<double>>();
        configuration.patchSize.assign(configuration.spacing.size(), 8);
        configuration.useMaskForNormalization = row["masks"].get<std::vector<bool>>();
        for (const Json& name : row["schemes"]) {
            configuration.normalization.push_back(scheme(name.get<std::string>()));
        }
    }

    [[nodiscard]] PreprocessedCase run(bool withLabel = true) const
    {
        return preprocessCase({"case"}, image, withLabel ? &label : nullptr, plan, configuration, labels);
    }

    Volume image;
    LabelMap label;
    planning::Plan plan;
    planning::Configuration configuration;
    dataset::LabelScheme labels;
};

QString failureOf(const GoldenCase& golden)
{
    try {
        static_cast<void>(golden.run());
    } catch (const Error& error) {
        return error.code() == ErrorCode::BadInput ? QString(error.what()) : QString("other code");
    }
    return {};
}

} // namespace

/// Golden rows: nnU-Net v2's DefaultPreprocessor.run_case_npy on the same arrays.
class TestPreprocessor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheReference_data();
    void equalsTheReference();
    void withoutALabel_theImageIsTheSame_unlessLabelsLieOutside();
    void threadsDoNotMatter();
    void nanIsRefused();
    void otherNumberOfChannelsIsRefused();
    void labelOfAnotherExtentIsRefused();
    void aScanThatWouldVanishIsRefused();
    void stopsWhenAsked();
};

void TestPreprocessor::equalsTheReference_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < fixture().size(); ++i) {
        QTest::newRow(fixture()[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
    }
}

void TestPreprocessor::equalsTheReference()
{
    QFETCH(int, index);
    const Json& row = fixture()[static_cast<std::size_t>(index)];
    const PreprocessedCase result = GoldenCase(row).run();
    const CaseProperties& properties = result.properties;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QCOMPARE(properties.cropBox.low[axis], row["box"][axis][0].get<std::int64_t>());
        QCOMPARE(properties.cropBox.high[axis], row["box"][axis][1].get<std::int64_t>());
        QCOMPARE(properties.extentAfterResampling.voxels[axis],
                 row["data_shape"][axis + 1].get<std::int64_t>());
    }
    const auto expected = row["data"].get<std::vector<double>>();
    QCOMPARE(result.image.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double difference = std::abs(static_cast<double>(result.image[i]) - expected[i]);
        QVERIFY2(difference <= 1e-5 * std::max(1.0, std::abs(expected[i])),
                 qPrintable(QString::number(difference)));
    }
    QVERIFY(result.label == row["seg"].get<std::vector<std::int16_t>>());
    QCOMPARE(properties.classLocations.size(), row["locations"].size());
    for (std::size_t i = 0; i < row["locations"].size(); ++i) {
        const ClassLocations& locations = properties.classLocations[i];
        QVERIFY(locations.labels == row["locations"][i]["labels"].get<std::vector<int>>());
        using Voxels = std::vector<std::array<std::int32_t, 3>>;
        QVERIFY(locations.voxels == row["locations"][i]["voxels"].get<Voxels>());
    }
}

void TestPreprocessor::withoutALabel_theImageIsTheSame_unlessLabelsLieOutside()
{
    GoldenCase golden(fixture()[1]);
    const PreprocessedCase with = golden.run();
    const PreprocessedCase without = golden.run(false);
    QVERIFY(with.image == without.image);
    QVERIFY(without.label.empty());
    QVERIFY(without.properties.classLocations.empty());
}

void TestPreprocessor::threadsDoNotMatter()
{
    const GoldenCase golden(fixture()[0]);
    const auto run = [&](std::size_t threads) {
        return preprocessCase({"case"}, golden.image, &golden.label, golden.plan, golden.configuration,
                              golden.labels, {}, threads);
    };
    QVERIFY(run(1).image == run(4).image);
    QVERIFY(run(1).label == run(4).label);
}

void TestPreprocessor::nanIsRefused()
{
    GoldenCase golden(fixture()[0]);
    golden.image.values[3] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(failureOf(golden).contains("cannot preprocess case case: its image contains NaN"));
}

void TestPreprocessor::otherNumberOfChannelsIsRefused()
{
    GoldenCase golden(fixture()[0]);
    golden.image.channels = 1;
    golden.image.values.resize(golden.image.values.size() / 2);
    QVERIFY(failureOf(golden).contains("it has 1 channel but the plan was made for 2"));
}

void TestPreprocessor::labelOfAnotherExtentIsRefused()
{
    GoldenCase golden(fixture()[0]);
    golden.label.geometry.extent.voxels[0] -= 1;
    QVERIFY(failureOf(golden).contains("its label has 4x7x8 voxels but its image 5x7x8"));
}

void TestPreprocessor::aScanThatWouldVanishIsRefused()
{
    GoldenCase golden(fixture()[0]);
    golden.configuration.spacing = {100.0, 1.0, 1.0};
    const QString failure = failureOf(golden);
    QVERIFY2(failure.contains("at the planned spacing"), qPrintable(failure));
}

void TestPreprocessor::stopsWhenAsked()
{
    const GoldenCase golden(fixture()[0]);
    std::stop_source source;
    source.request_stop();
    try {
        static_cast<void>(preprocessCase({"case"}, golden.image, &golden.label, golden.plan,
                                         golden.configuration, golden.labels,
                                         TaskContext(source.get_token())));
        QFAIL("did not stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestPreprocessor)
#include "tst_Preprocessor.moc"

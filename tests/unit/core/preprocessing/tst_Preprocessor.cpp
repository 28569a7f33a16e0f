// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/planning/AxisOrder.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/preprocessing/RecipeRules.h"

#include <QtTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <thread>

using namespace seg;
using namespace seg::preprocessing;
using planning::NormalizationScheme;

namespace {

const Json& fixture()
{
    static const Json json = [] {
        const Json all = readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/preprocessing.json");
        Json rows = all["preprocessing"];
        for (const Json& row : all["preprocessing_variants"]) {
            rows.push_back(row);
        }
        return rows;
    }();
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
    void aStopInsideALargeCaseEndsWithinASecond();
    void whereNothingIsResampledTheCropIsKept();
    void torchPlansAreLinear();
    void of2018_normalizesAfterResampling();
    void of2018_scansWithoutALabelAreMaskedToo();
    void ofNvidia_theBoxHoldsPositiveVoxelsAlone();
    void ofNvidia_extentsAreTruncated_data();
    void ofNvidia_extentsAreTruncated();
    void ofNvidia_flatPlansKeepTheGrid();
    void ofNvidia_trainingCasesAreFilledUpToThePatch();
    void ofNvidia_scansToSegmentAreNot();
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

void TestPreprocessor::aStopInsideALargeCaseEndsWithinASecond()
{
    GoldenCase golden(fixture()[0]);
    golden.image.channels = 1;
    golden.image.geometry.extent = {{96, 160, 160}};
    golden.image.values.resize(96 * 160 * 160);
    for (std::size_t i = 0; i < golden.image.values.size(); ++i) {
        golden.image.values[i] = static_cast<float>(i % 101 + 1);
    }
    golden.configuration.normalization = {NormalizationScheme::ZScore};
    golden.configuration.useMaskForNormalization = {false};
    golden.configuration.spacing = {0.3, 0.3, 0.3}; // 90 million voxels: seconds of work
    std::stop_source source;
    std::chrono::steady_clock::time_point asked;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        asked = std::chrono::steady_clock::now();
        source.request_stop();
    });
    ErrorCode code = ErrorCode::Internal;
    try {
        static_cast<void>(preprocessCase({"case"}, golden.image, nullptr, golden.plan, golden.configuration,
                                         golden.labels, TaskContext(source.get_token())));
    } catch (const Error& error) {
        code = error.code();
    }
    const auto ended = std::chrono::steady_clock::now();
    stopper.join();
    QVERIFY(code == ErrorCode::Cancelled);
    QVERIFY(ended - asked < std::chrono::seconds(1));
}

void TestPreprocessor::whereNothingIsResampledTheCropIsKept()
{
    GoldenCase golden(fixture()[0]);
    golden.configuration.dataResampling.kind = planning::ResamplingKind::None;
    golden.configuration.labelResampling.kind = planning::ResamplingKind::None;
    const PreprocessedCase result = golden.run();
    QVERIFY(result.properties.extentAfterResampling == result.properties.extentAfterCropping);
    GoldenCase same(fixture()[0]);
    same.configuration.spacing = {1.0, 1.0, 1.0};
    QVERIFY(result.image == same.run().image);
}

void TestPreprocessor::torchPlansAreLinear()
{
    GoldenCase golden(fixture()[0]);
    golden.configuration.dataResampling.kind = planning::ResamplingKind::Torch;
    const PreprocessedCase torch = golden.run();
    GoldenCase linear(fixture()[0]);
    linear.configuration.dataResampling.order = 1;
    const PreprocessedCase expected = linear.run();
    QCOMPARE(torch.image.size(), expected.image.size());
    for (std::size_t i = 0; i < torch.image.size(); ++i) {
        QVERIFY(std::abs(torch.image[i] - expected.image[i]) <
                1e-4F * std::max(1.0F, std::abs(expected.image[i])));
    }
}

void TestPreprocessor::of2018_normalizesAfterResampling()
{
    GoldenCase golden(fixture()[0]);
    golden.configuration.recipe = planning::PreprocessingRecipe::NnUNet2018;
    golden.configuration.useMaskForNormalization = {true, true};
    golden.configuration.normalization.assign(2, NormalizationScheme::ZScore);
    const PreprocessedCase result = golden.run();
    const std::size_t count = result.label.size();
    for (std::size_t channel = 0; channel < 2; ++channel) {
        double sum = 0.0;
        double squares = 0.0;
        double inside = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto value = static_cast<double>(result.image[channel * count + i]);
            if (result.label[i] < 0) {
                QCOMPARE(value, 0.0);
            } else {
                sum += value;
                squares += value * value;
                inside += 1.0;
            }
        }
        QVERIFY(inside > 0.0 && inside < static_cast<double>(count));
        QVERIFY(std::abs(sum / inside) < 1e-6);
        QVERIFY(std::abs(squares / inside - 1.0) < 1e-5); // v2's arrays have it before resampling
    }
}

void TestPreprocessor::of2018_scansWithoutALabelAreMaskedToo()
{
    GoldenCase golden(fixture()[0]);
    golden.configuration.recipe = planning::PreprocessingRecipe::NnUNet2018;
    golden.label.values.assign(golden.label.values.size(), 0);
    const PreprocessedCase with = golden.run();
    const PreprocessedCase without = golden.run(false);
    QVERIFY(with.image == without.image);
    QVERIFY(without.label.empty());
}

namespace {

/// An MRI of one channel: -1 everywhere, positive in a box with a zero inside.
GoldenCase nvidiaCase()
{
    GoldenCase golden(fixture()[0]);
    golden.image.channels = 1;
    golden.image.geometry.extent = {{6, 8, 8}};
    golden.image.geometry.spacing = {{1.0, 1.0, 1.0}};
    golden.image.values.assign(6 * 8 * 8, -1.0F);
    golden.label.geometry = golden.image.geometry;
    golden.label.values.assign(6 * 8 * 8, 0);
    for (std::int64_t z = 1; z < 5; ++z) {
        for (std::int64_t y = 2; y < 7; ++y) {
            for (std::int64_t x = 0; x < 4; ++x) {
                const auto at = static_cast<std::size_t>(golden.image.geometry.extent.index(z, y, x));
                golden.image.values[at] = static_cast<float>(z + y + x);
                golden.label.values[at] = x > 1 ? 1 : 0;
            }
        }
    }
    golden.image.values[static_cast<std::size_t>(golden.image.geometry.extent.index(2, 3, 1))] = 0.0F;
    golden.configuration.recipe = planning::PreprocessingRecipe::Nvidia;
    golden.configuration.normalization = {NormalizationScheme::ZScore};
    golden.configuration.useMaskForNormalization = {false};
    golden.configuration.spacing = {1.0, 1.0, 1.0};
    golden.configuration.patchSize = {1, 1, 1};
    return golden;
}

} // namespace

void TestPreprocessor::ofNvidia_theBoxHoldsPositiveVoxelsAlone()
{
    const PreprocessedCase result = nvidiaCase().run();
    QVERIFY(result.properties.cropBox == (Box{{1, 2, 0}, {5, 7, 4}}));
    QVERIFY(result.properties.extentAfterResampling == (Extent{{4, 5, 4}}));
    QVERIFY(*std::min_element(result.label.begin(), result.label.end()) == 0); // no voxel is marked outside
    const auto zero = static_cast<std::size_t>(result.properties.extentAfterResampling.index(1, 1, 1));
    QCOMPARE(result.image[zero], 0.0F);
    QCOMPARE(result.properties.classLocations[0].voxels.size(), std::size_t{4 * 5 * 2});
}

void TestPreprocessor::ofNvidia_extentsAreTruncated_data()
{
    QTest::addColumn<double>("spacing");
    QTest::addColumn<double>("target");
    QTest::addColumn<int>("voxels");
    QTest::addColumn<int>("expected");
    QTest::newRow("3.6 of the header is less than 3.6") << 3.6 << 3.6 << 20 << 19;
    QTest::newRow("1 is 1") << 1.0 << 1.0 << 155 << 155;
    QTest::newRow("a half is cut off") << 1.0 << 2.0 << 5 << 2;
    QTest::newRow("nearly one more") << 1.99 << 1.0 << 10 << 19;
    QTest::newRow("0.62 of the header is a little more") << 0.62 << 0.62 << 320 << 320;
    QTest::newRow("0.79 of the header is a little more") << 0.79 << 0.79 << 512 << 512;
    QTest::newRow("1.37 of the header is a little more") << 1.37 << 1.37 << 100 << 100;
    QTest::newRow("0.78 of the header is less") << 0.78 << 0.78 << 512 << 511;
}

void TestPreprocessor::ofNvidia_extentsAreTruncated()
{
    QFETCH(double, spacing);
    QFETCH(double, target);
    QFETCH(int, voxels);
    QFETCH(int, expected);
    planning::Configuration configuration;
    configuration.recipe = planning::PreprocessingRecipe::Nvidia;
    configuration.patchSize = {8, 8, 8};
    const Extent extent =
        extentAfterResampling(configuration, {{voxels, 10, 10}}, {{spacing, 1.0, 1.0}}, {{target, 1.0, 1.0}});
    QVERIFY(extent == (Extent{{expected, 10, 10}}));
}

void TestPreprocessor::ofNvidia_flatPlansKeepTheGrid()
{
    GoldenCase golden = nvidiaCase();
    golden.configuration.spacing = {0.5, 0.5};
    golden.configuration.patchSize = {4, 4};
    QVERIFY(golden.run().properties.extentAfterResampling == (Extent{{4, 5, 4}}));
}

void TestPreprocessor::ofNvidia_trainingCasesAreFilledUpToThePatch()
{
    GoldenCase golden = nvidiaCase();
    golden.configuration.patchSize = {7, 4, 5};
    const PreprocessedCase result = golden.run();
    const CaseProperties& properties = result.properties;
    QVERIFY(properties.extentAfterResampling == (Extent{{7, 5, 5}}));
    QVERIFY(properties.scanBox == (Box{{1, 0, 0}, {5, 5, 4}})); // 1 before, 2 behind; 0 before, 1 behind
    const PreprocessedCase bare = nvidiaCase().run();
    const auto at = [&](std::int64_t z, std::int64_t y, std::int64_t x) {
        return static_cast<std::size_t>(properties.extentAfterResampling.index(z, y, x));
    };
    QCOMPARE(result.image[at(0, 2, 2)], 0.0F);
    QCOMPARE(result.label[at(0, 2, 2)], std::int16_t{0});
    const auto inside = static_cast<std::size_t>(bare.properties.extentAfterResampling.index(2, 3, 3));
    QCOMPARE(result.image[at(3, 3, 3)], bare.image[inside]);
    QCOMPARE(result.label[at(3, 3, 3)], bare.label[inside]);
    QCOMPARE(properties.classLocations[0].voxels.size(), std::size_t{4 * 5 * 2});
}

void TestPreprocessor::ofNvidia_scansToSegmentAreNot()
{
    GoldenCase golden = nvidiaCase();
    golden.configuration.patchSize = {7, 4, 5};
    const PreprocessedCase result = golden.run(false);
    QVERIFY(result.properties.extentAfterResampling == (Extent{{4, 5, 4}}));
    QVERIFY(!result.properties.scanBox.has_value());
}

QTEST_APPLESS_MAIN(TestPreprocessor)
#include "tst_Preprocessor.moc"

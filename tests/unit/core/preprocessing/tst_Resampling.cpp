// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/preprocessing/Resampling.h"
#include "tests/support/Failure.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace seg;
using namespace seg::preprocessing;

namespace {

/// The first rows, then those with the further keywords of a plan.
const Json& fixture()
{
    static const Json json = [] {
        const Json all = readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/preprocessing.json");
        Json rows = all["resampling"];
        for (const Json& row : all["resampling_variants"]) {
            rows.push_back(row);
        }
        return rows;
    }();
    return json;
}

Extent extentOf(const Json& json)
{
    return {json.get<std::array<std::int64_t, 3>>()};
}

Spacing spacingOf(const Json& json)
{
    return {json.get<std::array<double, 3>>()};
}

ResampleOptions ofOrder(int order)
{
    ResampleOptions options;
    options.order = order;
    return options;
}

ResampleOptions optionsOf(const Json& row)
{
    ResampleOptions options = ofOrder(row["order"].get<int>());
    if (row.contains("kind")) {
        const bool isTorch = row["kind"].get<std::string>() == "torch";
        options.kind = isTorch ? planning::ResamplingKind::Torch : planning::ResamplingKind::Default;
        options.orderZ = row["order_z"].get<int>();
        options.memoryEfficient = row.value("memory_efficient", false);
        if (!row["force"].is_null()) {
            options.forceSeparateAxis = row["force"].get<bool>();
        }
    }
    return options;
}

/// Row y of a plane is `values`, the same in every row.
std::vector<float> rowsOf(const std::vector<float>& values, std::size_t rows)
{
    std::vector<float> plane;
    for (std::size_t y = 0; y < rows; ++y) {
        plane.insert(plane.end(), values.begin(), values.end());
    }
    return plane;
}

/// Keys' cubic convolution with a = -0.5 at distance x.
double keysWeight(double x)
{
    const double d = std::abs(x);
    return d < 1.0 ? (1.5 * d - 2.5) * d * d + 1.0 : d < 2.0 ? ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0 : 0.0;
}

/// The convolution of edge-repeated samples, evaluated sample by sample and clipped.
std::vector<double> convolved(const std::vector<float>& values, std::int64_t to)
{
    const auto n = static_cast<std::int64_t>(values.size());
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    std::vector<double> result;
    for (std::int64_t k = 0; k < to; ++k) {
        const double x =
            (static_cast<double>(k) + 0.5) * static_cast<double>(n) / static_cast<double>(to) - 0.5;
        double sum = 0.0;
        for (std::int64_t i = -4; i < n + 4; ++i) {
            const auto at = static_cast<std::size_t>(std::clamp<std::int64_t>(i, 0, n - 1));
            sum += static_cast<double>(values[at]) * keysWeight(x - static_cast<double>(i));
        }
        result.push_back(std::clamp(sum, static_cast<double>(*low), static_cast<double>(*high)));
    }
    return result;
}

std::vector<float> line(const std::vector<float>& values, std::int64_t to, int order)
{
    const Extent from{{1, 1, static_cast<std::int64_t>(values.size())}};
    return resampleData(values, 1, from, {{1, 1, to}}, {}, {}, ofOrder(order));
}

double largestDifference(const std::vector<float>& a, const std::vector<double>& b)
{
    double largest = a.size() == b.size() ? 0.0 : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
    }
    return largest;
}

} // namespace

class TestResampling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheReference_data();
    void equalsTheReference();
    void linesEqualTheReference_data();
    void linesEqualTheReference();
    void cubicVolumeEqualsTheReference();
    void labelTiesGoToTheNearest_elseTheSmallest();
    void theOlderLabelRuleTakesTheLastAboveHalf();
    void labelsByMasksEqualLabelsByWeights();
    void planesByCatmullRomAreAConvolution();
    void volumesThatKeepTheirLastAxisAreCatmullRomInTheOthers();
    void firstAxisIsSeparateFromTheThreshold_data();
    void firstAxisIsSeparateFromTheThreshold();
    void whereNothingIsResampledOtherExtentsAreRefused();
    void separateAxis_data();
    void separateAxis();
    void forcedSeparationWins();
    void equalExtentsAreCopied();
    void cubicNeverLeavesTheInputsRange();
    void cubicOfALinearRampIsTheRamp();
    void argMaxEqualsResamplingFirst_data();
    void argMaxEqualsResamplingFirst();
    void doesNotDependOnThreads();
    void aSingleLabelStays();
    void nearestLabels();
    void refusesWhatDoesNotFit();
    void stopsWhenAsked();
};

void TestResampling::equalsTheReference_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < fixture().size(); ++i) {
        QTest::newRow(fixture()[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
    }
}

void TestResampling::equalsTheReference()
{
    QFETCH(int, index);
    const Json& row = fixture()[static_cast<std::size_t>(index)];
    const Extent from = extentOf(row["from"]);
    const Extent to = extentOf(row["to"]);
    const Spacing current = spacingOf(row["current"]);
    const Spacing target = spacingOf(row["target"]);
    const ResampleOptions options = optionsOf(row);
    if (row["labels"].get<bool>()) {
        const auto labels =
            resampleLabels(row["input"].get<std::vector<std::int16_t>>(), from, to, current, target, options);
        QVERIFY(labels == row["output"].get<std::vector<std::int16_t>>());
        return;
    }
    const auto values = resampleData(row["input"].get<std::vector<float>>(),
                                     row["channels"].get<std::int64_t>(), from, to, current, target, options);
    const double difference = largestDifference(values, row["output"].get<std::vector<double>>());
    QVERIFY2(difference < 2e-6, qPrintable(QString::number(difference)));
}

void TestResampling::linesEqualTheReference_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QList<double>>("expected");
    QTest::newRow("cubic, longer") << 3
                                   << QList<double>{0, 0.3199973747, 1.0865270316, 2.4963622762, 6.1756323093,
                                                    9, 5.3753640167, 1.3214329627};
    QTest::newRow("cubic, shorter") << 3 << QList<double>{0.2227200772, 4, 4.4513786699};
    QTest::newRow("linear, longer") << 1
                                    << QList<double>{0, .4375, 1.1875, 3.0625, 5.5625, 8.6875, 5.0625, 2};
    QTest::newRow("linear, shorter") << 1 << QList<double>{1.0 / 3.0, 4, 13.0 / 3.0};
    QTest::newRow("nearest, longer") << 0 << QList<double>{0, 0, 1, 4, 4, 9, 2, 2};
}

void TestResampling::linesEqualTheReference()
{
    QFETCH(int, order);
    QFETCH(QList<double>, expected);
    const auto values = line({0, 1, 4, 9, 2}, expected.size(), order);
    QVERIFY(largestDifference(values, {expected.begin(), expected.end()}) < 1e-6);
}

void TestResampling::cubicVolumeEqualsTheReference()
{
    const std::vector<float> input{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20};
    const auto values = resampleData(input, 1, {{2, 2, 3}}, {{3, 3, 2}}, {}, {});
    const std::vector<double> expected{0,        1.184329, 1.216875, 2.601212,  2.970334, 4.018095,
                                       2.948801, 4.333138, 4.541466, 8.102630,  6.134130, 11.872120,
                                       6.434187, 7.481948, 7.866057, 13.604047, 9.297927, 19.726145};
    QVERIFY(largestDifference(values, expected) < 2e-6);
}

void TestResampling::labelTiesGoToTheNearest_elseTheSmallest()
{
    const std::vector<std::int16_t> labels{0, 0, 2, 2, 0, 1, 1, 2, -1, 1, 1, 2, -1, -1, 0, 0};
    const std::vector<std::int16_t> expected{0,  0, 0, 2, 2, 2, 0,  0,  1, 1, 2, 2, 0,  1,  1,  1, 2, 2,
                                             -1, 1, 1, 1, 2, 2, -1, -1, 1, 1, 0, 0, -1, -1, -1, 0, 0, 0};
    QVERIFY(resampleLabels(labels, {{1, 4, 4}}, {{1, 6, 6}}, {}, {}) == expected);
}

void TestResampling::theOlderLabelRuleTakesTheLastAboveHalf()
{
    const std::vector<std::int16_t> labels{0, 0, 2, 2, 0, 1, 1, 2, -1, 1, 1, 2, -1, -1, 0, 0};
    const std::vector<std::int16_t> expected{0,  0, 0, 2, 2, 2, 0,  0,  1, 1, 2, 2, 0,  1,  1,  1, 2, 2,
                                             -1, 1, 1, 1, 2, 2, -1, -1, 1, 1, 0, 2, -1, -1, -1, 0, 0, 0};
    ResampleOptions options = labelResampling();
    options.labelRule = LabelRule::LastAboveHalf;
    QVERIFY(resampleLabels(labels, {{1, 4, 4}}, {{1, 6, 6}}, {}, {}, options) == expected);
    const std::vector<std::int16_t> corners{1, 2, 3, 4}; // no label reaches one half in the middle
    QVERIFY(
        (resampleLabels(corners, {{1, 2, 2}}, {{1, 1, 1}}, {}, {}, options) == std::vector<std::int16_t>{0}));
}

void TestResampling::labelsByMasksEqualLabelsByWeights()
{
    const std::vector<std::int16_t> two{0, 0, 1, 1, 0, 1}; // of two labels every order puts the border midway
    const auto linear = resampleLabels(two, {{1, 1, 6}}, {{1, 1, 18}}, {}, {});
    QVERIFY(resampleLabels(two, {{1, 1, 6}}, {{1, 1, 18}}, {}, {}, ofOrder(3)) == linear);
}

void TestResampling::planesByCatmullRomAreAConvolution()
{
    const std::vector<float> values{0, 1, 4, 9, 2, -3, 7};
    ResampleOptions options;
    options.planesAreCatmullRom = true;
    options.separateAxisRule = SeparateAxisRule::FirstAxis;
    const auto resized =
        resampleData(rowsOf(values, 3), 1, {{1, 3, 7}}, {{1, 3, 11}}, {{3, 1, 1}}, {}, options);
    const auto expected = convolved(values, 11);
    for (std::size_t y = 0; y < 3; ++y) {
        const std::vector<float> row(resized.begin() + static_cast<std::ptrdiff_t>(y * 11),
                                     resized.begin() + static_cast<std::ptrdiff_t>((y + 1) * 11));
        QVERIFY(largestDifference(row, expected) < 1e-6);
    }
}

void TestResampling::volumesThatKeepTheirLastAxisAreCatmullRomInTheOthers()
{
    const std::vector<float> column{0, 1, 4, 9, 2, -3, 7};
    ResampleOptions options;
    options.planesAreCatmullRom = true;
    const auto keptLast = resampleData(column, 1, {{7, 1, 1}}, {{10, 1, 1}}, {}, {}, options);
    QVERIFY(largestDifference(keptLast, convolved(column, 10)) < 1e-6);
    const std::vector<float> twice = [&] { // the last axis changes: B-splines
        std::vector<float> both;
        for (const float value : column) {
            both.insert(both.end(), {value, value});
        }
        return both;
    }();
    const auto spline = resampleData(twice, 1, {{7, 1, 2}}, {{10, 1, 1}}, {}, {}, options);
    QVERIFY(spline == resampleData(twice, 1, {{7, 1, 2}}, {{10, 1, 1}}, {}, {}));
    QVERIFY(largestDifference(spline, convolved(column, 10)) > 1e-3);
}

void TestResampling::firstAxisIsSeparateFromTheThreshold_data()
{
    QTest::addColumn<QList<double>>("current");
    QTest::addColumn<QList<double>>("target");
    QTest::addColumn<int>("expected");
    const QList<double> one{1, 1, 1};
    QTest::newRow("3 is enough") << QList<double>{3, 1, 1} << one << 0;
    QTest::newRow("less is not") << QList<double>{2.99, 1, 1} << one << -1;
    QTest::newRow("of the target") << one << QList<double>{3, 1, 1} << 0;
    QTest::newRow("of another axis: the first all the same") << QList<double>{1, 1, 4} << one << 0;
    QTest::newRow("both below") << QList<double>{2, 1, 1} << QList<double>{2, 1, 1} << -1;
    QTest::newRow("prostate") << QList<double>{3.6, .62, .62} << QList<double>{3.6, .62, .62} << 0;
    QTest::newRow("colon") << QList<double>{5, .78, .78} << QList<double>{3, .78, .78} << 0;
    QTest::newRow("spleen") << QList<double>{1.6, .79, .79} << QList<double>{1.6, .79, .79} << -1;
}

void TestResampling::firstAxisIsSeparateFromTheThreshold()
{
    QFETCH(QList<double>, current);
    QFETCH(QList<double>, target);
    QFETCH(int, expected);
    ResampleOptions options;
    options.separateAxisRule = SeparateAxisRule::FirstAxis;
    const auto axis = preprocessing::separateAxis({{current[0], current[1], current[2]}},
                                                  {{target[0], target[1], target[2]}}, options);
    QCOMPARE(axis.value_or(-1), expected);
}

void TestResampling::whereNothingIsResampledOtherExtentsAreRefused()
{
    ResampleOptions options;
    options.kind = planning::ResamplingKind::None;
    const std::vector<float> values{1, 2, 3, 4};
    QVERIFY(resampleData(values, 1, {{1, 2, 2}}, {{1, 2, 2}}, {}, {}, options) == values);
    const auto [code, text] = test::failureOf([&] {
        static_cast<void>(resampleData(values, 1, {{1, 2, 2}}, {{1, 3, 3}}, {}, {}, options));
    });
    QVERIFY(code == ErrorCode::InvalidArgument);
    QVERIFY2(text.find("nothing is resampled") != std::string::npos, text.c_str());
}

void TestResampling::separateAxis_data()
{
    QTest::addColumn<QList<double>>("current");
    QTest::addColumn<QList<double>>("target");
    QTest::addColumn<int>("expected");
    const QList<double> one{1, 1, 1};
    QTest::newRow("3 is not more than 3") << QList<double>{3, 1, 1} << one << -1;
    QTest::newRow("thick first axis") << QList<double>{3.1, 1, 1} << one << 0;
    QTest::newRow("thick first axis of the target") << one << QList<double>{3.5, 1, 1} << 0;
    QTest::newRow("two thick axes") << QList<double>{.24, 1.25, 1.25} << one << -1;
    QTest::newRow("two thick axes hide the target")
        << QList<double>{.24, 1.25, 1.25} << QList<double>{9, 1, 1} << -1;
    QTest::newRow("current goes first") << QList<double>{1, 4, 1} << QList<double>{4, 1, 1} << 1;
    QTest::newRow("single slice") << QList<double>{999, 1, 1} << one << 0;
}

void TestResampling::separateAxis()
{
    QFETCH(QList<double>, current);
    QFETCH(QList<double>, target);
    QFETCH(int, expected);
    const auto axis = preprocessing::separateAxis({{current[0], current[1], current[2]}},
                                                  {{target[0], target[1], target[2]}});
    QCOMPARE(axis.value_or(-1), expected);
}

void TestResampling::forcedSeparationWins()
{
    ResampleOptions options;
    options.forceSeparateAxis = false;
    QVERIFY(!preprocessing::separateAxis({{9, 1, 1}}, {}, options));
    options.forceSeparateAxis = true;
    QVERIFY(preprocessing::separateAxis({{1, 1, 1.5}}, {}, options) == 2);
    QVERIFY(!preprocessing::separateAxis({{1, 1, 1}}, {{9, 1, 1}}, options));
}

void TestResampling::equalExtentsAreCopied()
{
    const std::vector<float> input{1.5F, -7.0F, 0.1F, 1e9F};
    const Extent extent{{1, 2, 2}};
    QVERIFY(resampleData(input, 1, extent, extent, {{5, 1, 1}}, {{1, 1, 1}}) == input);
}

void TestResampling::cubicNeverLeavesTheInputsRange()
{
    const auto values = line({0, 0, 0, 10, 0, 0, 10, 10, 0}, 100, 3);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    QCOMPARE(*low, 0.0F);
    QCOMPARE(*high, 10.0F);
}

void TestResampling::cubicOfALinearRampIsTheRamp()
{
    std::vector<float> ramp(60);
    for (std::size_t i = 0; i < ramp.size(); ++i) {
        ramp[i] = static_cast<float>(i);
    }
    const auto values = line(ramp, 120, 3);
    for (std::size_t k = 40; k < 80; ++k) { // far from the ends, which are repeated
        QVERIFY(std::abs(static_cast<double>(values[k]) - ((static_cast<double>(k) + 0.5) * 0.5 - 0.5)) <
                1e-5);
    }
}

void TestResampling::argMaxEqualsResamplingFirst_data()
{
    QTest::addColumn<QList<double>>("current");
    QTest::newRow("in 3d") << QList<double>{1, 1, 1};
    QTest::newRow("in planes") << QList<double>{5, 1, 1};
    QTest::newRow("in planes of the last axis") << QList<double>{1, 1, 5};
}

void TestResampling::argMaxEqualsResamplingFirst()
{
    QFETCH(QList<double>, current);
    const Extent from{{4, 5, 6}};
    const Extent to{{7, 4, 9}};
    std::vector<float> logits(static_cast<std::size_t>(3 * from.count()));
    for (std::size_t i = 0; i < logits.size(); ++i) {
        logits[i] = static_cast<float>(std::sin(static_cast<double>(i) * 12.9898));
    }
    const Spacing spacing{{current[0], current[1], current[2]}};
    const auto labels = resampleArgMax(logits, 3, from, to, spacing, {});
    const auto resampled = resampleData(logits, 3, from, to, spacing, {}, probabilityResampling());
    const auto count = static_cast<std::size_t>(to.count());
    for (std::size_t i = 0; i < count; ++i) {
        int best = 0;
        for (int c = 1; c < 3; ++c) {
            if (resampled[static_cast<std::size_t>(c) * count + i] >
                resampled[static_cast<std::size_t>(best) * count + i]) {
                best = c;
            }
        }
        QCOMPARE(int{labels[i]}, best);
    }
}

void TestResampling::doesNotDependOnThreads()
{
    const Extent from{{20, 30, 70}};
    const Extent to{{33, 25, 91}};
    std::vector<float> values(static_cast<std::size_t>(from.count()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>((i * 7919) % 1009);
    }
    ResampleOptions one;
    one.threads = 1;
    ResampleOptions three;
    three.threads = 3;
    QVERIFY(resampleData(values, 1, from, to, {}, {}, one) ==
            resampleData(values, 1, from, to, {}, {}, three));
}

void TestResampling::aSingleLabelStays()
{
    const std::vector<std::int16_t> labels(2 * 3 * 4, 7);
    const auto result = resampleLabels(labels, {{2, 3, 4}}, {{5, 2, 9}}, {}, {});
    QVERIFY(result == std::vector<std::int16_t>(5 * 2 * 9, 7));
}

void TestResampling::nearestLabels()
{
    const std::vector<std::int16_t> labels{1, 2, 3, 4, 5};
    QVERIFY((resampleLabels(labels, {{1, 1, 5}}, {{1, 1, 8}}, {}, {}, ofOrder(0)) ==
             std::vector<std::int16_t>{1, 1, 2, 3, 3, 4, 5, 5}));
}

void TestResampling::refusesWhatDoesNotFit()
{
    const std::vector<float> four(4);
    const std::vector<std::int16_t> labels(4);
    const Extent extent{{1, 2, 2}};
    const auto refuses = [](auto call) {
        try {
            static_cast<void>(call());
        } catch (const Error& error) {
            return error.code() == ErrorCode::InvalidArgument;
        }
        return false;
    };
    QVERIFY(refuses([&] { return resampleData(four, 1, {{1, 2, 3}}, extent, {}, {}); }));
    QVERIFY(refuses([&] { return resampleData(four, 1, extent, {{0, 2, 2}}, {}, {}); }));
    QVERIFY(refuses([&] { return resampleData(four, 1, extent, {{1, 4, 4}}, {}, {}, ofOrder(2)); }));
    QVERIFY(refuses([&] { return resampleLabels(labels, {{1, 2, 3}}, extent, {}, {}); }));
    ResampleOptions alongZ;
    alongZ.orderZ = 2;
    QVERIFY(refuses([&] { return resampleData(four, 1, extent, {{1, 4, 4}}, {}, {}, alongZ); }));
}

void TestResampling::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    const TaskContext context(source.get_token());
    const std::vector<float> values(8);
    try {
        static_cast<void>(resampleData(values, 1, {{2, 2, 2}}, {{3, 3, 3}}, {}, {}, {}, context));
        QFAIL("did not stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestResampling)
#include "tst_Resampling.moc"

// SPDX-License-Identifier: Apache-2.0
#include "app/Measurement.h"
#include "core/base/Error.h"

#include <QTest>

#include <vector>

using namespace seg;

class TestMeasurement final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void percentilesInterpolate_whateverTheOrder();
    void oneSample_isEveryPercentile();
    void noSample_isRefused();
    void jsonNamesEveryFigure();
    void everySharedFigureIsCompared();
    void anotherEnvironmentIsNamed();
    void anotherMeasurementIsRefused_data();
    void anotherMeasurementIsRefused();
};

namespace {

/// A record as `benchmark preprocess -o` writes it.
Json recordOf(double scale)
{
    const std::vector<double> seconds{1.0 * scale, 3.0 * scale};
    return {{"benchmark", "preprocess"},
            {"dataset", "Dataset004_A"},
            {"configuration", "3d_fullres"},
            {"seconds", {{"total", 8.0 * scale}, {"processor", 0.0}}},
            {"peak_memory_mib", 100.0},
            {"throughput", {{"value", 0.5 / scale}, {"unit", "cases/s"}}},
            {"latency_seconds", app::latencyToJson(app::latencyStatistics(seconds))},
            {"environment", {{"threads", 2}, {"processor", "X"}}}};
}

} // namespace

void TestMeasurement::percentilesInterpolate_whateverTheOrder()
{
    const std::vector<double> seconds{5.0, 1.0, 4.0, 2.0, 3.0};
    const app::LatencyStatistics statistics = app::latencyStatistics(seconds);
    QCOMPARE(statistics.samples, std::size_t{5});
    QCOMPARE(statistics.mean, 3.0);
    QCOMPARE(statistics.p50, 3.0);
    QCOMPARE(statistics.p90, 4.6); // position 3.6 of 0..4
    QCOMPARE(statistics.p99, 4.96);
}

void TestMeasurement::oneSample_isEveryPercentile()
{
    const std::vector<double> seconds{2.5};
    const app::LatencyStatistics statistics = app::latencyStatistics(seconds);
    QCOMPARE(statistics.p50, 2.5);
    QCOMPARE(statistics.p99, 2.5);
}

void TestMeasurement::noSample_isRefused()
{
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(app::latencyStatistics({})), Error);
}

void TestMeasurement::jsonNamesEveryFigure()
{
    const std::vector<double> seconds{1.0};
    const Json json = app::latencyToJson(app::latencyStatistics(seconds));
    for (const char* key : {"samples", "mean", "p50", "p90", "p95", "p99"}) {
        QVERIFY2(json.contains(key), key);
    }
}

void TestMeasurement::everySharedFigureIsCompared()
{
    const Json relative = app::relativeTo(recordOf(2.0), recordOf(1.0), "old.json");
    QCOMPARE(relative["mean"].get<double>(), 2.0);
    QCOMPARE(relative["p99"].get<double>(), 2.0);
    QCOMPARE(relative["total"].get<double>(), 2.0);
    QCOMPARE(relative["throughput"].get<double>(), 0.5);
    QCOMPARE(relative["peak_memory"].get<double>(), 1.0);
    QVERIFY(!relative.contains("processor")); // nothing to divide by
    QVERIFY(relative["environment_differs"].empty());
}

void TestMeasurement::anotherEnvironmentIsNamed()
{
    Json earlier = recordOf(1.0);
    earlier["environment"]["threads"] = 8;
    earlier["environment"].erase("processor");
    const Json relative = app::relativeTo(recordOf(1.0), earlier, "old.json");
    QVERIFY(relative["environment_differs"] == Json::array({"processor", "threads"}));
}

void TestMeasurement::anotherMeasurementIsRefused_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another benchmark") << QByteArray(R"({"benchmark": "train"})")
                                       << "it measured train of Dataset004_A, this measures preprocess of "
                                          "Dataset004_A";
    QTest::newRow("another dataset") << QByteArray(R"({"dataset": "Dataset001_B"})")
                                     << "it measured preprocess of Dataset001_B, this measures preprocess of "
                                        "Dataset004_A";
    QTest::newRow("another configuration") << QByteArray(R"({"configuration": "2d"})")
                                           << "it measured 2d, this measures 3d_fullres; choose with -c";
    QTest::newRow("no latency") << QByteArray(R"({"latency_seconds": null})")
                                << "it is no record of a benchmark; write one with -o";
    QTest::newRow("a list") << QByteArray("[1]") << "it is no record of a benchmark; write one with -o";
}

void TestMeasurement::anotherMeasurementIsRefused()
{
    QFETCH(const QByteArray, patch);
    QFETCH(const QString, sentence);
    const Json change = parseJson(patch.toStdString(), "row");
    Json earlier = recordOf(1.0);
    if (change.is_object()) {
        earlier.update(change);
    } else {
        earlier = change;
    }
    try {
        static_cast<void>(app::relativeTo(recordOf(1.0), earlier, "old.json"));
        QFAIL("compared with something else");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QCOMPARE(QString(error.what()), "cannot compare with old.json: " + sentence);
    }
}

QTEST_APPLESS_MAIN(TestMeasurement)
#include "tst_Measurement.moc"

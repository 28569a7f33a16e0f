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
};

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

QTEST_APPLESS_MAIN(TestMeasurement)
#include "tst_Measurement.moc"

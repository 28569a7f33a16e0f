// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/WindowPresets.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace seg::viewers;

class TestWindowPresets final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ctOpensInTheSoftTissueWindow();
    void mrOpensFromItsDarkestToItsBrightestTissue_backgroundLeftOut();
    void constantScan_hasAWindowAboveZero();
    void notANumber_isIgnored();
};

void TestWindowPresets::ctOpensInTheSoftTissueWindow()
{
    std::vector<float> scan(1000, -1000.0F);
    for (std::size_t index = 0; index < 500; ++index) {
        scan[index] = static_cast<float>(index) - 100.0F;
    }
    QVERIFY(looksLikeCt(scan));
    QCOMPARE(automaticWindow(scan).width, 400.0);
    QCOMPARE(automaticWindow(scan).level, 40.0);
    QCOMPARE(windowPresets(scan).front().name, std::string("Soft tissue"));
}

void TestWindowPresets::mrOpensFromItsDarkestToItsBrightestTissue_backgroundLeftOut()
{
    std::vector<float> scan(10000, 0.0F);
    for (std::size_t index = 0; index < 1000; ++index) {
        scan[index] = 100.0F + static_cast<float>(index);
    }
    QVERIFY(!looksLikeCt(scan));
    const Window window = automaticWindow(scan);
    QVERIFY(std::abs(window.level - window.width / 2.0 - 105.0) < 2.0);  // 0.5th percentile
    QVERIFY(std::abs(window.level + window.width / 2.0 - 1094.0) < 2.0); // 99.5th
}

void TestWindowPresets::constantScan_hasAWindowAboveZero()
{
    const std::vector<float> scan(50, 7.0F);
    QVERIFY(automaticWindow(scan).width > 0.0);
    QCOMPARE(automaticWindow(scan).level, 7.0);
}

void TestWindowPresets::notANumber_isIgnored()
{
    std::vector<float> scan(100, std::numeric_limits<float>::quiet_NaN());
    scan[10] = 1.0F;
    scan[20] = 3.0F;
    scan[30] = 5.0F;
    QVERIFY(std::isfinite(automaticWindow(scan).level));
}

QTEST_APPLESS_MAIN(TestWindowPresets)
#include "tst_WindowPresets.moc"

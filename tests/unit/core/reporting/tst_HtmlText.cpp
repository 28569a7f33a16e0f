// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/HtmlText.h"

#include <QTest>

#include <cmath>

using namespace seg::reporting;

class TestHtmlText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesMarkupHarmless();
    void writesNumbersWithFixedDecimals_data();
    void writesNumbersWithFixedDecimals();
    void showsAnIntervalOnlyWhenThereIsOne();
    void saysDurationsAsPeopleDo();
};

void TestHtmlText::makesMarkupHarmless()
{
    QCOMPARE(escaped("<script>\"a\" & 'b'</script>"),
             std::string("&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"));
    QCOMPARE(escaped("Größe"), std::string("Größe"));
}

void TestHtmlText::writesNumbersWithFixedDecimals_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("decimals");
    QTest::addColumn<std::string>("text");
    QTest::newRow("Dice") << 0.8934 << 3 << std::string("0.893");
    QTest::newRow("negative") << -0.042 << 2 << std::string("−0.04");
    QTest::newRow("negative that rounds to nothing") << -0.001 << 2 << std::string("0.00");
    QTest::newRow("missing") << std::nan("") << 3 << std::string("–");
    QTest::newRow("infinite") << HUGE_VAL << 1 << std::string("–");
    QTest::newRow("whole") << 12.0 << 0 << std::string("12");
}

void TestHtmlText::writesNumbersWithFixedDecimals()
{
    QFETCH(double, value);
    QFETCH(int, decimals);
    QFETCH(std::string, text);
    QCOMPARE(number(value, decimals), text);
}

void TestHtmlText::showsAnIntervalOnlyWhenThereIsOne()
{
    QCOMPARE(withInterval(0.9, 0.85, 0.95, 2), std::string("0.90 (0.85–0.95)"));
    QCOMPARE(withInterval(0.9, std::nan(""), 0.95, 2), std::string("0.90"));
}

void TestHtmlText::saysDurationsAsPeopleDo()
{
    QCOMPARE(spanText(8.2), std::string("8 s"));
    QCOMPARE(spanText(600), std::string("10 min"));
    QCOMPARE(spanText(11220), std::string("3 h 7 min"));
    QCOMPARE(countText(1, "case", "cases"), std::string("1 case"));
    QCOMPARE(countText(0, "case", "cases"), std::string("0 cases"));
    QCOMPARE(timesText({"40", "56", "40"}), std::string("40 × 56 × 40"));
}

QTEST_APPLESS_MAIN(TestHtmlText)
#include "tst_HtmlText.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/LabelColors.h"

#include <QTest>

#include <set>

using namespace seg::reporting;

class TestLabelColors final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheProgramsOwnColors();
    void neverRepeatsAmongAHundred();
};

void TestLabelColors::givesTheProgramsOwnColors()
{
    QCOMPARE(colorText(labelColor(1)), std::string("#e5484d"));
    QCOMPARE(colorText(labelColor(2)), std::string("#3e8ef7"));
    QCOMPARE(colorText(labelColor(20)), std::string("#fc8de6"));
}

void TestLabelColors::neverRepeatsAmongAHundred()
{
    std::set<std::string> colors;
    for (int label = 1; label <= 100; ++label) {
        colors.insert(colorText(labelColor(label)));
    }
    QCOMPARE(colors.size(), std::size_t{100});
}

QTEST_APPLESS_MAIN(TestLabelColors)
#include "tst_LabelColors.moc"

// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceDecoration.h"

#include <QTest>

using namespace seg::viewers;

class TestSliceDecoration final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scaleBar_isARoundLengthThatFits_data();
    void scaleBar_isARoundLengthThatFits();
};

void TestSliceDecoration::scaleBar_isARoundLengthThatFits_data()
{
    QTest::addColumn<double>("mmPerPixel");
    QTest::addColumn<double>("millimetres");
    QTest::addColumn<QString>("text");
    QTest::newRow("a head in a pane") << 0.7 << 50.0 << QStringLiteral("5 cm");
    QTest::newRow("zoomed in") << 0.05 << 2.0 << QStringLiteral("2 mm");
    QTest::newRow("a whole body") << 4.0 << 200.0 << QStringLiteral("20 cm");
    QTest::newRow("below a millimetre") << 0.01 << 0.5 << QStringLiteral("0.5 mm");
    QTest::newRow("no picture") << 0.0 << 0.0 << QString();
}

void TestSliceDecoration::scaleBar_isARoundLengthThatFits()
{
    QFETCH(const double, mmPerPixel);
    QFETCH(const double, millimetres);
    QFETCH(const QString, text);
    const ScaleBar bar = scaleBar(mmPerPixel, 80.0);
    QCOMPARE(bar.millimetres, millimetres);
    QCOMPARE(bar.text, text);
}

QTEST_APPLESS_MAIN(TestSliceDecoration)
#include "tst_SliceDecoration.moc"

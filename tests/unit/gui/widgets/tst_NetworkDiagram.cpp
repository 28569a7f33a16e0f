// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/NetworkDiagram.h"

#include <QTest>

using namespace seg::gui;

class TestNetworkDiagram final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesDownOnTheLeftAndUpOnTheRight();
    void keepsAllBoxesInside_data();
    void keepsAllBoxesInside();
};

namespace {

NetworkPicture picture(int stages)
{
    NetworkPicture made;
    for (int i = 0; i < stages; ++i) {
        made.features.push_back(32 << i);
        made.sizes << QStringLiteral("40 × 56 × 40");
    }
    made.outputs = stages - 1;
    return made;
}

} // namespace

void TestNetworkDiagram::goesDownOnTheLeftAndUpOnTheRight()
{
    NetworkDiagram diagram;
    diagram.resize(1200, 300);
    diagram.setPicture(picture(6));
    for (int stage = 0; stage + 1 < 5; ++stage) {
        QVERIFY(diagram.encoderBox(stage + 1).left() > diagram.encoderBox(stage).left());
        QVERIFY(diagram.encoderBox(stage + 1).top() > diagram.encoderBox(stage).top());
        QVERIFY(diagram.decoderBox(stage).left() > diagram.decoderBox(stage + 1).left());
        QCOMPARE(diagram.decoderBox(stage).top(), diagram.encoderBox(stage).top());
    }
    QVERIFY(diagram.decoderBox(4).left() > diagram.encoderBox(5).right());
}

void TestNetworkDiagram::keepsAllBoxesInside_data()
{
    QTest::addColumn<int>("stages");
    QTest::addColumn<int>("width");
    QTest::newRow("one stage") << 1 << 800;
    QTest::newRow("four stages, narrow") << 4 << 500;
    QTest::newRow("eight stages of a 2d network") << 8 << 1100;
}

void TestNetworkDiagram::keepsAllBoxesInside()
{
    QFETCH(int, stages);
    QFETCH(int, width);
    NetworkDiagram diagram;
    diagram.setPicture(picture(stages));
    diagram.resize(width, diagram.minimumSizeHint().height());
    for (int stage = 0; stage < stages; ++stage) {
        QVERIFY(diagram.rect().contains(diagram.encoderBox(stage).toAlignedRect()));
        if (stage + 1 < stages) {
            QVERIFY(diagram.rect().contains(diagram.decoderBox(stage).toAlignedRect()));
        }
    }
    QVERIFY(!diagram.grab().isNull());
}

QTEST_MAIN(TestNetworkDiagram)
#include "tst_NetworkDiagram.moc"

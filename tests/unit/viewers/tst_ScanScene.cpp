// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "viewers/ScanScene.h"

#include <QSignalSpy>
#include <QTest>

using namespace seg;
using namespace seg::viewers;

namespace {

std::shared_ptr<Volume> scanOf(Extent extent)
{
    auto scan = std::make_shared<Volume>();
    scan->geometry.extent = extent;
    scan->geometry.origin = {-5.0, -5.0, -5.0};
    scan->values.resize(static_cast<std::size_t>(extent.count()));
    for (std::size_t index = 0; index < scan->values.size(); ++index) {
        scan->values[index] = static_cast<float>(index);
    }
    return scan;
}

std::shared_ptr<LabelMap> maskOf(Extent extent)
{
    auto mask = std::make_shared<LabelMap>();
    mask->geometry.extent = extent;
    mask->values.assign(static_cast<std::size_t>(extent.count()), 0);
    return mask;
}

} // namespace

class TestScanScene final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newScan_putsTheCursorInItsMiddle_andDropsOldMasks();
    void cursor_staysInTheScan_andIsAnnouncedOnce();
    void cursorFromWorld_findsTheNearestVoxel();
    void maskOfAnotherScan_isRefusedInWords();
    void centerOnMask_findsTheFullestSlices();
    void maskWithoutLabels_hasNoFullestVoxel();
    void firstLook_foundBefore_isTakenAsItIs();
    void emptyScene_answersWithNothing();
};

void TestScanScene::newScan_putsTheCursorInItsMiddle_andDropsOldMasks()
{
    ScanScene scene;
    scene.setScan(scanOf({{4, 6, 8}}));
    scene.setMask(Layer::Prediction, maskOf({{4, 6, 8}}));
    scene.setScan(scanOf({{10, 10, 10}}));
    QCOMPARE(scene.cursor(), (VoxelIndex{5, 5, 5}));
    QVERIFY(scene.mask(Layer::Prediction) == nullptr);
}

void TestScanScene::cursor_staysInTheScan_andIsAnnouncedOnce()
{
    ScanScene scene;
    scene.setScan(scanOf({{4, 6, 8}}));
    const QSignalSpy moved(&scene, &ScanScene::cursorChanged);
    scene.setCursor({99, -3, 7});
    QCOMPARE(scene.cursor(), (VoxelIndex{3, 0, 7}));
    scene.setCursor({3, 0, 7});
    QCOMPARE(moved.count(), 1);
    QCOMPARE(scene.intensityAt({0, 0, 3}), 3.0F);
}

void TestScanScene::cursorFromWorld_findsTheNearestVoxel()
{
    ScanScene scene;
    scene.setScan(scanOf({{10, 10, 10}}));
    scene.setCursorToWorld({-2.6, 0.4, 3.9}); // x, y, z; the origin is at -5
    QCOMPARE(scene.cursor(), (VoxelIndex{9, 5, 2}));
}

void TestScanScene::maskOfAnotherScan_isRefusedInWords()
{
    ScanScene scene;
    scene.setScan(scanOf({{4, 6, 8}}));
    try {
        scene.setMask(Layer::Truth, maskOf({{4, 6, 9}}));
        QFAIL("accepted a mask of another size");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("9 × 6 × 4")));
    }
    QVERIFY(scene.mask(Layer::Truth) == nullptr);
}

void TestScanScene::centerOnMask_findsTheFullestSlices()
{
    ScanScene scene;
    scene.setScan(scanOf({{4, 6, 8}}));
    auto mask = maskOf({{4, 6, 8}});
    const Extent extent = mask->geometry.extent;
    mask->values[static_cast<std::size_t>(extent.index(0, 0, 0))] = 1;
    mask->values[static_cast<std::size_t>(extent.index(3, 4, 6))] = 2;
    mask->values[static_cast<std::size_t>(extent.index(3, 4, 7))] = 2;
    mask->values[static_cast<std::size_t>(extent.index(3, 5, 6))] = 2;
    scene.setMask(Layer::Prediction, mask);
    scene.centerOnMask();
    QCOMPARE(scene.cursor(), (VoxelIndex{3, 4, 6}));
    QCOMPARE(scene.labelAt(Layer::Prediction, scene.cursor()), 2);
}

void TestScanScene::maskWithoutLabels_hasNoFullestVoxel()
{
    QVERIFY(!fullestVoxel(*maskOf({{4, 6, 8}})).has_value());
    ScanScene scene;
    scene.setScan(scanOf({{4, 6, 8}}));
    scene.setMask(Layer::Truth, maskOf({{4, 6, 8}}));
    scene.centerOnMask();
    QCOMPARE(scene.cursor(), (VoxelIndex{2, 3, 4})); // stays where it was
}

void TestScanScene::firstLook_foundBefore_isTakenAsItIs()
{
    const auto scan = scanOf({{10, 10, 10}});
    ScanScene scene;
    scene.setScan(scan);
    const FirstLook found = firstLook(*scan);
    QCOMPARE(found.window.width, scene.window().width);
    QVERIFY(found.content == scene.contentBox());
    const FirstLook other{{50.0, 7.0}, {{1, 2, 3}, {4, 5, 6}}};
    scene.setScan(scan, 0, other);
    QVERIFY(scene.window() == other.window);
    QVERIFY(scene.contentBox() == other.content);
}

void TestScanScene::emptyScene_answersWithNothing()
{
    const ScanScene scene;
    QVERIFY(qIsNaN(scene.intensityAt({0, 0, 0})));
    QCOMPARE(scene.labelAt(Layer::Truth, {0, 0, 0}), 0);
}

QTEST_APPLESS_MAIN(TestScanScene)
#include "tst_ScanScene.moc"

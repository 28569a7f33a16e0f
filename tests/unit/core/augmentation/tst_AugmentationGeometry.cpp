// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/AugmentationGeometry.h"
#include "core/base/Error.h"

#include <QTest>

#include <numbers>

using namespace seg;

using Sizes = std::vector<std::int64_t>;

class TestAugmentationGeometry final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheReferencesInitialPatch_data();
    void givesTheReferencesInitialPatch();
    void turnsThickSlicedPatchesInTheirPlaneOnly();
    void mirrorsAllAxesOfThePatch();
    void rejectsAPatchOfOneAxis_asInvalidArgument();
};

void TestAugmentationGeometry::givesTheReferencesInitialPatch_data()
{
    QTest::addColumn<QList<int>>("patch");
    QTest::addColumn<QList<int>>("initial"); // nnunet-v2 §5.1, golden
    QTest::addColumn<double>("degrees");
    QTest::newRow("hippocampus 3d") << QList<int>{40, 56, 40} << QList<int>{73, 80, 64} << 30.0;
    QTest::newRow("cube") << QList<int>{128, 128, 128} << QList<int>{205, 205, 205} << 30.0;
    QTest::newRow("flat 3d") << QList<int>{96, 160, 160} << QList<int>{191, 257, 219} << 30.0;
    QTest::newRow("dummy 2d keeps the slices")
        << QList<int>{20, 320, 256} << QList<int>{20, 376, 376} << 180.0;
    QTest::newRow("2d") << QList<int>{192, 160} << QList<int>{1, 225, 225} << 180.0;
    QTest::newRow("small 2d") << QList<int>{56, 40} << QList<int>{1, 65, 65} << 180.0;
    QTest::newRow("long 2d turns little") << QList<int>{320, 128} << QList<int>{1, 402, 150} << 15.0;
}

void TestAugmentationGeometry::givesTheReferencesInitialPatch()
{
    QFETCH(const QList<int>, patch);
    QFETCH(const QList<int>, initial);
    QFETCH(const double, degrees);

    const auto geometry = augmentation::augmentationGeometry(Sizes(patch.begin(), patch.end()));

    for (int axis = 0; axis < 3; ++axis) {
        QCOMPARE(geometry.initialPatch.voxels[static_cast<std::size_t>(axis)], initial[axis]);
    }
    QCOMPARE(geometry.maximumAngle / std::numbers::pi * 180.0, degrees);
}

void TestAugmentationGeometry::turnsThickSlicedPatchesInTheirPlaneOnly()
{
    QVERIFY(augmentation::augmentationGeometry({20, 320, 256}).inPlaneOnly);
    QVERIFY(!augmentation::augmentationGeometry({43, 128, 128}).inPlaneOnly); // 2.98: not above 3
    QVERIFY(augmentation::augmentationGeometry({128, 128}).isSlice);
    QVERIFY(!augmentation::augmentationGeometry({20, 320, 256}).isSlice);
}

void TestAugmentationGeometry::mirrorsAllAxesOfThePatch()
{
    QCOMPARE(augmentation::augmentationGeometry({32, 32, 32}).mirrorAxes, (std::vector<int>{0, 1, 2}));
    QCOMPARE(augmentation::augmentationGeometry({32, 32}).mirrorAxes, (std::vector<int>{1, 2}));
}

void TestAugmentationGeometry::rejectsAPatchOfOneAxis_asInvalidArgument()
{
    for (const Sizes& sizes : {Sizes{32}, Sizes{32, 0}, Sizes{}}) {
        try {
            static_cast<void>(augmentation::augmentationGeometry(sizes));
            QFAIL("accepted an impossible patch");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::InvalidArgument);
        }
    }
}

QTEST_APPLESS_MAIN(TestAugmentationGeometry)
#include "tst_AugmentationGeometry.moc"

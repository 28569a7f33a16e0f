// SPDX-License-Identifier: Apache-2.0
#include "viewers/volume/VolumeView.h"
#include "viewers/vtkbridge/VtkWidget.h"

#include <QAbstractButton>
#include <QApplication>
#include <QTest>

#include <cmath>

using namespace seg;
using namespace seg::viewers;

namespace {

/// Two cubes: label 1 (red) on the patient's left, label 2 (blue) on the right; stored RAS.
std::shared_ptr<LabelMap> twoCubes()
{
    auto mask = std::make_shared<LabelMap>();
    mask->geometry.extent = {{30, 30, 60}};
    mask->geometry.direction = {{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}}};
    mask->values.assign(static_cast<std::size_t>(mask->geometry.extent.count()), 0);
    for (std::int64_t z = 8; z < 22; ++z) {
        for (std::int64_t y = 8; y < 22; ++y) {
            for (std::int64_t x = 8; x < 22; ++x) {
                mask->values[static_cast<std::size_t>(mask->geometry.extent.index(z, y, x))] = 1;
                mask->values[static_cast<std::size_t>(mask->geometry.extent.index(z, y, x + 30))] = 2;
            }
        }
    }
    return mask;
}

void showCubes(ScanScene& scene)
{
    auto scan = std::make_shared<Volume>();
    const auto mask = twoCubes();
    scan->geometry = mask->geometry;
    scan->values.assign(mask->values.size(), 0.0F);
    scene.setScan(scan);
    ColorTable colors;
    colors.setColor(1, {229, 72, 77});
    colors.setColor(2, {62, 142, 247});
    scene.setColors(colors);
    scene.setMask(Layer::Prediction, mask);
}

struct Found {
    double redX = 0.0, blueX = 0.0; ///< mean column
    int red = 0, blue = 0;
};

Found look(const QImage& picture)
{
    Found found;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QRgb color = picture.pixel(x, y);
            if (qRed(color) > 60 && qRed(color) > 2 * qBlue(color)) {
                ++found.red;
                found.redX += x;
            } else if (qBlue(color) > 60 && qBlue(color) > 2 * qRed(color)) {
                ++found.blue;
                found.blueX += x;
            }
        }
    }
    found.redX /= std::max(1, found.red);
    found.blueX /= std::max(1, found.blue);
    return found;
}

} // namespace

class TestVolumePane final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void surfacesHaveTheLabelsColors_onTheRightSides();
    void hiddenLabel_disappears_andNewColorsShow();
    void movingToAnotherWindow_keepsThePicture();
    void noMask_noSurface();
};

void TestVolumePane::surfacesHaveTheLabelsColors_onTheRightSides()
{
    ScanScene scene;
    VolumeView view(&scene, PaneStyle{});
    view.resize(320, 260);
    view.show();
    showCubes(scene);
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(view.isSettled() && view.surfaceCount() == 2);

    QTest::mouseClick(view.findChild<QAbstractButton*>(QStringLiteral("lookFromA")), Qt::LeftButton);
    QTRY_VERIFY(view.isSettled());
    // Seen from the front, the patient's left is on the right. Label 1 is at small i of a RAS scan: on the
    // right side.
    Found front = look(view.canvas()->picture());
    QVERIFY(front.red > 300 && front.blue > 300);
    const bool firstIsOnThePatientsLeft =
        scene.mask(Layer::Prediction)->geometry.worldFromVoxel({15, 15, 15})[0] >
        scene.mask(Layer::Prediction)->geometry.worldFromVoxel({15, 15, 45})[0];
    QCOMPARE(front.redX > front.blueX, firstIsOnThePatientsLeft);

    QTest::mouseClick(view.findChild<QAbstractButton*>(QStringLiteral("lookFromP")), Qt::LeftButton);
    QTRY_VERIFY(view.isSettled());
    const Found behind = look(view.canvas()->picture());
    QCOMPARE(behind.redX > behind.blueX, !firstIsOnThePatientsLeft);
}

void TestVolumePane::hiddenLabel_disappears_andNewColorsShow()
{
    ScanScene scene;
    VolumeView view(&scene, PaneStyle{});
    view.resize(320, 260);
    view.show();
    showCubes(scene);
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(view.isSettled() && view.surfaceCount() == 2);
    ColorTable colors = scene.colors();
    colors.setVisible(2, false);
    scene.setColors(colors);
    QTRY_VERIFY(view.isSettled());
    const Found found = look(view.canvas()->picture());
    QVERIFY(found.red > 300);
    QCOMPARE(found.blue, 0);
}

void TestVolumePane::movingToAnotherWindow_keepsThePicture()
{
    ScanScene scene;
    QWidget first;
    first.resize(320, 260);
    auto* view = new VolumeView(&scene, PaneStyle{}, &first);
    view->resize(320, 260);
    first.show();
    showCubes(scene);
    QVERIFY(QTest::qWaitForWindowExposed(&first));
    QTRY_VERIFY(view->isSettled() && view->surfaceCount() == 2);
    const QImage before = view->canvas()->picture();

    QWidget second;
    second.resize(320, 260);
    view->setParent(&second);
    view->show();
    second.show();
    QVERIFY(QTest::qWaitForWindowExposed(&second));
    QTRY_VERIFY(view->isSettled());
    QCOMPARE(view->canvas()->picture(), before);
}

void TestVolumePane::noMask_noSurface()
{
    ScanScene scene;
    VolumeView view(&scene, PaneStyle{});
    view.resize(320, 260);
    view.show();
    showCubes(scene);
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(view.surfaceCount() == 2);
    scene.setMask(Layer::Prediction, nullptr);
    QTRY_COMPARE(view.surfaceCount(), std::size_t{0});
}

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    TestVolumePane test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_VolumePane.moc"

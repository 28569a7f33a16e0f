// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceView.h"
#include "viewers/vtkbridge/VtkWidget.h"

#include <QApplication>
#include <QGridLayout>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <QWindow>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace seg;
using namespace seg::viewers;

namespace {

constexpr Point kMarker{17.0, -12.0, 9.0}; // LPS: left, front, above
constexpr std::array<Plane, 3> kPlanes{Plane::Axial, Plane::Coronal, Plane::Sagittal};

/// A dark scan of about 80 mm around the origin, stored with its axes towards the letters of `code`.
Geometry gridTowards(const QByteArray& code)
{
    Geometry geometry;
    geometry.extent = {{27, 40, 81}};
    geometry.spacing = {{3.0, 2.0, 1.0}};
    geometry.direction = {};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const char letter = code.at(static_cast<int>(axis));
        const std::size_t world = (letter == 'L' || letter == 'R')   ? 0
                                  : (letter == 'P' || letter == 'A') ? 1
                                                                     : 2;
        geometry.direction[world][axis] = (letter == 'L' || letter == 'P' || letter == 'S') ? 1.0 : -1.0;
    }
    const Point middle = geometry.worldFromVoxel({13.0, 20.0, 40.0});
    geometry.origin = {-middle[0], -middle[1], -middle[2]};
    return geometry;
}

VoxelIndex voxelOf(const Geometry& geometry, const Point& world)
{
    const auto voxel = geometry.voxelFromWorld(world);
    return {std::llround(voxel[0]), std::llround(voxel[1]), std::llround(voxel[2])};
}

std::shared_ptr<Volume> scanWithMarker(const QByteArray& code)
{
    auto scan = std::make_shared<Volume>();
    scan->geometry = gridTowards(code);
    scan->values.assign(static_cast<std::size_t>(scan->geometry.extent.count()), 10.0F);
    const VoxelIndex marker = voxelOf(scan->geometry, kMarker);
    scan->values[static_cast<std::size_t>(scan->geometry.extent.index(marker[0], marker[1], marker[2]))] =
        1000.0F;
    return scan;
}

std::shared_ptr<LabelMap> maskWithMarker(const Volume& scan, std::int16_t label)
{
    auto mask = std::make_shared<LabelMap>();
    mask->geometry = scan.geometry;
    mask->values.assign(scan.values.size(), 0);
    for (std::size_t index = 0; index < scan.values.size(); ++index) {
        mask->values[index] = scan.values[index] > 500.0F ? label : std::int16_t{0};
    }
    return mask;
}

/// Middle of the pixels that `matches` says yes to, in widget pixels; NaN when there are none.
QPointF centroid(const QImage& picture, double pixelRatio, const std::function<bool(QRgb)>& matches)
{
    double x = 0.0;
    double y = 0.0;
    double count = 0.0;
    for (int row = 0; row < picture.height(); ++row) {
        for (int column = 0; column < picture.width(); ++column) {
            if (matches(picture.pixel(column, row))) {
                x += column + 0.5;
                y += row + 0.5;
                count += 1.0;
            }
        }
    }
    return QPointF(x, y) / count / pixelRatio;
}

bool isBright(QRgb color)
{
    return qRed(color) > 150 && qGreen(color) > 150 && qBlue(color) > 150;
}

bool isRed(QRgb color)
{
    return qRed(color) > 150 && qGreen(color) < 100;
}

/// Three panes over one scene in a window of their own.
class Panes {
public:
    Panes()
    {
        auto* layout = new QGridLayout(&window);
        for (std::size_t index = 0; index < kPlanes.size(); ++index) {
            views[index] = new SliceView(kPlanes[index], &scene, PaneStyle{}, &window);
            layout->addWidget(views[index], static_cast<int>(index / 2), static_cast<int>(index % 2));
        }
        window.resize(700, 560);
        window.show();
    }

    [[nodiscard]] bool settle() const
    {
        return QTest::qWaitForWindowExposed(const_cast<QWidget*>(&window)) && QTest::qWaitFor([this] {
                   return views[0]->isSettled() && views[1]->isSettled() && views[2]->isSettled();
               });
    }

    ScanScene scene;
    QWidget window;
    std::array<SliceView*, 3> views{};
};

} // namespace

class TestLinkedPanes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void markerIsDrawnWhereItLies_inEveryPane_data();
    void markerIsDrawnWhereItLies_inEveryPane();
    void labelFillsItsVoxel_andTruthOutlinesIt();
    void truthAlone_isDrawnInItsLabelsColor();
    void clickInOnePane_movesTheOthers();
    void pointerReadsTheVoxelUnderIt();
    void wheelCountsWholeSteps_touchpadsAddUp();
    void controlDrag_changesWindowAndLevel();
    void wheelZoom_keepsThePointUnderThePointer();
    void severalChanges_drawOnce();
    void movingToAnotherWindow_keepsThePicture();
    void theWindowStaysAPlainOne();
    void nothingShinesThroughAPane();
};

void TestLinkedPanes::markerIsDrawnWhereItLies_inEveryPane_data()
{
    QTest::addColumn<QByteArray>("code");
    for (const char* code : {"LPS", "RAS", "LAS", "PIR"}) {
        QTest::newRow(code) << QByteArray(code);
    }
}

void TestLinkedPanes::markerIsDrawnWhereItLies_inEveryPane()
{
    QFETCH(const QByteArray, code);
    Panes panes;
    panes.scene.setScan(scanWithMarker(code));
    panes.scene.setCursorToWorld(kMarker);
    panes.scene.setWindow({1000.0, 500.0});
    QVERIFY(panes.settle());
    const Point world = panes.scene.scan()->geometry.worldFromVoxel(
        {static_cast<double>(panes.scene.cursor()[0]), static_cast<double>(panes.scene.cursor()[1]),
         static_cast<double>(panes.scene.cursor()[2])});
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QVERIFY(std::abs(world[axis] - kMarker[axis]) <= 1.5);
    }
    for (const SliceView* view : panes.views) {
        const QImage picture = view->canvas()->picture();
        const QPointF drawn = centroid(picture, view->devicePixelRatioF(), isBright);
        const QPointF expected = view->pixelOf(panes.scene.cursor());
        const QPointF nextVoxel =
            view->pixelOf(view->frame().voxelAt(1, 1, 0)) - view->pixelOf(view->frame().voxelAt(0, 0, 0));
        QVERIFY2(std::abs(drawn.x() - expected.x()) <= 0.5 * std::abs(nextVoxel.x()),
                 planeName(view->plane()));
        QVERIFY2(std::abs(drawn.y() - expected.y()) <= 0.5 * std::abs(nextVoxel.y()),
                 planeName(view->plane()));
        // Left of the patient is on the right; the marker lies to the left, in front and above.
        const QPointF middle(view->canvas()->width() / 2.0, view->canvas()->height() / 2.0);
        QVERIFY(view->plane() == Plane::Sagittal ? drawn.x() < middle.x() : drawn.x() > middle.x());
        QVERIFY(drawn.y() < middle.y());
    }
}

void TestLinkedPanes::labelFillsItsVoxel_andTruthOutlinesIt()
{
    Panes panes;
    auto scan = scanWithMarker("RAS");
    panes.scene.setScan(scan);
    panes.scene.setWindow({4000.0, 2000.0}); // the marker itself stays dark
    ColorTable colors;
    colors.setColor(5, {230, 40, 40});
    panes.scene.setColors(colors);
    panes.scene.setStyle(Layer::Prediction, {true, 1.0});
    panes.scene.setMask(Layer::Prediction, maskWithMarker(*scan, 5));
    panes.scene.centerOnMask();
    QVERIFY(panes.settle());
    for (const SliceView* view : panes.views) {
        const QPointF drawn = centroid(view->canvas()->picture(), view->devicePixelRatioF(), isRed);
        const QPointF expected = view->pixelOf(panes.scene.cursor());
        QVERIFY(std::hypot(drawn.x() - expected.x(), drawn.y() - expected.y()) < 1.0);
    }
    panes.scene.setStyle(Layer::Prediction, {false, 1.0});
    panes.scene.setMask(Layer::Truth, maskWithMarker(*scan, 5));
    QVERIFY(panes.settle());
    for (const SliceView* view : panes.views) {
        const QImage picture = view->canvas()->picture();
        QVERIFY(std::isnan(centroid(picture, 1.0, isRed).x()));
        const QPointF drawn = centroid(picture, view->devicePixelRatioF(), isBright);
        const QPointF expected = view->pixelOf(panes.scene.cursor());
        QVERIFY2(std::hypot(drawn.x() - expected.x(), drawn.y() - expected.y()) < 1.5,
                 planeName(view->plane()));
    }
}

void TestLinkedPanes::truthAlone_isDrawnInItsLabelsColor()
{
    Panes panes;
    auto scan = scanWithMarker("RAS");
    panes.scene.setScan(scan);
    panes.scene.setWindow({4000.0, 2000.0});
    ColorTable colors;
    colors.setColor(5, {230, 40, 40});
    panes.scene.setColors(colors);
    panes.scene.setMask(Layer::Truth, maskWithMarker(*scan, 5));
    panes.scene.centerOnMask();
    QVERIFY(panes.settle());
    for (const SliceView* view : panes.views) {
        const QImage picture = view->canvas()->picture();
        QVERIFY(std::isnan(centroid(picture, 1.0, isBright).x())); // no white outline
        const QPointF drawn = centroid(picture, view->devicePixelRatioF(), isRed);
        const QPointF expected = view->pixelOf(panes.scene.cursor());
        QVERIFY2(std::hypot(drawn.x() - expected.x(), drawn.y() - expected.y()) < 1.5,
                 planeName(view->plane()));
    }
}

void TestLinkedPanes::clickInOnePane_movesTheOthers()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("LPS"));
    QVERIFY(panes.settle());
    const SliceView* axial = panes.views[0];
    const VoxelIndex target{panes.scene.cursor()[0], 31, 12};
    QTest::mouseClick(axial->canvas(), Qt::LeftButton, {}, axial->pixelOf(target).toPoint());
    QCOMPARE(panes.scene.cursor(), target);
    QVERIFY(panes.settle());
    QCOMPARE(panes.views[1]->slice(), panes.views[1]->frame().cellOf(target)[2]);
    QCOMPARE(panes.views[2]->slice(), panes.views[2]->frame().cellOf(target)[2]);
}

void TestLinkedPanes::pointerReadsTheVoxelUnderIt()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("RAS"));
    QVERIFY(panes.settle());
    SliceView* coronal = panes.views[1];
    const VoxelIndex target = coronal->frame().voxelAt(20, 5, coronal->slice());
    QCOMPARE(coronal->voxelUnder(coronal->pixelOf(target)).value(), target);
    QVERIFY(!coronal->voxelUnder(QPointF(1.0, 1.0)).has_value());
    const QSignalSpy probed(coronal, &SliceView::probed);
    QTest::mouseMove(coronal->canvas(), coronal->pixelOf(target).toPoint());
    QTRY_VERIFY(!probed.isEmpty());
}

void TestLinkedPanes::wheelCountsWholeSteps_touchpadsAddUp()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("LPS"));
    QVERIFY(panes.settle());
    const SliceView* axial = panes.views[0];
    const std::int64_t before = axial->slice();
    const auto turn = [axial](int angle, Qt::KeyboardModifiers keys) {
        const QPointF at(50.0, 50.0);
        QWheelEvent event(at, axial->canvas()->mapToGlobal(at), {}, {0, angle}, Qt::NoButton, keys,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(axial->canvas(), &event);
    };
    turn(50, {});
    turn(50, {});
    QCOMPARE(axial->slice(), before);
    turn(50, {});
    QCOMPARE(axial->slice(), before + 1);
    turn(-150, Qt::ShiftModifier); // 30 are left over from before
    QCOMPARE(axial->slice(), before - 4);
}

void TestLinkedPanes::controlDrag_changesWindowAndLevel()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("LPS"));
    panes.scene.setWindow({400.0, 40.0});
    QVERIFY(panes.settle());
    QWidget* canvas = panes.views[0]->canvas();
    QTest::mousePress(canvas, Qt::LeftButton, Qt::ControlModifier, QPoint(100, 100));
    QTest::mouseMove(canvas, QPoint(120, 100)); // wider
    QTRY_VERIFY(panes.scene.window().width > 400.0);
    QTest::mouseMove(canvas, QPoint(120, 80)); // up: higher level
    QTRY_VERIFY(panes.scene.window().level > 40.0);
    QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ControlModifier, QPoint(120, 80));
}

void TestLinkedPanes::wheelZoom_keepsThePointUnderThePointer()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("LPS"));
    QVERIFY(panes.settle());
    SliceView* axial = panes.views[0];
    const VoxelIndex target{panes.scene.cursor()[0], 10, 60};
    const QPointF at = axial->pixelOf(target);
    QWheelEvent event(at, axial->canvas()->mapToGlobal(at), {}, {0, 360}, Qt::NoButton, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(axial->canvas(), &event);
    const QPointF after = axial->pixelOf(target);
    QVERIFY(std::hypot(after.x() - at.x(), after.y() - at.y()) < 0.01);
    axial->resetView();
    const QPointF reset = axial->pixelOf(target);
    QVERIFY(std::hypot(reset.x() - at.x(), reset.y() - at.y()) < 0.01);
}

void TestLinkedPanes::severalChanges_drawOnce()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("LPS"));
    QVERIFY(panes.settle());
    const int before = panes.views[1]->canvas()->renderCount();
    for (std::int64_t y = 3; y < 30; ++y) {
        panes.scene.setCursor({5, y, 40});
        panes.scene.setWindow({100.0 + static_cast<double>(y), 50.0});
    }
    QVERIFY(panes.settle());
    QTest::qWait(50);
    QVERIFY(panes.views[1]->canvas()->renderCount() - before <= 2);
}

void TestLinkedPanes::movingToAnotherWindow_keepsThePicture()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("RAS"));
    panes.scene.setCursorToWorld(kMarker);
    QVERIFY(panes.settle());
    SliceView* axial = panes.views[0];
    const QSize size = axial->size();
    const QImage before = axial->canvas()->picture();

    QWidget other;
    other.resize(size);
    axial->setParent(&other);
    axial->setGeometry(QRect(QPoint(0, 0), size));
    axial->show();
    other.show();
    QVERIFY(QTest::qWaitForWindowExposed(&other));
    axial->canvas()->requestRender();
    QVERIFY(panes.settle());
    const QImage after = axial->canvas()->picture();
    QCOMPARE(after.size(), before.size());
    QCOMPARE(after, before);
    axial->setParent(&panes.window); // so that the scene outlives it
}

// A window that Qt composes by OpenGL waits for OpenGL at each repaint of anything in it.
void TestLinkedPanes::theWindowStaysAPlainOne()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("RAS"));
    QVERIFY(panes.settle());
    QCOMPARE(panes.window.windowHandle()->surfaceType(), QSurface::RasterSurface);
}

// A desktop that composes its windows would show what lies behind wherever alpha is below 255.
void TestLinkedPanes::nothingShinesThroughAPane()
{
    Panes panes;
    panes.scene.setScan(scanWithMarker("RAS"));
    QVERIFY(panes.settle());
    const QImage picture = panes.views[0]->canvas()->picture();
    for (int line = 0; line < picture.height(); ++line) {
        const auto* pixels = reinterpret_cast<const QRgb*>(picture.constScanLine(line));
        QVERIFY(
            std::all_of(pixels, pixels + picture.width(), [](QRgb pixel) { return qAlpha(pixel) == 255; }));
    }
}

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    TestLinkedPanes test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_LinkedPanes.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Theme.h"
#include "gui/widgets/CurvePlot.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <limits>

using namespace seg::gui;

class TestCurvePlot final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void valuesLieWhereTheAxesSay();
    void followsWhatIsVisible_unlessTheRangeIsFixed();
    void hoverSnapsToAPointAndTellsItsValues();
    void aMissingValueIsAGap();
    void aValueBetweenTwoGapsIsStillSeen();
    void clickingANameHidesItsCurve();
    void controlClickShowsOneCurveAlone_andAllAgain();
    void hiddenCurvesStayHiddenWhenNewValuesCome();
    void theWheelZoomsAroundThePointer();
    void draggingPans_doubleClickFits();
    void zoomNeverLeavesTheData();
    void curvesOfTheRightAxisHaveTheirOwnScale();
    void copiesWhatIsShownAsCsv();
    void manyCurvesFitBelowTheChart();
    void aThousandEpochsOfTwentyClassesAreFluid();
    void paintsWithoutAnyPoint();

private:
    std::unique_ptr<CurvePlot> m_plot;
};

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Curve ramp(const QString& name, int count, double factor = 0.01)
{
    Curve curve;
    curve.name = name;
    for (int i = 1; i <= count; ++i) {
        curve.x.push_back(i);
        curve.y.push_back(factor * i);
    }
    return curve;
}

QColor pixel(CurvePlot& plot, const QPointF& at)
{
    const QImage image = plot.grab().toImage();
    return image.pixelColor((at * image.devicePixelRatio()).toPoint());
}

/// Whether a color is found within a few pixels of a point.
bool isNear(CurvePlot& plot, const QPointF& at, const QColor& color, int reach = 3)
{
    const QImage image = plot.grab().toImage();
    for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
            const QColor seen = image.pixelColor((at + QPointF(dx, dy)).toPoint());
            if (std::abs(seen.red() - color.red()) + std::abs(seen.green() - color.green()) +
                    std::abs(seen.blue() - color.blue()) <
                60) {
                return true;
            }
        }
    }
    return false;
}

void turnWheel(CurvePlot& plot, const QPointF& at, int notches)
{
    QWheelEvent event(at, plot.mapToGlobal(at), {}, QPoint(0, 120 * notches), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&plot, &event);
}

} // namespace

void TestCurvePlot::init()
{
    m_plot = std::make_unique<CurvePlot>();
    m_plot->setXName(QStringLiteral("epoch"));
    m_plot->resize(600, 300);
    m_plot->show();
}

void TestCurvePlot::valuesLieWhereTheAxesSay()
{
    m_plot->setFixedRange({0.0, 1.0});
    m_plot->setCurves({ramp(QStringLiteral("mean"), 100)});
    const QRectF area = m_plot->plotArea();
    QCOMPARE(m_plot->pixelAt(1.0, 0.0), area.bottomLeft());
    QCOMPARE(m_plot->pixelAt(100.0, 1.0), area.topRight());
    const QPointF middle = m_plot->pixelAt(50.5, 0.5);
    QVERIFY(std::abs(middle.x() - area.center().x()) < 0.01);
    QVERIFY(std::abs(middle.y() - area.center().y()) < 0.01);
    QVERIFY(std::abs(m_plot->xAt(middle.x()) - 50.5) < 1e-9);
    QVERIFY(isNear(*m_plot, m_plot->pixelAt(50.0, 0.5), tokens().text));
}

void TestCurvePlot::followsWhatIsVisible_unlessTheRangeIsFixed()
{
    m_plot->setCurves({ramp(QStringLiteral("loss"), 100, -0.01), ramp(QStringLiteral("other"), 100, 0.03)});
    QVERIFY(m_plot->yRange().from <= -1.0 && m_plot->yRange().to >= 3.0);
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {},
                      m_plot->legendRect(QStringLiteral("other")).center().toPoint());
    QVERIFY(m_plot->yRange().to <= 0.5);
    m_plot->setFixedRange({0.0, 1.0});
    QCOMPARE(m_plot->yRange(), (ValueRange{0.0, 1.0}));
}

void TestCurvePlot::hoverSnapsToAPointAndTellsItsValues()
{
    m_plot->setCurves({ramp(QStringLiteral("a"), 100), ramp(QStringLiteral("b"), 100, 0.005)});
    QSignalSpy hovered(m_plot.get(), &CurvePlot::hovered);
    QTest::mouseMove(m_plot.get(), m_plot->pixelAt(42.3, 0.5).toPoint());
    QTRY_VERIFY(!hovered.isEmpty());
    QCOMPARE(hovered.last().at(0).toBool(), true);
    QCOMPARE(hovered.last().at(1).toDouble(), 42.0);
    const auto values = m_plot->valuesAt(42.3);
    QCOMPARE(values.size(), std::size_t{2});
    QCOMPARE(values[0].x, 42.0);
    QCOMPARE(values[0].y, 0.42);
    QCOMPARE(values[1].y, 0.21);
    QVERIFY(m_plot->hover() == std::optional(42.0));
}

void TestCurvePlot::aMissingValueIsAGap()
{
    Curve curve = ramp(QStringLiteral("class"), 20, 0.0);
    curve.ink = CurveInk::Label;
    curve.label = 1;
    curve.style = CurveStyle::Bold; // a thin one may share two rows of pixels and have its color in neither
    for (std::size_t i = 8; i < 12; ++i) {
        curve.y[i] = kNone;
    }
    m_plot->setFixedRange({-1.0, 1.0});
    m_plot->setCurves({curve});
    QVERIFY(isNear(*m_plot, m_plot->pixelAt(5.0, 0.0), labelColor(1)));
    QVERIFY(!isNear(*m_plot, m_plot->pixelAt(10.5, 0.0), labelColor(1)));
    QVERIFY(isNear(*m_plot, m_plot->pixelAt(15.0, 0.0), labelColor(1)));
    QVERIFY(std::isnan(m_plot->valuesAt(10.0).front().y));
    QVERIFY(m_plot->csv().contains(QStringLiteral("\n10,\n")));
}

void TestCurvePlot::aValueBetweenTwoGapsIsStillSeen()
{
    Curve curve = ramp(QStringLiteral("class"), 9, 0.0);
    curve.ink = CurveInk::Label;
    curve.label = 1;
    curve.y[3] = kNone;
    curve.y[5] = kNone;
    m_plot->setFixedRange({-1.0, 1.0});
    m_plot->setCurves({curve});
    QVERIFY(isNear(*m_plot, m_plot->pixelAt(5.0, 0.0), labelColor(1)));
}

void TestCurvePlot::clickingANameHidesItsCurve()
{
    m_plot->setCurves({ramp(QStringLiteral("a"), 10), ramp(QStringLiteral("b"), 10)});
    const QPoint name = m_plot->legendRect(QStringLiteral("a")).center().toPoint();
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, name);
    QCOMPARE(m_plot->curves()[0].isVisible, false);
    QCOMPARE(m_plot->valuesAt(5.0).size(), std::size_t{1});
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, name);
    QCOMPARE(m_plot->curves()[0].isVisible, true);
}

void TestCurvePlot::controlClickShowsOneCurveAlone_andAllAgain()
{
    m_plot->setCurves(
        {ramp(QStringLiteral("a"), 10), ramp(QStringLiteral("b"), 10), ramp(QStringLiteral("c"), 10)});
    const QPoint name = m_plot->legendRect(QStringLiteral("b")).center().toPoint();
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, Qt::ControlModifier, name);
    QCOMPARE(m_plot->valuesAt(5.0).size(), std::size_t{1});
    QCOMPARE(m_plot->valuesAt(5.0).front().name, QStringLiteral("b"));
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, Qt::ControlModifier, name);
    QCOMPARE(m_plot->valuesAt(5.0).size(), std::size_t{3});
}

void TestCurvePlot::hiddenCurvesStayHiddenWhenNewValuesCome()
{
    m_plot->setCurves({ramp(QStringLiteral("a"), 10), ramp(QStringLiteral("b"), 10)});
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {},
                      m_plot->legendRect(QStringLiteral("b")).center().toPoint());
    m_plot->setXRange({2.0, 6.0});
    m_plot->setCurves({ramp(QStringLiteral("a"), 11), ramp(QStringLiteral("b"), 11)});
    QCOMPARE(m_plot->curves()[1].isVisible, false);
    QCOMPARE(m_plot->xRange(), (ValueRange{2.0, 6.0}));
}

void TestCurvePlot::theWheelZoomsAroundThePointer()
{
    m_plot->setCurves({ramp(QStringLiteral("a"), 101)});
    QSignalSpy changed(m_plot.get(), &CurvePlot::xRangeChanged);
    const QPointF at = m_plot->pixelAt(26.0, 0.5);
    turnWheel(*m_plot, at, 2);
    QCOMPARE(changed.count(), 1);
    QVERIFY(m_plot->isZoomed());
    QVERIFY(std::abs(m_plot->xRange().length() - 100.0 / 1.5625) < 1e-6);
    QVERIFY(std::abs(m_plot->pixelAt(26.0, 0.5).x() - at.x()) < 1.0);
    turnWheel(*m_plot, at, -5);
    QVERIFY(!m_plot->isZoomed());
}

void TestCurvePlot::draggingPans_doubleClickFits()
{
    m_plot->setCurves({ramp(QStringLiteral("a"), 101)});
    m_plot->setXRange({41.0, 61.0});
    const QPoint from = m_plot->plotArea().center().toPoint();
    const QPoint to = from - QPoint(static_cast<int>(m_plot->plotArea().width() / 4.0), 0);
    QTest::mousePress(m_plot.get(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, m_plot->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QApplication::sendEvent(m_plot.get(), &move);
    QTest::mouseRelease(m_plot.get(), Qt::LeftButton, {}, to);
    QVERIFY(std::abs(m_plot->xRange().from - 46.0) < 0.1);
    QVERIFY(std::abs(m_plot->xRange().length() - 20.0) < 1e-9);
    QTest::mouseDClick(m_plot.get(), Qt::LeftButton, {}, from);
    QCOMPARE(m_plot->xRange(), (ValueRange{1.0, 101.0}));
}

void TestCurvePlot::zoomNeverLeavesTheData()
{
    m_plot->setCurves({ramp(QStringLiteral("a"), 101)});
    m_plot->setXRange({-50.0, 10.0});
    QCOMPARE(m_plot->xRange(), (ValueRange{1.0, 61.0}));
    m_plot->setXRange({-500.0, 500.0});
    QVERIFY(!m_plot->isZoomed());
    m_plot->setXRange({50.0, 50.001});
    QVERIFY(m_plot->xRange().length() >= 2.0);
}

void TestCurvePlot::curvesOfTheRightAxisHaveTheirOwnScale()
{
    Curve seconds = ramp(QStringLiteral("time"), 50, 0.2);
    Curve memory = ramp(QStringLiteral("memory"), 50, 100.0);
    memory.onRight = true;
    const double before = m_plot->plotArea().right();
    m_plot->setCurves({seconds, memory});
    QVERIFY(m_plot->yRange().to <= 20.0);
    QVERIFY(m_plot->plotArea().right() < before);
}

void TestCurvePlot::copiesWhatIsShownAsCsv()
{
    Curve a = ramp(QStringLiteral("mean"), 3, 0.25);
    Curve b = ramp(QStringLiteral("left, lower \"lobe\""), 2, 0.5);
    b.unit = QStringLiteral("s");
    m_plot->setCurves({a, b});
    QCOMPARE(m_plot->csv(),
             QStringLiteral("epoch,mean,\"left, lower \"\"lobe\"\" (s)\"\n1,0.25,0.5\n2,0.5,1\n3,0.75,\n"));
    QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, m_plot->legendRect(b.name).center().toPoint());
    QCOMPARE(m_plot->csv(), QStringLiteral("epoch,mean\n1,0.25\n2,0.5\n3,0.75\n"));
}

void TestCurvePlot::manyCurvesFitBelowTheChart()
{
    std::vector<Curve> curves;
    for (int i = 1; i <= 117; ++i) {
        curves.push_back(ramp(QStringLiteral("structure number %1").arg(i), 10));
    }
    m_plot->setCurves(curves);
    QVERIFY(m_plot->plotArea().height() > 180.0);
    QVERIFY(!m_plot->legendRect(QStringLiteral("structure number 1")).isEmpty());
    QVERIFY(m_plot->legendRect(QStringLiteral("structure number 117")).isEmpty()); // in the menu
    QVERIFY(m_plot->legendRect(QStringLiteral("structure number 1")).bottom() <= m_plot->height());
}

void TestCurvePlot::aThousandEpochsOfTwentyClassesAreFluid()
{
    std::vector<Curve> curves;
    for (int label = 1; label <= 20; ++label) {
        Curve curve = ramp(QStringLiteral("class %1").arg(label), 1000, 0.001);
        for (std::size_t i = 0; i < curve.y.size(); ++i) {
            curve.y[i] += 0.02 * std::sin(static_cast<double>(i * static_cast<std::size_t>(label)));
        }
        curve.ink = CurveInk::Label;
        curve.label = label;
        curves.push_back(std::move(curve));
    }
    m_plot->setCurves(curves);
    static_cast<void>(m_plot->grab());
    QElapsedTimer clock;
    clock.start();
    constexpr int kFrames = 20;
    for (int frame = 0; frame < kFrames; ++frame) {
        m_plot->setXRange({1.0 + frame * 5.0, 900.0 + frame * 5.0});
        static_cast<void>(m_plot->grab());
    }
    const double perFrame = static_cast<double>(clock.elapsed()) / kFrames;
    qInfo("a frame of 20 x 1000 points while panning: %.1f ms", perFrame);
    QVERIFY2(perFrame < 33.0 * 3.0, "30 frames a second, three times as long on a busy machine");
}

void TestCurvePlot::paintsWithoutAnyPoint()
{
    m_plot->setEmptyText(QStringLiteral("Nothing yet"));
    m_plot->setCurves({});
    QVERIFY(!m_plot->grab().isNull());
    m_plot->setCurves({Curve{}});
    QVERIFY(!m_plot->grab().isNull());
    QVERIFY(m_plot->valuesAt(3.0).empty());
    m_plot->setCurves({ramp(QStringLiteral("one"), 1)});
    QVERIFY(isNear(*m_plot, m_plot->pixelAt(1.0, 0.01), tokens().text));
    QVERIFY(pixel(*m_plot, {1, 1}).isValid());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestCurvePlot test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_CurvePlot.moc"

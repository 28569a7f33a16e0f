// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ScanPreview.h"
#include "gui/theme/Theme.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestScanPreview final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMaskThatIsShownTakesOtherColorsAtOnce();
    void theSameColorsAgainAreNoWork();
};

namespace {

/// How many pixels are rather red than green, and the other way round.
struct Tints {
    int red = 0;
    int green = 0;
};

Tints tintsOf(ScanPreview& preview)
{
    const QImage image = preview.grab().toImage();
    Tints tints;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            constexpr int kClear = 60;
            tints.red += pixel.red() > pixel.green() + kClear ? 1 : 0;
            tints.green += pixel.green() > pixel.red() + kClear ? 1 : 0;
        }
    }
    return tints;
}

} // namespace

void TestScanPreview::aMaskThatIsShownTakesOtherColorsAtOnce()
{
    test::TempProject study;
    const Case scan = study.project().rawDataset(study.datasetId()).trainingCases.front();
    ReviewCase item;
    item.key = QStringLiteral("first");
    item.channels = scan.channels;
    item.prediction = *scan.label;
    item.colors = {{1, {255, 0, 0}}, {2, {255, 0, 0}}};
    ScanPreview preview;
    preview.resize(420, 420);
    preview.show();
    preview.showCase(item);
    QVERIFY(QTest::qWaitForWindowExposed(&preview));
    QTRY_VERIFY(preview.isSettled() && tintsOf(preview).red > 0);
    const Tints before = tintsOf(preview);
    preview.setColors({{1, {0, 255, 0}}, {2, {0, 255, 0}}});
    QTRY_VERIFY(preview.isSettled() && tintsOf(preview).green > before.green);
    QVERIFY(tintsOf(preview).red < before.red);
}

/// Colors are given at every change of a dataset; those that are shown need no search through the mask.
void TestScanPreview::theSameColorsAgainAreNoWork()
{
    test::TempProject study;
    const Case scan = study.project().rawDataset(study.datasetId()).trainingCases.front();
    ReviewCase item;
    item.key = QStringLiteral("first");
    item.channels = scan.channels;
    item.prediction = *scan.label;
    item.colors = {{1, {255, 0, 0}}};
    ScanPreview preview;
    preview.resize(420, 420);
    preview.show();
    preview.showCase(item);
    QTRY_VERIFY(preview.isSettled());
    auto* scene = preview.findChild<viewers::ScanScene*>();
    QVERIFY(scene != nullptr);
    scene->setColors({}); // to be seen, should they be set again
    QSignalSpy styles(scene, &viewers::ScanScene::stylesChanged);
    preview.setColors(item.colors);
    QCOMPARE(styles.count(), 0);
    preview.setColors({{1, {0, 255, 0}}});
    QCOMPARE(styles.count(), 1);
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestScanPreview test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ScanPreview.moc"

// SPDX-License-Identifier: Apache-2.0
#include "viewers/vtkbridge/VtkWidget.h"

#include <QApplication>
#include <QTest>

using namespace seg::viewers;

/// On a screen without OpenGL: the offscreen platform has none where no display can be reached.
class TestVtkWidget final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysSo_whereTheScreenOffersNoOpenGl();
};

void TestVtkWidget::saysSo_whereTheScreenOffersNoOpenGl()
{
    VtkWidget widget;
    widget.resize(400, 200);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    widget.requestRender();
    const QImage shown = widget.grab().toImage();
    QVERIFY(widget.picture().isNull());
    QCOMPARE(widget.renderCount(), 0);
    bool isWritten = false;
    for (int x = 0; x < shown.width(); ++x) {
        for (int y = 0; y < shown.height(); ++y) {
            isWritten = isWritten || shown.pixelColor(x, y).lightness() > 100;
        }
    }
    QVERIFY(isWritten);
}

int main(int argc, char* argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qunsetenv("DISPLAY");
    QApplication application(argc, argv);
    TestVtkWidget test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_VtkWidget.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/SegmentQueue.h"
#include "tests/support/PlannedProject.h"

#include <QSignalSpy>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestSegmentQueue final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void progressTexts_becomeStages_data();
    void progressTexts_becomeStages();
    void failure_isSaidInWords_andTheNextScanIsTried();
};

void TestSegmentQueue::progressTexts_becomeStages_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("stage");
    QTest::addColumn<double>("fraction");
    QTest::addColumn<QString>("text");
    QTest::newRow("load") << QStringLiteral("load") << 0 << 0.0 << QString();
    QTest::newRow("resample") << QStringLiteral("resample") << 1 << 0.0 << QString();
    QTest::newRow("windows") << QStringLiteral("windows 30 of 120") << 2 << 0.25
                             << QStringLiteral("Windows 30 of 120");
    QTest::newRow("merge") << QStringLiteral("merge") << 3 << 0.0 << QString();
    QTest::newRow("write") << QStringLiteral("write") << 4 << 0.0 << QString();
}

void TestSegmentQueue::progressTexts_becomeStages()
{
    QFETCH(const QString, what);
    QFETCH(const int, stage);
    QFETCH(const double, fraction);
    QFETCH(const QString, text);
    const SegmentStage read = segmentStage(what);
    QCOMPARE(read.stage, stage);
    QCOMPARE(read.fraction, fraction);
    QCOMPARE(read.text, text);
    QVERIFY(read.stage < segmentStages().size());
}

void TestSegmentQueue::failure_isSaidInWords_andTheNextScanIsTried()
{
    test::PlannedProject temp;
    const auto run = temp.project().addRun(temp.datasetId(), {}, "never trained").id;
    ProjectSession session(database::Project::open(temp.project().folder()));
    SegmentQueue queue;
    queue.setSession(&session);
    QStringList errors;
    connect(&queue, &SegmentQueue::finished, this,
            [&errors](const SegmentOutcome& outcome) { errors << outcome.error; });
    QSignalSpy idle(&queue, &SegmentQueue::idle);

    const auto missing = temp.folder() / "gone.nii.gz";
    const auto scan = temp.project().rawDataset(temp.datasetId()).testCases.at(0).channels.at(0);
    queue.add({{QStringLiteral("gone"), {{missing, 0}}, run, {}},
               {QStringLiteral("untrained"), {{scan, 0}}, run, {}}});

    QTRY_COMPARE(idle.count(), 1);
    QCOMPARE(errors.size(), 2);
    QVERIFY2(errors[0].contains(QStringLiteral("gone.nii.gz")), qPrintable(errors[0]));
    QVERIFY2(!errors[1].isEmpty(), "a run without a checkpoint cannot segment");
    QVERIFY(!queue.isRunning());
}

QTEST_GUILESS_MAIN(TestSegmentQueue)
#include "tst_SegmentQueue.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Task.h"

#include <QTest>

#include <vector>

class Recorder final : public seg::ProgressSink {
public:
    void progress(double fraction, const std::string& what) override
    {
        fractions.push_back(fraction);
        texts.push_back(what);
    }
    std::vector<double> fractions;
    std::vector<std::string> texts;
};

class TestTask final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPartMapsOntoItsShare_evenWhenNested();
    void fractionsAreClamped();
    void aStopBecomesCancelled();
    void withoutASink_reportingDoesNothing();
};

void TestTask::aPartMapsOntoItsShare_evenWhenNested()
{
    Recorder recorder;
    const seg::TaskContext context({}, &recorder);
    const seg::TaskContext half = context.part(0.5, 1.0);
    half.report(0.5, "a");
    half.part(0.5, 1.0).report(1.0, "b");
    QCOMPARE(recorder.fractions, (std::vector<double>{0.75, 1.0}));
    QCOMPARE(recorder.texts, (std::vector<std::string>{"a", "b"}));
}

void TestTask::fractionsAreClamped()
{
    Recorder recorder;
    const seg::TaskContext context({}, &recorder);
    context.report(-1.0, "");
    context.report(7.0, "");
    QCOMPARE(recorder.fractions, (std::vector<double>{0.0, 1.0}));
}

void TestTask::aStopBecomesCancelled()
{
    std::stop_source source;
    const seg::TaskContext context(source.get_token());
    context.throwIfStopped();
    source.request_stop();
    try {
        context.throwIfStopped();
        QFAIL("went on after a stop");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::Cancelled);
    }
}

void TestTask::withoutASink_reportingDoesNothing()
{
    const seg::TaskContext context;
    context.report(0.5, "nobody listens");
    QVERIFY(!context.stopRequested());
}

QTEST_APPLESS_MAIN(TestTask)
#include "tst_Task.moc"

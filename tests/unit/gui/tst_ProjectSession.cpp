// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "gui/ProjectSession.h"
#include "gui/viewmodels/DataViewModel.h"
#include "gui/viewmodels/HomeViewModel.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace seg;
using namespace seg::gui;

namespace {

TaskRunner::Publish waitForStop(const TaskContext& context)
{
    while (true) {
        context.throwIfStopped();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

class TestProjectSession final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsAJobWhileItRuns_andSaysHowItEnded();
    void aFailedJobTellsItsSentence();
    void destructionCancelsWhatRuns();
    void theTimeLeftNeedsThreeSamples();
    void controlsOfARunStayTheSameObject();
    void aNewProjectIsOnTheHomeList_andAMissingOneIsMarked();
    void theDataPageSeesWhatWasImported();

private:
    [[nodiscard]] std::filesystem::path projectFolder() const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / "Größe 3 (Test).segwright";
    }
    [[nodiscard]] std::unique_ptr<ProjectSession> makeSession() const
    {
        return std::make_unique<ProjectSession>(database::Project::create(projectFolder(), "Größe 3"));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProjectSession::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestProjectSession::listsAJobWhileItRuns_andSaysHowItEnded()
{
    const auto session = makeSession();
    QSignalSpy started(session.get(), &ProjectSession::jobStarted);
    QSignalSpy ended(session.get(), &ProjectSession::jobEnded);
    Job* job = session->start(QStringLiteral("Count"), [](const TaskContext& context) {
        context.report(0.5, "half");
        return TaskRunner::Publish{};
    });
    QCOMPARE(started.size(), 1);
    QCOMPARE(session->jobs().size(), std::size_t(1));
    QCOMPARE(session->jobs().front(), job);
    QVERIFY(ended.wait());
    QCOMPARE(ended.first().at(0).toString(), QStringLiteral("Count"));
    QVERIFY(ended.first().at(1).toBool());
    QCOMPARE(ended.first().at(2).toString(), QString());
    QVERIFY(session->jobs().empty());
}

void TestProjectSession::aFailedJobTellsItsSentence()
{
    const auto session = makeSession();
    QSignalSpy ended(session.get(), &ProjectSession::jobEnded);
    session->start(QStringLiteral("Import"), [](const TaskContext&) -> TaskRunner::Publish {
        throw Error(ErrorCode::BadInput, "cannot read case ct_012: it ends early.");
    });
    QVERIFY(ended.wait());
    QVERIFY(!ended.first().at(1).toBool());
    QCOMPARE(ended.first().at(2).toString(), QStringLiteral("cannot read case ct_012: it ends early."));
}

void TestProjectSession::destructionCancelsWhatRuns()
{
    auto session = makeSession();
    session->start(QStringLiteral("Long"), waitForStop);
    session->start(QStringLiteral("Longer"), waitForStop);
    session.reset(); // returns: both looked at their stop token
}

void TestProjectSession::theTimeLeftNeedsThreeSamples()
{
    const auto session = makeSession();
    auto steps = std::make_shared<std::atomic<int>>(0);
    Job* job = session->start(QStringLiteral("Steps"), [steps](const TaskContext& context) {
        int done = 0;
        while (done < 3) {
            if (*steps > done) {
                ++done;
                context.report(done / 4.0, "step " + std::to_string(done));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return waitForStop(context);
    });
    QSignalSpy changed(job, &Job::changed);
    for (int step = 1; step <= 3; ++step) {
        *steps = step;
        QTRY_COMPARE(changed.size(), step);
        QCOMPARE(job->remaining().isEmpty(), step < 3);
    }
    QVERIFY(job->remaining().endsWith(QStringLiteral(" left")));
    QCOMPARE(job->what(), QStringLiteral("step 3"));
}

void TestProjectSession::controlsOfARunStayTheSameObject()
{
    const auto session = makeSession();
    training::TrainingControl& first = session->trainingControl(database::RunId{3});
    first.pause = true;
    QVERIFY(session->trainingControl(database::RunId{3}).pause);
    QVERIFY(!session->trainingControl(database::RunId{4}).pause);
    QVERIFY(session->trainingJob(database::RunId{3}) == nullptr);
}

void TestProjectSession::aNewProjectIsOnTheHomeList_andAMissingOneIsMarked()
{
    makeSession().reset();
    const QString folder = QString::fromStdString(projectFolder().string());
    HomeViewModel home;
    QSignalSpy changed(&home, &HomeViewModel::changed);
    home.refresh({folder, m_folder->filePath(QStringLiteral("Liver study.segwright"))}, m_folder->path());
    QVERIFY(changed.wait());
    QCOMPARE(home.recent().size(), std::size_t(2));
    QCOMPARE(home.recent()[0].name, QStringLiteral("Größe 3"));
    QVERIFY(!home.recent()[0].isMissing);
    QCOMPARE(home.recent()[0].cases, QStringLiteral("no scans yet"));
    QVERIFY(home.recent()[1].isMissing);
    QCOMPARE(home.recent()[1].name, QStringLiteral("Liver study"));
    QVERIFY(home.computer().cores >= 1);
}

void TestProjectSession::theDataPageSeesWhatWasImported()
{
    const auto session = makeSession();
    const auto task = std::filesystem::path(m_folder->path().toStdString()) / "Task05_Shapes";
    dataset::PhantomOptions options;
    options.cases = 5;
    options.tests = 1;
    options.extent = {{12, 12, 12}};
    dataset::writePhantomTask(task, options);

    DataViewModel model;
    model.setProject(session->folder());
    QTRY_VERIFY(model.isLoaded());
    QVERIFY(!model.current());

    const auto record = session->project().importDataset(dataset::openMsdTask(task), {}, {});
    model.refresh();
    QTRY_COMPARE(model.cases()->rowCount(), 5);
    QVERIFY(!model.isChecked());
    static_cast<void>(session->project().check(record.id, {}));
    model.refresh();
    QTRY_VERIFY(model.isChecked());
    QCOMPARE(model.openFindings(), 0);
    QVERIFY(model.caseOf(model.cases()->caseCheck(0).id) != nullptr);
}

QTEST_GUILESS_MAIN(TestProjectSession)
#include "tst_ProjectSession.moc"

// SPDX-License-Identifier: Apache-2.0
#include "gui/ProjectSession.h"
#include "gui/viewmodels/TrainingViewModel.h"
#include "tests/support/RecordedRun.h"
#include "tests/support/TempProject.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace seg;
using namespace seg::gui;
using training::RunState;

class TestTrainingViewModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void followsARunOfAnotherProcess();
    void showsANewEpochWithinASecond();
    void readsOnlyWhatIsNew();
    void startsOverWhenTheRunGoesBack();
    void saysHowFarItIs();
    void chipsShowTheOtherFolds();
    void asksTheOtherProcessToStop();
    void takesOtherLabelColorsAtOnce();
    void listsEveryOption();
    void trainsAndResumesInThisWindow();

private:
    training::TrainingOptions tiny() const;
    std::unique_ptr<test::TempProject> m_study;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<TrainingViewModel> m_model;
};

training::TrainingOptions TestTrainingViewModel::tiny() const
{
    training::TrainingOptions options;
    options.epochs = 3;
    options.iterationsPerEpoch = 2;
    options.validationIterations = 1;
    options.device = "cpu";
    options.validateWholeVolumes = false;
    return options;
}

void TestTrainingViewModel::init()
{
    m_study = std::make_unique<test::TempProject>();
    static_cast<void>(m_study->project().fingerprint(m_study->datasetId(), {}));
    static_cast<void>(m_study->project().plan(m_study->datasetId(), {}, {}));
    m_session = std::make_unique<ProjectSession>(database::Project::open(m_study->project().folder()));
    m_model = std::make_unique<TrainingViewModel>();
}

void TestTrainingViewModel::cleanup()
{
    m_model->setSession(nullptr);
    m_session.reset();
    m_model.reset();
    m_study.reset();
}

void TestTrainingViewModel::followsARunOfAnotherProcess()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(7);
    m_model->setSession(m_session.get());
    QVERIFY(m_model->hasRun());
    QCOMPARE(m_model->epochs().size(), std::size_t{7});
    QCOMPARE(m_model->classes().size(), std::size_t{2});
    QCOMPARE(m_model->state(), RunState::Running);
    QVERIFY(!m_model->isHere());
    QCOMPARE(m_model->title(), QStringLiteral("Run 1 · Phantom · 3d_fullres"));
    QVERIFY(m_model->subtitle().contains(QStringLiteral("nnunet-v2 recipe")));
}

void TestTrainingViewModel::showsANewEpochWithinASecond()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    m_model->setSession(m_session.get());
    m_model->setFollowing(true);
    QSignalSpy epochs(m_model.get(), &TrainingViewModel::epochsChanged);
    QElapsedTimer clock;
    clock.start();
    run.play(1);
    QTRY_COMPARE_WITH_TIMEOUT(epochs.count(), 1, 2000);
    QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(m_model->epochs().size(), std::size_t{1});
}

void TestTrainingViewModel::readsOnlyWhatIsNew()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(3);
    m_model->setSession(m_session.get());
    QSignalSpy epochs(m_model.get(), &TrainingViewModel::epochsChanged);
    m_model->setFollowing(true);
    QTest::qWait(3 * TrainingViewModel::kPollMs);
    QCOMPARE(epochs.count(), 0);
    run.play(2);
    QTRY_COMPARE(m_model->epochs().size(), std::size_t{5});
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(m_model->epochs()[static_cast<std::size_t>(i)].epoch, i);
    }
}

void TestTrainingViewModel::startsOverWhenTheRunGoesBack()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(5);
    m_model->setSession(m_session.get());
    m_model->setFollowing(true);
    database::RunRecorder resumed(m_study->project().folder() / "project.db", m_study->project().folder(),
                                  run.id());
    resumed.started(2, 1000); // resumed from the checkpoint of epoch 2
    QTRY_COMPARE(m_model->epochs().size(), std::size_t{2});
}

void TestTrainingViewModel::saysHowFarItIs()
{
    training::TrainingOptions options;
    options.epochs = 100;
    test::RecordedRun run(m_study->project(), m_study->datasetId(), options);
    m_model->setSession(m_session.get());
    QCOMPARE(m_model->progressText(), QStringLiteral("Epoch 1 of 100"));
    QCOMPARE(m_model->remainingText(), QString());
    QCOMPARE(m_model->bestDiceText(), QStringLiteral("–"));
    run.play(20);
    run.playIteration(124);
    run.checkpoint("latest");
    m_model->select(run.id());
    QCOMPARE(m_model->progressText(), QStringLiteral("Epoch 21 of 100"));
    QVERIFY(std::abs(m_model->fraction() - (20.0 + 124.0 / 250.0) / 100.0) < 1e-9);
    QCOMPARE(m_model->remainingText(), QStringLiteral("15 min left")); // 79.5 epochs of 11.2 s
    QVERIFY(m_model->epochTimeText().startsWith(QStringLiteral("11.")));
    QCOMPARE(m_model->validationText(), QStringLiteral("–"));
    QVERIFY(m_model->statusText().startsWith(QStringLiteral("Fold 0, epoch 21: iteration 125 of 250")));
    QVERIFY(m_model->statusText().contains(QStringLiteral("checkpoint 0 s ago")) ||
            m_model->statusText().contains(QStringLiteral("checkpoint 1 s ago")));
    run.finish(0.889);
    m_model->select(run.id());
    QCOMPARE(m_model->validationText(), QStringLiteral("0.889"));
    QCOMPARE(m_model->state(), RunState::Finished);
}

void TestTrainingViewModel::chipsShowTheOtherFolds()
{
    training::TrainingOptions options;
    options.epochs = 10;
    test::RecordedRun first(m_study->project(), m_study->datasetId(), options);
    first.play(10);
    first.finish(0.897);
    options.fold = 1;
    test::RecordedRun second(m_study->project(), m_study->datasetId(), options);
    second.play(4);
    m_model->setSession(m_session.get());
    const std::vector<FoldChip>& chips = m_model->folds();
    QCOMPARE(chips.size(), std::size_t{5});
    QCOMPARE(chips[0].text, QStringLiteral("0 · 0.897"));
    QCOMPARE(chips[0].state, ChipState::Ok);
    QVERIFY(chips[0].run == std::optional(first.id()));
    QCOMPARE(chips[1].text, QStringLiteral("1 · 40 %"));
    QVERIFY(chips[1].isCurrent);
    QCOMPARE(chips[2].text, QStringLiteral("2"));
    QVERIFY(!chips[2].run.has_value());
}

void TestTrainingViewModel::asksTheOtherProcessToStop()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(1);
    m_model->setSession(m_session.get());
    QVERIFY(!m_model->actions().pause.isEnabled);
    m_model->stopNow();
    QCOMPARE(m_model->state(), RunState::Stopping);
    QVERIFY(!m_model->actions().stopNow.isEnabled);
    database::Database database(m_study->project().folder() / "project.db", database::Database::Mode::Open);
    QCOMPARE(database::RunRepository(database, m_study->project().folder()).stopRequest(run.id()),
             database::StopRequest::Now);
}

void TestTrainingViewModel::takesOtherLabelColorsAtOnce()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), {});
    run.play(2);
    m_model->setSession(m_session.get());
    QSignalSpy epochs(m_model.get(), &TrainingViewModel::epochsChanged);
    const dataset::LabelColors colors{{1, {10, 200, 30}}};
    m_study->project().setLabelColors(m_study->datasetId(), colors);
    Q_EMIT m_session->datasetsChanged();
    QCOMPARE(epochs.count(), 1); // the curves are drawn anew
    QVERIFY(m_model->classes().front().colors == colors);
    QCOMPARE(m_model->epochs().size(), std::size_t{2});
}

void TestTrainingViewModel::listsEveryOption()
{
    test::RecordedRun run(m_study->project(), m_study->datasetId(), tiny());
    m_model->setSession(m_session.get());
    const std::vector<OptionLine> lines = m_model->optionLines();
    QCOMPARE(lines.size(), training::trainingOptionTable().size());
    for (const OptionLine& line : lines) {
        QVERIFY(!line.name.isEmpty() && !line.value.isEmpty() && !line.meaning.isEmpty());
    }
}

void TestTrainingViewModel::trainsAndResumesInThisWindow()
{
    m_model->setSession(m_session.get());
    m_model->setFollowing(true);
    NewRun wish;
    wish.dataset = m_study->datasetId();
    wish.options = tiny();
    wish.options.epochs = 200;
    wish.folds = {0};
    m_model->start(wish); // nothing is preprocessed: that comes first
    QTRY_VERIFY_WITH_TIMEOUT(m_model->hasRun() && m_model->epochs().size() >= 1, 120000);
    QVERIFY(m_model->isHere());
    m_model->pause();
    QVERIFY(m_model->state() == RunState::Pausing || m_model->state() == RunState::Paused);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), RunState::Paused, 60000);
    const std::size_t epochs = m_model->epochs().size();
    QTest::qWait(600);
    QCOMPARE(m_model->epochs().size(), epochs);
    m_model->resume();
    QTRY_VERIFY_WITH_TIMEOUT(m_model->epochs().size() > epochs, 60000);
    m_model->stopAfterEpoch();
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), RunState::Stopped, 60000);
    QTRY_VERIFY(!m_model->isHere());
    const std::size_t stopped = m_model->epochs().size();
    QVERIFY(m_model->actions().resume.isEnabled);
    m_model->resume();
    QTRY_VERIFY_WITH_TIMEOUT(m_model->epochs().size() > stopped, 60000);
    m_model->stopNow();
    QTRY_COMPARE_WITH_TIMEOUT(m_model->state(), RunState::Stopped, 60000);
}

QTEST_GUILESS_MAIN(TestTrainingViewModel)
#include "tst_TrainingViewModel.moc"

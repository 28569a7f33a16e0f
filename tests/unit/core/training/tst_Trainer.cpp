// SPDX-License-Identifier: Apache-2.0
#include "TinyTraining.h"
#include "core/base/Error.h"
#include "core/imaging/io/ImageFile.h"
#include "core/network/TensorArchive.h"
#include "core/training/RunDirectory.h"
#include "tests/support/FileSizeLimit.h"
#include "tests/support/TempFolder.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTest>

#include <chrono>
#include <cmath>
#include <functional>
#include <optional>
#include <thread>

using namespace seg;
using training::RunState;
using training::TrainingControl;
using training::TrainingEnd;
using training::TrainingInputs;

namespace {

namespace fs = std::filesystem;

/// Writes down what it hears, and lets a test act on an event.
class Listener final : public training::TrainingObserver {
public:
    std::vector<std::string> events;
    std::vector<training::EpochMetrics> epochs;
    std::function<void(const std::string&)> act;

    void started(int firstEpoch, int count) override
    {
        hear("started " + std::to_string(firstEpoch) + " of " + std::to_string(count));
    }
    void stateChanged(RunState state, const std::string&) override
    {
        hear("state " + std::string(runStateName(state)));
    }
    void iterationDone(const training::IterationMetrics& metrics) override
    {
        if (act) {
            act("iteration " + std::to_string(metrics.epoch) + "." + std::to_string(metrics.iteration));
        }
    }
    void epochDone(const training::EpochMetrics& metrics) override
    {
        epochs.push_back(metrics);
        hear("epoch " + std::to_string(metrics.epoch));
    }
    void checkpointWritten(const std::string& kind, int epoch, const std::string& file) override
    {
        hear("checkpoint " + kind + " " + std::to_string(epoch) + (fs::exists(file) ? "" : " missing"));
    }
    void validationCaseDone(const training::ValidationCaseMetrics& metrics) override
    {
        hear("case " + metrics.id.name);
    }
    void finished(double dice) override
    {
        validationDice = dice;
        hear("finished");
    }
    void warned(const std::string& text) override { hear("warned " + text); }
    void failed(const std::string& text) override { hear("failed " + text); }
    double validationDice = -1.0;

    [[nodiscard]] bool heard(const std::string& event) const
    {
        return std::ranges::find(events, event) != events.end();
    }

private:
    void hear(const std::string& event)
    {
        events.push_back(event);
        if (act) {
            act(event);
        }
    }
};

TrainingEnd run(const TrainingInputs& inputs, Listener& listener, TrainingControl& control,
                std::stop_token stop = {})
{
    return training::train(inputs, {&listener}, control, TaskContext(std::move(stop)));
}

TrainingEnd run(const TrainingInputs& inputs)
{
    Listener listener;
    TrainingControl control;
    return run(inputs, listener, control);
}

bool sameWeights(const fs::path& a, const fs::path& b)
{
    const auto left = network::readTensorArchive(a).groups;
    const auto right = network::readTensorArchive(b).groups;
    for (const char* group : {"network_weights", "momentum"}) {
        const auto& ours = left.at(group);
        const auto& theirs = right.at(group);
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (std::size_t index = 0; index < ours.size(); ++index) {
            if (ours[index].name != theirs[index].name ||
                !at::equal(ours[index].tensor, theirs[index].tensor)) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

class TestTrainer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsTheWholeStory_inOrder();
    void leavesWhatARunLeaves();
    void resumesBitForBit_data();
    void resumesBitForBit();
    void stopsInTheMiddleOfAnIteration_andResumesBitForBit_data();
    void stopsInTheMiddleOfAnIteration_andResumesBitForBit();
    void validatesOnly_whenTheTrainingWasComplete();
    void validationForgetsACaseThatWasExcluded_data();
    void validationForgetsACaseThatWasExcluded();
    void pausesBetweenIterations_andGoesOn();
    void learnsThePhantom();
    void refusesAFolderThatHoldsARun();
    void refusesToResumeWhatNeverStarted();
    void saysWhatIsWrong_whenACaseIsMissing();
    void keepsTheOldCheckpoint_whenTheDiskIsFull();

private:
    TrainingInputs inputsFor(const char* name) const
    {
        TrainingInputs inputs = m_inputs;
        inputs.runFolder = m_folder / "runs" / name;
        return inputs;
    }

    std::string caseEvent(std::size_t index) const
    {
        return "case " + m_inputs.split.validation.at(index).name;
    }

    test::TempFolder m_folder;
    TrainingInputs m_inputs;
};

void TestTrainer::initTestCase()
{
    at::set_num_threads(1); // several would only wait for each other on so few voxels
    m_inputs = test::makeTinyTraining(m_folder.path());
    QCOMPARE(run(inputsFor("undisturbed")), TrainingEnd::Finished);
}

void TestTrainer::tellsTheWholeStory_inOrder()
{
    Listener listener;
    TrainingControl control;
    TrainingInputs inputs = inputsFor("story");
    inputs.options.epochs = 2;
    inputs.options.checkpointEveryEpochs = 1;
    QCOMPARE(run(inputs, listener, control), TrainingEnd::Finished);
    std::vector<std::string> story;
    std::ranges::copy_if(listener.events, std::back_inserter(story), [](const std::string& event) {
        return event != "checkpoint best 1";
    }); // the second may be worse
    const std::vector<std::string> expected{"state preparing",      "started 0 of 2", "state running",
                                            "checkpoint latest -1", "epoch 0",        "checkpoint best 0",
                                            "checkpoint latest 0",  "epoch 1",        "checkpoint final 1",
                                            caseEvent(0),           caseEvent(1),     "finished",
                                            "state finished"};
    QCOMPARE(story, expected);
    QCOMPARE(listener.epochs[1].dice.size(), std::size_t{2});
    QVERIFY(std::isfinite(listener.epochs[1].trainLoss) && std::isfinite(listener.epochs[1].validationLoss));
    QCOMPARE(listener.epochs[1].learningRate, 0.01 * std::pow(0.5, 0.9));
    const double ema = 0.9 * listener.epochs[0].emaDice + 0.1 * listener.epochs[1].meanDice;
    QVERIFY(std::abs(listener.epochs[1].emaDice - ema) < 1e-12);
    QVERIFY(listener.epochs[1].seconds > 0.0 && listener.epochs[1].memoryMib > 0.0);
}

void TestTrainer::leavesWhatARunLeaves()
{
    const fs::path folder = inputsFor("undisturbed").runFolder;
    for (const char* file :
         {"plan.json", "dataset.json", "options.json", "events.jsonl", "log.txt", "progress.png",
          "checkpoints/final.pt", "checkpoints/best.pt", "validation/summary.json"}) {
        QVERIFY2(fs::exists(folder / file), file);
    }
    QVERIFY(!fs::exists(folder / "checkpoints/latest.pt"));
    const std::string picture = readText(folder / "progress.png");
    QCOMPARE(picture.substr(0, 8), std::string("\x89PNG\r\n\x1a\n"));
    QCOMPARE(picture.substr(16, 8), std::string("\0\0\x04\x4c\0\0\x04\x74", 8)); // 1100 × 1140
    for (const CaseId& id : m_inputs.split.validation) {
        const fs::path scan = m_inputs.dataset.folder / "imagesTr" / (id.name + "_0000.nii.gz");
        const fs::path mask = folder / "validation" / (id.name + ".nii.gz");
        QVERIFY(imaging::readImageInfo(mask).geometry == imaging::readImageInfo(scan).geometry);
    }
    const training::RunDirectory directory(folder);
    QCOMPARE(directory.options().epochs, 3);
    QCOMPARE(directory.usableCheckpoint(), folder / "checkpoints/final.pt");
    QVERIFY(readJson(folder / "validation/summary.json").contains("foreground_mean"));
}

void TestTrainer::resumesBitForBit_data()
{
    QTest::addColumn<QString>("moment");
    QTest::newRow("stopped in the first epoch") << "iteration 0.0";
    QTest::newRow("stopped when an epoch was done") << "epoch 0";
    QTest::newRow("stopped after the epoch") << "after epoch";
    QTest::newRow("killed after the start") << "kill at checkpoint latest -1";
    QTest::newRow("killed in the second epoch") << "kill at epoch 1";
    QTest::newRow("killed between two checkpoints") << "kill at checkpoint best 0";
    QTest::newRow("killed after both checkpoints") << "kill at checkpoint latest 0";
}

void TestTrainer::resumesBitForBit()
{
    QFETCH(const QString, moment);
    TrainingInputs inputs = inputsFor(qPrintable(QString("resume ü %1").arg(QTest::currentDataTag())));
    inputs.options.checkpointEveryEpochs = moment.startsWith("kill at checkpoint") ? 1 : 50;
    std::stop_source stop;
    TrainingControl control;
    Listener listener;
    struct Killed {}; // thrown through the trainer: nothing of it gets to write anything any more
    listener.act = [&](const std::string& event) {
        if (moment == QString::fromStdString(event)) {
            stop.request_stop();
        } else if (moment == "after epoch") {
            control.stopAfterEpoch = true;
        } else if (moment == "kill at " + QString::fromStdString(event)) {
            throw Killed();
        }
    };
    try {
        QCOMPARE(run(inputs, listener, control, stop.get_token()), TrainingEnd::Stopped);
        QCOMPARE(listener.events.back(), std::string("state stopped"));
    } catch (const Killed&) {
        QVERIFY(moment.startsWith("kill"));
    }
    QVERIFY(fs::exists(inputs.runFolder / "checkpoints/latest.pt"));
    inputs.resume = true;
    QCOMPARE(run(inputs), TrainingEnd::Finished);
    const fs::path undisturbed = inputsFor("undisturbed").runFolder;
    QVERIFY(sameWeights(inputs.runFolder / "checkpoints/final.pt", undisturbed / "checkpoints/final.pt"));
    QVERIFY(sameWeights(inputs.runFolder / "checkpoints/best.pt", undisturbed / "checkpoints/best.pt"));
}

void TestTrainer::stopsInTheMiddleOfAnIteration_andResumesBitForBit_data()
{
    QTest::addColumn<int>("milliseconds");
    for (const int milliseconds : {0, 3, 7, 13, 29}) {
        QTest::addRow("after %d ms", milliseconds) << milliseconds;
    }
}

void TestTrainer::stopsInTheMiddleOfAnIteration_andResumesBitForBit()
{
    QFETCH(const int, milliseconds);
    TrainingInputs inputs = inputsFor(qPrintable(QString("stopped %1").arg(milliseconds)));
    std::stop_source stop;
    TrainingControl control;
    Listener listener;
    std::jthread impatient;
    listener.act = [&](const std::string& event) {
        if (event == "iteration 0.0") { // at whatever point of the next ones that comes
            impatient = std::jthread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
                stop.request_stop();
            });
        }
    };
    QCOMPARE(run(inputs, listener, control, stop.get_token()), TrainingEnd::Stopped);
    inputs.resume = true;
    QCOMPARE(run(inputs), TrainingEnd::Finished);
    const fs::path undisturbed = inputsFor("undisturbed").runFolder;
    QVERIFY(sameWeights(inputs.runFolder / "checkpoints/final.pt", undisturbed / "checkpoints/final.pt"));
    QVERIFY(sameWeights(inputs.runFolder / "checkpoints/best.pt", undisturbed / "checkpoints/best.pt"));
}

void TestTrainer::validatesOnly_whenTheTrainingWasComplete()
{
    TrainingInputs inputs = inputsFor("validation");
    std::stop_source stop;
    TrainingControl control;
    Listener listener;
    listener.act = [&](const std::string& event) {
        if (event == caseEvent(0)) {
            stop.request_stop();
        }
    };
    QCOMPARE(run(inputs, listener, control, stop.get_token()), TrainingEnd::Stopped);
    QVERIFY(!listener.heard("finished"));
    inputs.resume = true;
    Listener second;
    QCOMPARE(run(inputs, second, control), TrainingEnd::Finished);
    QVERIFY(second.epochs.empty());
    QVERIFY(second.heard(caseEvent(0)) && second.heard(caseEvent(1)) && second.heard("finished"));
}

void TestTrainer::validationForgetsACaseThatWasExcluded_data()
{
    QTest::addColumn<bool>("stopped");
    QTest::newRow("after a whole validation") << false;
    QTest::newRow("after one that was stopped") << true;
}

void TestTrainer::validationForgetsACaseThatWasExcluded()
{
    QFETCH(const bool, stopped);
    TrainingInputs inputs = inputsFor(stopped ? "excluded, stopped" : "excluded");
    const CaseId excluded = inputs.split.validation.front();
    const fs::path folder = inputs.runFolder / "validation";
    std::stop_source stop;
    TrainingControl control;
    Listener listener;
    listener.act = [&](const std::string& event) {
        if (stopped && event == caseEvent(0)) {
            stop.request_stop();
        }
    };
    createFolders(inputs.runFolder);
    if (stopped) { // the summary names none; what the project keeps of the run does
        dataset::writeSplits(inputs.runFolder / "split.json", {inputs.split});
    }
    QCOMPARE(run(inputs, listener, control, stop.get_token()),
             stopped ? TrainingEnd::Stopped : TrainingEnd::Finished);
    QVERIFY(fs::exists(folder / (excluded.name + ".nii.gz")));
    const std::vector<std::string> others{"by hand.nii.gz", excluded.name + ".txt"};
    for (const std::string& name : others) {
        writeText(folder / name, "x");
    }
    inputs.split.validation.erase(inputs.split.validation.begin());
    inputs.resume = true;
    QCOMPARE(run(inputs), TrainingEnd::Finished);
    QVERIFY(!fs::exists(folder / (excluded.name + ".nii.gz")));
    QVERIFY(fs::exists(folder / (inputs.split.validation.front().name + ".nii.gz")));
    for (const std::string& name : others) {
        QVERIFY2(fs::exists(folder / name), name.c_str());
    }
}

void TestTrainer::pausesBetweenIterations_andGoesOn()
{
    TrainingInputs inputs = inputsFor("pause");
    TrainingControl control;
    Listener listener;
    std::jthread release;
    listener.act = [&](const std::string& event) {
        if (event == "epoch 0") {
            control.pause = true;
        } else if (event == "state paused") {
            release = std::jthread([&] { control.pause = false; });
        }
    };
    QCOMPARE(run(inputs, listener, control), TrainingEnd::Finished);
    QVERIFY(listener.heard("state pausing") && listener.heard("state paused"));
    QVERIFY(sameWeights(inputs.runFolder / "checkpoints/final.pt",
                        inputsFor("undisturbed").runFolder / "checkpoints/final.pt"));
}

void TestTrainer::learnsThePhantom()
{
    TrainingInputs inputs = inputsFor("learn");
    inputs.options.epochs = 6;
    inputs.options.iterationsPerEpoch = 25;
    Listener listener;
    TrainingControl control;
    QCOMPARE(run(inputs, listener, control), TrainingEnd::Finished);
    QVERIFY2(listener.validationDice > 0.8, qPrintable(QString::number(listener.validationDice)));
}

void TestTrainer::refusesAFolderThatHoldsARun()
{
    try {
        run(inputsFor("undisturbed"));
        QFAIL("trained over a run");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QVERIFY(
            QString(error.what()).endsWith("it holds checkpoints already; resume it or use another folder"));
    }
}

void TestTrainer::refusesToResumeWhatNeverStarted()
{
    TrainingInputs inputs = inputsFor("never");
    inputs.resume = true;
    try {
        run(inputs);
        QFAIL("resumed from nothing");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::NotFound);
    }
}

void TestTrainer::saysWhatIsWrong_whenACaseIsMissing()
{
    TrainingInputs inputs = inputsFor("missing");
    inputs.split.training.push_back({"phantom_99"});
    Listener listener;
    TrainingControl control;
    try {
        run(inputs, listener, control);
        QFAIL("trained without a case");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("phantom_99"), error.what());
        QCOMPARE(listener.events[listener.events.size() - 2], "failed " + std::string(error.what()));
        QCOMPARE(listener.events.back(), std::string("state failed"));
    }
}

void TestTrainer::keepsTheOldCheckpoint_whenTheDiskIsFull()
{
    TrainingInputs inputs = inputsFor("full");
    inputs.options.checkpointEveryEpochs = 1;
    Listener listener;
    TrainingControl control;
    std::optional<test::FileSizeLimit> full;
    listener.act = [&](const std::string& event) {
        if (event == "epoch 1") {
            full.emplace(12'000); // less than a checkpoint, more than the records
        }
    };
    try {
        run(inputs, listener, control);
        QFAIL("wrote a checkpoint that does not fit");
    } catch (const Error& error) {
        full.reset();
        QCOMPARE(error.code(), ErrorCode::NoSpace);
        QVERIFY2(QString(error.what()).startsWith("cannot write " + QString::fromStdString(inputs.runFolder)),
                 error.what());
    }
    QCOMPARE(listener.events.back(), std::string("state failed"));
    inputs.resume = true;
    inputs.options.checkpointEveryEpochs = 50;
    QCOMPARE(run(inputs), TrainingEnd::Finished);
    QVERIFY(sameWeights(inputs.runFolder / "checkpoints/final.pt",
                        inputsFor("undisturbed").runFolder / "checkpoints/final.pt"));
}

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_Trainer.moc"

// SPDX-License-Identifier: Apache-2.0
#include "database/RunMetricsRepository.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace seg;
using database::RunId;
using database::RunMetricsRepository;
using training::EpochMetrics;

class TestRunMetricsRepository final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEpochReadsBack_withNanForAbsentClasses();
    void laterEpochsAlone_canBeRead();
    void theRunKnowsItsEpochsAndItsBestDice();
    void anEpochStoredTwice_standsOnce();
    void droppingFromAnEpoch_forgetsWhatIsTrainedAgain();
    void replacingEpochs_leavesExactlyThese();
    void onlyTheLastIteration_isKept();
    void theNewestCheckpointOfAKind_replacesTheOld();
    void validationCasesComeInOrder_withEveryClass();
    void numbersOfOneRun_doNotTouchAnother();
    void aThousandEpochs_readInWellUnderASecond();
};

static EpochMetrics epoch(int number, double ema = 0.5)
{
    EpochMetrics metrics;
    metrics.epoch = number;
    metrics.trainLoss = -0.1 * number;
    metrics.validationLoss = std::numeric_limits<double>::quiet_NaN();
    metrics.dice = {0.5, std::numeric_limits<double>::quiet_NaN(), 0.25};
    metrics.meanDice = 0.375;
    metrics.emaDice = ema;
    metrics.learningRate = 0.01;
    metrics.seconds = 2.5;
    metrics.memoryMib = 700.0;
    return metrics;
}

struct Setup {
    test::ProjectRows rows;
    database::DatasetId dataset = rows.addDataset();
    RunId run = rows.addRun(dataset);
    RunMetricsRepository metrics{rows.database, rows.folder()};
    database::RunRepository runs{rows.database, rows.folder()};
};

void TestRunMetricsRepository::anEpochReadsBack_withNanForAbsentClasses()
{
    Setup s;
    s.metrics.addEpoch(s.run, epoch(0));
    const auto epochs = s.metrics.epochs(s.run, 0);
    QCOMPARE(epochs.size(), std::size_t{1});
    QCOMPARE(epochs[0].trainLoss, 0.0);
    QVERIFY(std::isnan(epochs[0].validationLoss));
    QCOMPARE(epochs[0].dice.size(), std::size_t{3});
    QCOMPARE(epochs[0].dice[0], 0.5);
    QVERIFY(std::isnan(epochs[0].dice[1]));
    QCOMPARE(epochs[0].dice[2], 0.25);
    QCOMPARE(epochs[0].meanDice, 0.375);
    QCOMPARE(epochs[0].emaDice, 0.5);
    QCOMPARE(epochs[0].learningRate, 0.01);
    QCOMPARE(epochs[0].seconds, 2.5);
    QCOMPARE(epochs[0].memoryMib, 700.0);
}

void TestRunMetricsRepository::laterEpochsAlone_canBeRead()
{
    Setup s;
    for (int number = 0; number < 12; ++number) {
        s.metrics.addEpoch(s.run, epoch(number));
    }
    const auto epochs = s.metrics.epochs(s.run, 9);
    QCOMPARE(epochs.size(), std::size_t{3});
    QCOMPARE(epochs.front().epoch, 9);
    QCOMPARE(epochs.back().epoch, 11);
}

void TestRunMetricsRepository::theRunKnowsItsEpochsAndItsBestDice()
{
    Setup s;
    s.metrics.addEpoch(s.run, epoch(0, 0.5));
    s.metrics.addEpoch(s.run, epoch(1, 0.75));
    s.metrics.addEpoch(s.run, epoch(2, 0.625));
    QCOMPARE(s.runs.find(s.run)->epochsDone, 3);
    QCOMPARE(s.runs.find(s.run)->bestDice, 0.75);
}

void TestRunMetricsRepository::anEpochStoredTwice_standsOnce()
{
    Setup s;
    s.metrics.addEpoch(s.run, epoch(0, 0.5));
    s.metrics.addEpoch(s.run, epoch(0, 0.25));
    QCOMPARE(s.metrics.epochs(s.run, 0).size(), std::size_t{1});
    QCOMPARE(s.runs.find(s.run)->bestDice, 0.25);
}

void TestRunMetricsRepository::droppingFromAnEpoch_forgetsWhatIsTrainedAgain()
{
    Setup s;
    for (int number = 0; number < 5; ++number) {
        s.metrics.addEpoch(s.run, epoch(number, 0.1 * number));
    }
    s.metrics.setIteration(s.run, {5, 3, 10, 0.5});
    s.metrics.setCheckpoint(s.run, "latest", 2, "checkpoints/latest.pt");
    s.metrics.setCheckpoint(s.run, "best", 4, "checkpoints/best.pt");
    s.metrics.addValidationCase(s.run, {CaseId{"a"}, {0.5}, 0, 1});
    s.runs.setValidationDice(s.run, 0.5);
    s.metrics.dropFrom(s.run, 3);
    QCOMPARE(s.metrics.epochs(s.run, 0).size(), std::size_t{3});
    QVERIFY(!s.metrics.lastIteration(s.run).has_value());
    QCOMPARE(s.metrics.checkpoints(s.run).size(), std::size_t{1});
    QCOMPARE(s.metrics.checkpoints(s.run)[0].kind, std::string("latest"));
    QVERIFY(s.metrics.validationCases(s.run).empty());
    QCOMPARE(s.runs.find(s.run)->epochsDone, 3);
    QCOMPARE(s.runs.find(s.run)->bestDice, 0.2);
    QVERIFY(std::isnan(s.runs.find(s.run)->validationDice));
}

void TestRunMetricsRepository::replacingEpochs_leavesExactlyThese()
{
    Setup s;
    s.metrics.addEpoch(s.run, epoch(0));
    s.metrics.addEpoch(s.run, epoch(7));
    const std::vector<EpochMetrics> wanted{epoch(0, 0.1), epoch(1, 0.2)};
    s.metrics.replaceEpochs(s.run, wanted);
    const auto epochs = s.metrics.epochs(s.run, 0);
    QCOMPARE(epochs.size(), std::size_t{2});
    QCOMPARE(epochs[1].epoch, 1);
    QCOMPARE(s.runs.find(s.run)->bestDice, 0.2);
    s.metrics.replaceEpochs(s.run, {});
    QCOMPARE(s.runs.find(s.run)->epochsDone, 0);
    QVERIFY(std::isnan(s.runs.find(s.run)->bestDice));
}

void TestRunMetricsRepository::onlyTheLastIteration_isKept()
{
    Setup s;
    QVERIFY(!s.metrics.lastIteration(s.run).has_value());
    s.metrics.setIteration(s.run, {0, 1, 10, 0.75});
    s.metrics.setIteration(s.run, {0, 2, 10, 0.5});
    QCOMPARE(s.metrics.lastIteration(s.run)->iteration, 2);
    QCOMPARE(s.metrics.lastIteration(s.run)->loss, 0.5);
}

void TestRunMetricsRepository::theNewestCheckpointOfAKind_replacesTheOld()
{
    Setup s;
    const auto folder = s.rows.folder() / "runs" / "0001" / "checkpoints";
    s.metrics.setCheckpoint(s.run, "latest", 1, folder / "latest.pt");
    s.metrics.setCheckpoint(s.run, "latest", 2, folder / "latest.pt");
    const auto checkpoints = s.metrics.checkpoints(s.run);
    QCOMPARE(checkpoints.size(), std::size_t{1});
    QCOMPARE(checkpoints[0].epoch, 2);
    QCOMPARE(checkpoints[0].file, folder / "latest.pt");
}

void TestRunMetricsRepository::validationCasesComeInOrder_withEveryClass()
{
    Setup s;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    s.metrics.addValidationCase(s.run, {CaseId{"z"}, {0.5, nan}, 0, 2});
    s.metrics.addValidationCase(s.run, {CaseId{"a"}, {0.25, 0.75}, 1, 2});
    const auto cases = s.metrics.validationCases(s.run);
    QCOMPARE(cases.size(), std::size_t{2});
    QCOMPARE(cases[0].id.name, std::string("z"));
    QVERIFY(std::isnan(cases[0].dice[1]));
    QCOMPARE(cases[1].dice, (std::vector<double>{0.25, 0.75}));
    QCOMPARE(cases[1].count, 2);
}

void TestRunMetricsRepository::numbersOfOneRun_doNotTouchAnother()
{
    Setup s;
    const RunId other = s.rows.addRun(s.dataset, 1);
    s.metrics.addEpoch(s.run, epoch(0));
    s.metrics.addEpoch(other, epoch(0));
    s.metrics.dropFrom(other, 0);
    QCOMPARE(s.metrics.epochs(s.run, 0).size(), std::size_t{1});
    QVERIFY(s.metrics.epochs(other, 0).empty());
}

void TestRunMetricsRepository::aThousandEpochs_readInWellUnderASecond()
{
    Setup s;
    std::vector<EpochMetrics> many;
    for (int number = 0; number < 1000; ++number) {
        many.push_back(epoch(number));
    }
    s.metrics.replaceEpochs(s.run, many);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(s.metrics.epochs(s.run, 0).size(), std::size_t{1000});
    QVERIFY2(timer.elapsed() < 500, std::to_string(timer.elapsed()).c_str());
}

QTEST_APPLESS_MAIN(TestRunMetricsRepository)
#include "tst_RunMetricsRepository.moc"

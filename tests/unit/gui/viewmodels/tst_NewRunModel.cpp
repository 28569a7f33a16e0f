// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/NewRunModel.h"
#include "tests/support/TempProject.h"

#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestNewRunModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offersOnlyPlannedDatasets();
    void saysWhatIsTrainedAndHeldBack();
    void refusesARunWithoutFold();
    void repeatsWhatTheOptionsRefuse();
};

void TestNewRunModel::offersOnlyPlannedDatasets()
{
    test::TempProject study;
    QVERIFY(readRunDatasets(study.project()).empty());
    static_cast<void>(study.project().fingerprint(study.datasetId(), {}));
    static_cast<void>(study.project().plan(study.datasetId(), {}, {}));
    const std::vector<RunDataset> datasets = readRunDatasets(study.project());
    QCOMPARE(datasets.size(), std::size_t{1});
    QCOMPARE(datasets[0].name, QStringLiteral("Phantom"));
    QCOMPARE(datasets[0].configurations.front().name, QStringLiteral("3d_fullres"));
    QCOMPARE(datasets[0].configurations.front().cases, std::size_t{6});
    QCOMPARE(datasets[0].configurations.front().prepared, std::size_t{0});
    QVERIFY(datasets[0].configurations.front().trainingBytes > 0.0);
    QCOMPARE(datasets[0].folds, 5);
    std::size_t held = 0;
    for (const std::size_t count : datasets[0].heldBack) {
        held += count;
    }
    QCOMPARE(held, std::size_t{6}); // each case is held back once
}

namespace {

RunDataset fortyCases()
{
    RunDataset data;
    data.configurations.push_back({QStringLiteral("3d_fullres"), {}, 0.0, 0, 40});
    data.heldBack = {8, 8, 8, 8, 8};
    return data;
}

} // namespace

void TestNewRunModel::saysWhatIsTrainedAndHeldBack()
{
    NewRun run;
    run.options.epochs = 50;
    run.folds = {1};
    QCOMPARE(newRunSummary(run, fortyCases()),
             QStringLiteral("Trains on 32 cases and holds 8 back to judge it · 50 epochs of 250 batches"));
    run.folds = {-1};
    QCOMPARE(
        newRunSummary(run, fortyCases()),
        QStringLiteral("Trains on all 40 cases; nothing is left to judge it · 50 epochs of 250 batches"));
    run.folds = {0, 1, 2};
    run.options.epochs = 1;
    QCOMPARE(newRunSummary(run, fortyCases()),
             QStringLiteral("Trains 3 folds one after the other · 1 epoch of 250 batches"));
}

void TestNewRunModel::refusesARunWithoutFold()
{
    NewRun run;
    QCOMPARE(whyNotStart(run), QStringLiteral("Choose at least one fold."));
    run.folds = {0};
    QVERIFY(whyNotStart(run).isEmpty());
}

void TestNewRunModel::repeatsWhatTheOptionsRefuse()
{
    NewRun run;
    run.folds = {0};
    run.options.epochs = 0;
    QVERIFY(whyNotStart(run).contains(QStringLiteral("epochs")));
}

QTEST_GUILESS_MAIN(TestNewRunModel)
#include "tst_NewRunModel.moc"

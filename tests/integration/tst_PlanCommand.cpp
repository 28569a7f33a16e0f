// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/planning/Plan.h"
#include "tests/support/CliProcess.h"
#include "tests/support/PlanningFacts.h"

#include <QTemporaryDir>
#include <QTest>

using namespace seg;
using test::CliResult;
namespace fs = std::filesystem;

/// `segwright-cli plan` on paper, from outside: planners, options and transfer.
class TestPlanCommand final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyPlannerPlansOnPaper_data();
    void everyPlannerPlansOnPaper();
    void budgetsAndSpacingsAreTaken();
    void nvidiasTableKnowsNoBudget();
    void aPlanIsTakenOverByAnotherDataset();
    void aProjectsDatasetTakesAPlanOver_andNewRunsTakeIt();
    void theRoadPlansAsAsked_andKeepsTheOtherPlans();
    void theRoadRefusesWhatPlanRefuses();
    void contradictingOptions_endWith2_data();
    void contradictingOptions_endWith2();
    void configurationsAddedByHandSurvivePlanningAgain();

private:
    [[nodiscard]] QString path(const char* name) const { return m_dir.path() + "/" + name; }
    [[nodiscard]] CliResult plan(const QStringList& more) const
    {
        return test::runCli(QStringList{"plan", "--fingerprint", path("fingerprint.json"), "--dataset",
                                        path("Dataset003_Liver/dataset.json"), "-o", path("plans.json")} +
                            more);
    }
    [[nodiscard]] planning::Plan written(const char* name = "plans.json") const
    {
        return planning::planFromJson(readJson(path(name).toStdString()), name);
    }

    QTemporaryDir m_dir;
};

void TestPlanCommand::initTestCase()
{
    const test::DatasetFacts liver =
        test::datasetFacts(12, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3);
    writeJson(path("fingerprint.json").toStdString(), planning::fingerprintToJson(liver.fingerprint));
    for (const char* name : {"Dataset003_Liver", "Dataset009_Spleen"}) {
        const fs::path folder = path(name).toStdString();
        createFolders(folder);
        writeJson(folder / "dataset.json", dataset::manifestToJson(liver.manifest));
    }
    const fs::path two = path("Dataset005_Prostate").toStdString();
    createFolders(two);
    writeJson(two / "dataset.json", dataset::manifestToJson(test::plainManifest({"T2", "ADC"}, 3, 12)));
}

void TestPlanCommand::everyPlannerPlansOnPaper_data()
{
    QTest::addColumn<QString>("planner");
    QTest::addColumn<QString>("plansName");
    QTest::newRow("default") << "default"
                             << "nnUNetPlans";
    QTest::newRow("resenc") << "resenc"
                            << "nnUNetResEncUNetPlans";
    QTest::newRow("resenc-m") << "resenc-m"
                              << "nnUNetResEncUNetMPlans";
    QTest::newRow("resenc-l") << "resenc-l"
                              << "nnUNetResEncUNetLPlans";
    QTest::newRow("resenc-xl") << "resenc-xl"
                               << "nnUNetResEncUNetXLPlans";
    QTest::newRow("nvidia") << "nvidia"
                            << "nvidiaPlans";
    QTest::newRow("nnunet-2018") << "nnunet-2018"
                                 << "nnUNet2018Plans";
}

void TestPlanCommand::everyPlannerPlansOnPaper()
{
    QFETCH(const QString, planner);
    QFETCH(const QString, plansName);
    EXPECT_CODE(plan({"--planner", planner}), 0);
    const planning::Plan made = written();
    QCOMPARE(QString::fromStdString(made.plansName), plansName);
    QCOMPARE(made.datasetName, std::string("Dataset003_Liver"));
    QVERIFY(test::hasConfiguration(made, "2d") && test::hasConfiguration(made, "3d_fullres"));
    QVERIFY(!made.reasons.empty());
}

void TestPlanCommand::budgetsAndSpacingsAreTaken()
{
    EXPECT_CODE(plan({"--planner", "resenc-l"}), 0);
    const planning::Plan usual = written();
    EXPECT_CODE(plan({"--planner", "resenc-l", "--gpu-memory", "12", "--plan", "mine"}), 0);
    QCOMPARE(written().plansName, std::string("mine"));
    QVERIFY(written().configuration("3d_fullres").patchSize < usual.configuration("3d_fullres").patchSize);
    EXPECT_CODE(plan({"--target-spacing", "2", "1.5", "1.5"}), 0);
    QCOMPARE(written().configuration("3d_fullres").spacing, (std::vector<double>{2.0, 1.5, 1.5}));
}

void TestPlanCommand::nvidiasTableKnowsNoBudget()
{
    const CliResult result = plan({"--planner", "nvidia", "--gpu-memory", "24"});
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.contains("whatever the memory"), result.errors.constData());
    EXPECT_CODE(plan({"--planner", "nvidia", "--nvidia-task", "09"}), 0);
    QCOMPARE(written().configuration("3d_fullres").patchSize, (std::vector<std::int64_t>{64, 192, 160}));
}

void TestPlanCommand::aPlanIsTakenOverByAnotherDataset()
{
    EXPECT_CODE(plan({}), 0);
    const QStringList take{"plan", "--transfer-from",  path("plans.json"),
                           "-o",   path("taken.json"), "--dataset"};
    EXPECT_CODE(
        test::runCli(take + QStringList{path("Dataset009_Spleen/dataset.json"), "--plan", "fromLiver"}), 0);
    const planning::Plan taken = written("taken.json");
    QCOMPARE(taken.datasetName, std::string("Dataset009_Spleen"));
    QCOMPARE(taken.configuration("2d").dataIdentifier, std::string("fromLiver_2d"));
    QCOMPARE(taken.configuration("3d_lowres").spacing, written().configuration("3d_lowres").spacing);

    const CliResult refused = test::runCli(take + QStringList{path("Dataset005_Prostate/dataset.json")});
    EXPECT_CODE(refused, 2);
    QVERIFY2(refused.errors.contains("it is for 1 channel, the dataset has 2"), refused.errors.constData());
}

void TestPlanCommand::aProjectsDatasetTakesAPlanOver_andNewRunsTakeIt()
{
    const QString project = path("P.segwright");
    const auto inProject = [&](const QStringList& words) {
        return test::runCli(words + QStringList{"--project", project}, m_dir.path());
    };
    EXPECT_CODE(
        test::runCli({"phantom", "Task07_Phantom", "--cases", "3", "--tests", "0", "--size", "24,24,16"},
                     m_dir.path()),
        0);
    EXPECT_CODE(test::runCli({"new", project}, m_dir.path()), 0);
    EXPECT_CODE(inProject({"import", "Task07_Phantom"}), 0);
    EXPECT_CODE(plan({"--planner", "resenc-m"}), 0);
    const QStringList take{"plan", "--transfer-from", path("plans.json"), "--plan", "fromLiver", "--json"};
    const CliResult result = inProject(take);
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset007_Phantom"));
    const planning::Plan taken = written("P.segwright/preprocessed/Dataset007_Phantom/fromLiver.json");
    QCOMPARE(taken.datasetName, std::string("Dataset007_Phantom"));
    QVERIFY(taken.configuration("3d_fullres").architecture ==
            written().configuration("3d_fullres").architecture);
    const CliResult prepared = inProject({"preprocess", "--plan", "fromLiver", "-c", "3d_lowres"});
    EXPECT_CODE(prepared, 0);
}

void TestPlanCommand::theRoadPlansAsAsked_andKeepsTheOtherPlans()
{
    EXPECT_CODE(
        test::runCli({"phantom", path("Task08_Road"), "--cases", "5", "--tests", "0", "--size", "16,16,16"},
                     m_dir.path()),
        0);
    const auto road = [&](const QStringList& planning) {
        return test::runCli(QStringList{"run", path("Task08_Road"), "--project", path("R.segwright"),
                                        "--epochs", "1", "--iterations", "1", "--validation-iterations", "1",
                                        "--json"} +
                                planning,
                            m_dir.path());
    };
    const CliResult first = road({"--planner", "nnunet-2018", "--gpu-memory", "6"});
    EXPECT_CODE(first, 0);
    QCOMPARE(first.json()["plan"].toString(), QString("nnUNet2018Plans"));
    const CliResult second = road({"--planner", "nvidia", "--plan", "byTable"});
    EXPECT_CODE(second, 0);
    QCOMPARE(second.json()["plan"].toString(), QString("byTable"));
    QVERIFY(first.json()["run"].toObject()["run"].isDouble());
    QVERIFY(first.json()["run"].toObject()["run"] != second.json()["run"].toObject()["run"]);
    const CliResult again = road({"--plan", "nnUNet2018Plans"}); // named alone: the one there is
    EXPECT_CODE(again, 0);
    QCOMPARE(again.json()["run"].toObject()["run"], first.json()["run"].toObject()["run"]);
    QCOMPARE(written("R.segwright/preprocessed/Dataset008_Road/nnUNet2018Plans.json").planner,
             std::string("NnUNet2018Planner"));
    QCOMPARE(written("R.segwright/preprocessed/Dataset008_Road/byTable.json").planner,
             std::string("NvidiaPlanner"));
}

void TestPlanCommand::theRoadRefusesWhatPlanRefuses()
{
    const QStringList run{"run", "--project", path("Refused.segwright"), "--planner"};
    const CliResult unknown = test::runCli(run + QStringList{"resenc-xxl"}, m_dir.path());
    EXPECT_CODE(unknown, 2);
    QVERIFY2(unknown.errors.contains("resenc-xl"), unknown.errors.constData());
    const CliResult memory = test::runCli(run + QStringList{"resenc-l", "--gpu-memory", "0.5"}, m_dir.path());
    EXPECT_CODE(memory, 2);
    QVERIFY2(memory.errors.contains("--gpu-memory"), memory.errors.constData());
    QVERIFY(!fs::exists(path("Refused.segwright").toStdString()));
}

void TestPlanCommand::contradictingOptions_endWith2_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("planner") << QStringList{"--planner", "resenc-xxl"} << QByteArray("resenc-xl");
    QTest::newRow("two distances") << QStringList{"--target-spacing", "1", "1"}
                                   << QByteArray("--target-spacing");
    QTest::newRow("no distance") << QStringList{"--target-spacing", "1", "0", "1"}
                                 << QByteArray("three distances in mm");
    QTest::newRow("fingerprint for a transfer")
        << QStringList{"--transfer-from", "plans.json"} << QByteArray("needs no fingerprint");
    QTest::newRow("row of the table")
        << QStringList{"--planner", "nvidia", "--nvidia-task", "13"} << QByteArray("it has: 01, 02");
}

void TestPlanCommand::contradictingOptions_endWith2()
{
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, expected);
    const CliResult result = plan(options);
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.contains(expected), result.errors.constData());
}

void TestPlanCommand::configurationsAddedByHandSurvivePlanningAgain()
{
    EXPECT_CODE(plan({}), 0);
    const fs::path file = path("plans.json").toStdString();
    Json json = readJson(file);
    json["configurations"]["3d_fullres_bs4"] = Json{{"inherits_from", "3d_fullres"}, {"batch_size", 4}};
    writeJson(file, json);
    EXPECT_CODE(plan({"--gpu-memory", "16"}), 0);
    QCOMPARE(written().configuration("3d_fullres_bs4").batchSize, 4);
    QCOMPARE(written().configuration("3d_fullres_bs4").patchSize,
             written().configuration("3d_fullres").patchSize);
}

QTEST_GUILESS_MAIN(TestPlanCommand)
#include "tst_PlanCommand.moc"

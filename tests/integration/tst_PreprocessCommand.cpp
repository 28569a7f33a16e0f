// SPDX-License-Identifier: Apache-2.0
#include "core/base/Json.h"
#include "core/planning/Plan.h"
#include "core/preprocessing/PreprocessedStore.h"
#include "tests/support/CliProcess.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <algorithm>

using namespace seg;
using test::CliResult;
namespace fs = std::filesystem;

/// `segwright-cli preprocess` from outside: what NVIDIA's plans do on demand, from the option to a mask.
class TestPreprocessCommand final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutOptions_thePlanStaysAsItIs();
    void aForegroundChannel_isKeptInThePlan_learntAndUsed();
    void labelsAreClosed_andOpenedAgain();
    void slicesAreCut_whereThereAreSlices();
    void whatDoesNotFit_endsWith2_andChangesNothing_data();
    void whatDoesNotFit_endsWith2_andChangesNothing();

private:
    [[nodiscard]] QString path(const char* name) const
    {
        return QString::fromStdString((m_folder / name).string());
    }
    [[nodiscard]] CliResult cli(const QStringList& arguments) const
    {
        return test::runCli(arguments + QStringList{"--project", path("Studie.segwright")});
    }
    [[nodiscard]] fs::path prepared() const
    {
        return m_folder / "Studie.segwright/preprocessed/Dataset077_Shapes";
    }
    [[nodiscard]] planning::Plan plan(const char* name = "nvidiaPlans") const
    {
        const fs::path file = prepared() / (std::string(name) + ".json");
        return planning::planFromJson(readJson(file), file.string());
    }
    [[nodiscard]] preprocessing::MappedCase open(const char* configuration) const
    {
        return preprocessing::PreprocessedStore(prepared() / "nvidiaPlans" / configuration)
            .open({"phantom_001"});
    }

    test::TempFolder m_folder;
};

void TestPreprocessCommand::initTestCase()
{
    EXPECT_CODE(test::runCli(
                    {"phantom", path("Task77_Shapes"), "--cases", "5", "--size", "16,18,20", "--tests", "1"}),
                0);
    EXPECT_CODE(test::runCli({"new", path("Studie.segwright")}), 0);
    EXPECT_CODE(cli({"import", path("Task77_Shapes")}), 0);
    EXPECT_CODE(cli({"plan"}), 0);
    EXPECT_CODE(cli({"plan", "--planner", "nvidia"}), 0);
}

void TestPreprocessCommand::withoutOptions_thePlanStaysAsItIs()
{
    const Json before = planning::planToJson(plan());
    EXPECT_CODE(cli({"preprocess", "-c", "3d_fullres"}), 0);
    QVERIFY(planning::planToJson(plan()) == before);
    QCOMPARE(open("3d_fullres").properties().channels, std::int64_t{1});
}

void TestPreprocessCommand::aForegroundChannel_isKeptInThePlan_learntAndUsed()
{
    const CliResult result =
        cli({"preprocess", "-c", "3d_fullres", "--foreground-channel", "nonzero", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(plan().configuration("3d_fullres").inputChannels(), 2);
    QCOMPARE(plan().configuration("2d").inputChannels(), 1);
    const preprocessing::MappedCase item = open("3d_fullres");
    QCOMPARE(item.properties().channels, std::int64_t{2});
    const std::span<const float> foreground = item.image().subspan(item.image().size() / 2);
    QVERIFY(std::ranges::all_of(foreground, [](float value) { return value == 0.0F || value == 1.0F; }));
    EXPECT_CODE(cli({"train", "-c", "3d_fullres", "--epochs", "1", "--iterations", "1",
                     "--validation-iterations", "1", "--threads", "1"}),
                0);
    EXPECT_CODE(cli({"predict", "--run", "1", "-i", path("Task77_Shapes/imagesTs"), "-o", path("Masken"),
                     "--no-mirroring", "--threads", "1"}),
                0);
    QVERIFY(QFile::exists(path("Masken/phantom_006.nii.gz")));
    EXPECT_CODE(cli({"preprocess", "-c", "3d_fullres", "--foreground-channel", "none"}), 0);
    QCOMPARE(open("3d_fullres").properties().channels, std::int64_t{1});
}

void TestPreprocessCommand::labelsAreClosed_andOpenedAgain()
{
    EXPECT_CODE(cli({"preprocess", "-c", "3d_fullres", "--close-labels"}), 0);
    QVERIFY(plan().configuration("3d_fullres").extras.closesLabels);
    EXPECT_CODE(cli({"preprocess", "-c", "3d_fullres", "--no-close-labels"}), 0);
    QVERIFY(plan().configuration("3d_fullres").extras == planning::PreprocessingExtras{});
}

void TestPreprocessCommand::slicesAreCut_whereThereAreSlices()
{
    planning::Plan small = plan();
    const fs::path file = m_folder / "plans.json";
    for (planning::Configuration& configuration : small.configurations) {
        if (configuration.dimensions() == 2) {
            configuration.patchSize = {8, 8};
        }
    }
    writeJson(file, planning::planToJson(small));
    EXPECT_CODE(
        cli({"plan", "--transfer-from", QString::fromStdString(file.string()), "--plan", "nvidiaPlans"}), 0);
    EXPECT_CODE(cli({"preprocess", "--cut-slices"}), 0); // all that are planned
    QVERIFY(plan().configuration("2d").extras.cutsSlices);
    QVERIFY(!plan().configuration("3d_fullres").extras.cutsSlices);
    const Extent extent = open("2d").properties().extentAfterResampling;
    QCOMPARE(extent.voxels[1], std::int64_t{8});
    QCOMPARE(extent.voxels[2], std::int64_t{8});
}

void TestPreprocessCommand::whatDoesNotFit_endsWith2_andChangesNothing_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("nnU-Net's own plan")
        << QStringList{"--plan", "nnUNetPlans", "-c", "3d_fullres", "--close-labels"}
        << QByteArray("belong to NVIDIA's recipe; plan with --planner nvidia first");
    QTest::newRow("no slices") << QStringList{"--plan", "nvidiaPlans", "-c", "3d_fullres", "--cut-slices"}
                               << QByteArray("only the slices of a flat configuration are cut");
    QTest::newRow("another name") << QStringList{"--plan", "nvidiaPlans", "--foreground-channel", "brain"}
                                  << QByteArray("above-mean");
}

void TestPreprocessCommand::whatDoesNotFit_endsWith2_andChangesNothing()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, sentence);
    const Json before = planning::planToJson(plan());
    const CliResult result = cli(QStringList{"preprocess"} + arguments);
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.contains(sentence), result.errors.constData());
    QVERIFY(planning::planToJson(plan()) == before);
}

QTEST_GUILESS_MAIN(TestPreprocessCommand)
#include "tst_PreprocessCommand.moc"

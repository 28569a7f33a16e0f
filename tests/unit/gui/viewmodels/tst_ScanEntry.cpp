// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ScanEntry.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/Failure.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <fstream>
#include <stop_token>

using namespace seg;
using namespace seg::gui;

namespace {

void writeScan(const std::filesystem::path& file, std::int64_t channels, Spacing spacing = {{1.0, 1.0, 1.0}})
{
    Geometry geometry;
    geometry.extent = {{4, 5, 6}};
    geometry.spacing = spacing;
    imaging::writeVolume(file, test::countedVolume(geometry, channels));
}

ModelChoice modelOf(std::vector<std::string> channels, std::array<double, 3> spacing)
{
    ModelChoice model;
    model.run = database::RunId{3};
    model.channelNames = std::move(channels);
    model.spacing = spacing;
    return model;
}

} // namespace

class TestScanEntry final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesAndFolders_giveTheirScans();
    void numberedChannels_becomeOneScan_alsoThoseBeside();
    void damagedFile_isAScanWithAProblem();
    void fit_saysWhatTheSpacingMeans_data();
    void fit_saysWhatTheSpacingMeans();
    void tooFewChannels_cannotRun_andTheSentenceNamesThem();
    void wholeFiles_arePassedAsTheyAre_pickedVolumesAreWritten();
    void aDicomFolder_isOneScan();
    void aStudy_isAScanPerSeries_theLongestChosen();
    void missingSlices_areSaidInTheFit();
    void chosenSlices_areOneScan();
    void linksOfASeries_areKeptWithThePrediction();
    void listing_canBeCancelled();
};

void TestScanEntry::filesAndFolders_giveTheirScans()
{
    const test::TempFolder folder;
    std::filesystem::create_directories(folder / "more");
    writeScan(folder / "a.nii.gz", 1);
    writeScan(folder / "more" / "b.nii", 2);
    std::ofstream(folder / "more" / "notes.txt") << "no scan";
    const auto scans = scansAmong(
        {textOf(folder / "a.nii.gz"), textOf(folder / "more"), textOf(folder / "more" / "notes.txt")},
        folder / "links");
    QCOMPARE(scans.size(), std::size_t{2});
    QCOMPARE(scans[0].name, QStringLiteral("a"));
    QCOMPARE(scans[1].name, QStringLiteral("b"));
    QCOMPARE(scans[1].available.size(), std::size_t{2});
}

void TestScanEntry::numberedChannels_becomeOneScan_alsoThoseBeside()
{
    const test::TempFolder folder;
    for (const char* name : {"p_0000.nii.gz", "p_0001.nii.gz", "q_0000.nii.gz", "q_0001.nii.gz"}) {
        writeScan(folder / name, 1);
    }
    const auto both =
        scansAmong({textOf(folder / "p_0001.nii.gz"), textOf(folder / "p_0000.nii.gz")}, folder / "links");
    QCOMPARE(both.size(), std::size_t{1});
    QCOMPARE(both[0].name, QStringLiteral("p"));
    QCOMPARE(both[0].files.size(), std::size_t{2});
    QCOMPARE(both[0].available[1].file, folder / "p_0001.nii.gz");

    const auto lone = scansAmong({textOf(folder / "q_0000.nii.gz")}, folder / "links");
    QCOMPARE(lone.size(), std::size_t{1});
    QCOMPARE(lone[0].available.size(), std::size_t{2});
}

void TestScanEntry::damagedFile_isAScanWithAProblem()
{
    const test::TempFolder folder;
    std::ofstream(folder / "broken.nii") << "not an image";
    const auto scans = scansAmong({textOf(folder / "broken.nii")}, folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QVERIFY(scans[0].problem.contains(QStringLiteral("broken.nii")));
    QVERIFY(!checkFit(scans[0], {}, modelOf({"CT"}, {1, 1, 1})).canRun);
}

void TestScanEntry::fit_saysWhatTheSpacingMeans_data()
{
    QTest::addColumn<double>("thickness");
    QTest::addColumn<QString>("chip");
    QTest::addColumn<QString>("words");
    QTest::newRow("the same") << 1.0 << QStringLiteral("fits") << QStringLiteral("as the model expects");
    QTest::newRow("twice as thick: resampled")
        << 2.0 << QStringLiteral("fits") << QStringLiteral("resampled");
    QTest::newRow("far too thick: a warning")
        << 5.0 << QStringLiteral("coarse") << QStringLiteral("small structures");
}

void TestScanEntry::fit_saysWhatTheSpacingMeans()
{
    QFETCH(const double, thickness);
    QFETCH(const QString, chip);
    QFETCH(const QString, words);
    const test::TempFolder folder;
    writeScan(folder / "a.nii.gz", 1, {{thickness, 1.0, 1.0}});
    const auto scans = scansAmong({textOf(folder / "a.nii.gz")}, folder / "links");
    const FitCheck fit =
        checkFit(scans.at(0), defaultChannels(scans[0], 1), modelOf({"MRI"}, {1.0, 1.0, 1.0}));
    QCOMPARE(fit.chip, chip);
    QVERIFY2(fit.sentence.contains(words), qPrintable(fit.sentence));
    QVERIFY(fit.canRun);
    const FitCheck slices =
        checkFit(scans.at(0), defaultChannels(scans[0], 1), modelOf({"MRI"}, {0.0, 1.0, 1.0}));
    QVERIFY2(slices.sentence.contains(QStringLiteral("as the model expects")),
             "a 2-D model takes any slice thickness");
}

void TestScanEntry::tooFewChannels_cannotRun_andTheSentenceNamesThem()
{
    const test::TempFolder folder;
    writeScan(folder / "a.nii.gz", 1);
    const auto scans = scansAmong({textOf(folder / "a.nii.gz")}, folder / "links");
    const FitCheck fit =
        checkFit(scans.at(0), defaultChannels(scans[0], 2), modelOf({"FLAIR", "T1gd"}, {1, 1, 1}));
    QVERIFY(!fit.canRun);
    QCOMPARE(fit.chip, QStringLiteral("1 of 2 channels"));
    QVERIFY(fit.sentence.contains(QStringLiteral("FLAIR, T1gd")));
}

void TestScanEntry::wholeFiles_arePassedAsTheyAre_pickedVolumesAreWritten()
{
    const test::TempFolder folder;
    writeScan(folder / "four.nii.gz", 2);
    const auto file = folder / "four.nii.gz";
    const auto whole = inputFiles({{file, 0}, {file, 1}}, folder / "picked");
    QCOMPARE(whole, std::vector{file});
    QVERIFY(!std::filesystem::exists(folder / "picked"));

    const auto swapped = inputFiles({{file, 1}, {file, 0}}, folder / "picked");
    QCOMPARE(swapped.size(), std::size_t{2});
    const Volume second = imaging::readVolume(swapped[0]);
    const Volume all = imaging::readVolume(file);
    QVERIFY(std::ranges::equal(second.channel(0), all.channel(1)));
}

void TestScanEntry::aDicomFolder_isOneScan()
{
    const test::TempFolder folder;
    test::writeDicomSeries(folder / "Patient 7", {});
    const auto scans = scansAmong({textOf(folder / "Patient 7")}, folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QCOMPARE(scans[0].name, QStringLiteral("Patient 7"));
    QCOMPARE(scans[0].kind, QStringLiteral("DICOM MR"));
    QCOMPARE(scans[0].detail,
             QStringLiteral("T1 post (DICOM): 5 slices · 0.5 × 0.75 × 2.5 mm · 2.2 mm thick"));
    QCOMPARE(scans[0].info.geometry.extent, (Extent{{5, 3, 4}}));
    QVERIFY(scans[0].isChosen && scans[0].warnings.isEmpty() && scans[0].problem.isEmpty());
    QCOMPARE(inputFiles(scans[0].available, folder / "kept"),
             std::vector<std::filesystem::path>{folder / "Patient 7"});
}

void TestScanEntry::aStudy_isAScanPerSeries_theLongestChosen()
{
    const test::TempFolder folder;
    test::writeDicomStudy(folder / "study");
    writeScan(folder / "study" / "more.nii.gz", 1);
    const auto scans = scansAmong({textOf(folder / "study")}, folder / "links");
    QStringList rows;
    for (const ScanEntry& scan : scans) {
        rows << QStringLiteral("%1 %2 %3").arg(scan.name).arg(scan.isChosen).arg(scan.problem.isEmpty());
    }
    QCOMPARE(rows, (QStringList{QStringLiteral("more 1 1"), QStringLiteral("Localizer 0 0"),
                                QStringLiteral("Scout 0 1"), QStringLiteral("T1_post 1 1")}));
    QVERIFY2(
        scans[1].problem.startsWith(QStringLiteral("This series cannot be read as one volume: its slices "
                                                   "do not all point the same way")),
        qPrintable(scans[1].problem));
}

void TestScanEntry::missingSlices_areSaidInTheFit()
{
    const test::TempFolder folder;
    test::writeDicomSeries(folder / "gap", {"1.2.3", "T1", 8, 4, 3, 4});
    const auto scans = scansAmong({textOf(folder / "gap")}, folder / "links");
    const FitCheck fit =
        checkFit(scans.at(0), defaultChannels(scans[0], 1), modelOf({"MRI"}, {2.5, 0.75, 0.5}));
    QCOMPARE(fit.chip, QStringLiteral("check"));
    QVERIFY(fit.state == ChipState::Warning && fit.canRun);
    QVERIFY2(fit.sentence.startsWith(
                 QStringLiteral("1 slice seems to be missing (between slices 4 and 5): the usual distance is "
                                "2.5 mm. The scan is ")),
             qPrintable(fit.sentence));
    QCOMPARE(checkAlone(scans[0]).chip, QStringLiteral("check"));
    QVERIFY(!checkAlone(scans[0]).canRun);
}

void TestScanEntry::chosenSlices_areOneScan()
{
    const test::TempFolder folder;
    test::writeDicomSeries(folder / "in", {});
    const auto scans =
        scansAmong({textOf(folder / "in" / "900.dcm"), textOf(folder / "in" / "899.dcm")}, folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QCOMPARE(scans[0].info.geometry.extent.voxels[0], std::int64_t{2});
}

void TestScanEntry::linksOfASeries_areKeptWithThePrediction()
{
    const test::TempFolder folder;
    test::writeDicomStudy(folder / "study");
    const auto scans = scansAmong({textOf(folder / "study")}, folder / "links");
    const auto files = inputFiles(scans.back().available, folder / "kept");
    QCOMPARE(files, std::vector<std::filesystem::path>{folder / "kept" / "T1_post"});
    std::filesystem::remove_all(folder / "links"); // goes with the page
    QCOMPARE(imaging::readVolume(files.front()).geometry, scans.back().info.geometry);
}

void TestScanEntry::listing_canBeCancelled()
{
    const test::TempFolder folder;
    test::writeDicomStudy(folder / "study");
    std::stop_source stop;
    stop.request_stop();
    const auto failure = test::failureOf([&] {
        static_cast<void>(
            scansAmong({textOf(folder / "study")}, folder / "links", TaskContext(stop.get_token())));
    });
    QVERIFY(failure.first == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestScanEntry)
#include "tst_ScanEntry.moc"

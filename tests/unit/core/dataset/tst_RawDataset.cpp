// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetManifest.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <cstdlib>

namespace fs = std::filesystem;
using seg::dataset::openRawDataset;
using seg::dataset::RawDataset;
using namespace seg::test;

class TestRawDataset final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void casesAreFoundByTheirChannelFiles();
    void hiddenFilesAndOtherEndings_areLeftOut();
    void aMissingLabel_isNoError_butSeen();
    void theFolderMayEndWithASlash();
    void casesMayBeListedInTheFile();
    void whatIsMissing_isNamed();

private:
    void touch(const char* name) const { seg::writeText(m_root / name, "x"); }
    void writeManifest(const char* more = "") const
    {
        seg::writeText(
            m_root / "dataset.json",
            std::string(R"({"channel_names": {"0": "CT", "1": "PET"}, "labels": {"background": 0, "a": 1},
                                       "numTraining": 2, "file_ending": ".nii.gz")") +
                more + "}");
    }
    std::unique_ptr<TempFolder> m_folder;
    fs::path m_root;
};

void TestRawDataset::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_root = *m_folder / "Dataset007_Größe";
    for (const char* part : {"imagesTr", "labelsTr"}) {
        seg::createFolders(m_root / part);
    }
    for (const char* name :
         {"imagesTr/b_0003_0000.nii.gz", "imagesTr/b_0003_0001.nii.gz", "imagesTr/a_0000.nii.gz",
          "imagesTr/a_0001.nii.gz", "labelsTr/a.nii.gz", "labelsTr/b_0003.nii.gz"}) {
        touch(name);
    }
    writeManifest();
}

void TestRawDataset::casesAreFoundByTheirChannelFiles()
{
    seg::createFolders(m_root / "imagesTs");
    touch("imagesTs/t_0000.nii.gz");
    const RawDataset dataset = openRawDataset(m_root);
    QCOMPARE(dataset.name, std::string("Dataset007_Größe"));
    QCOMPARE(dataset.trainingCases.size(), std::size_t{2});
    QCOMPARE(dataset.trainingCases[0].id.name, std::string("a"));
    QCOMPARE(dataset.trainingCases[1].id.name, std::string("b_0003"));
    QCOMPARE(dataset.trainingCases[1].channels,
             (std::vector<fs::path>{m_root / "imagesTr/b_0003_0000.nii.gz",
                                    m_root / "imagesTr/b_0003_0001.nii.gz"}));
    QCOMPARE(dataset.trainingCases[1].label, std::optional<fs::path>(m_root / "labelsTr/b_0003.nii.gz"));
    QCOMPARE(dataset.testCases.size(), std::size_t{1});
    QVERIFY(!dataset.testCases[0].label);
}

void TestRawDataset::hiddenFilesAndOtherEndings_areLeftOut()
{
    touch("imagesTr/._a_0000.nii.gz");
    touch("imagesTr/notes.txt");
    QCOMPARE(openRawDataset(m_root).trainingCases.size(), std::size_t{2});
    touch("imagesTr/c.nii.gz");
    const std::string text = errorTextOf([&] { static_cast<void>(openRawDataset(m_root)); });
    QVERIFY2(text.ends_with("lacks a channel number; rename it to c_0000.nii.gz"), text.c_str());
}

void TestRawDataset::aMissingLabel_isNoError_butSeen()
{
    fs::remove(m_root / "labelsTr/a.nii.gz");
    QVERIFY(!openRawDataset(m_root).trainingCases[0].label);
}

void TestRawDataset::theFolderMayEndWithASlash()
{
    QCOMPARE(openRawDataset(m_root / "").name, std::string("Dataset007_Größe"));
}

void TestRawDataset::casesMayBeListedInTheFile()
{
    ::setenv("SEG_TEST_SCANS", "/scans", 1);
    writeManifest(
        R"(, "dataset": {"z": {"images": ["${SEG_TEST_SCANS}/z0.nii.gz", "$SEG_TEST_SCANS/z1.nii.gz"],
                                         "label": "labelsTr/z.nii.gz"},
                                   "y": {"images": ["y$unset.nii.gz"]}})");
    fs::remove_all(m_root / "imagesTr");
    const RawDataset dataset = openRawDataset(m_root);
    QCOMPARE(dataset.trainingCases.size(), std::size_t{2});
    QCOMPARE(dataset.trainingCases[0].id.name, std::string("y"));
    QCOMPARE(dataset.trainingCases[0].channels.front(), m_root / "y$unset.nii.gz");
    QCOMPARE(dataset.trainingCases[1].channels[1], fs::path("/scans/z1.nii.gz"));
    QCOMPARE(dataset.trainingCases[1].label, std::optional<fs::path>(m_root / "labelsTr/z.nii.gz"));
}

void TestRawDataset::whatIsMissing_isNamed()
{
    fs::remove_all(m_root / "labelsTr");
    const std::string part = errorTextOf([&] { static_cast<void>(openRawDataset(m_root)); });
    QVERIFY2(part.ends_with("the folder labelsTr is missing"), part.c_str());
    fs::remove(m_root / "dataset.json");
    try {
        static_cast<void>(openRawDataset(m_root));
        QFAIL("opened a folder without dataset.json");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::NotFound);
        QVERIFY(std::string(error.what()).ends_with("there is no dataset.json in it"));
    }
}

QTEST_APPLESS_MAIN(TestRawDataset)
#include "tst_RawDataset.moc"

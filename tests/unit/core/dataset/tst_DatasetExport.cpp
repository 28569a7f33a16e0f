// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetExport.h"
#include "tests/support/FullDisk.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

namespace fs = std::filesystem;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

class TestDatasetExport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theDatasetIsWritten_asItIs();
    void linksLeadToTheFilesThemselves();
    void anotherNumber_isPossible();
    void whatIsWrong_isNamed_andLeavesNothing();
    void aFullDisk_isNoticedBeforeTheWork();
    void cancelling_leavesNothing();

private:
    std::unique_ptr<TempFolder> m_folder;
    RawDataset m_dataset;
    fs::path m_out;
};

void TestDatasetExport::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_dataset = makeRawDataset(m_folder->path());
    m_out = *m_folder / "nnUNet_raw";
}

void TestDatasetExport::theDatasetIsWritten_asItIs()
{
    const fs::path made = exportRawDataset(m_dataset, m_out, {}, ImportMode::Copy, {});
    QCOMPARE(made, m_out / "Dataset099_Phantom");
    const RawDataset again = openRawDataset(made);
    QCOMPARE(again.trainingCases.size(), m_dataset.trainingCases.size());
    QCOMPARE(again.testCases.size(), m_dataset.testCases.size());
    QCOMPARE(seg::readText(made / "dataset.json"), seg::readText(m_dataset.folder / "dataset.json"));
    QCOMPARE(seg::readText(*again.trainingCases[2].label), seg::readText(*m_dataset.trainingCases[2].label));
    QCOMPARE(entriesOf(m_out), std::vector<std::string>{"Dataset099_Phantom"});
}

void TestDatasetExport::linksLeadToTheFilesThemselves()
{
    // The dataset's own file is a link, as in one that was imported by reference.
    const fs::path image = m_dataset.trainingCases[0].channels[0];
    const fs::path real = *m_folder / "real.nii.gz";
    fs::rename(image, real);
    fs::create_symlink(real, image);
    const fs::path made = exportRawDataset(m_dataset, m_out, {}, ImportMode::Reference, {});
    QCOMPARE(fs::read_symlink(made / "imagesTr" / image.filename()), fs::canonical(real));
}

void TestDatasetExport::anotherNumber_isPossible()
{
    m_dataset.trainingCases.pop_back(); // dataset.json still says 6
    const fs::path made = exportRawDataset(m_dataset, m_out, "Dataset321_Other", ImportMode::Copy, {});
    QCOMPARE(openRawDataset(made).manifest.trainingCount, std::int64_t{5});
    const auto failure =
        failureOf([&] { exportRawDataset(m_dataset, m_out, "Liver", ImportMode::Copy, {}); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QCOMPARE(failure.second,
             std::string("cannot export Dataset099_Phantom as \"Liver\": nnU-Net finds datasets "
                         "by names like Dataset004_Hippocampus; choose such a name"));
}

void TestDatasetExport::whatIsWrong_isNamed_andLeavesNothing()
{
    fs::remove(*m_dataset.trainingCases[3].label);
    const auto failure = failureOf([&] { exportRawDataset(m_dataset, m_out, {}, ImportMode::Copy, {}); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.starts_with(
                 "cannot export Dataset099_Phantom: the label of case phantom_004 is missing ("),
             failure.second.c_str());
    QVERIFY(!fs::exists(m_out));
    fs::create_directories(m_out / "Dataset099_Phantom");
    const std::string said =
        errorTextOf([&] { exportRawDataset(m_dataset, m_out, {}, ImportMode::Copy, {}); });
    QVERIFY2(said.ends_with("there is one already; choose another folder or delete it first"), said.c_str());
}

void TestDatasetExport::aFullDisk_isNoticedBeforeTheWork()
{
    const FullDisk disk(*m_folder / "disk", 40);
    if (!disk.isMounted()) {
        QSKIP("mounting a small file system needs more rights than this test has");
    }
    const auto failure =
        failureOf([&] { exportRawDataset(m_dataset, disk.path() / "raw", {}, ImportMode::Copy, {}); });
    QVERIFY(failure.first == ErrorCode::NoSpace);
    QVERIFY2(failure.second.starts_with("cannot export Dataset099_Phantom into "), failure.second.c_str());
    QVERIFY(entriesOf(disk.path()).empty());
}

void TestDatasetExport::cancelling_leavesNothing()
{
    std::stop_source stop;
    stop.request_stop();
    const auto failure = failureOf([&] {
        exportRawDataset(m_dataset, m_out, {}, ImportMode::Copy, seg::TaskContext(stop.get_token()));
    });
    QVERIFY(failure.first == ErrorCode::Cancelled);
    QVERIFY(!fs::exists(m_out));
}

QTEST_APPLESS_MAIN(TestDatasetExport)
#include "tst_DatasetExport.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/FullDisk.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <atomic>

namespace fs = std::filesystem;
using seg::Error;
using seg::ErrorCode;
using namespace seg::dataset;
using namespace seg::test;

class TestDatasetImport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void copyingMakesNnUnetsLayout();
    void fourDimensionalScans_areSplitByChannel();
    void referencing_linksTheFiles();
    void excludedCases_stayOut();
    void plainNiftiFiles_areCompressedOnTheWay();
    void anExistingNumber_isRefused();
    void aTaskWithoutNumber_getsAFreeOne();
    void aMissingImageOrLabel_isNamed_andNothingIsLeft();
    void aBrokenScan_leavesNothing();
    void wrongChannelCount_leavesNothing();
    void cancelling_leavesNothing();
    void aFullDisk_isNoticedBeforeTheWork();
    void progressOnlyGrows();
    void leftoversOfADeadImport_areRemoved();

private:
    std::unique_ptr<TempFolder> m_folder;
    fs::path m_task;
    fs::path m_raw;
};

void TestDatasetImport::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_task = *m_folder / "Task99_Phantom";
    m_raw = *m_folder / "raw";
    writePhantomTask(m_task, smallPhantom());
}

void TestDatasetImport::copyingMakesNnUnetsLayout()
{
    const RawDataset dataset = importDataset(openMsdTask(m_task), m_raw, {}, {});
    QCOMPARE(dataset.name, std::string("Dataset099_Phantom"));
    QCOMPARE(entriesOf(dataset.folder),
             (std::vector<std::string>{"dataset.json", "imagesTr", "imagesTs", "labelsTr"}));
    QCOMPARE(dataset.trainingCases.size(), std::size_t{6});
    QCOMPARE(dataset.testCases.size(), std::size_t{1});
    QCOMPARE(seg::readText(dataset.trainingCases[0].channels[0]),
             seg::readText(m_task / "imagesTr/phantom_001.nii.gz")); // byte for byte
    QCOMPARE(seg::readText(*dataset.trainingCases[0].label),
             seg::readText(m_task / "labelsTr/phantom_001.nii.gz"));
    const seg::Json json = seg::readJson(dataset.folder / "dataset.json");
    QVERIFY(!json.contains("modality") && !json.contains("training") && !json.contains("test"));
    QCOMPARE(json["labels"]["Inner"].get<int>(), 2);
    QCOMPARE(json["numTraining"].get<int>(), 6);
    QCOMPARE(json["channel_names"]["0"].get<std::string>(), std::string("MRI"));
    QCOMPARE(json["tensorImageSize"].get<std::string>(), std::string("3D")); // other keys stay
    QCOMPARE(entriesOf(m_raw), std::vector<std::string>{"Dataset099_Phantom"});
}

void TestDatasetImport::fourDimensionalScans_areSplitByChannel()
{
    PhantomOptions options = smallPhantom();
    options.channels = 3;
    options.name = "Task08_Many";
    writePhantomTask(*m_folder / options.name, options);
    const RawDataset dataset = importDataset(openMsdTask(*m_folder / options.name), m_raw, {}, {});
    QCOMPARE(dataset.trainingCases[1].channels.size(), std::size_t{3});
    const seg::Volume whole =
        seg::imaging::readVolume(*m_folder / options.name / "imagesTr/phantom_002.nii.gz");
    const seg::Volume parts = seg::imaging::readChannels(dataset.trainingCases[1].channels);
    QCOMPARE(parts, whole);
    QCOMPARE(dataset.testCases[0].channels.size(), std::size_t{3});
}

void TestDatasetImport::referencing_linksTheFiles()
{
    ImportOptions options;
    options.mode = ImportMode::Reference;
    const RawDataset dataset = importDataset(openMsdTask(m_task), m_raw, options, {});
    const fs::path image = dataset.trainingCases[0].channels[0];
    QVERIFY(fs::is_symlink(image));
    QCOMPARE(fs::read_symlink(image), m_task / "imagesTr/phantom_001.nii.gz");
    QVERIFY(!seg::imaging::readVolume(image).values.empty());
}

void TestDatasetImport::excludedCases_stayOut()
{
    ImportOptions options;
    options.exclude = {{"phantom_002"}, {"phantom_005"}};
    options.id = 12;
    options.name = "Größe";
    fs::remove(m_task / "imagesTr/phantom_005.nii.gz"); // an excluded case may be incomplete
    const RawDataset dataset = importDataset(openMsdTask(m_task), m_raw, options, {});
    QCOMPARE(dataset.name, std::string("Dataset012_Größe"));
    QCOMPARE(dataset.trainingCases.size(), std::size_t{4});
    QCOMPARE(dataset.manifest.trainingCount, std::int64_t{4});
}

void TestDatasetImport::plainNiftiFiles_areCompressedOnTheWay()
{
    const fs::path packed = m_task / "imagesTr/phantom_001.nii.gz";
    const seg::Volume volume = seg::imaging::readVolume(packed);
    seg::imaging::writeVolume(m_task / "imagesTr/phantom_001.nii", volume);
    fs::remove(packed);
    const RawDataset dataset = importDataset(openMsdTask(m_task), m_raw, {}, {});
    QCOMPARE(seg::imaging::readVolume(dataset.trainingCases[0].channels[0]), volume);
}

void TestDatasetImport::anExistingNumber_isRefused()
{
    static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, {}));
    ImportOptions options;
    options.name = "Other";
    try {
        static_cast<void>(importDataset(openMsdTask(m_task), m_raw, options, {}));
        QFAIL("imported the same number twice");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY(QString(error.what()).contains("Dataset099_Phantom is there already"));
    }
    options.name = "a/b";
    options.id = 5;
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(importDataset(openMsdTask(m_task), m_raw, options, {})),
                             Error);
    QCOMPARE(entriesOf(m_raw), std::vector<std::string>{"Dataset099_Phantom"});
}

void TestDatasetImport::aTaskWithoutNumber_getsAFreeOne()
{
    fs::rename(m_task, *m_folder / "study");
    const DatasetSource source = openMsdTask(*m_folder / "study");
    QCOMPARE(importDataset(source, m_raw, {}, {}).name, std::string("Dataset100_Phantom"));
    QCOMPARE(importDataset(source, m_raw, {}, {}).name, std::string("Dataset101_Phantom"));
}

void TestDatasetImport::aMissingImageOrLabel_isNamed_andNothingIsLeft()
{
    fs::remove(m_task / "labelsTr/phantom_004.nii.gz");
    const auto import = [&] { static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, {})); };
    QCOMPARE(errorTextOf(import),
             std::string("cannot import Task99_Phantom: case phantom_004 has no label file in "
                         "labelsTr; put it there or exclude the case"));
    fs::remove(m_task / "imagesTr/phantom_002.nii.gz");
    const std::string text = errorTextOf(import);
    QVERIFY2(text.starts_with("cannot import Task99_Phantom: the image of case phantom_002 is missing"),
             text.c_str());
    QVERIFY(!fs::exists(m_raw));
}

void TestDatasetImport::aBrokenScan_leavesNothing()
{
    const fs::path scan = m_task / "imagesTr/phantom_003.nii.gz";
    seg::writeText(scan, "not a scan at all, but long enough to be read as a header if it were one");
    const std::string text =
        errorTextOf([&] { static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, {})); });
    QVERIFY2(text.starts_with("cannot read " + scan.string()), text.c_str());
    QVERIFY(!fs::exists(m_raw));
}

void TestDatasetImport::wrongChannelCount_leavesNothing()
{
    const seg::Volume one = seg::imaging::readVolume(m_task / "imagesTr/phantom_001.nii.gz");
    seg::Volume two = one;
    two.channels = 2;
    two.values.insert(two.values.end(), one.values.begin(), one.values.end());
    seg::imaging::writeVolume(m_task / "imagesTr/phantom_001.nii.gz", two);
    fs::create_directories(m_raw);
    const std::string text =
        errorTextOf([&] { static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, {})); });
    QVERIFY2(text.find("the image of case phantom_001 has 2 channels but dataset.json names 1") !=
                 std::string::npos,
             text.c_str());
    QVERIFY(entriesOf(m_raw).empty());
}

namespace {

/// Asks to stop once half of the work is done.
class StopHalfway final : public seg::ProgressSink {
public:
    void progress(double fraction, const std::string&) override
    {
        grows = grows && fraction >= last;
        last = fraction;
        if (fraction >= stopAt) {
            source.request_stop();
        }
    }
    std::stop_source source;
    double stopAt = 0.5;
    double last = 0.0;
    bool grows = true;
};

} // namespace

void TestDatasetImport::cancelling_leavesNothing()
{
    StopHalfway sink;
    const seg::TaskContext context(sink.source.get_token(), &sink);
    try {
        static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, context));
        QFAIL("went on after Cancel");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
    QVERIFY(!fs::exists(m_raw));
}

void TestDatasetImport::aFullDisk_isNoticedBeforeTheWork()
{
    const FullDisk disk(*m_folder / "disk", 40);
    if (!disk.isMounted()) {
        QSKIP("mounting a small file system needs more rights than this test has");
    }
    try {
        static_cast<void>(importDataset(openMsdTask(m_task), disk.path() / "raw", {}, {}));
        QFAIL("imported more than the disk holds");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NoSpace);
        const QString text = error.what();
        QVERIFY2(text.startsWith("cannot import Task99_Phantom into ") &&
                     text.contains("MiB are free; free some space"),
                 error.what());
    }
    QVERIFY(entriesOf(disk.path()).empty());
}

void TestDatasetImport::progressOnlyGrows()
{
    StopHalfway sink;
    sink.stopAt = 2.0;
    static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, seg::TaskContext({}, &sink)));
    QVERIFY(sink.grows);
    QCOMPARE(sink.last, 1.0);
}

void TestDatasetImport::leftoversOfADeadImport_areRemoved()
{
    fs::create_directories(m_raw / ".importing-Dataset001_Old-999999999/imagesTr"); // no such process
    fs::create_directories(m_raw / ".importing-Dataset002_Now-1");                  // one that runs
    static_cast<void>(importDataset(openMsdTask(m_task), m_raw, {}, {}));
    QCOMPARE(entriesOf(m_raw),
             (std::vector<std::string>{".importing-Dataset002_Now-1", "Dataset099_Phantom"}));
}

QTEST_APPLESS_MAIN(TestDatasetImport)
#include "tst_DatasetImport.moc"

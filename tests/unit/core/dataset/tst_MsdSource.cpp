// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/Phantom.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

namespace fs = std::filesystem;
using seg::dataset::DatasetSource;
using seg::dataset::openMsdTask;
using namespace seg::test;

class TestMsdSource final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aTaskIsDescribed_withoutReadingImages();
    void hiddenFiles_areLeftOut();
    void aTaskWithoutTestScans_isAccepted();
    void aListedButMissingImage_staysInSight();
    void anotherFolderName_hasNoNumber();
    void whatIsRecognized();
    void aWrongCount_isNoted();
    void brokenTasks_areNamed();

private:
    std::unique_ptr<TempFolder> m_folder;
    fs::path m_task;
};

void TestMsdSource::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_task = *m_folder / "Task99_Phantom";
    seg::dataset::writePhantomTask(m_task, smallPhantom());
}

void TestMsdSource::aTaskIsDescribed_withoutReadingImages()
{
    const DatasetSource source = openMsdTask(m_task);
    QCOMPARE(source.number, 99);
    QCOMPARE(source.name, std::string("Phantom"));
    QCOMPARE(source.licence, std::string("CC0 1.0"));
    QCOMPARE(source.channelNames, std::vector<std::string>{"MRI"});
    QCOMPARE(source.labels.nameOf(1), std::string("Outer"));
    QCOMPARE(source.trainingCases.size(), std::size_t{6});
    QCOMPARE(source.trainingCases[0].id.name, std::string("phantom_001"));
    QCOMPARE(source.trainingCases[0].label, std::optional<fs::path>(m_task / "labelsTr/phantom_001.nii.gz"));
    QCOMPARE(source.testCases.size(), std::size_t{1});
    QVERIFY(!source.testCases[0].label);
}

void TestMsdSource::hiddenFiles_areLeftOut()
{
    seg::writeText(m_task / "imagesTr/._phantom_001.nii.gz", "x");
    seg::writeText(m_task / "imagesTr/_old.nii.gz", "x");
    seg::writeText(m_task / "imagesTs/._phantom_007.nii.gz", "x");
    seg::writeText(m_task / "imagesTr/notes.txt", "x");
    const DatasetSource source = openMsdTask(m_task);
    QCOMPARE(source.trainingCases.size(), std::size_t{6});
    QCOMPARE(source.testCases.size(), std::size_t{1});
}

void TestMsdSource::aTaskWithoutTestScans_isAccepted()
{
    fs::remove_all(m_task / "imagesTs");
    QVERIFY(openMsdTask(m_task).testCases.empty());
}

void TestMsdSource::aListedButMissingImage_staysInSight()
{
    fs::remove(m_task / "imagesTr/phantom_003.nii.gz");
    fs::remove(m_task / "labelsTr/phantom_004.nii.gz");
    const DatasetSource source = openMsdTask(m_task);
    QCOMPARE(source.trainingCases.size(), std::size_t{6});
    QCOMPARE(source.trainingCases[2].channels.front(), m_task / "imagesTr/phantom_003.nii.gz");
    QVERIFY(!source.trainingCases[3].label);
}

void TestMsdSource::anotherFolderName_hasNoNumber()
{
    const fs::path other = *m_folder / "My study";
    fs::rename(m_task, other);
    const DatasetSource source = openMsdTask(other / "");
    QCOMPARE(source.number, 0);
    QCOMPARE(source.name, std::string("Phantom")); // from its dataset.json
}

void TestMsdSource::whatIsRecognized()
{
    using seg::dataset::recognizeSource;
    using seg::dataset::SourceKind;
    QVERIFY(recognizeSource(m_task) == SourceKind::MsdTask);
    QVERIFY(!recognizeSource(*m_folder / "nothing"));
    for (const char* name : {"Task04.tar", "Task04.tar.gz", "task.TGZ"}) {
        seg::writeText(*m_folder / name, "x");
        QVERIFY(recognizeSource(*m_folder / name) == SourceKind::MsdTask);
    }
    seg::writeText(*m_folder / "scan.nii.gz", "x");
    QVERIFY(!recognizeSource(*m_folder / "scan.nii.gz"));
    const auto raw = seg::dataset::importDataset(openMsdTask(m_task), *m_folder / "raw", {}, {});
    QVERIFY(recognizeSource(raw.folder) == SourceKind::NnUnetRaw);
    seg::createFolders(*m_folder / "model");
    fs::copy_file(raw.folder / "dataset.json", *m_folder / "model/dataset.json");
    QVERIFY(!recognizeSource(*m_folder / "model")); // a trained model has a dataset.json too
}

void TestMsdSource::aWrongCount_isNoted()
{
    seg::Json json = seg::readJson(m_task / "dataset.json");
    json["numTraining"] = 9;
    seg::writeJson(m_task / "dataset.json", json);
    const DatasetSource source = seg::dataset::openSource(m_task, {}, {});
    QCOMPARE(source.notes,
             std::vector<std::string>{
                 "Its dataset.json announces 9 training cases (numTraining), but 6 are there; the imported "
                 "dataset gets the right number. If files were lost on the way, copy the source again."});
    const auto raw = seg::dataset::importDataset(source, *m_folder / "raw", {}, {});
    QCOMPARE(raw.manifest.trainingCount, std::int64_t{6});
}

void TestMsdSource::brokenTasks_areNamed()
{
    const auto said = [&] { return errorTextOf([&] { static_cast<void>(openMsdTask(m_task)); }); };
    const seg::Json good = seg::readJson(m_task / "dataset.json");
    const auto with = [&](const char* key, const char* value) {
        seg::Json json = good;
        json[key] = seg::parseJson(value, "test");
        seg::writeJson(m_task / "dataset.json", json);
    };
    with("labels", R"({"zero": "background"})");
    QVERIFY(said().find("is not a number with a name") != std::string::npos);
    with("labels", R"({"1": "liver"})");
    QVERIFY(said().find("there must be an entry \"background\"") != std::string::npos);
    with("modality", "{}");
    QVERIFY(said().find("no \"modality\"") != std::string::npos);
    seg::writeText(m_task / "dataset.json", "{\"name\": ");
    QVERIFY(said().find("as JSON") != std::string::npos);
    fs::remove(m_task / "dataset.json");
    QVERIFY(said().find("not a Medical Segmentation Decathlon task") != std::string::npos);
    fs::remove_all(m_task);
    QVERIFY(said().find("there is no such folder") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestMsdSource)
#include "tst_MsdSource.moc"

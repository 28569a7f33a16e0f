// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetImport.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <cstdlib>

namespace fs = std::filesystem;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

/// nnU-Net's raw datasets, v2 and v1, as sources.
class TestNnUnetSource final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void v2_isTakenAsItIs();
    void v2_canBeThinnedOutAndRenamed();
    void regionsAndIgnoreLabel_surviveInOrder();
    void anExplicitMapping_becomesTheUsualLayout();
    void aMappingWithAMissingFile_isNamed();
    void v1_isRecognizedAndTranslated();
    void v1_withAnImageWithoutChannelNumber_isNamed();
    void v1_withAMissingLabel_isNamed();

private:
    void makeV1() const;
    std::unique_ptr<TempFolder> m_folder;
    RawDataset m_v2;
    fs::path m_out;
};

void TestNnUnetSource::init()
{
    m_folder = std::make_unique<TempFolder>();
    PhantomOptions options = smallPhantom();
    options.channels = 2;
    m_v2 = makeRawDataset(m_folder->path(), options);
    m_out = *m_folder / "out";
}

void TestNnUnetSource::v2_isTakenAsItIs()
{
    const DatasetSource source = openSource(m_v2.folder, {}, {});
    QVERIFY(source.kind == SourceKind::NnUnetRaw);
    QCOMPARE(source.number, 99);
    QCOMPARE(source.name, std::string("Phantom"));
    QVERIFY(source.notes.empty());
    for (const ImportMode mode : {ImportMode::Copy, ImportMode::Reference}) {
        ImportOptions options;
        options.mode = mode;
        const RawDataset made =
            importDataset(source, m_out / (mode == ImportMode::Copy ? "copy" : "link"), options, {});
        QCOMPARE(made.name, std::string("Dataset099_Phantom"));
        QCOMPARE(seg::readText(made.folder / "dataset.json"), seg::readText(m_v2.folder / "dataset.json"));
        QCOMPARE(made.trainingCases.size(), std::size_t{6});
        QCOMPARE(made.testCases.size(), std::size_t{1});
        const fs::path& channel = made.trainingCases[3].channels[1];
        QCOMPARE(channel.filename(), fs::path("phantom_004_0001.nii.gz"));
        QCOMPARE(seg::readText(channel), seg::readText(m_v2.trainingCases[3].channels[1]));
        QCOMPARE(fs::is_symlink(channel), mode == ImportMode::Reference);
    }
}

void TestNnUnetSource::v2_canBeThinnedOutAndRenamed()
{
    ImportOptions options;
    options.id = 7;
    options.name = "Other";
    options.exclude = {{"phantom_002"}, {"phantom_005"}};
    const RawDataset made = importDataset(openSource(m_v2.folder, {}, {}), m_out, options, {});
    QCOMPARE(made.name, std::string("Dataset007_Other"));
    QCOMPARE(made.trainingCases.size(), std::size_t{4});
    QCOMPARE(made.manifest.trainingCount, std::int64_t{4});
    options.exclude = {{"phantom_1"}};
    const auto failure =
        failureOf([&] { importDataset(openSource(m_v2.folder, {}, {}), *m_folder / "b", options, {}); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QCOMPARE(failure.second, std::string("cannot exclude phantom_1 from Dataset099_Phantom: there is no such "
                                         "case; check its spelling"));
}

void TestNnUnetSource::regionsAndIgnoreLabel_surviveInOrder()
{
    seg::Json json = seg::readJson(m_v2.folder / "dataset.json");
    json["labels"] = seg::parseJson(
        R"({"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enhancing": [3], "ignore": 4})", "test");
    json["regions_class_order"] = {1, 2, 3};
    seg::writeJson(m_v2.folder / "dataset.json", json);
    const RawDataset made = importDataset(openSource(m_v2.folder, {}, {}), m_out, {}, {});
    QVERIFY(made.manifest.labels.hasRegions());
    QCOMPARE(made.manifest.labels.ignoreLabel(), std::optional<int>(4));
    QCOMPARE(made.manifest.labels.regionsClassOrder(), (std::vector<int>{1, 2, 3}));
    QCOMPARE(labelKey(made.manifest.labels.foregroundRegions()[2]), std::string("(3,)"));
    QCOMPARE(seg::readText(made.folder / "dataset.json"), seg::readText(m_v2.folder / "dataset.json"));
}

void TestNnUnetSource::anExplicitMapping_becomesTheUsualLayout()
{
    // The images go elsewhere, one named by an environment variable, one relative to the dataset.
    const fs::path scans = *m_folder / "scans";
    fs::create_directories(scans);
    seg::Json mapping = seg::Json::object();
    for (std::size_t i = 0; i < 2; ++i) {
        const seg::Case& item = m_v2.trainingCases[i];
        seg::Json images = seg::Json::array();
        for (std::size_t channel = 0; channel < 2; ++channel) {
            const std::string name = "s" + std::to_string(i) + "-" + std::to_string(channel) + ".nii.gz";
            fs::rename(item.channels[channel], scans / name);
            images.push_back((i == 0 ? "${SEG_TEST_SCANS}/" : "../../scans/") + name);
        }
        mapping["case " + std::to_string(i)] = {{"images", images},
                                                {"label", "labelsTr/" + item.id.name + ".nii.gz"}};
    }
    ::setenv("SEG_TEST_SCANS", scans.c_str(), 1);
    fs::remove_all(m_v2.folder / "imagesTr");
    seg::Json json = seg::readJson(m_v2.folder / "dataset.json");
    json["numTraining"] = 2;
    json["dataset"] = mapping;
    seg::writeJson(m_v2.folder / "dataset.json", json);

    QVERIFY(recognizeSource(m_v2.folder) == SourceKind::NnUnetRaw);
    const RawDataset made = importDataset(openSource(m_v2.folder, {}, {}), m_out, {}, {});
    QCOMPARE(entriesOf(made.folder / "imagesTr"),
             (std::vector<std::string>{"case 0_0000.nii.gz", "case 0_0001.nii.gz", "case 1_0000.nii.gz",
                                       "case 1_0001.nii.gz"}));
    QCOMPARE(seg::readText(made.trainingCases[1].channels[1]), seg::readText(scans / "s1-1.nii.gz"));
    QVERIFY(!made.manifest.other.contains("dataset"));
}

void TestNnUnetSource::aMappingWithAMissingFile_isNamed()
{
    seg::Json json = seg::readJson(m_v2.folder / "dataset.json");
    json["dataset"] = seg::parseJson(
        R"({"a": {"images": ["gone/a.nii.gz"], "label": "labelsTr/phantom_001.nii.gz"}})", "test");
    seg::writeJson(m_v2.folder / "dataset.json", json);
    const auto failure = failureOf([&] { importDataset(openSource(m_v2.folder, {}, {}), m_out, {}, {}); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(
        failure.second.starts_with("cannot import Dataset099_Phantom: the image of case a is missing (") &&
            failure.second.ends_with("gone/a.nii.gz); put it there or exclude the case"),
        failure.second.c_str());
    QVERIFY(!fs::exists(m_out));
}

/// The same dataset as nnU-Net v1 kept it.
void TestNnUnetSource::makeV1() const
{
    const fs::path task = *m_folder / "Task012_Old";
    fs::rename(m_v2.folder, task);
    seg::writeText(task / "dataset.json", R"({"name": "Old", "description": "as v1 kept it", "licence": "CC0",
        "tensorImageSize": "4D", "modality": {"0": "T1", "1": "T2"},
        "labels": {"0": "background", "1": "Outer", "2": "Inner"}, "numTraining": 6, "numTest": 1,
        "training": [{"image": "./imagesTr/phantom_001.nii.gz", "label": "./labelsTr/phantom_001.nii.gz"}],
        "test": ["./imagesTs/phantom_007.nii.gz"]})");
}

void TestNnUnetSource::v1_isRecognizedAndTranslated()
{
    makeV1();
    const DatasetSource source = openSource(*m_folder / "Task012_Old", {}, {});
    QVERIFY(source.kind == SourceKind::NnUnetV1);
    QCOMPARE(source.number, 12);
    QCOMPARE(source.licence, std::string("CC0"));
    QCOMPARE(source.trainingCases.size(), std::size_t{6});
    QCOMPARE(source.trainingCases[0].channels.size(), std::size_t{2});
    const RawDataset made = importDataset(source, m_out, {}, {});
    QCOMPARE(made.name, std::string("Dataset012_Old"));
    QCOMPARE(made.testCases.size(), std::size_t{1});
    const seg::Json json = seg::readJson(made.folder / "dataset.json");
    QCOMPARE(json["channel_names"]["1"].get<std::string>(), std::string("T2"));
    QCOMPARE(json["labels"]["Inner"].get<int>(), 2);
    for (const char* key : {"modality", "training", "test", "tensorImageSize", "numTest"}) {
        QVERIFY2(!json.contains(key), key);
    }
}

void TestNnUnetSource::v1_withAnImageWithoutChannelNumber_isNamed()
{
    makeV1();
    const fs::path images = *m_folder / "Task012_Old/imagesTs";
    fs::rename(images / "phantom_007_0000.nii.gz", images / "phantom_007.nii.gz");
    const std::string said =
        errorTextOf([&] { static_cast<void>(openSource(*m_folder / "Task012_Old", {}, {})); });
    QVERIFY2(said.ends_with("the image phantom_007.nii.gz lacks a channel number; rename it to "
                            "phantom_007_0000.nii.gz"),
             said.c_str());
}

void TestNnUnetSource::v1_withAMissingLabel_isNamed()
{
    makeV1();
    fs::remove(*m_folder / "Task012_Old/labelsTr/phantom_003.nii.gz");
    const auto failure =
        failureOf([&] { importDataset(openSource(*m_folder / "Task012_Old", {}, {}), m_out, {}, {}); });
    QCOMPARE(failure.second, std::string("cannot import Task012_Old: case phantom_003 has no label file in "
                                         "labelsTr; put it there or exclude the case"));
    QVERIFY(!fs::exists(m_out));
}

QTEST_APPLESS_MAIN(TestNnUnetSource)
#include "tst_NnUnetSource.moc"

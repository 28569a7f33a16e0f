// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/dataset/CrossValidationSplit.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/DatasetValidator.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/TempFolder.h"

#include <QTest>

namespace fs = std::filesystem;
using namespace seg::dataset;

/// Real Decathlon tasks, against files that nnU-Net 2.8.1 made of them (dataset.json by its MSD converter,
/// splits by its trainer).
class TestRealTasks final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hippocampus_isFine_andImportsAsNnUnetDoes();
    void brainTumours_areSplitIntoChannels();
};

static const fs::path kShared = SEG_SHARED_DATA;

void TestRealTasks::hippocampus_isFine_andImportsAsNnUnetDoes()
{
    const fs::path task = kShared / "data/Task04_Hippocampus";
    const fs::path reference = kShared / "peer/reference/Dataset004_Hippocampus";
    if (!fs::exists(task) || !fs::exists(reference)) {
        QSKIP("the real tasks are not here");
    }
    const seg::test::TempFolder folder;
    const RawDataset dataset = importDataset(openMsdTask(task), folder.path(), {}, {});
    QCOMPARE(dataset.trainingCases.size(), std::size_t{200});
    QCOMPARE(dataset.testCases.size(), std::size_t{10});
    QCOMPARE(seg::readText(dataset.folder / "dataset.json"), seg::readText(reference / "dataset.json"));

    const DatasetCheck check = checkDataset(dataset, {});
    // Worth a note and no more: some scans were stored on quite another scale, one mask has a speck.
    QCOMPARE(check.count(Severity::Fine), std::size_t{176});
    QCOMPARE(check.count(Severity::Note), std::size_t{24});
    QVERIFY(check.issues.empty());

    std::vector<seg::CaseId> ids;
    for (const seg::Case& item : dataset.trainingCases) {
        ids.push_back(item.id);
    }
    QCOMPARE(makeSplits(ids), readSplits(reference / "splits_final.json"));
    writeSplits(folder / "splits_final.json", makeSplits(ids));
    QCOMPARE(seg::readText(folder / "splits_final.json"), seg::readText(reference / "splits_final.json"));
}

void TestRealTasks::brainTumours_areSplitIntoChannels()
{
    const fs::path task = kShared / "data/Task01_BrainTumourExcerpt";
    const fs::path reference = kShared / "peer/reference/Dataset001_BrainTumourExcerpt";
    if (!fs::exists(task) || !fs::exists(reference)) {
        QSKIP("the real tasks are not here");
    }
    const seg::test::TempFolder folder;
    ImportOptions options;
    options.exclude = {{"BRATS_0004"}, {"BRATS_0005"}, {"BRATS_0006"}}; // one case is enough here
    const RawDataset dataset = importDataset(openMsdTask(task), folder.path(), options, {});
    QCOMPARE(dataset.trainingCases.size(), std::size_t{1});
    QCOMPARE(dataset.trainingCases[0].channels.size(), std::size_t{2});
    QCOMPARE(dataset.manifest.channelNames, (std::vector<std::string>{"FLAIR", "T1gd"}));
    const seg::Volume parts = seg::imaging::readChannels(dataset.trainingCases[0].channels);
    QCOMPARE(parts, seg::imaging::readVolume(task / "imagesTr/BRATS_0003.nii.gz"));
    seg::Json json = seg::readJson(dataset.folder / "dataset.json");
    json["numTraining"] = 4;
    QCOMPARE(seg::jsonText(json), seg::readText(reference / "dataset.json"));
}

QTEST_APPLESS_MAIN(TestRealTasks)
#include "tst_RealTasks.moc"

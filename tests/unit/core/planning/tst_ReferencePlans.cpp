// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/planning/ExperimentPlanner.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace seg;
namespace fs = std::filesystem;

namespace {

fs::path referenceFolder(const QString& dataset)
{
    return fs::path(SEG_SHARED_DATA) / "peer" / "reference" / dataset.toStdString();
}

/// The raw dataset of the MSD task folder as it is, without converting it: 3-D images have no channel suffix
/// there.
dataset::RawDataset msdTask(const fs::path& task, dataset::DatasetManifest manifest)
{
    dataset::RawDataset raw;
    raw.folder = task;
    raw.name = task.filename().string();
    raw.manifest = std::move(manifest);
    for (const fs::directory_entry& entry : fs::directory_iterator(task / "imagesTr")) {
        const std::string file = entry.path().filename().string();
        if (file.ends_with(".nii.gz") && file[0] != '.') {
            raw.trainingCases.push_back(
                {{stemOfImage(entry.path())}, {entry.path()}, task / "labelsTr" / file});
        }
    }
    std::sort(raw.trainingCases.begin(), raw.trainingCases.end(),
              [](const Case& a, const Case& b) { return a.id < b.id; });
    return raw;
}

bool close(double a, double b)
{
    return std::abs(a - b) <= 2e-6 * std::max(std::abs(a), std::abs(b));
}

} // namespace

/// Holds our numbers against files that nnU-Net v2.8.1 wrote for real datasets.
class TestReferencePlans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void planEqualsTheReferencesFile_data();
    void planEqualsTheReferencesFile();
    void referencePlanSurvivesReading_data();
    void referencePlanSurvivesReading();
    void fingerprintEqualsTheReferences_data();
    void fingerprintEqualsTheReferences();

private:
    static void datasets();
};

void TestReferencePlans::datasets()
{
    QTest::addColumn<QString>("dataset");
    QTest::newRow("hippocampus") << "Dataset004_Hippocampus";
    QTest::newRow("brain tumours") << "Dataset001_BrainTumourExcerpt";
}

void TestReferencePlans::planEqualsTheReferencesFile_data()
{
    datasets();
}

void TestReferencePlans::planEqualsTheReferencesFile()
{
    QFETCH(QString, dataset);
    const fs::path folder = referenceFolder(dataset);
    if (!fs::exists(folder)) {
        QSKIP("the reference's files are not here");
    }
    const auto manifest = dataset::manifestFromJson(readJson(folder / "dataset.json"), "dataset.json");
    const auto facts =
        planning::fingerprintFromJson(readJson(folder / "dataset_fingerprint.json"), "fingerprint");
    planning::Plan plan = planning::planExperiment(facts, manifest, dataset.toStdString());
    QVERIFY(!plan.reasons.empty());
    plan.reasons.clear();
    QCOMPARE(QString::fromStdString(jsonText(planning::planToJson(plan))),
             QString::fromStdString(readText(folder / "nnUNetPlans.json")).trimmed());
}

void TestReferencePlans::referencePlanSurvivesReading_data()
{
    datasets();
}

void TestReferencePlans::referencePlanSurvivesReading()
{
    QFETCH(QString, dataset);
    const fs::path folder = referenceFolder(dataset);
    if (!fs::exists(folder)) {
        QSKIP("the reference's files are not here");
    }
    const Json json = readJson(folder / "nnUNetPlans.json");
    QCOMPARE(jsonText(planning::planToJson(planning::planFromJson(json, "nnUNetPlans.json"))),
             jsonText(json));
    const Json facts = readJson(folder / "dataset_fingerprint.json");
    QCOMPARE(jsonText(planning::fingerprintToJson(planning::fingerprintFromJson(facts, "fingerprint"))),
             jsonText(facts));
}

void TestReferencePlans::fingerprintEqualsTheReferences_data()
{
    QTest::addColumn<QString>("dataset");
    QTest::addColumn<QString>("task");
    QTest::newRow("hippocampus") << "Dataset004_Hippocampus"
                                 << "Task04_Hippocampus";
}

void TestReferencePlans::fingerprintEqualsTheReferences()
{
    QFETCH(QString, dataset);
    QFETCH(QString, task);
    const fs::path folder = referenceFolder(dataset);
    const fs::path images = fs::path(SEG_SHARED_DATA) / "data" / task.toStdString();
    if (!fs::exists(folder) || !fs::exists(images)) {
        QSKIP("the real dataset is not here");
    }
    const auto manifest = dataset::manifestFromJson(readJson(folder / "dataset.json"), "dataset.json");
    const auto expected =
        planning::fingerprintFromJson(readJson(folder / "dataset_fingerprint.json"), "fingerprint");
    const auto actual = planning::extractFingerprint(msdTask(images, manifest), {});
    QVERIFY(actual.extentsAfterCrop == expected.extentsAfterCrop);
    for (std::size_t i = 0; i < expected.spacings.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            QVERIFY(close(actual.spacings[i].mm[axis], expected.spacings[i].mm[axis]));
        }
    }
    QVERIFY(close(actual.medianRelativeSizeAfterCropping, expected.medianRelativeSizeAfterCropping));
    for (std::size_t c = 0; c < expected.intensities.size(); ++c) {
        const auto& a = actual.intensities.at(c);
        const auto& b = expected.intensities[c];
        QCOMPARE(a.median, b.median);
        QCOMPARE(a.minimum, b.minimum);
        QCOMPARE(a.maximum, b.maximum);
        QVERIFY(close(a.percentile005, b.percentile005) && close(a.percentile995, b.percentile995));
        QVERIFY2(close(a.mean, b.mean),
                 qPrintable(QString("%1 %2").arg(a.mean, 0, 'g', 17).arg(b.mean, 0, 'g', 17)));
        QVERIFY2(close(a.deviation, b.deviation),
                 qPrintable(QString("%1 %2").arg(a.deviation, 0, 'g', 17).arg(b.deviation, 0, 'g', 17)));
    }
}

QTEST_APPLESS_MAIN(TestReferencePlans)
#include "tst_ReferencePlans.moc"

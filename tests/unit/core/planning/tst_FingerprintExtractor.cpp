// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/io/ImageFile.h"
#include "core/planning/Fingerprint.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace seg;
using planning::extractFingerprint;
namespace fs = std::filesystem;

namespace {

/// A dataset of small files on disk: case i holds value i+1 in a box and label 1 in part of it.
class SmallDataset {
public:
    explicit SmallDataset(int cases)
    {
        m_dataset.folder = m_folder.path().toStdString();
        m_dataset.name = "Dataset001_Small";
        m_dataset.manifest.channelNames = {"MRI"};
        m_dataset.manifest.labels = dataset::LabelScheme({{"background", {0}}, {"a", {1}}});
        m_dataset.manifest.trainingCount = cases;
        for (int i = 0; i < cases; ++i) {
            add(i);
        }
    }

    [[nodiscard]] dataset::RawDataset& dataset() { return m_dataset; }

    void rewriteImage(std::size_t index, const std::function<void(Volume&)>& change)
    {
        Volume image = imaging::readVolume(m_dataset.trainingCases[index].channels[0]);
        change(image);
        imaging::writeVolume(m_dataset.trainingCases[index].channels[0], image);
    }

private:
    void add(int i)
    {
        Volume image;
        image.geometry.extent = {{4, 6, 8}};
        image.geometry.spacing = {{2.0, 1.0, 0.5}};
        image.values.assign(4 * 6 * 8, 0.0F);
        LabelMap label;
        label.geometry = image.geometry;
        label.values.assign(image.values.size(), 0);
        for (std::int64_t y = 1; y < 5; ++y) {
            for (std::int64_t x = 2; x < 6; ++x) {
                const auto index = static_cast<std::size_t>(image.geometry.extent.index(1, y, x));
                image.values[index] = static_cast<float>(i + 1);
                label.values[index] = x < 4 ? 1 : 0;
            }
        }
        const fs::path folder = m_dataset.folder;
        const std::string name = "case_" + std::to_string(i);
        Case item{{name}, {folder / (name + "_0000.nii.gz")}, folder / (name + ".nii.gz")};
        imaging::writeVolume(item.channels[0], image);
        imaging::writeLabelMap(*item.label, label);
        m_dataset.trainingCases.push_back(std::move(item));
    }

    QTemporaryDir m_folder;
    dataset::RawDataset m_dataset;
};

QString failureOf(const dataset::RawDataset& dataset)
{
    try {
        static_cast<void>(extractFingerprint(dataset, {}));
    } catch (const Error& error) {
        return QString(error.what());
    }
    return {};
}

} // namespace

class TestFingerprintExtractor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsCropSpacingAndIntensities();
    void doesNotDependOnTheNumberOfThreads();
    void nanVoxels_nameTheCase();
    void labelOfAnotherShape_namesTheCase();
    void tooFewChannels_nameTheCase();
    void stopsWhenAsked();
    void noCasesIsBadInput();
};

void TestFingerprintExtractor::recordsCropSpacingAndIntensities()
{
    SmallDataset small(3);
    const planning::Fingerprint fingerprint = extractFingerprint(small.dataset(), {});
    QVERIFY(fingerprint.extentsAfterCrop == std::vector<Extent>(3, Extent{{1, 4, 4}}));
    QVERIFY(fingerprint.spacings == std::vector<Spacing>(3, Spacing{{2.0, 1.0, 0.5}}));
    QCOMPARE(fingerprint.medianRelativeSizeAfterCropping, 16.0 / 192.0);
    QCOMPARE(fingerprint.intensities[0].mean, 2.0);
    QCOMPARE(fingerprint.intensities[0].median, 2.0);
    QCOMPARE(fingerprint.intensities[0].maximum, 3.0);
    QCOMPARE(fingerprint.intensities[0].deviation,
             static_cast<double>(static_cast<float>(std::sqrt(2.0 / 3.0))));
}

void TestFingerprintExtractor::doesNotDependOnTheNumberOfThreads()
{
    SmallDataset small(5);
    setThreadCount(1);
    const planning::Fingerprint one = extractFingerprint(small.dataset(), {});
    setThreadCount(4);
    const planning::Fingerprint four = extractFingerprint(small.dataset(), {});
    setThreadCount(0);
    QVERIFY(one == four);
}

void TestFingerprintExtractor::nanVoxels_nameTheCase()
{
    SmallDataset small(1);
    small.rewriteImage(0, [](Volume& image) { image.values[70] = std::numeric_limits<float>::quiet_NaN(); });
    const QString failure = failureOf(small.dataset());
    QVERIFY2(failure.contains("case_0") && failure.contains("NaN"), qPrintable(failure));
}

void TestFingerprintExtractor::labelOfAnotherShape_namesTheCase()
{
    SmallDataset small(1);
    small.rewriteImage(0, [](Volume& image) {
        image.geometry.extent = {{4, 6, 7}};
        image.values.resize(4 * 6 * 7);
    });
    const QString failure = failureOf(small.dataset());
    QVERIFY2(failure.contains("case_0") && failure.contains("4x6x8") && failure.contains("4x6x7") &&
                 failure.endsWith("choose the right label file or leave the case out"),
             qPrintable(failure));
}

void TestFingerprintExtractor::tooFewChannels_nameTheCase()
{
    SmallDataset small(1);
    small.dataset().manifest.channelNames = {"T1", "T2"};
    const QString failure = failureOf(small.dataset());
    QVERIFY2(failure.contains("case_0") && failure.contains("1 channels but dataset.json names 2"),
             qPrintable(failure));
}

void TestFingerprintExtractor::stopsWhenAsked()
{
    SmallDataset small(2);
    std::stop_source source;
    source.request_stop();
    try {
        static_cast<void>(extractFingerprint(small.dataset(), TaskContext(source.get_token())));
        QFAIL("did not stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
}

void TestFingerprintExtractor::noCasesIsBadInput()
{
    SmallDataset small(0);
    QVERIFY(failureOf(small.dataset()).contains("no training cases"));
}

QTEST_APPLESS_MAIN(TestFingerprintExtractor)
#include "tst_FingerprintExtractor.moc"

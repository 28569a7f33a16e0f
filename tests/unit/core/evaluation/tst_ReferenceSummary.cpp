// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <algorithm>

namespace fs = std::filesystem;
using seg::dataset::LabelScheme;
using seg::evaluation::Summary;

/// Equality with the summaries of nnU-Net 2.8.1; tests/golden/README_evaluation.md says how they were made.
class TestReferenceSummary final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textEqualsNnUnets_data();
    void textEqualsNnUnets();
};

namespace {

const fs::path kLabels = fs::path(SEG_SHARED_DATA) / "data/Task04_Hippocampus/labelsTr";

/// Every row moved by `shift` voxels along x; what leaves on the right comes in on the left.
seg::LabelMap rolled(const seg::LabelMap& map, std::int64_t shift)
{
    seg::LabelMap result = map;
    const std::int64_t length = map.geometry.extent.voxels[2];
    for (std::size_t row = 0; row < map.values.size(); row += static_cast<std::size_t>(length)) {
        for (std::int64_t x = 0; x < length; ++x) {
            result.values[row + static_cast<std::size_t>((x + shift) % length)] =
                map.values[row + static_cast<std::size_t>(x)];
        }
    }
    return result;
}

void makeMasks(const fs::path& predictions, const fs::path& truth)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(kLabels)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    fs::create_directories(predictions);
    fs::create_directories(truth);
    for (int number = 0; number < 12; ++number) {
        const fs::path& file = files[static_cast<std::size_t>(number)];
        seg::LabelMap real = seg::imaging::readLabelMap(file);
        seg::LabelMap predicted = rolled(real, 1 + number % 3);
        if (number == 4 || number == 5) {
            std::replace(predicted.values.begin(), predicted.values.end(), std::int16_t{2}, std::int16_t{0});
        }
        if (number == 5) {
            std::replace(real.values.begin(), real.values.end(), std::int16_t{2}, std::int16_t{0});
        }
        seg::imaging::writeLabelMap(predictions / file.filename(), predicted, file);
        seg::imaging::writeLabelMap(truth / file.filename(), real, file);
    }
}

} // namespace

void TestReferenceSummary::textEqualsNnUnets_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("labels");
    QTest::newRow("plain labels") << "labels"
                                  << R"({"background": 0, "A": 1, "P": 2})";
    QTest::newRow("regions, with the three kinds of key")
        << "regions"
        << R"({"background": 0, "whole": [1, 2], "one": [2], "p": 1})";
}

void TestReferenceSummary::textEqualsNnUnets()
{
    QFETCH(const QString, name);
    QFETCH(const QString, labels);
    if (!fs::exists(kLabels)) {
        QSKIP("the real masks are not here");
    }
    const seg::test::TempFolder folder;
    makeMasks(folder / "predictions", folder / "truth");
    const LabelScheme scheme = seg::dataset::labelSchemeFromJson(
        seg::parseJson(labels.toStdString(), "test"), name == "regions" ? seg::Json({1, 2, 3}) : seg::Json());
    Summary summary =
        seg::evaluation::evaluateFolders(folder / "predictions", folder / "truth", scheme, false, 1.0, {});
    for (auto& item : summary.cases) {
        item.predictionFile = fs::path(item.predictionFile).filename().string();
        item.referenceFile = fs::path(item.referenceFile).filename().string();
    }
    const seg::Json golden = seg::readJson(fs::path(SEG_SOURCE_DIR) / "tests/golden/evaluation.json");
    QCOMPARE(seg::jsonText(seg::evaluation::summaryToJson(summary)),
             seg::jsonText(golden[name.toStdString()]));
}

QTEST_APPLESS_MAIN(TestReferenceSummary)
#include "tst_ReferenceSummary.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <cmath>
#include <map>

namespace fs = std::filesystem;
using seg::dataset::PhantomOptions;
using seg::dataset::writePhantomTask;
using namespace seg::test;

class TestPhantom final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameOptions_giveTheSameBytes();
    void anotherSeed_givesOtherAnatomy();
    void everyCaseHasEveryLabel_data();
    void everyCaseHasEveryLabel();
    void labelsDifferInBrightness();
    void channelsAndOneSlice_asAskedFor();
    void impossibleOptions_areRefused();
    void aFilledFolder_isLeftAlone();
};

void TestPhantom::sameOptions_giveTheSameBytes()
{
    const TempFolder folder;
    writePhantomTask(folder / "a", smallPhantom());
    writePhantomTask(folder / "b", smallPhantom());
    for (const char* name : {"dataset.json", "imagesTr/phantom_001.nii.gz", "labelsTr/phantom_006.nii.gz",
                             "imagesTs/phantom_007.nii.gz"}) {
        QVERIFY2(seg::readText(folder / "a" / name) == seg::readText(folder / "b" / name), name);
    }
}

void TestPhantom::anotherSeed_givesOtherAnatomy()
{
    const TempFolder folder;
    PhantomOptions options = smallPhantom();
    writePhantomTask(folder / "a", options);
    options.seed = 1;
    writePhantomTask(folder / "b", options);
    const auto labels = [&](const char* task, const char* name) {
        return seg::imaging::readLabelMap(folder / task / "labelsTr" / name).values;
    };
    QVERIFY(labels("a", "phantom_001.nii.gz") != labels("b", "phantom_001.nii.gz"));
    QVERIFY(labels("a", "phantom_001.nii.gz") != labels("a", "phantom_002.nii.gz"));
}

void TestPhantom::everyCaseHasEveryLabel_data()
{
    QTest::addColumn<int>("labels");
    QTest::addColumn<bool>("twoD");
    QTest::newRow("one") << 1 << false;
    QTest::newRow("two") << 2 << false;
    QTest::newRow("five, flat") << 5 << true;
    QTest::newRow("six") << 6 << false;
}

void TestPhantom::everyCaseHasEveryLabel()
{
    QFETCH(const int, labels);
    QFETCH(const bool, twoD);
    const TempFolder folder;
    PhantomOptions options = smallPhantom();
    options.extent = {{24, 48, 48}};
    options.labels = labels;
    options.twoD = twoD;
    writePhantomTask(folder / "task", options);
    for (const seg::Case& item : seg::dataset::openMsdTask(folder / "task").trainingCases) {
        std::map<int, int> counts;
        for (const auto value : seg::imaging::readLabelMap(*item.label).values) {
            ++counts[value];
        }
        QCOMPARE(counts.size(), static_cast<std::size_t>(labels) + 1);
        QVERIFY(counts[0] > counts[1]);
    }
}

void TestPhantom::labelsDifferInBrightness()
{
    const TempFolder folder;
    writePhantomTask(folder / "task", smallPhantom());
    const auto image = seg::imaging::readVolume(folder / "task/imagesTr/phantom_001.nii.gz");
    const auto labels = seg::imaging::readLabelMap(folder / "task/labelsTr/phantom_001.nii.gz");
    std::array<double, 3> sum{};
    std::array<double, 3> count{};
    for (std::size_t i = 0; i < labels.values.size(); ++i) {
        sum[static_cast<std::size_t>(labels.values[i])] += static_cast<double>(image.values[i]);
        count[static_cast<std::size_t>(labels.values[i])] += 1.0;
    }
    QVERIFY(sum[1] / count[1] - sum[0] / count[0] > 50.0);
    QVERIFY(sum[2] / count[2] - sum[1] / count[1] > 50.0);
}

void TestPhantom::channelsAndOneSlice_asAskedFor()
{
    const TempFolder folder;
    PhantomOptions options = smallPhantom();
    options.channels = 2;
    options.twoD = true;
    options.name = "Task50_Flat";
    writePhantomTask(folder / "Task50_Flat", options);
    const auto source = seg::dataset::openMsdTask(folder / "Task50_Flat");
    QCOMPARE(source.channelNames, (std::vector<std::string>{"T1", "T2"}));
    QCOMPARE(source.number, 50);
    const auto info = seg::imaging::readImageInfo(source.trainingCases[0].channels[0]);
    QCOMPARE(info.channels, std::int64_t{2});
    QCOMPARE(info.geometry.extent, (seg::Extent{{1, 18, 16}}));
    QCOMPARE(seg::orientationCode(info.geometry), std::string("RAS"));
    QVERIFY(info.note.empty() && !info.formsDisagree);
}

void TestPhantom::impossibleOptions_areRefused()
{
    const auto refused = [](const std::function<void(PhantomOptions&)>& change) {
        PhantomOptions options = smallPhantom();
        change(options);
        return errorTextOf([&] { options.validate(); });
    };
    QVERIFY(refused([](auto&) {}).empty());
    QVERIFY(refused([](auto& o) { o.cases = 0; }).find("0 cases") != std::string::npos);
    QVERIFY(refused([](auto& o) { o.labels = 99; }).find("99 labels") != std::string::npos);
    QVERIFY(refused([](auto& o) { o.channels = 0; }).find("0 channels") != std::string::npos);
    QVERIFY(refused([](auto& o) { o.extent.voxels[1] = 2; }).find("2 voxels") != std::string::npos);
    QVERIFY(refused([](auto& o) { o.spacing.mm[0] = 0.0; }).find("0 mm") != std::string::npos);
    QVERIFY(refused([](auto& o) { o.tests = -1; }).find("-1 test scans") != std::string::npos);
}

void TestPhantom::aFilledFolder_isLeftAlone()
{
    const TempFolder folder;
    seg::writeText(folder / "mine.txt", "keep");
    const std::string text = errorTextOf([&] { writePhantomTask(folder.path(), smallPhantom()); });
    QVERIFY2(text.find("the folder is not empty") != std::string::npos, text.c_str());
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{"mine.txt"});
}

QTEST_APPLESS_MAIN(TestPhantom)
#include "tst_Phantom.moc"

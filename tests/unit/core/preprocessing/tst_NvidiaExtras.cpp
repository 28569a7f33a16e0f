// SPDX-License-Identifier: Apache-2.0
#include "core/base/Log.h"
#include "core/preprocessing/ForegroundChannel.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/preprocessing/SourceGrid.h"
#include "core/preprocessing/StoreStamp.h"

#include <QtTest>

#include <numeric>

using namespace seg;
using namespace seg::preprocessing;
using planning::ForegroundChannel;
using planning::NormalizationScheme;

namespace {

using Values = std::vector<float>;
using Labels = std::vector<std::int16_t>;

/// A case of a few voxels for NVIDIA's recipe; patches of one voxel ask for no padding.
struct SmallCase {
    SmallCase(const Extent& extent, Values values, std::int64_t channels = 1)
    {
        image.geometry.extent = extent;
        image.geometry.spacing = {{1.0, 1.0, 1.0}};
        image.channels = channels;
        image.values = std::move(values);
        label.geometry = image.geometry;
        label.values.assign(static_cast<std::size_t>(extent.count()), 0);
        plan.intensities.resize(static_cast<std::size_t>(channels));
        configuration.name = "3d_fullres";
        configuration.recipe = planning::PreprocessingRecipe::Nvidia;
        configuration.spacing = {1.0, 1.0, 1.0};
        configuration.patchSize = {1, 1, 1};
        setScheme(NormalizationScheme::ZScore);
    }
    void setScheme(NormalizationScheme scheme)
    {
        configuration.normalization.assign(static_cast<std::size_t>(image.channels), scheme);
        configuration.useMaskForNormalization.assign(static_cast<std::size_t>(image.channels), false);
    }
    void makeFlat(std::int64_t rows, std::int64_t columns)
    {
        configuration.name = "2d";
        configuration.spacing = {1.0, 1.0};
        configuration.patchSize = {rows, columns};
    }
    [[nodiscard]] PreprocessedCase run(bool withLabel = true) const
    {
        return preprocessCase({"small"}, image, withLabel ? &label : nullptr, plan, configuration, labels);
    }

    Volume image;
    LabelMap label;
    planning::Plan plan;
    planning::Configuration configuration;
    dataset::LabelScheme labels{
        {{"background", {0}, false}, {"a", {1}, false}, {"b", {2}, false}, {"c", {3}, false}}};
};

/// Mean 1 and deviation 2 over the voxels that are not 0.
SmallCase mriCase()
{
    return {{{1, 2, 4}}, {3, 0, -1, 0, -1, 0, 0, 3}};
}

Values channelOf(const PreprocessedCase& item, std::size_t channel)
{
    const auto count = static_cast<std::ptrdiff_t>(item.properties.extentAfterResampling.count());
    const auto first = item.image.begin() + static_cast<std::ptrdiff_t>(channel) * count;
    return {first, first + count};
}

/// Every voxel another value, above 0, and a label of 1 and 2 in turn.
SmallCase countedCase(const Extent& extent)
{
    Values values(static_cast<std::size_t>(extent.count()));
    std::iota(values.begin(), values.end(), 1.0F);
    SmallCase item(extent, std::move(values));
    for (std::size_t i = 0; i < item.label.values.size(); ++i) {
        item.label.values[i] = static_cast<std::int16_t>(1 + i % 2);
    }
    return item;
}

} // namespace

/// What NVIDIA's preprocessing does on demand (nvidia-unets A.4.3, A.4.8, A.4.9, A.4.11), on exact values.
class TestNvidiaExtras : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theForegroundIsWhereTheScanIsNotZero();
    void oneChannelIsEnoughToBeForeground();
    void paddingIsNoForeground();
    void theForegroundIsResampledAsALabel();
    void asPublished_itIsWhereAllChannelsAreAboveTheirMean();
    void asPublished_mriIsScaledTwiceOverItsNonzeroVoxels();
    void asPublished_ctIsScaledTwiceOverAllVoxels();
    void scansToSegmentGetTheChannelToo();
    void labelsAreClosedLast();
    void slicesAreCutToTheirMiddle();
    void slicesSmallerThanThePatchAreFilledUp();
    void cutSlicesLieWhereTheyWereInTheScan();
    void scansToSegmentAreNotCut();
    void aScanWithoutAPositiveVoxelIsKeptWhole_withAWarning();
    void aScanWithOneGivesNoWarning();
    void eachExtraMakesOtherArrays();
};

void TestNvidiaExtras::theForegroundIsWhereTheScanIsNotZero()
{
    SmallCase item = mriCase();
    item.configuration.extras.foregroundChannel = ForegroundChannel::Nonzero;
    const PreprocessedCase result = item.run();
    QCOMPARE(result.properties.channels, std::int64_t{2});
    QCOMPARE(item.configuration.inputChannels(), 2);
    QVERIFY(channelOf(result, 0) == (Values{1, 0, -1, 0, -1, 0, 0, 1}));
    QVERIFY(channelOf(result, 1) == (Values{1, 0, 1, 0, 1, 0, 0, 1}));
    QVERIFY(channelOf(mriCase().run(), 0) == channelOf(result, 0)); // the scan's own channel is as without
}

void TestNvidiaExtras::oneChannelIsEnoughToBeForeground()
{
    SmallCase item({{1, 1, 4}}, {3, 0, 0, -1, 0, 0, 5, 5}, 2);
    item.configuration.extras.foregroundChannel = ForegroundChannel::Nonzero;
    const PreprocessedCase result = item.run();
    QCOMPARE(result.properties.channels, std::int64_t{3});
    QVERIFY(channelOf(result, 2) == (Values{1, 0, 1, 1}));
}

void TestNvidiaExtras::paddingIsNoForeground()
{
    SmallCase item({{1, 1, 2}}, {3, -1});
    item.image.values = {3, 3}; // a deviation of 0 counts as 1: both become 0
    item.configuration.patchSize = {1, 1, 5};
    item.configuration.extras.foregroundChannel = ForegroundChannel::Nonzero;
    const PreprocessedCase result = item.run();
    QVERIFY(channelOf(result, 0) == (Values{0, 0, 0, 0, 0}));
    QVERIFY(channelOf(result, 1) == (Values{0, 1, 1, 0, 0})); // 1 before, 2 behind
}

void TestNvidiaExtras::theForegroundIsResampledAsALabel()
{
    SmallCase item({{1, 1, 8}}, {5, 5, 0, 0, 0, 0, 5, 5});
    item.image.geometry.spacing = item.label.geometry.spacing = {{1.0, 1.0, 2.0}};
    item.configuration.extras.foregroundChannel = ForegroundChannel::Nonzero;
    const PreprocessedCase result = item.run();
    QVERIFY(result.properties.extentAfterResampling == (Extent{{1, 1, 16}}));
    QVERIFY(channelOf(result, 1) == (Values{1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}));
}

void TestNvidiaExtras::asPublished_itIsWhereAllChannelsAreAboveTheirMean()
{
    const Values image{1, 0, 2, -1, /* second channel */ 1, 1, 0, 1};
    QVERIFY(voxelsAboveMean(image, 2) == (Labels{1, 0, 0, 0}));
}

void TestNvidiaExtras::asPublished_mriIsScaledTwiceOverItsNonzeroVoxels()
{
    SmallCase item = mriCase();
    item.configuration.patchSize = {1, 2, 5}; // one column of zeros behind, which are no part of the scaling
    item.configuration.extras.foregroundChannel = ForegroundChannel::AboveMean;
    const PreprocessedCase result = item.run();
    QVERIFY(channelOf(result, 0) == (Values{1, 0, -1, 0, 0, -1, 0, 0, 1, 0})); // mean 0, deviation 1 already
    QVERIFY(channelOf(result, 1) == (Values{1, 0, 0, 0, 0, 0, 0, 0, 1, 0}));
}

void TestNvidiaExtras::asPublished_ctIsScaledTwiceOverAllVoxels()
{
    SmallCase item({{1, 2, 4}}, {30, -1, 3, -1, -1, 3, -1, 3});
    item.setScheme(NormalizationScheme::Ct);
    item.plan.intensities[0].percentile005 = -10.0;
    item.plan.intensities[0].percentile995 = 3.0; // 30 becomes 3
    item.plan.intensities[0].mean = 0.0;
    item.plan.intensities[0].deviation = 1.0;
    item.configuration.extras.foregroundChannel = ForegroundChannel::AboveMean;
    const PreprocessedCase result = item.run(); // mean 1, deviation 2 after the first scaling
    QVERIFY(channelOf(result, 0) == (Values{1, -1, 1, -1, -1, 1, -1, 1}));
    QVERIFY(channelOf(result, 1) == (Values{1, 0, 1, 0, 0, 1, 0, 1}));
}

void TestNvidiaExtras::scansToSegmentGetTheChannelToo()
{
    for (const ForegroundChannel kind : {ForegroundChannel::Nonzero, ForegroundChannel::AboveMean}) {
        SmallCase item = mriCase();
        item.configuration.extras.foregroundChannel = kind;
        QVERIFY(item.run(false).image == item.run(true).image);
    }
}

void TestNvidiaExtras::labelsAreClosedLast()
{
    SmallCase item({{1, 3, 5}}, Values(15, 1.0F));
    item.label.values = {0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
    item.configuration.patchSize = {1, 7, 9}; // 2 voxels of padding on each side, before the closing
    item.configuration.extras.closesLabels = true;
    const PreprocessedCase result = item.run();
    Labels expected(63, 0);
    expected[3 * 9 + 3] = expected[3 * 9 + 4] = expected[3 * 9 + 5] = 1;
    QVERIFY(result.label == expected);
    QCOMPARE(result.properties.classLocations[0].voxels.size(), std::size_t{3});
    item.configuration.extras.closesLabels = false;
    QCOMPARE(item.run().properties.classLocations[0].voxels.size(), std::size_t{2});
}

void TestNvidiaExtras::slicesAreCutToTheirMiddle()
{
    SmallCase item = countedCase({{2, 5, 6}});
    item.makeFlat(4, 3);
    const PreprocessedCase whole = item.run();
    item.configuration.extras.cutsSlices = true;
    const PreprocessedCase cut = item.run();
    QVERIFY(cut.properties.extentAfterResampling == (Extent{{2, 4, 3}})); // slices stay as many as they are
    QVERIFY(cut.properties.cropBox == (Box{{0, 0, 2}, {2, 4, 5}}));       // 5/2 - 4/2 = 0 and 6/2 - 3/2 = 2
    const Extent from = whole.properties.extentAfterResampling;
    const Extent to = cut.properties.extentAfterResampling;
    for (std::int64_t z = 0; z < 2; ++z) {
        for (std::int64_t y = 0; y < 4; ++y) {
            for (std::int64_t x = 0; x < 3; ++x) { // normalized before, over the whole slices
                const auto source = static_cast<std::size_t>(from.index(z, y, x + 2));
                const auto target = static_cast<std::size_t>(to.index(z, y, x));
                QCOMPARE(cut.image[target], whole.image[source]);
                QCOMPARE(cut.label[target], whole.label[source]);
            }
        }
    }
}

void TestNvidiaExtras::slicesSmallerThanThePatchAreFilledUp()
{
    SmallCase item = countedCase({{1, 2, 6}});
    item.makeFlat(5, 4);
    item.configuration.extras = {ForegroundChannel::Nonzero, true, true};
    const PreprocessedCase result = item.run();
    QVERIFY(result.properties.extentAfterResampling == (Extent{{1, 5, 4}}));
    QVERIFY(result.properties.scanBox == (Box{{0, 1, 0}, {1, 3, 4}}));
    QVERIFY(channelOf(result, 1) == (Values{0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
}

void TestNvidiaExtras::cutSlicesLieWhereTheyWereInTheScan()
{
    SmallCase item = countedCase({{2, 5, 6}});
    item.makeFlat(3, 2);
    item.configuration.extras.cutsSlices = true;
    const PreprocessedCase cut = item.run();
    const LabelMap restored = restoreLabels(cut.label, cut.properties, item.plan);
    QVERIFY(restored.geometry.extent == item.label.geometry.extent);
    for (std::int64_t z = 0; z < 2; ++z) {
        for (std::int64_t y = 0; y < 5; ++y) {
            for (std::int64_t x = 0; x < 6; ++x) {
                const auto at = static_cast<std::size_t>(restored.geometry.extent.index(z, y, x));
                const bool isInside = y >= 1 && y < 4 && x >= 2 && x < 4;
                QCOMPARE(restored.values[at], isInside ? item.label.values[at] : std::int16_t{0});
            }
        }
    }
}

void TestNvidiaExtras::scansToSegmentAreNotCut()
{
    SmallCase item = countedCase({{2, 5, 6}});
    item.makeFlat(4, 3);
    item.configuration.extras.cutsSlices = true;
    QVERIFY(item.run(false).properties.extentAfterResampling == (Extent{{2, 5, 6}}));
}

namespace {

std::vector<std::string> warningsOf(const SmallCase& item)
{
    std::vector<std::string> texts;
    const log::Sink sink([&](const log::Message& message) {
        if (message.level == log::Level::Warning) {
            texts.push_back(message.text);
        }
    });
    static_cast<void>(item.run());
    return texts;
}

} // namespace

void TestNvidiaExtras::aScanWithoutAPositiveVoxelIsKeptWhole_withAWarning()
{
    const SmallCase item({{1, 2, 2}}, {-3, 0, -1, 0});
    const std::vector<std::string> warnings = warningsOf(item);
    QCOMPARE(warnings.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(warnings[0]),
             QString("case small: no voxel is above 0, so the whole scan was kept instead of the box around "
                     "such voxels; check that it is the right file and of the intensities that the plan was "
                     "made for"));
    QVERIFY(item.run().properties.cropBox == (Box{{0, 0, 0}, {1, 2, 2}}));
}

void TestNvidiaExtras::aScanWithOneGivesNoWarning()
{
    QVERIFY(warningsOf(SmallCase({{1, 2, 2}}, {-3, 0, -1, 1})).empty());
    QVERIFY(warningsOf(mriCase()).empty());
}

void TestNvidiaExtras::eachExtraMakesOtherArrays()
{
    SmallCase item = mriCase();
    const auto stamp = [&] { return storeStamp(item.plan, item.configuration, item.labels).dump(); };
    std::vector<std::string> stamps{stamp()};
    item.configuration.extras.foregroundChannel = ForegroundChannel::Nonzero;
    stamps.push_back(stamp());
    item.configuration.extras.foregroundChannel = ForegroundChannel::AboveMean;
    stamps.push_back(stamp());
    item.configuration.extras.closesLabels = true;
    stamps.push_back(stamp());
    item.configuration.extras.cutsSlices = true;
    stamps.push_back(stamp());
    std::sort(stamps.begin(), stamps.end());
    QVERIFY(std::adjacent_find(stamps.begin(), stamps.end()) == stamps.end());
}

QTEST_APPLESS_MAIN(TestNvidiaExtras)
#include "tst_NvidiaExtras.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/PatchLoader.h"
#include "core/base/Error.h"
#include "core/preprocessing/PreprocessedStore.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>

using namespace seg;
using namespace seg::augmentation;

namespace {

const Extent kExtent{{14, 18, 16}};

preprocessing::PreprocessedCase makeCase(const std::string& name, std::int64_t channels, int shift)
{
    preprocessing::PreprocessedCase item;
    item.properties.id = {name};
    item.properties.source.extent = kExtent;
    item.properties.extentBeforeCropping = kExtent;
    item.properties.cropBox = {{0, 0, 0}, kExtent.voxels};
    item.properties.extentAfterCropping = kExtent;
    item.properties.extentAfterResampling = kExtent;
    item.properties.channels = channels;
    item.image = golden::image(channels, kExtent);
    for (float& value : item.image) {
        value += static_cast<float>(shift);
    }
    item.label = golden::labels(kExtent); // -1, 0, 1, 2, 3
    item.properties.classLocations = {{{1}, {{3, 4, 7}}}, {{2}, {{9, 9, 7}}}, {{3}, {}}};
    return item;
}

dataset::LabelScheme plainLabels()
{
    return dataset::LabelScheme(
        {{"background", {0}, false}, {"a", {1}, false}, {"b", {2}, false}, {"c", {3}, false}});
}

dataset::LabelScheme regionLabels()
{
    return dataset::LabelScheme(
        {{"background", {0}, false}, {"whole", {1, 2}, true}, {"core", {2}, true}, {"ignore", {3}, false}},
        {1, 2});
}

bool sameBatch(const Batch& a, const Batch& b)
{
    if (!at::equal(a.image, b.image) || a.targets.size() != b.targets.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.targets.size(); ++i) {
        if (!at::equal(a.targets[i], b.targets[i])) {
            return false;
        }
    }
    return true;
}

} // namespace

class TestPatchLoader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void batchesDoNotDependOnTheNumberOfThreads_data();
    void batchesDoNotDependOnTheNumberOfThreads();
    void theStreamContinuesIntoTheNextEpoch();
    void beginningAnewGivesTheSameBatches();
    void seedsEpochsAndStreamsDiffer();
    void targetsAreLabelMapsPerScale();
    void aSliceConfigurationHasNoZ();
    void regionsBecomeChannelsWithTheIgnoreMaskLast();
    void validationPatchesAreNotAugmented();
    void maskedChannelsAreZeroOutside();
    void forcedSamplesShowForeground();
    void aMissingCaseIsNamed();
    void aFailureReachesTheConsumer_andStays();
    void impossibleOptionsAreRejected();

private:
    [[nodiscard]] PatchLoaderOptions options(int channels = 1) const;
    QTemporaryDir m_folder;
};

PatchLoaderOptions TestPatchLoader::options(int channels) const
{
    PatchLoaderOptions result;
    result.storeFolder = (m_folder.path() + "/store" + QString::number(channels)).toStdString();
    result.cases = {{"case_a"}, {"case_b"}, {"case_c"}};
    result.configuration.patchSize = {8, 12, 8};
    result.configuration.batchSize = 3;
    result.configuration.architecture.strides = {{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {1, 2, 1}};
    result.configuration.useMaskForNormalization.assign(static_cast<std::size_t>(channels), false);
    result.labels = plainLabels();
    result.seed = 77;
    result.iterationsPerEpoch = 4;
    return result;
}

void TestPatchLoader::initTestCase()
{
    for (const int channels : {1, 2}) {
        const std::filesystem::path folder = options(channels).storeFolder;
        std::filesystem::create_directories(folder);
        const preprocessing::PreprocessedStore store(folder);
        int shift = 0;
        for (const CaseId& id : options().cases) {
            store.write(makeCase(id.name, channels, shift++));
        }
    }
}

void TestPatchLoader::batchesDoNotDependOnTheNumberOfThreads_data()
{
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("prefetch");
    QTest::newRow("one thread, one batch ahead") << 1 << 1;
    QTest::newRow("three threads") << 3 << 2;
    QTest::newRow("more threads than samples") << 8 << 5;
}

void TestPatchLoader::batchesDoNotDependOnTheNumberOfThreads()
{
    QFETCH(const int, threads);
    QFETCH(const int, prefetch);
    PatchLoaderOptions given = options();
    given.threads = threads;
    given.prefetch = prefetch;
    PatchLoader loader(given);
    const PatchLoader reference(options());
    loader.begin(2, 1);
    for (int iteration = 1; iteration < 4; ++iteration) {
        QVERIFY(sameBatch(loader.next(), reference.make(2, iteration)));
    }
}

void TestPatchLoader::theStreamContinuesIntoTheNextEpoch()
{
    PatchLoader loader(options());
    loader.begin(0, 3);
    QVERIFY(sameBatch(loader.next(), loader.make(0, 3)));
    QVERIFY(sameBatch(loader.next(), loader.make(1, 0)));
    loader.begin(1, 1); // where it is already
    QVERIFY(sameBatch(loader.next(), loader.make(1, 1)));
}

void TestPatchLoader::beginningAnewGivesTheSameBatches()
{
    PatchLoader loader(options());
    loader.begin(0, 0);
    const Batch first = loader.next();
    static_cast<void>(loader.next());
    loader.begin(0, 0);
    QVERIFY(sameBatch(first, loader.next()));
}

void TestPatchLoader::seedsEpochsAndStreamsDiffer()
{
    const PatchLoader loader(options());
    QVERIFY(!sameBatch(loader.make(0, 0), loader.make(1, 0)));
    QVERIFY(!sameBatch(loader.make(0, 0), loader.make(0, 1)));
    PatchLoaderOptions other = options();
    other.seed = 78;
    QVERIFY(!sameBatch(loader.make(0, 0), PatchLoader(other).make(0, 0)));
}

void TestPatchLoader::targetsAreLabelMapsPerScale()
{
    const Batch batch = PatchLoader(options(2)).make(0, 0);
    QCOMPARE(batch.image.sizes(), (at::IntArrayRef{3, 2, 8, 12, 8}));
    QVERIFY(batch.image.scalar_type() == at::kFloat && batch.image.is_contiguous());
    QCOMPARE(batch.targets.size(), std::size_t{2});
    QCOMPARE(batch.targets[0].sizes(), (at::IntArrayRef{3, 1, 8, 12, 8}));
    QCOMPARE(batch.targets[1].sizes(), (at::IntArrayRef{3, 1, 4, 6, 4}));
    QVERIFY(batch.targets[0].scalar_type() == at::kShort);
    QVERIFY(batch.targets[0].min().item<int>() >= 0);
    QVERIFY(batch.targets[0].max().item<int>() <= 3);
    using at::indexing::Slice;
    const at::Tensor picked =
        batch.targets[0].index({Slice(), Slice(), Slice(1, {}, 2), Slice(1, {}, 2), Slice(1, {}, 2)});
    QVERIFY(at::equal(batch.targets[1], picked));
    PatchLoaderOptions single = options();
    single.deepSupervision = false;
    QCOMPARE(PatchLoader(single).make(0, 0).targets.size(), std::size_t{1});
}

void TestPatchLoader::aSliceConfigurationHasNoZ()
{
    PatchLoaderOptions given = options();
    given.configuration.patchSize = {12, 8};
    given.configuration.architecture.strides = {{1, 1}, {2, 2}, {2, 2}, {2, 1}};
    const Batch batch = PatchLoader(given).make(0, 0);
    QCOMPARE(batch.image.sizes(), (at::IntArrayRef{3, 1, 12, 8}));
    QCOMPARE(batch.targets[1].sizes(), (at::IntArrayRef{3, 1, 6, 4}));
}

void TestPatchLoader::regionsBecomeChannelsWithTheIgnoreMaskLast()
{
    PatchLoaderOptions given = options();
    given.labels = regionLabels();
    given.foregroundFraction = 1.0; // else an ignore label changes the positions
    PatchLoaderOptions same = options();
    same.foregroundFraction = 1.0;
    const at::Tensor label = PatchLoader(same).make(0, 1).targets[0];

    const Batch batch = PatchLoader(given).make(0, 1);

    QCOMPARE(batch.targets[0].sizes(), (at::IntArrayRef{3, 3, 8, 12, 8}));
    QVERIFY(batch.targets[0].scalar_type() == at::kBool);
    QVERIFY(at::equal(batch.targets[0].select(1, 0),
                      label.select(1, 0).eq(1).logical_or(label.select(1, 0).eq(2))));
    QVERIFY(at::equal(batch.targets[0].select(1, 1), label.select(1, 0).eq(2)));
    QVERIFY(at::equal(batch.targets[0].select(1, 2), label.select(1, 0).eq(3)));
    QCOMPARE(batch.targets[1].sizes(), (at::IntArrayRef{3, 3, 4, 6, 4}));
}

void TestPatchLoader::validationPatchesAreNotAugmented()
{
    PatchLoaderOptions given = options();
    given.stream = LoaderStream::Validation;
    given.cases = {{"case_a"}};
    const Batch batch = PatchLoader(given).make(0, 0);
    const at::Tensor volume = at::from_blob(golden::image(1, kExtent).data(), {1, 14, 18, 16}).clone();
    // Sample 2 is forced: centred on (3, 4, 7) or (9, 9, 7).
    const auto cut = [&](std::int64_t z, std::int64_t y, std::int64_t x) {
        return at::equal(batch.image[2], volume.narrow(1, z, 8).narrow(2, y, 12).narrow(3, x, 8));
    };
    QVERIFY(cut(0, 0, 3) || cut(5, 3, 3));
}

void TestPatchLoader::maskedChannelsAreZeroOutside()
{
    PatchLoaderOptions given = options(2);
    given.configuration.useMaskForNormalization = {false, true};
    PatchLoaderOptions without = options(2);
    const Batch masked = PatchLoader(given).make(0, 0);
    const Batch plain = PatchLoader(without).make(0, 0);
    QVERIFY(at::equal(masked.image.select(1, 0), plain.image.select(1, 0)));
    const at::Tensor changed = masked.image.select(1, 1).ne(plain.image.select(1, 1));
    QVERIFY(changed.any().item<bool>());
    QVERIFY(masked.image.select(1, 1).masked_select(changed).eq(0).all().item<bool>());
    QVERIFY(plain.targets[0].select(1, 0).masked_select(changed).eq(0).all().item<bool>()); // outside became
                                                                                            // background
}

void TestPatchLoader::forcedSamplesShowForeground()
{
    PatchLoaderOptions given = options();
    given.stream = LoaderStream::Validation;
    given.foregroundFraction = 1.0;
    const PatchLoader loader(given);
    const Extent extent = kExtent;
    const auto labels = golden::labels(extent);
    QVERIFY(labels[static_cast<std::size_t>(extent.index(3, 4, 7))] > 0);
    for (int iteration = 0; iteration < 4; ++iteration) {
        const at::Tensor target = loader.make(0, iteration).targets[0];
        for (int sample = 0; sample < 3; ++sample) {
            QVERIFY(target[sample].gt(0).any().item<bool>());
        }
    }
}

void TestPatchLoader::aMissingCaseIsNamed()
{
    PatchLoaderOptions given = options();
    given.cases.push_back({"case_x"});
    try {
        const PatchLoader loader(given);
        QFAIL("accepted a case that is not there");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
        QVERIFY(QString::fromUtf8(error.what()).contains("case_x"));
    }
}

void TestPatchLoader::aFailureReachesTheConsumer_andStays()
{
    PatchLoaderOptions given = options();
    given.storeFolder = (m_folder.path() + "/broken").toStdString();
    std::filesystem::create_directories(given.storeFolder);
    const preprocessing::PreprocessedStore store(given.storeFolder);
    store.write(makeCase("case_a", 1, 0));
    store.write(makeCase("case_b", 2, 0)); // another number of channels
    given.cases = {{"case_a"}, {"case_b"}};
    PatchLoader loader(given);
    loader.begin(0);
    const auto failsWith = [&](const char* name) {
        try {
            for (int i = 0; i < 50; ++i) {
                static_cast<void>(loader.next());
            }
        } catch (const Error& error) {
            return error.code() == ErrorCode::BadInput && QString::fromUtf8(error.what()).contains(name);
        }
        return false;
    };
    QVERIFY(failsWith("case_b"));
    QVERIFY(failsWith("case_b"));
}

void TestPatchLoader::impossibleOptionsAreRejected()
{
    const auto rejects = [&](const std::function<void(PatchLoaderOptions&)>& change) {
        PatchLoaderOptions given = options();
        change(given);
        try {
            const PatchLoader loader(given);
        } catch (const Error& error) {
            return error.code() == ErrorCode::InvalidArgument;
        }
        return false;
    };
    QVERIFY(rejects([](auto& o) { o.cases.clear(); }));
    QVERIFY(rejects([](auto& o) { o.batchSize = -1; }));
    QVERIFY(rejects([](auto& o) { o.iterationsPerEpoch = 0; }));
    QVERIFY(rejects([](auto& o) { o.foregroundFraction = 1.1; }));
    QVERIFY(rejects([](auto& o) { o.threads = -2; }));
}

QTEST_APPLESS_MAIN(TestPatchLoader)
#include "tst_PatchLoader.moc"

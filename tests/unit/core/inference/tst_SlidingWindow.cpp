// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/inference/SlidingWindow.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <ATen/ATen.h>

#include <QTest>

#include <limits>

using namespace seg;
using namespace seg::inference;

namespace {

using Positions = std::vector<std::int64_t>;

// The stand-in network of the fixture: its output depends on the position in the window and on the direction.
at::Tensor probe(const at::Tensor& x)
{
    const at::Tensor ramp = at::linspace(-1, 1, x.size(-1));
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim() - 2), 1);
    shape[0] = x.size(2);
    const at::Tensor rise = at::linspace(0, 2, x.size(2)).reshape(shape);
    const at::Tensor first = x.narrow(1, 0, 1);
    return at::cat({first + ramp, first * first * 0.25 - rise}, 1);
}

at::Tensor image(const Extent& extent)
{
    const std::vector<float> values = golden::image(1, extent);
    return at::tensor(values).reshape({1, extent.voxels[0], extent.voxels[1], extent.voxels[2]});
}

SlidingWindowOptions options(Positions patch)
{
    SlidingWindowOptions result;
    result.patchSize = std::move(patch);
    return result;
}

class Recorder final : public ProgressSink {
public:
    void progress(double fraction, const std::string& what) override
    {
        isGrowing = isGrowing && fraction >= last;
        last = fraction;
        texts.push_back(what);
    }
    double last = 0.0;
    bool isGrowing = true;
    std::vector<std::string> texts;
};

} // namespace

class TestSlidingWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void positionsEqualTheReference_data();
    void positionsEqualTheReference();
    void logitsEqualTheReference_data();
    void logitsEqualTheReference();
    void batchesOfWindowsChangeNothing();
    void aNetworkWithoutPositionIsReproducedExactly();
    void aScanSmallerThanThePatchIsPaddedAndCutBack();
    void progressGrowsAndCountsWindows();
    void stopsBetweenTwoWindows();
    void anInfiniteLogitIsAnErrorNotAMask();
    void aNetworkOfOtherClassesIsRefused();
    void impossibleOptionsAreRejected();
};

void TestSlidingWindow::positionsEqualTheReference_data()
{
    QTest::addColumn<int>("extent");
    QTest::addColumn<int>("patch");
    QTest::addColumn<Positions>("expected"); // nnunet-v2 §10.3, golden
    QTest::newRow("three windows") << 110 << 64 << Positions{0, 23, 46};
    QTest::newRow("one voxel more than the patch") << 129 << 128 << Positions{0, 1};
    QTest::newRow("300") << 300 << 128 << Positions{0, 57, 115, 172};
    QTest::newRow("255") << 255 << 100 << Positions{0, 39, 78, 116, 155};
    QTest::newRow("exactly one patch") << 64 << 64 << Positions{0};
}

void TestSlidingWindow::positionsEqualTheReference()
{
    QFETCH(const int, extent);
    QFETCH(const int, patch);
    QFETCH(const Positions, expected);
    QCOMPARE(windowPositions(extent, patch, 0.5), expected);
}

void TestSlidingWindow::logitsEqualTheReference_data()
{
    QTest::addColumn<int>("index");
    QTest::newRow("volume, mirrored along three axes") << 0;
    QTest::newRow("volume thinner than the patch, not mirrored") << 1;
    QTest::newRow("slices, mirrored, other step") << 2;
}

void TestSlidingWindow::logitsEqualTheReference()
{
    QFETCH(const int, index);
    const Json item = golden::read("inference.json", "sliding")[static_cast<std::size_t>(index)];
    SlidingWindowOptions given = options(item["patch"].get<Positions>());
    given.step = item["step"].get<double>();
    given.mirrorAxes = item["axes"].get<std::vector<int>>();

    const at::Tensor logits =
        slidingWindow(image(golden::extentOf(item["extent"])), given, probe, at::kCPU, {});

    const std::vector<float> values(logits.data_ptr<float>(), logits.data_ptr<float>() + logits.numel());
    const std::string difference = golden::difference(values, item["logits"], 1e-4);
    QVERIFY2(difference.empty(), difference.c_str());
}

void TestSlidingWindow::batchesOfWindowsChangeNothing()
{
    const at::Tensor scan = image({{9, 14, 11}});
    SlidingWindowOptions given = options({6, 8, 6});
    given.mirrorAxes = {0, 2};
    given.windowBatch = 1;
    const at::Tensor one = slidingWindow(scan, given, probe, at::kCPU, {});
    for (const int batch : {2, 4, 12, 100}) {
        given.windowBatch = batch;
        QVERIFY(at::equal(slidingWindow(scan, given, probe, at::kCPU, {}), one));
    }
}

void TestSlidingWindow::aNetworkWithoutPositionIsReproducedExactly()
{
    const auto network = [](const at::Tensor& x) { return at::cat({x, -x}, 1); };
    const at::Tensor scan = image({{9, 14, 11}});
    const at::Tensor logits = slidingWindow(scan, options({6, 8, 6}), network, at::kCPU, {});
    QVERIFY(at::allclose(logits, at::cat({scan, -scan}), 1e-5, 1e-6));
    QVERIFY(logits.is_contiguous());
}

void TestSlidingWindow::aScanSmallerThanThePatchIsPaddedAndCutBack()
{
    const at::Tensor scan = image({{3, 8, 5}});
    at::Tensor seen;
    const auto network = [&](const at::Tensor& x) {
        seen = x.clone();
        return at::cat({x, -x}, 1);
    };
    const at::Tensor logits = slidingWindow(scan, options({6, 8, 8}), network, at::kCPU, {});
    QCOMPARE(seen.sizes(), (at::IntArrayRef{1, 1, 6, 8, 8}));
    QVERIFY(at::equal(seen[0].narrow(1, 1, 3).narrow(3, 1, 5), scan)); // 3 missing: 1 before, 2 behind
    QCOMPARE(seen[0].narrow(1, 4, 2).abs().max().item<float>(), 0.0F);
    QCOMPARE(logits.sizes(), (at::IntArrayRef{2, 3, 8, 5}));
    QVERIFY(at::allclose(logits[0], scan[0]));
}

void TestSlidingWindow::progressGrowsAndCountsWindows()
{
    Recorder recorder;
    SlidingWindowOptions given = options({8, 8});
    given.windowBatch = 1;
    static_cast<void>(slidingWindow(image({{2, 12, 8}}), given, probe, at::kCPU, TaskContext({}, &recorder)));
    QVERIFY(recorder.isGrowing);
    QCOMPARE(recorder.texts.front(), std::string("windows 1 of 4"));
    QCOMPARE(recorder.texts.back(), std::string("windows 4 of 4"));
}

void TestSlidingWindow::stopsBetweenTwoWindows()
{
    std::stop_source source;
    int calls = 0;
    const auto network = [&](const at::Tensor& x) {
        ++calls;
        source.request_stop();
        return probe(x);
    };
    SlidingWindowOptions given = options({6, 8, 6});
    given.windowBatch = 1;
    try {
        static_cast<void>(
            slidingWindow(image({{20, 20, 20}}), given, network, at::kCPU, TaskContext(source.get_token())));
        QFAIL("did not stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
    QCOMPARE(calls, 1);
}

void TestSlidingWindow::anInfiniteLogitIsAnErrorNotAMask()
{
    for (const float bad :
         {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
        const auto network = [&](const at::Tensor& x) { return at::cat({x, x * bad}, 1); };
        try {
            static_cast<void>(slidingWindow(image({{6, 8, 6}}), options({6, 8, 6}), network, at::kCPU, {}));
            QFAIL("accepted an infinite logit");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::BadInput);
        }
    }
}

void TestSlidingWindow::aNetworkOfOtherClassesIsRefused()
{
    try {
        static_cast<void>(slidingWindow(image({{6, 8, 6}}), options({6, 8, 6}),
                                        [](const at::Tensor& x) { return x; }, at::kCPU, {}));
        QFAIL("accepted one channel for two classes");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Internal);
    }
}

void TestSlidingWindow::impossibleOptionsAreRejected()
{
    const auto rejects = [](const SlidingWindowOptions& given) {
        try {
            given.validate();
        } catch (const Error& error) {
            return error.code() == ErrorCode::InvalidArgument;
        }
        return false;
    };
    QVERIFY(rejects(options({8})));
    QVERIFY(rejects(options({8, 0})));
    SlidingWindowOptions given = options({8, 8});
    given.step = 0.0;
    QVERIFY(rejects(given));
    given = options({8, 8});
    given.mirrorAxes = {2};
    QVERIFY(rejects(given));
    given = options({8, 8});
    given.heads = 0;
    QVERIFY(rejects(given));
}

QTEST_APPLESS_MAIN(TestSlidingWindow)
#include "tst_SlidingWindow.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/inference/MirrorAveraging.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace seg;
using namespace seg::inference;

namespace {

// Adds a slope along the last axis and doubles: not invariant under mirroring.
at::Tensor slope(const at::Tensor& windows)
{
    return windows * 2 + at::arange(windows.size(-1), at::kFloat);
}

} // namespace

class TestMirrorAveraging final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void combinationsComeInTheReferencesOrder();
    void averageFlattensWhatDependsOnTheDirection();
    void averageEqualsTheSumOfFlippedCalls_data();
    void averageEqualsTheSumOfFlippedCalls();
    void withoutAxesTheNetworkRunsOnce();
    void theNetworksTypeIsKept();
};

void TestMirrorAveraging::combinationsComeInTheReferencesOrder()
{
    const std::vector<int> axes{0, 1, 2};
    QCOMPARE(mirrorCombinations(axes),
             (std::vector<std::vector<int>>{{}, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}));
    QCOMPARE(mirrorCombinations({}), (std::vector<std::vector<int>>{{}}));
    QCOMPARE(allMirrorAxes(2), (std::vector<int>{0, 1}));
}

void TestMirrorAveraging::averageFlattensWhatDependsOnTheDirection()
{
    const at::Tensor windows = at::zeros({1, 1, 2, 2, 5});
    const std::vector<int> axes{0, 1, 2};
    const at::Tensor result = mirrorAveraged(windows, axes, slope, 1);
    QVERIFY(at::allclose(result, at::full_like(result, 2.0)));
}

void TestMirrorAveraging::averageEqualsTheSumOfFlippedCalls_data()
{
    QTest::addColumn<int>("inputsPerCall");
    QTest::addColumn<int>("calls");
    QTest::newRow("one variant a call") << 1 << 4;
    QTest::newRow("two variants of three windows a call") << 6 << 2;
    QTest::newRow("all variants in one call") << 64 << 1;
}

void TestMirrorAveraging::averageEqualsTheSumOfFlippedCalls()
{
    QFETCH(const int, inputsPerCall);
    QFETCH(const int, calls);
    at::manual_seed(1);
    const at::Tensor windows = at::randn({3, 2, 4, 5}); // 2d
    const std::vector<int> axes{0, 1};
    at::Tensor expected = slope(windows);
    for (const auto& dims : std::vector<std::vector<std::int64_t>>{{2}, {3}, {2, 3}}) {
        expected += slope(windows.flip(dims)).flip(dims);
    }
    int called = 0;
    int asked = 0;

    const at::Tensor result = mirrorAveraged(
        windows, axes,
        [&](const at::Tensor& input) {
            ++called;
            return slope(input);
        },
        inputsPerCall, [&] { ++asked; });

    QVERIFY(at::equal(result, expected / 4));
    QCOMPARE(called, calls);
    QCOMPARE(asked, calls);
}

void TestMirrorAveraging::withoutAxesTheNetworkRunsOnce()
{
    const at::Tensor windows = at::ones({1, 1, 3, 3});
    QVERIFY(at::equal(mirrorAveraged(windows, {}, slope, 8), slope(windows)));
}

void TestMirrorAveraging::theNetworksTypeIsKept()
{
    const at::Tensor windows = at::ones({1, 1, 3, 3});
    const std::vector<int> axes{0};
    const at::Tensor result = mirrorAveraged(
        windows, axes, [](const at::Tensor& input) { return input.to(at::kBFloat16); }, 2);
    QVERIFY(result.scalar_type() == at::kBFloat16);
}

QTEST_APPLESS_MAIN(TestMirrorAveraging)
#include "tst_MirrorAveraging.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/TensorMemory.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cstdint>
#include <thread>
#include <vector>

using namespace seg;

class TestTensorMemory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { kernels::installTensorMemory(); }
    void givesAFreedBlockOutAgain();
    void alignsBlocksForVectors();
    void returnsBlocksToTheSystem_whenAsked();
    void keepsNoMoreThanTheLimit();
    void survivesTensorsFreedOnOtherThreads();
    void refusesWhatNoMemoryHolds();
    void servesConvolutionsOfTheLibraryBeneath();
};

void TestTensorMemory::givesAFreedBlockOutAgain()
{
    kernels::releaseTensorMemory();
    const void* first = nullptr;
    {
        const at::Tensor tensor = at::empty({5'000'000});
        first = tensor.const_data_ptr();
        QVERIFY(kernels::tensorMemoryStatistics().usedBytes >= 20'000'000);
    }
    const auto before = kernels::tensorMemoryStatistics();
    const at::Tensor again = at::empty({4'990'000}); // a little smaller: the same class of sizes
    QCOMPARE(again.const_data_ptr(), first);
    QCOMPARE(kernels::tensorMemoryStatistics().systemRequests, before.systemRequests);
}

void TestTensorMemory::alignsBlocksForVectors()
{
    for (const std::int64_t count : {1, 100, 20'000, 1'000'000}) {
        const at::Tensor tensor = at::empty({count});
        QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr()) % 64, std::uintptr_t{0});
    }
    QCOMPARE(at::empty({0}).numel(), 0);
}

void TestTensorMemory::returnsBlocksToTheSystem_whenAsked()
{
    at::Tensor tensor = at::empty({3'000'000});
    tensor.reset();
    QVERIFY(kernels::tensorMemoryStatistics().cachedBytes > 0);
    kernels::releaseTensorMemory();
    QCOMPARE(kernels::tensorMemoryStatistics().cachedBytes, std::uint64_t{0});
}

void TestTensorMemory::keepsNoMoreThanTheLimit()
{
    kernels::releaseTensorMemory();
    kernels::setTensorMemoryLimit(std::uint64_t{10} << 20);
    {
        std::vector<at::Tensor> tensors;
        for (int index = 0; index < 8; ++index) {
            tensors.push_back(at::ones({1'000'000})); // 4 MB each
        }
    }
    QVERIFY(kernels::tensorMemoryStatistics().cachedBytes <= std::uint64_t{10} << 20);
    kernels::setTensorMemoryLimit(std::uint64_t{1} << 30);
}

void TestTensorMemory::survivesTensorsFreedOnOtherThreads()
{
    const auto before = kernels::tensorMemoryStatistics().usedBytes;
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 4; ++worker) {
        workers.emplace_back([worker] {
            std::vector<at::Tensor> kept;
            for (int index = 0; index < 200; ++index) {
                kept.push_back(at::full({20'000 + 1'000 * ((index + worker) % 7)}, index));
                if (kept.size() > 5) {
                    kept.erase(kept.begin());
                }
            }
        });
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    QCOMPARE(kernels::tensorMemoryStatistics().usedBytes, before);
}

void TestTensorMemory::refusesWhatNoMemoryHolds()
{
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(at::empty({std::int64_t{1} << 55})), std::exception);
    QCOMPARE(at::ones({1000}).sum().item<double>(), 1000.0);
}

void TestTensorMemory::servesConvolutionsOfTheLibraryBeneath()
{
    const at::Tensor image = at::ones({1, 8, 12, 12, 12});
    const at::Tensor weight = at::ones({16, 8, 3, 3, 3});
    const at::Tensor sums = at::conv3d(image, weight); // [1, 16, 10, 10, 10]
    QCOMPARE(sums.min().item<double>(), 8.0 * 27.0);
    QCOMPARE(sums.max().item<double>(), 8.0 * 27.0);
}

QTEST_APPLESS_MAIN(TestTensorMemory)
#include "tst_TensorMemory.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/kernels/NormActivation.h"
#include "core/kernels/StopScope.h"

#include <ATen/ATen.h>

#include <QTest>

#include <thread>

using namespace seg;
using kernels::StopScope;

class TestStopScope final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLayerStops_onTheWayForward();
    void aLayerStops_onTheWayBack();
    void withoutAScope_nothingStops();
    void theInnermostScopeCounts();
    void otherThreads_areNotConcerned();
};

namespace {

at::Tensor layer(const at::Tensor& input)
{
    return kernels::normActivation(input, at::ones({2}), at::zeros({2}), 1e-5, 0.01);
}

template <typename Work> bool isCancelled(Work work)
{
    try {
        work();
        return false;
    } catch (const Error& error) {
        return error.code() == ErrorCode::Cancelled;
    }
}

} // namespace

void TestStopScope::aLayerStops_onTheWayForward()
{
    std::stop_source source;
    const StopScope scope(source.get_token());
    const at::Tensor input = at::randn({1, 2, 4, 4, 4});
    QVERIFY(!isCancelled([&] { layer(input); }));
    source.request_stop();
    QVERIFY(isCancelled([&] { layer(input); }));
}

void TestStopScope::aLayerStops_onTheWayBack()
{
    std::stop_source source;
    const StopScope scope(source.get_token());
    const at::Tensor weight = at::ones({1}).requires_grad_(true);
    const at::Tensor loss = layer(at::randn({1, 2, 4, 4, 4}) * weight).sum();
    source.request_stop();
    QVERIFY(isCancelled([&] { loss.backward(); }));
    QVERIFY(!weight.grad().defined()); // it never got there
}

void TestStopScope::withoutAScope_nothingStops()
{
    std::stop_source source;
    source.request_stop();
    {
        const StopScope scope(source.get_token());
    }
    QVERIFY(!isCancelled([&] { layer(at::randn({1, 2, 4, 4, 4})); }));
}

void TestStopScope::theInnermostScopeCounts()
{
    std::stop_source asked;
    asked.request_stop();
    const StopScope outer(asked.get_token());
    {
        const StopScope inner{std::stop_token()};
        QVERIFY(!isCancelled([] { kernels::throwIfStopRequested(); }));
    }
    QVERIFY(isCancelled([] { kernels::throwIfStopRequested(); }));
}

void TestStopScope::otherThreads_areNotConcerned()
{
    std::stop_source asked;
    asked.request_stop();
    const StopScope scope(asked.get_token());
    bool cancelled = true;
    std::jthread([&] { cancelled = isCancelled([] { kernels::throwIfStopRequested(); }); }).join();
    QVERIFY(!cancelled);
}

QTEST_APPLESS_MAIN(TestStopScope)
#include "tst_StopScope.moc"

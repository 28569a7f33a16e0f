// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/ChannelsLast.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

using namespace seg;

class TestChannelsLast final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsValuesAndShape_data();
    void keepsValuesAndShape();
    void makesNoCopy_whenTheOrderIsThisAlready();
    void letsGradientsThrough();
};

void TestChannelsLast::keepsValuesAndShape_data()
{
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    using Shape = std::vector<std::int64_t>;
    QTest::newRow("3d") << Shape{2, 3, 4, 5, 6};
    QTest::newRow("3d, one channel") << Shape{2, 1, 4, 5, 6};
    QTest::newRow("3d, one voxel") << Shape{2, 3, 1, 1, 1};
    QTest::newRow("2d") << Shape{2, 3, 5, 6};
}

void TestChannelsLast::keepsValuesAndShape()
{
    QFETCH(const std::vector<std::int64_t>, shape);
    const at::Tensor planar = at::randn(shape);
    const at::Tensor last = kernels::channelsLast(planar);
    QVERIFY(at::equal(last, planar));
    QCOMPARE(last.stride(1), std::int64_t{1});
    QCOMPARE(last.stride(-1), shape[1]);
}

void TestChannelsLast::makesNoCopy_whenTheOrderIsThisAlready()
{
    const at::Tensor last = kernels::channelsLast(at::randn({2, 1, 4, 5, 6}));
    QCOMPARE(kernels::channelsLast(last).const_data_ptr(), last.const_data_ptr());
}

void TestChannelsLast::letsGradientsThrough()
{
    const at::Tensor planar = at::randn({2, 3, 4, 5}).requires_grad_(true);
    const at::Tensor gradient = at::randn({2, 3, 4, 5});
    QVERIFY(at::equal(torch::autograd::grad({kernels::channelsLast(planar)}, {planar}, {gradient}).front(),
                      gradient));
}

QTEST_APPLESS_MAIN(TestChannelsLast)
#include "tst_ChannelsLast.moc"

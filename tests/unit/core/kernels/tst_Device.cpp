// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/kernels/Device.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace seg;

class TestDevice final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resolvesTheCpu();
    void refusesUnknownNames_data();
    void refusesUnknownNames();
    void saysWhyThereIsNoGpu();
    void computesOnTheGpu();
    void measuresMemory();
};

void TestDevice::resolvesTheCpu()
{
    QVERIFY(kernels::resolveDevice("cpu").is_cpu());
    QCOMPARE(kernels::deviceText(kernels::resolveDevice("cpu")), std::string("cpu"));
    QCOMPARE(kernels::resolveDevice("auto").is_cpu(), kernels::gpus().empty());
}

void TestDevice::refusesUnknownNames_data()
{
    QTest::addColumn<QString>("wish");
    for (const char* wish : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:0 ", "mps"}) {
        QTest::newRow(wish) << QString(wish);
    }
}

void TestDevice::refusesUnknownNames()
{
    QFETCH(const QString, wish);
    try {
        static_cast<void>(kernels::resolveDevice(wish.toStdString()));
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QVERIFY(QString(error.what()).contains("use auto, cpu, cuda or cuda:K"));
    }
}

void TestDevice::saysWhyThereIsNoGpu()
{
    if (!kernels::gpus().empty()) {
        QSKIP("this machine has a GPU");
    }
    QVERIFY(!kernels::gpuAbsence().empty());
    try {
        static_cast<void>(kernels::resolveDevice("cuda:1"));
        QFAIL("resolved a GPU that is not there");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Device);
        QVERIFY(QString(error.what()).startsWith("cannot compute on 'cuda:1': "));
        QVERIFY(QString(error.what()).endsWith("; use the device cpu or auto"));
    }
}

void TestDevice::computesOnTheGpu()
{
    if (kernels::gpus().empty()) {
        QSKIP(qPrintable(QString("no GPU: %1").arg(QString::fromStdString(kernels::gpuAbsence()))));
    }
    const at::Device device = kernels::resolveDevice("cuda");
    const at::Tensor sum = at::ones({1000}).to(device).sum();
    kernels::synchronize(device);
    QCOMPARE(sum.item<double>(), 1000.0);
    QVERIFY(kernels::peakMemoryMib(device) > 0.0);
    QVERIFY(kernels::gpus()[0].memoryBytes > 0);
    try {
        static_cast<void>(kernels::resolveDevice("cuda:100"));
        QFAIL("resolved a GPU that is not there");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Device);
    }
    kernels::releaseMemory(device);
}

void TestDevice::measuresMemory()
{
    const at::Device cpu(at::kCPU);
    const at::Tensor block = at::ones({30'000'000}); // 120 MB, touched
    QVERIFY(kernels::peakMemoryMib(cpu) > 110.0);
}

QTEST_APPLESS_MAIN(TestDevice)
#include "tst_Device.moc"

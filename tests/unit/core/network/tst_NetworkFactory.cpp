// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/network/DeepSupervision.h"
#include "core/network/NetworkFactory.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cmath>
#include <map>

using namespace seg;

namespace {

/// The 3d_fullres network of nnunet-v2 §3.9.
planning::ArchitectureSpec workedExample()
{
    planning::ArchitectureSpec spec;
    spec.features = {32, 64, 128, 256};
    spec.kernelSizes.assign(4, {3, 3, 3});
    spec.strides = {{1, 1, 1}, {2, 2, 2}, {2, 2, 2}, {2, 2, 2}};
    spec.blocksPerStage = {2, 2, 2, 2};
    spec.decoderConvolutions = {2, 2, 2};
    return spec;
}

planning::ArchitectureSpec residualExample()
{
    planning::ArchitectureSpec spec = workedExample();
    spec.residualEncoder = true;
    spec.blocksPerStage = {1, 3, 4, 6};
    spec.decoderConvolutions = {1, 1, 1};
    return spec;
}

planning::ArchitectureSpec small2d()
{
    planning::ArchitectureSpec spec;
    spec.features = {4, 8, 8};
    spec.kernelSizes = {{3, 3}, {3, 3}, {3, 3}};
    spec.strides = {{1, 1}, {2, 2}, {2, 1}};
    spec.blocksPerStage = {2, 1, 1};
    spec.decoderConvolutions = {1, 2};
    return spec;
}

std::map<std::string, at::Tensor> byName(const Network& network)
{
    std::map<std::string, at::Tensor> tensors;
    for (const NamedTensor& parameter : network.parameters()) {
        tensors.emplace(parameter.name, parameter.tensor);
    }
    return tensors;
}

std::vector<std::int64_t> shapeOf(const Network& network, const std::string& name)
{
    const auto tensors = byName(network);
    const auto found = tensors.find(name);
    return found == tensors.end() ? std::vector<std::int64_t>{} : found->second.sizes().vec();
}

using Shape = std::vector<std::int64_t>;

} // namespace

class TestNetworkFactory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasTheReferencesNamesShapesAndSize();
    void buildsTheResidualEncoderOfTheReference();
    void ordersParametersAsTheReferencesOptimizer();
    void startsFromKaimingNormalWeights();
    void weightsDependOnSeedAndNameAlone();
    void givesLogitsAtEachSupervisedResolution();
    void freshResidualBlocksPassTheirInputOn();
    void leavesTheCoarsestOutputOut();
    void loadsWhatAnotherNetworkHolds();
    void refusesWeightsOfAnotherNetwork_andKeepsItsOwn();
    void refusesSpecificationsThatDoNotFitThemselves();
};

void TestNetworkFactory::hasTheReferencesNamesShapesAndSize()
{
    const auto net = network::makeNetwork(workedExample(), 1, 3, 1);
    QCOMPARE(net->parameterCount(), 5603177);
    QCOMPARE(net->parameters().size(), std::size_t{68});
    QCOMPARE(shapeOf(*net, "encoder.stages.0.0.convs.0.conv.weight"), (Shape{32, 1, 3, 3, 3}));
    QCOMPARE(shapeOf(*net, "encoder.stages.3.0.convs.1.norm.bias"), (Shape{256}));
    QCOMPARE(shapeOf(*net, "decoder.stages.0.convs.0.conv.weight"), (Shape{128, 256, 3, 3, 3}));
    QCOMPARE(shapeOf(*net, "decoder.transpconvs.2.weight"), (Shape{64, 32, 2, 2, 2}));
    QCOMPARE(shapeOf(*net, "decoder.transpconvs.2.bias"), (Shape{32}));
    QCOMPARE(shapeOf(*net, "decoder.seg_layers.0.weight"), (Shape{3, 128, 1, 1, 1}));
}

void TestNetworkFactory::buildsTheResidualEncoderOfTheReference()
{
    const auto net = network::makeNetwork(residualExample(), 1, 3, 1);
    QCOMPARE(net->parameterCount(), 25895593);
    QCOMPARE(net->parameters().size(), std::size_t{149});
    QCOMPARE(shapeOf(*net, "encoder.stem.convs.0.conv.weight"), (Shape{32, 1, 3, 3, 3}));
    QCOMPARE(shapeOf(*net, "encoder.stages.1.blocks.0.skip.1.conv.weight"), (Shape{64, 32, 1, 1, 1}));
    QCOMPARE(shapeOf(*net, "encoder.stages.1.blocks.0.skip.1.conv.bias"), Shape{});
    QCOMPARE(byName(*net).at("encoder.stages.1.blocks.0.conv2.norm.weight").abs().max().item<double>(), 0.0);
}

void TestNetworkFactory::ordersParametersAsTheReferencesOptimizer()
{
    const auto net = network::makeNetwork(workedExample(), 1, 3, 1);
    const auto& parameters = net->parameters();
    QCOMPARE(parameters[1].name, std::string("encoder.stages.0.0.convs.0.conv.bias"));
    QCOMPARE(parameters[2].name, std::string("encoder.stages.0.0.convs.0.norm.weight"));
    QCOMPARE(parameters[32].name, std::string("decoder.stages.0.convs.0.conv.weight"));
    QCOMPARE(parameters[56].name, std::string("decoder.transpconvs.0.weight"));
    QCOMPARE(parameters[62].name, std::string("decoder.seg_layers.0.weight"));
}

void TestNetworkFactory::startsFromKaimingNormalWeights()
{
    const auto tensors = byName(*network::makeNetwork(workedExample(), 1, 3, 7));
    const auto expected = [](double fanIn) { return std::sqrt(2.0 / (1.0 + 1e-4) / fanIn); };
    const at::Tensor conv = tensors.at("decoder.stages.0.convs.0.conv.weight");
    const at::Tensor transposed = tensors.at("decoder.transpconvs.0.weight"); // fan-in from its 128 outputs
    QVERIFY(std::abs(conv.std().item<double>() / expected(256 * 27) - 1.0) < 0.005);
    QVERIFY(std::abs(conv.mean().item<double>()) < 1e-4);
    QVERIFY(std::abs(transposed.std().item<double>() / expected(128 * 8) - 1.0) < 0.01);
    QCOMPARE(tensors.at("decoder.transpconvs.0.bias").abs().max().item<double>(), 0.0);
    QCOMPARE(tensors.at("encoder.stages.0.0.convs.0.norm.weight").min().item<double>(), 1.0);
}

void TestNetworkFactory::weightsDependOnSeedAndNameAlone()
{
    const auto first = byName(*network::makeNetwork(workedExample(), 1, 3, 5));
    const auto more = byName(*network::makeNetwork(workedExample(), 1, 4, 5)); // another number of heads
    const auto other = byName(*network::makeNetwork(workedExample(), 1, 3, 6));
    const std::string name = "decoder.stages.2.convs.1.conv.weight";
    QVERIFY(at::equal(first.at(name), more.at(name)));
    QVERIFY(!at::equal(first.at(name), other.at(name)));
    QVERIFY(!at::equal(first.at("encoder.stages.1.0.convs.1.conv.weight"),
                       first.at("decoder.stages.1.convs.1.conv.weight")));
}

void TestNetworkFactory::givesLogitsAtEachSupervisedResolution()
{
    const at::NoGradGuard guard;
    const auto net = network::makeNetwork(small2d(), 2, 3, 1);
    const auto fine = net->forward(at::randn({2, 2, 16, 8}), false);
    QCOMPARE(fine.size(), std::size_t{1});
    QCOMPARE(fine.front().sizes().vec(), (Shape{2, 3, 16, 8}));
    planning::ArchitectureSpec deep = workedExample();
    deep.features = {4, 4, 4, 4};
    const auto all = network::makeNetwork(deep, 1, 2, 1)->forward(at::randn({1, 1, 16, 8, 8}), true);
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].sizes().vec(), (Shape{1, 2, 16, 8, 8}));
    QCOMPARE(all[1].sizes().vec(), (Shape{1, 2, 8, 4, 4}));
    QCOMPARE(network::outputExtents(deep, {16, 8, 8})[1], (Shape{8, 4, 4}));
}

void TestNetworkFactory::freshResidualBlocksPassTheirInputOn()
{
    const at::NoGradGuard guard;
    planning::ArchitectureSpec spec = small2d();
    spec.residualEncoder = true;
    const auto shallow = network::makeNetwork(spec, 1, 2, 1);
    spec.blocksPerStage = {4, 3, 2}; // the further blocks change nothing yet
    const auto deep = network::makeNetwork(spec, 1, 2, 1);
    const at::Tensor image = at::rand({1, 1, 16, 8});
    const double difference =
        (shallow->forward(image, false)[0] - deep->forward(image, false)[0]).abs().max().item<double>();
    QVERIFY2(difference < 0.05,
             qPrintable(QString::number(difference))); // LeakyReLU again on what was negative
}

void TestNetworkFactory::leavesTheCoarsestOutputOut()
{
    const auto weights = network::deepSupervisionWeights(6);
    const std::vector<double> expected{0.5333333333333333, 0.26666666666666666, 0.13333333333333333,
                                       0.06666666666666667};
    QCOMPARE(weights, expected);
    QCOMPARE(network::deepSupervisionWeights(4), (std::vector<double>{2.0 / 3.0, 1.0 / 3.0}));
    QCOMPARE(network::deepSupervisionWeights(2), std::vector<double>{1.0});
}

void TestNetworkFactory::loadsWhatAnotherNetworkHolds()
{
    const at::NoGradGuard guard;
    const auto from = network::makeNetwork(small2d(), 1, 2, 1);
    const auto to = network::makeNetwork(small2d(), 1, 2, 2);
    std::vector<NamedTensor> reversed(from->parameters().rbegin(), from->parameters().rend());
    to->load(reversed, "a test");
    const at::Tensor image = at::randn({1, 1, 8, 8});
    QVERIFY(at::equal(from->forward(image, false)[0], to->forward(image, false)[0]));
}

void TestNetworkFactory::refusesWeightsOfAnotherNetwork_andKeepsItsOwn()
{
    const auto other = network::makeNetwork(small2d(), 1, 3, 1); // one more head
    const auto net = network::makeNetwork(small2d(), 1, 2, 2);
    const at::Tensor before = net->parameters()[0].tensor.detach().clone();
    try {
        net->load(other->parameters(), "runs/0001/checkpoints/final.pt");
        QFAIL("loaded weights of another shape");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::BadInput);
        QCOMPARE(
            QString(error.what()),
            QString(
                "cannot load the weights of runs/0001/checkpoints/final.pt: decoder.seg_layers.0.weight is "
                "3x8x1x1 there but 2x8x1x1 here; it was made for another network"));
    }
    QVERIFY(at::equal(before, net->parameters()[0].tensor));
}

void TestNetworkFactory::refusesSpecificationsThatDoNotFitThemselves()
{
    planning::ArchitectureSpec spec = small2d();
    spec.strides.pop_back();
    QVERIFY_EXCEPTION_THROWN(network::makeNetwork(spec, 1, 2, 1), Error);
    QVERIFY_EXCEPTION_THROWN(network::makeNetwork(small2d(), 0, 2, 1), Error);
}

QTEST_APPLESS_MAIN(TestNetworkFactory)
#include "tst_NetworkFactory.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/dataset/DatasetManifest.h"
#include "core/imaging/io/ImageFile.h"
#include "core/inference/Predictor.h"
#include "core/network/NetworkFactory.h"
#include "core/network/TensorArchive.h"
#include "core/training/RunDirectory.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QTest>

#include <limits>
#include <set>

using namespace seg;
using namespace seg::inference;

namespace {

planning::Plan makePlan(bool isSlice)
{
    planning::Plan plan;
    plan.datasetName = "Dataset900_Test";
    planning::Configuration configuration;
    configuration.name = isSlice ? "2d" : "3d_fullres";
    configuration.dataIdentifier = "test";
    const std::size_t axes = isSlice ? 2 : 3;
    configuration.patchSize.assign(axes, 16);
    configuration.medianExtent.assign(axes, 20.0);
    configuration.spacing.assign(axes, 1.0);
    configuration.normalization.assign(2, planning::NormalizationScheme::ZScore);
    configuration.useMaskForNormalization.assign(2, false);
    auto& architecture = configuration.architecture;
    architecture.features = {4, 8, 8};
    architecture.kernelSizes.assign(3, std::vector<int>(axes, 3));
    architecture.strides.assign(3, std::vector<int>(axes, 2));
    architecture.strides[0].assign(axes, 1);
    architecture.blocksPerStage = {1, 1, 1};
    architecture.decoderConvolutions = {1, 1};
    plan.configurations = {configuration};
    plan.intensities.resize(2);
    return plan;
}

dataset::DatasetManifest makeManifest()
{
    dataset::DatasetManifest manifest;
    manifest.channelNames = {"FLAIR", "T1gd"};
    manifest.labels =
        dataset::LabelScheme({{"background", {0}, false}, {"a", {1}, false}, {"b", {2}, false}});
    manifest.trainingCount = 1;
    return manifest;
}

void makeRun(const std::filesystem::path& folder, bool isSlice, const std::string& kind = "final",
             std::uint64_t seed = 5)
{
    std::filesystem::create_directories(folder / "checkpoints");
    const planning::Plan plan = makePlan(isSlice);
    writeJson(folder / "plan.json", planning::planToJson(plan));
    writeJson(folder / "dataset.json", dataset::manifestToJson(makeManifest()));
    training::TrainingOptions options;
    options.configuration = plan.configurations[0].name;
    writeJson(folder / "options.json", training::optionsToJson(options));
    const auto network = network::makeNetwork(plan.configurations[0].architecture, 2, 3, seed);
    network::TensorArchive archive;
    archive.groups[network::kWeightsGroup] = network->parameters();
    network::writeTensorArchive(training::RunDirectory(folder).checkpoint(kind), archive);
}

Volume makeScan(std::int64_t channels)
{
    Volume scan;
    scan.channels = channels;
    scan.geometry.extent = {{18, 22, 20}};
    scan.geometry.spacing = {{1.2, 1.0, 0.9}};
    scan.geometry.origin = {-12.5, 30.0, 7.25};
    scan.geometry.direction = {{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}}};
    at::manual_seed(11);
    const at::Tensor values = at::randn({channels, 18, 22, 20}) + 3.0;
    scan.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
    return scan;
}

class Recorder final : public ProgressSink {
public:
    void progress(double fraction, const std::string& what) override
    {
        isGrowing = isGrowing && fraction >= last;
        last = fraction;
        stages.push_back(what.substr(0, what.find(' ')));
    }
    double last = 0.0;
    bool isGrowing = true;
    std::vector<std::string> stages;
};

PredictOptions onCpu()
{
    PredictOptions options;
    options.device = "cpu";
    return options;
}

} // namespace

class TestPredictor final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void maskLiesOnTheScansGrid_data();
    void maskLiesOnTheScansGrid();
    void segmentsTheSameTwice();
    void fileToFileKeepsTheGeometryAndReportsItsStages();
    void probabilitiesAreSavedBesideTheMask();
    void oneFileMayHoldAllChannels();
    void wrongNumberOfChannelsIsSaidInWords_data();
    void wrongNumberOfChannelsIsSaidInWords();
    void voxelsThatAreNoNumbersAreCountedAndTheFileNamed();
    void takesTheFinalCheckpointBeforeBestAndLatest();
    void aRunWithoutCheckpointIsNotFound();
    void stopsWhenAsked();

private:
    [[nodiscard]] std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(name).toStdString();
    }
    std::vector<std::filesystem::path> writeScan(const char* name, std::int64_t channels) const;
    QTemporaryDir m_folder;
};

void TestPredictor::initTestCase()
{
    at::set_num_threads(1); // several would only wait for each other on so few voxels
    makeRun(path("volume run"), false);
    makeRun(path("slice run"), true);
}

std::vector<std::filesystem::path> TestPredictor::writeScan(const char* name, std::int64_t channels) const
{
    const Volume scan = makeScan(channels);
    std::vector<std::filesystem::path> files;
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        Volume single = scan;
        single.channels = 1;
        const auto values = scan.channel(channel);
        single.values.assign(values.begin(), values.end());
        files.push_back(path((std::string(name) + "_000" + std::to_string(channel) + ".nii.gz").c_str()));
        imaging::writeVolume(files.back(), single);
    }
    return files;
}

void TestPredictor::maskLiesOnTheScansGrid_data()
{
    QTest::addColumn<QByteArray>("run");
    QTest::newRow("3d") << QByteArray("volume run");
    QTest::newRow("2d, slice by slice") << QByteArray("slice run");
}

void TestPredictor::maskLiesOnTheScansGrid()
{
    QFETCH(const QByteArray, run);
    Predictor predictor(path(run.constData()), onCpu());
    const Volume scan = makeScan(2);
    const LabelMap mask = predictor.segment(scan, {});
    QCOMPARE(predictor.channelCount(), 2);
    QCOMPARE(mask.geometry, scan.geometry);
    QCOMPARE(mask.values.size(), std::size_t{18 * 22 * 20});
    const std::set<std::int16_t> found(mask.values.begin(), mask.values.end());
    QVERIFY(found.size() > 1 && *found.begin() >= 0 &&
            *found.rbegin() <= 2); // random weights use several classes
}

void TestPredictor::segmentsTheSameTwice()
{
    Predictor predictor(path("volume run"), onCpu());
    const Volume scan = makeScan(2);
    QCOMPARE(predictor.segment(scan, {}), predictor.segment(scan, {}));
}

void TestPredictor::fileToFileKeepsTheGeometryAndReportsItsStages()
{
    Predictor predictor(path("volume run"), onCpu());
    const auto files = writeScan("file", 2);
    const std::filesystem::path output = path("größer mask.nii.gz");
    Recorder recorder;

    const LabelMap mask = predictor.segmentFile(files, output, TaskContext({}, &recorder));

    const LabelMap stored = imaging::readLabelMap(output);
    QCOMPARE(stored.values, mask.values);
    QCOMPARE(stored.geometry, imaging::readVolume(files[0]).geometry);
    QVERIFY(recorder.isGrowing);
    QCOMPARE(recorder.last, 1.0);
    const auto unique = std::unique(recorder.stages.begin(), recorder.stages.end());
    QCOMPARE(std::vector<std::string>(recorder.stages.begin(), unique),
             (std::vector<std::string>{"load", "resample", "windows", "merge", "write"}));
}

void TestPredictor::probabilitiesAreSavedBesideTheMask()
{
    PredictOptions options = onCpu();
    options.saveProbabilities = true;
    options.mirroring = false;
    Predictor predictor(path("volume run"), options);
    static_cast<void>(predictor.segmentFile(writeScan("p", 2), path("p_mask.nii.gz"), {}));
    QVERIFY(std::filesystem::exists(path("p_mask.npz")));
    QVERIFY(std::filesystem::file_size(path("p_mask.npz")) > 10'000);
}

void TestPredictor::oneFileMayHoldAllChannels()
{
    Predictor predictor(path("volume run"), onCpu());
    const std::filesystem::path file = path("four_d.nii.gz");
    imaging::writeVolume(file, makeScan(2));
    const LabelMap fromOne = predictor.segmentFile({file}, path("one_mask.nii.gz"), {});
    QCOMPARE(fromOne.values, predictor.segmentFile(writeScan("two", 2), path("two_mask.nii.gz"), {}).values);
}

void TestPredictor::wrongNumberOfChannelsIsSaidInWords_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("one") << 1
                         << "cannot segment a scan with 1 channel: the model was trained on 2 (FLAIR, T1gd)";
    QTest::newRow("three")
        << 3 << "cannot segment a scan with 3 channels: the model was trained on 2 (FLAIR, T1gd)";
}

void TestPredictor::wrongNumberOfChannelsIsSaidInWords()
{
    QFETCH(const int, channels);
    QFETCH(const QString, sentence);
    Predictor predictor(path("volume run"), onCpu());
    const auto failure = [&](const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.code() == ErrorCode::BadInput ? QString::fromUtf8(error.what()) : QString();
        }
        return QString();
    };
    QVERIFY(
        failure([&] { static_cast<void>(predictor.segment(makeScan(channels), {})); }).startsWith(sentence));
    const auto files = writeScan("wrong", channels);
    QVERIFY(
        failure([&] { predictor.segmentFile(files, path("wrong_mask.nii.gz"), {}); }).startsWith(sentence));
    QVERIFY(!std::filesystem::exists(path("wrong_mask.nii.gz")));
}

void TestPredictor::voxelsThatAreNoNumbersAreCountedAndTheFileNamed()
{
    Predictor predictor(path("volume run"), onCpu());
    Volume scan = makeScan(2);
    scan.values[7] = std::numeric_limits<float>::quiet_NaN();
    scan.values[18] = std::numeric_limits<float>::infinity();
    const std::filesystem::path file = path("nan scan.nii.gz");
    imaging::writeVolume(file, scan);
    try {
        predictor.segmentFile({file}, path("nan_mask.nii.gz"), {});
        QFAIL("segmented what is no number");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QCOMPARE(QString::fromUtf8(error.what()),
                 "cannot segment " + QString::fromStdString(file.string()) +
                     ": 2 of its voxels are not a number (NaN) or infinite; export the scan again, or "
                     "replace them by the value of air or background");
    }
    QVERIFY(!std::filesystem::exists(path("nan_mask.nii.gz")));
}

void TestPredictor::takesTheFinalCheckpointBeforeBestAndLatest()
{
    makeRun(path("kinds"), false, "latest", 1);
    const Volume scan = makeScan(2);
    const LabelMap latest = Predictor(path("kinds"), onCpu()).segment(scan, {});
    makeRun(path("kinds"), false, "final", 5);
    const LabelMap last = Predictor(path("kinds"), onCpu()).segment(scan, {});
    QVERIFY(latest.values != last.values);
    QCOMPARE(last, Predictor(path("volume run"), onCpu()).segment(scan, {}));
}

void TestPredictor::aRunWithoutCheckpointIsNotFound()
{
    makeRun(path("empty"), false);
    std::filesystem::remove_all(path("empty") / "checkpoints");
    try {
        const Predictor predictor(path("empty"), onCpu());
        QFAIL("made a predictor without weights");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
    }
}

void TestPredictor::stopsWhenAsked()
{
    Predictor predictor(path("volume run"), onCpu());
    std::stop_source source;
    source.request_stop();
    try {
        static_cast<void>(predictor.segment(makeScan(2), TaskContext(source.get_token())));
        QFAIL("did not stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestPredictor)
#include "tst_Predictor.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/MemoryBudget.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/io/ImageFile.h"
#include "core/preprocessing/Preprocessor.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace seg;
using namespace seg::preprocessing;
namespace fs = std::filesystem;

namespace {

planning::Plan smallPlan()
{
    planning::Configuration configuration;
    configuration.name = "3d_fullres";
    configuration.patchSize = {4, 4, 4};
    configuration.medianExtent = {6, 6, 6};
    configuration.spacing = {1, 1, 1};
    configuration.normalization = {planning::NormalizationScheme::ZScore};
    configuration.useMaskForNormalization = {false};
    configuration.architecture.features = {32};
    configuration.architecture.kernelSizes = {{3, 3, 3}};
    configuration.architecture.strides = {{1, 1, 1}};
    configuration.architecture.blocksPerStage = {2};
    planning::Plan plan;
    plan.datasetName = "Dataset001_Small";
    plan.intensities.resize(1);
    plan.configurations.push_back(std::move(configuration));
    return plan;
}

/// Counts what is reported and asks to stop after a number of cases.
class CountingSink final : public ProgressSink {
public:
    void progress(double fraction, const std::string&) override
    {
        grows = grows && fraction >= last;
        last = fraction;
        if (++reports == stopAfter) {
            source.request_stop();
        }
    }
    std::stop_source source;
    int stopAfter = -1;
    int reports = 0;
    double last = 0.0;
    bool grows = true;
};

} // namespace

class TestPreprocessDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void makesEveryCase_andKeepsThemNextTime();
    void aChangedFileIsMadeAnew();
    void anotherPlanEmptiesTheFolder_butOnlyOfItsOwnFiles();
    void aPlanThatAsksForTheSameArraysKeepsThem();
    void oneBadCaseDoesNotStopTheOthers();
    void stopKeepsWhatIsDone_andIsResumed();
    void leftoversOfAKilledProcessAreRemoved();
    void aDamagedCaseIsMadeAnew();
    void aFlippedByteIsFound_andTheCaseMadeAnew_data();
    void aFlippedByteIsFound_andTheCaseMadeAnew();
    void aSmallBudgetChangesNothingButTheOrder();
    void everyCaseTellsItsTime();
    void anotherRecipeEmptiesTheFolder();
    void namesThatShareAFileAreRefused();
    void unknownConfigurationIsRefused();
    void resultsDoNotDependOnThreads();

private:
    [[nodiscard]] PreprocessSummary run(const planning::Plan& plan = smallPlan(),
                                        const TaskContext& context = {}) const
    {
        return preprocessDataset(m_dataset, plan, "3d_fullres", store(), context);
    }
    [[nodiscard]] PreprocessedStore store(const char* name = "store") const
    {
        return PreprocessedStore(fs::path(m_folder->path().toStdString()) / name);
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    dataset::RawDataset m_dataset;
};

void TestPreprocessDataset::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_dataset = {};
    m_dataset.folder = m_folder->path().toStdString();
    m_dataset.name = "Dataset001_Small";
    m_dataset.manifest.channelNames = {"MRI"};
    m_dataset.manifest.labels = dataset::LabelScheme({{"background", {0}}, {"a", {1}}});
    for (int i = 0; i < 4; ++i) {
        Volume image;
        image.geometry.extent = {{6, 6, 6}};
        image.geometry.spacing = {{1.0, 1.0, 1.5}};
        for (int v = 0; v < 216; ++v) {
            image.values.push_back(static_cast<float>((v * 37 + i) % 101 + 1));
        }
        LabelMap label;
        label.geometry = image.geometry;
        label.values.assign(216, 0);
        label.values[100] = label.values[101] = 1;
        const std::string name = "case_" + std::to_string(i);
        Case item{
            {name}, {m_dataset.folder / (name + "_0000.nii.gz")}, m_dataset.folder / (name + ".nii.gz")};
        imaging::writeVolume(item.channels[0], image);
        imaging::writeLabelMap(*item.label, label);
        m_dataset.trainingCases.push_back(std::move(item));
    }
}

void TestPreprocessDataset::makesEveryCase_andKeepsThemNextTime()
{
    CountingSink sink;
    const PreprocessSummary first = run(smallPlan(), TaskContext(sink.source.get_token(), &sink));
    QCOMPARE(first.done, std::size_t{4});
    QCOMPARE(first.kept, std::size_t{0});
    QVERIFY(first.failures.empty());
    QCOMPARE(sink.reports, 4);
    QCOMPARE(sink.last, 1.0);
    QVERIFY(sink.grows);
    QCOMPARE(store().caseIds().size(), std::size_t{4});
    const MappedCase mapped = store().open({"case_2"});
    QVERIFY(mapped.properties().extentAfterResampling == (Extent{{6, 6, 9}}));
    QCOMPARE(mapped.properties().classLocations[0].labels, std::vector<int>{1});
    QVERIFY(!mapped.properties().classLocations[0].voxels.empty());
    const PreprocessSummary second = run();
    QCOMPARE(second.done, std::size_t{0});
    QCOMPARE(second.kept, std::size_t{4});
}

void TestPreprocessDataset::aChangedFileIsMadeAnew()
{
    static_cast<void>(run());
    const Case& item = m_dataset.trainingCases[1];
    LabelMap label = imaging::readLabelMap(*item.label);
    label.values[50] = 1;
    imaging::writeLabelMap(*item.label, label);
    fs::last_write_time(*item.label, fs::last_write_time(*item.label) + std::chrono::seconds(2));
    const PreprocessSummary again = run();
    QCOMPARE(again.done, std::size_t{1});
    QCOMPARE(again.kept, std::size_t{3});
}

void TestPreprocessDataset::anotherPlanEmptiesTheFolder_butOnlyOfItsOwnFiles()
{
    static_cast<void>(run());
    writeText(store().folder() / "notes.txt", "mine");
    m_dataset.trainingCases.pop_back();
    planning::Plan other = smallPlan();
    other.configurations[0].spacing = {2, 2, 2};
    const PreprocessSummary again = run(other);
    QCOMPARE(again.done, std::size_t{3});
    QCOMPARE(store().caseIds().size(), std::size_t{3});
    QVERIFY(fs::exists(store().folder() / "notes.txt"));
}

void TestPreprocessDataset::aPlanThatAsksForTheSameArraysKeepsThem()
{
    static_cast<void>(run());
    planning::Plan other = smallPlan();
    other.configurations[0].batchSize = 17;
    other.configurations[0].patchSize = {6, 6, 6};
    QCOMPARE(run(other).kept, std::size_t{4});
}

void TestPreprocessDataset::oneBadCaseDoesNotStopTheOthers()
{
    fs::resize_file(m_dataset.trainingCases[2].channels[0], 100);
    fs::remove(*m_dataset.trainingCases[0].label);
    const PreprocessSummary summary = run();
    QCOMPARE(summary.done, std::size_t{2});
    QCOMPARE(summary.failures.size(), std::size_t{2});
    QCOMPARE(summary.failures[0].id.name, std::string("case_0"));
    QCOMPARE(summary.failures[1].id.name, std::string("case_2"));
    QVERIFY(!summary.failures[0].text.empty());
}

void TestPreprocessDataset::stopKeepsWhatIsDone_andIsResumed()
{
    setThreadCount(1);
    CountingSink sink;
    sink.stopAfter = 2;
    try {
        static_cast<void>(run(smallPlan(), TaskContext(sink.source.get_token(), &sink)));
        QFAIL("did not stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
    setThreadCount(0);
    QCOMPARE(store().caseIds().size(), std::size_t{2});
    const PreprocessSummary rest = run();
    QCOMPARE(rest.kept, std::size_t{2});
    QCOMPARE(rest.done, std::size_t{2});
}

void TestPreprocessDataset::leftoversOfAKilledProcessAreRemoved()
{
    static_cast<void>(run());
    writeText(store().folder() / ".writing-1-2-case_0.npy", "half");
    QCOMPARE(run().kept, std::size_t{4});
    QVERIFY(!fs::exists(store().folder() / ".writing-1-2-case_0.npy"));
}

void TestPreprocessDataset::aDamagedCaseIsMadeAnew()
{
    static_cast<void>(run());
    fs::resize_file(store().folder() / "case_3.npy", 200);
    const PreprocessSummary again = run();
    QCOMPARE(again.done, std::size_t{1});
    QCOMPARE(store().open({"case_3"}).image().size(), std::size_t{6 * 6 * 9});
}

void TestPreprocessDataset::aFlippedByteIsFound_andTheCaseMadeAnew_data()
{
    QTest::addColumn<QString>("ending");
    for (const char* ending : {".npy", "_label.npy", "_locations.npy"}) {
        QTest::newRow(ending) << ending;
    }
}

void TestPreprocessDataset::aFlippedByteIsFound_andTheCaseMadeAnew()
{
    QFETCH(QString, ending);
    static_cast<void>(run());
    const fs::path file = store().folder() / ("case_2" + ending.toStdString());
    const std::string before = readText(file);
    std::string damaged = before;
    damaged[damaged.size() - 3] = static_cast<char>(damaged[damaged.size() - 3] ^ 0x10);
    writeText(file, damaged);
    const PreprocessSummary again = run();
    QCOMPARE(again.done, std::size_t{1});
    QCOMPARE(again.kept, std::size_t{3});
    QVERIFY(readText(file) == before);
}

void TestPreprocessDataset::aSmallBudgetChangesNothingButTheOrder()
{
    static_cast<void>(run());
    setMemoryBudget(1); // less than any case: they run one by one
    static_cast<void>(preprocessDataset(m_dataset, smallPlan(), "3d_fullres", store("narrow"), {}));
    setMemoryBudget(0);
    for (const CaseId& id : store().caseIds()) {
        QVERIFY(readText(store().folder() / (id.name + ".npy")) ==
                readText(store("narrow").folder() / (id.name + ".npy")));
    }
    QCOMPARE(store("narrow").caseIds().size(), std::size_t{4});
}

void TestPreprocessDataset::everyCaseTellsItsTime()
{
    const PreprocessSummary first = run();
    QCOMPARE(first.caseSeconds.size(), std::size_t{4});
    QVERIFY(*std::min_element(first.caseSeconds.begin(), first.caseSeconds.end()) >= 0.0);
    QVERIFY(run().caseSeconds.empty());
}

void TestPreprocessDataset::anotherRecipeEmptiesTheFolder()
{
    static_cast<void>(run());
    planning::Plan other = smallPlan();
    other.configurations[0].recipe = planning::PreprocessingRecipe::NnUNet2018;
    QCOMPARE(run(other).done, std::size_t{4});
    other.configurations[0].labelResampling.order = 0;
    QCOMPARE(run(other).done, std::size_t{4});
    QCOMPARE(run(other).kept, std::size_t{4});
}

void TestPreprocessDataset::namesThatShareAFileAreRefused()
{
    m_dataset.trainingCases[1].id.name = "case_0_label";
    try {
        static_cast<void>(run());
        QFAIL("accepted the names");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY(QString(error.what()).contains("case_0 and case_0_label"));
    }
}

void TestPreprocessDataset::unknownConfigurationIsRefused()
{
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(preprocessDataset(m_dataset, smallPlan(), "2d", store(), {})),
                             Error);
    QVERIFY(!fs::exists(store().folder()));
}

void TestPreprocessDataset::resultsDoNotDependOnThreads()
{
    static_cast<void>(run());
    setThreadCount(1);
    static_cast<void>(preprocessDataset(m_dataset, smallPlan(), "3d_fullres", store("one"), {}));
    setThreadCount(0);
    for (const CaseId& id : store().caseIds()) {
        for (const char* ending : {".npy", "_label.npy", "_locations.npy", ".json"}) {
            QCOMPARE(readText(store().folder() / (id.name + ending)),
                     readText(store("one").folder() / (id.name + ending)));
        }
    }
}

QTEST_APPLESS_MAIN(TestPreprocessDataset)
#include "tst_PreprocessDataset.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetImport.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <unistd.h>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

/// Folders of images and labels without a dataset.json.
class TestPlainSource final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void twoFolders_areGuessed_andLabelsAreRead();
    void aGivenPattern_isTaken_alsoWithAnEnding();
    void channelsAreNamed();
    void imagesWithoutLabels_becomeTests_andLabelsWithoutImages_areTold();
    void fourDimensionalImages_areSplit();
    void otherFormats_stayOrAreConverted_data();
    void otherFormats_stayOrAreConverted();
    void colourImages_stayAsTheyAre();
    void wrongChannelNames_areRefused();
    void imagesTakenForLabels_areRefused();
    void emptyLabels_areRefused();
    void aFolderOfScans_isNoDataset();
    void aFolderOfDatasets_isNoDataset();
    void twoFilesOfOneName_areNamed();
    void anUnreadableFolder_isNamed();
    void cancelling_isPossible();

private:
    void write(const std::string& name, std::int64_t channels = 1) const
    {
        fs::create_directories((m_source / name).parent_path());
        imaging::writeVolume(m_source / name, countedVolume(obliqueGeometry(), channels));
    }
    void writeLabel(const std::string& name, int inner = 2) const
    {
        fs::create_directories((m_source / name).parent_path());
        seg::LabelMap labels = nestedBoxes(obliqueGeometry());
        for (auto& value : labels.values) {
            value = value == 2 ? static_cast<std::int16_t>(inner) : value;
        }
        imaging::writeLabelMap(m_source / name, labels);
    }
    [[nodiscard]] DatasetSource open(const SourceOptions& options = {}) const
    {
        return openSource(m_source, options, {});
    }
    std::unique_ptr<TempFolder> m_folder;
    fs::path m_source;
};

void TestPlainSource::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_source = *m_folder / "Meine Studie";
    fs::create_directories(m_source);
}

void TestPlainSource::twoFolders_areGuessed_andLabelsAreRead()
{
    for (const char* name : {"p1", "p2", "p3"}) {
        write(std::string("images/") + name + ".nii.gz");
    }
    writeLabel("labels/p1.nii.gz");
    writeLabel("labels/p2.nii.gz", 7);
    writeLabel("labels/p3.nii.gz", 0);
    QVERIFY(recognizeSource(m_source) == SourceKind::PlainFolder);
    const DatasetSource source = open();
    QCOMPARE(source.name, std::string("Meine Studie"));
    QCOMPARE(source.pattern, (FilePattern{"images/{case}", "labels/{case}"}));
    QCOMPARE(source.channelNames, std::vector<std::string>{"image"});
    QCOMPARE(source.labels.allLabels(), (std::vector<int>{0, 1, 2, 7}));
    QCOMPARE(source.labels.nameOf(7), std::string("label 7"));
    QCOMPARE(source.notes,
             std::vector<std::string>{"Images and labels were told apart by the guessed pattern "
                                      "images/{case}, labels/{case}."});
    const RawDataset made = importDataset(source, *m_folder / "out", {}, {});
    QCOMPARE(made.name, std::string("Dataset100_Meine Studie"));
    QCOMPARE(made.manifest.trainingCount, std::int64_t{3});
    QCOMPARE(seg::readText(made.trainingCases[1].channels[0]), seg::readText(m_source / "images/p2.nii.gz"));
    QCOMPARE(seg::readText(*made.trainingCases[1].label), seg::readText(m_source / "labels/p2.nii.gz"));
}

void TestPlainSource::aGivenPattern_isTaken_alsoWithAnEnding()
{
    write("a/x1.nii.gz");
    writeLabel("b/x1.nii.gz");
    QVERIFY(!recognizeSource(m_source)); // the names say nothing
    SourceOptions options;
    options.pattern = FilePattern{"a/x{case}.nii.gz", "b/x{case}"};
    const DatasetSource source = open(options);
    QCOMPARE(source.trainingCases.size(), std::size_t{1});
    QCOMPARE(source.trainingCases[0].id.name, std::string("1"));
    QVERIFY(source.notes.empty());
    options.pattern = FilePattern{"a/{case}", "c/{case}"};
    const auto failure = failureOf([&] { static_cast<void>(open(options)); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(
        failure.second.ends_with(": the pattern a/{case}, c/{case} finds 1 images and 0 labels, but none "
                                 "that belong together; check the pattern"),
        failure.second.c_str());
}

void TestPlainSource::channelsAreNamed()
{
    for (const char* name : {"a", "b"}) {
        for (const char* channel : {"_t1", "_flair", "_ct"}) {
            write(std::string(name) + "/" + name + channel + ".nii.gz");
        }
        writeLabel(std::string(name) + "/" + name + "_seg.nii.gz");
    }
    const DatasetSource source = open();
    QCOMPARE(source.channelNames, (std::vector<std::string>{"CT", "flair", "t1"}));
    QCOMPARE(source.trainingCases[1].channels[1].filename(), fs::path("b_flair.nii.gz"));
    SourceOptions options;
    options.channelNames = {"CT", "FLAIR", "T1"};
    QCOMPARE(open(options).channelNames[2], std::string("T1"));
    const RawDataset made = importDataset(source, *m_folder / "out", {}, {});
    QCOMPARE(made.trainingCases[0].channels.size(), std::size_t{3});
}

void TestPlainSource::imagesWithoutLabels_becomeTests_andLabelsWithoutImages_areTold()
{
    for (const char* name : {"p1", "p2", "p3"}) {
        write(std::string("images/") + name + ".nii.gz");
    }
    writeLabel("labels/p1.nii.gz");
    writeLabel("labels/p2.nii.gz");
    writeLabel("labels/p9.nii.gz");
    write("other/scan.nii.gz");
    const DatasetSource source = open();
    QCOMPARE(source.trainingCases.size(), std::size_t{2});
    QCOMPARE(source.testCases.size(), std::size_t{1});
    QCOMPARE(source.notes.size(), std::size_t{4});
    QCOMPARE(source.notes[1], std::string("1 images have no label and become test scans: p3."));
    QCOMPARE(source.notes[2], std::string("1 labels have no image and are left out: p9."));
    QCOMPARE(source.notes[3], std::string("1 image files do not fit the pattern and are left out."));
}

void TestPlainSource::fourDimensionalImages_areSplit()
{
    write("images/p.nii.gz", 2);
    writeLabel("labels/p.nii.gz");
    const RawDataset made = importDataset(open(), *m_folder / "out", {}, {});
    QCOMPARE(made.trainingCases[0].channels.size(), std::size_t{2});
    QCOMPARE(made.manifest.channelNames, (std::vector<std::string>{"channel 0", "channel 1"}));
    QCOMPARE(imaging::readChannels(made.trainingCases[0].channels),
             imaging::readVolume(m_source / "images/p.nii.gz"));
}

void TestPlainSource::otherFormats_stayOrAreConverted_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<QString>("label");
    QTest::addColumn<QString>("ending");
    QTest::newRow("NIfTI, plain") << ".nii"
                                  << ".nii"
                                  << ".nii";
    QTest::newRow("NRRD") << ".nrrd"
                          << ".nrrd"
                          << ".nrrd";
    QTest::newRow("MetaImage") << ".mha"
                               << ".mha"
                               << ".mha";
    QTest::newRow("mixed") << ".nrrd"
                           << ".nii"
                           << ".nii.gz";
    QTest::newRow("upper case") << ".NII.GZ"
                                << ".nii.gz"
                                << ".nii.gz";
}

void TestPlainSource::otherFormats_stayOrAreConverted()
{
    QFETCH(const QString, image);
    QFETCH(const QString, label);
    QFETCH(const QString, ending);
    if (!imaging::isImageFile("x" + image.toStdString())) {
        QSKIP("this format is not read yet");
    }
    write("images/p" + image.toStdString());
    writeLabel("labels/p" + label.toStdString());
    const RawDataset made = importDataset(open(), *m_folder / "out", {}, {});
    QCOMPARE(QString::fromStdString(made.manifest.fileEnding), ending);
    const seg::Volume volume = imaging::readVolume(made.trainingCases[0].channels[0]);
    QCOMPARE(volume.values, countedVolume(obliqueGeometry()).values);
    QVERIFY(seg::sameGrid(volume.geometry, obliqueGeometry()));
    QCOMPARE(imaging::readLabelMap(*made.trainingCases[0].label).values,
             nestedBoxes(obliqueGeometry()).values);
}

void TestPlainSource::colourImages_stayAsTheyAre()
{
    if (!imaging::isImageFile("x.png")) {
        QSKIP("PNG is not read yet");
    }
    seg::Geometry flat;
    flat.extent = {{1, 5, 6}};
    flat.spacing = {{999.0, 1.0, 1.0}};
    seg::Volume colours{flat, 3, std::vector<float>(90, 0.0F)};
    for (std::size_t i = 0; i < colours.values.size(); ++i) {
        colours.values[i] = static_cast<float>(2 * i);
    }
    fs::create_directories(m_source / "images");
    fs::create_directories(m_source / "masks");
    imaging::writeVolume(m_source / "images/a.png", colours);
    imaging::writeLabelMap(m_source / "masks/a.png", nestedBoxes(flat));
    const DatasetSource source = open();
    QCOMPARE(source.channelNames, (std::vector<std::string>{"red", "green", "blue"}));
    const RawDataset made = importDataset(source, *m_folder / "out", {}, {});
    QCOMPARE(made.manifest.fileEnding, std::string(".png"));
    QCOMPARE(seg::readText(made.folder / "imagesTr/a_0000.png"), seg::readText(m_source / "images/a.png"));
}

void TestPlainSource::wrongChannelNames_areRefused()
{
    write("images/p.nii.gz");
    writeLabel("labels/p.nii.gz");
    SourceOptions options;
    options.channelNames = {"CT", "PET"};
    const auto failure = failureOf([&] { static_cast<void>(open(options)); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QVERIFY2(failure.second.ends_with(
                 "2 channel names were given, but case p has 1 channels; give one name for each"),
             failure.second.c_str());
}

void TestPlainSource::imagesTakenForLabels_areRefused()
{
    write("images/p.nii.gz");
    seg::Geometry large;
    large.extent = {{8, 8, 8}};
    fs::create_directories(m_source / "labels");
    imaging::writeVolume(m_source / "labels/p.nii.gz", countedVolume(large));
    const std::string said = errorTextOf([&] { static_cast<void>(open()); });
    QVERIFY2(said.ends_with("different values, so they are probably images; check the pattern"),
             said.c_str());
}

void TestPlainSource::emptyLabels_areRefused()
{
    write("images/p.nii.gz");
    seg::LabelMap empty = nestedBoxes(obliqueGeometry());
    std::fill(empty.values.begin(), empty.values.end(), std::int16_t{0});
    fs::create_directories(m_source / "labels");
    imaging::writeLabelMap(m_source / "labels/p.nii.gz", empty);
    const std::string said = errorTextOf([&] { static_cast<void>(open()); });
    QVERIFY2(
        said.ends_with(": no voxel of its label files is above 0; check that the pattern names the masks"),
        said.c_str());
}

void TestPlainSource::aFolderOfScans_isNoDataset()
{
    write("a.nii.gz");
    write("b.nii.gz");
    QVERIFY(!recognizeSource(m_source));
    const auto failure = failureOf([&] { static_cast<void>(open()); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.find(
                 "the names of its files do not tell which label belongs to which image; give "
                 "the names with a pattern like 'images/{case}' and 'labels/{case}'") != std::string::npos,
             failure.second.c_str());
}

void TestPlainSource::aFolderOfDatasets_isNoDataset()
{
    write("Task01_A/imagesTr/p.nii.gz");
    writeLabel("Task01_A/labelsTr/p.nii.gz");
    QVERIFY(recognizeSource(m_source) == SourceKind::PlainFolder);
    seg::writeText(m_source / "Task01_A/dataset.json", "{}");
    QVERIFY(!recognizeSource(m_source));
    SourceOptions options;
    options.pattern = FilePattern{"Task01_A/imagesTr/{case}", "Task01_A/labelsTr/{case}"};
    QCOMPARE(open(options).trainingCases.size(), std::size_t{1}); // asked for, it is one
}

void TestPlainSource::twoFilesOfOneName_areNamed()
{
    write("images/p.nii.gz");
    write("images/p.nii");
    writeLabel("labels/p.nii.gz");
    SourceOptions options;
    options.pattern = FilePattern{"images/{case}", "labels/{case}"};
    const std::string said = errorTextOf([&] { static_cast<void>(open(options)); });
    QVERIFY2(said.find(" differ by their ending alone; keep one of them") != std::string::npos, said.c_str());
}

void TestPlainSource::anUnreadableFolder_isNamed()
{
    write("images/p.nii.gz");
    writeLabel("labels/p.nii.gz");
    fs::permissions(m_source / "labels", fs::perms::none);
    fs::permissions(m_folder->path().parent_path(), fs::perms::all);
    constexpr uid_t kNobody = 65534;
    const bool wasRoot = ::geteuid() == 0;
    if (wasRoot && ::seteuid(kNobody) != 0) { // who may read every folder
        QSKIP("this user may read every folder and cannot become another");
    }
    SourceOptions options;
    options.pattern = FilePattern{"images/{case}", "labels/{case}"};
    const auto failure = failureOf([&] { static_cast<void>(open(options)); });
    QVERIFY(!wasRoot || ::seteuid(0) == 0);
    fs::permissions(m_source / "labels", fs::perms::owner_all);
    QVERIFY(failure.first == ErrorCode::NoPermission);
    QVERIFY2(failure.second.starts_with("cannot list " + m_source.string()), failure.second.c_str());
}

void TestPlainSource::cancelling_isPossible()
{
    write("images/p.nii.gz");
    writeLabel("labels/p.nii.gz");
    std::stop_source stop;
    stop.request_stop();
    const auto failure =
        failureOf([&] { static_cast<void>(openSource(m_source, {}, seg::TaskContext(stop.get_token()))); });
    QVERIFY(failure.first == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestPlainSource)
#include "tst_PlainSource.moc"

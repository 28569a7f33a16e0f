// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/DatasetValidator.h"
#include "core/dataset/DicomSource.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawDicom.h"

#include <QTest>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

/// Patients with a series of four slices of 4 x 3 pixels and a DICOM SEG each, written element by element.
class TestDicomSource final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void patientsBecomeCases();
    void segmentsOfOneName_areOneLabel();
    void theWholeWayIntoADataset();
    void seriesWithoutSegmentation_areTold();
    void aSegmentationOfAnotherSeries_isTold();
    void aFolderWithoutSegmentations_isNoDataset();
    void aSegmentationOnAnotherGrid_isNamed_andLeavesNothing();
    void cancelling_leavesNothing();

private:
    void writeSeries(const std::string& patient, const std::string& uid, int slices = 4) const;
    /// One voxel of each segment, in slice 1: segment n at pixel n.
    void writeSegmentation(const std::string& patient, const std::string& uid,
                           const std::vector<std::string>& labels, double z = 2.0) const;
    [[nodiscard]] DicomConversion convert() const
    {
        return convertDicomDataset(m_source, *m_folder / "scratch", {});
    }
    std::unique_ptr<TempFolder> m_folder;
    fs::path m_source;
};

void TestDicomSource::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_source = *m_folder / "Klinik";
    fs::create_directories(m_source);
}

void TestDicomSource::writeSeries(const std::string& patient, const std::string& uid, int slices) const
{
    fs::create_directories(m_source / patient / "MR");
    for (int k = 0; k < slices; ++k) {
        SliceSpec spec;
        spec.number = k + 1;
        spec.series = uid;
        spec.position = {0.0, 0.0, 2.0 * k};
        writeSlice(m_source / patient / "MR" / (std::to_string(k) + ".dcm"), spec);
    }
}

void TestDicomSource::writeSegmentation(const std::string& patient, const std::string& uid,
                                        const std::vector<std::string>& labels, double z) const
{
    constexpr std::size_t kPixels = 12;
    std::vector<std::string> segments;
    std::vector<std::string> frames;
    std::string bits((labels.size() * kPixels + 7) / 8, '\0');
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto number = static_cast<unsigned>(i + 1);
        segments.push_back(dicomShort(0x62, 4, number) + dicomElement(0x62, 5, "LO", labels[i]) +
                           dicomElement(0x62, 8, "CS", "MANUAL"));
        frames.push_back(
            dicomSequence(0x20, 0x9113, {dicomElement(0x20, 0x32, "DS", fmt::format("0\\0\\{}", z))}) +
            dicomSequence(0x62, 0x0a, {dicomShort(0x62, 0x0b, number)}));
        const std::size_t bit = i * kPixels + number;
        bits[bit / 8] = static_cast<char>(bits[bit / 8] | 1 << (bit % 8));
    }
    const std::string set =
        dicomElement(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4") +
        dicomElement(0x08, 0x18, "UI", uid + ".9") + dicomElement(0x08, 0x60, "CS", "SEG") +
        dicomSequence(0x08, 0x1115, {dicomElement(0x20, 0x0e, "UI", uid)}) +
        dicomElement(0x20, 0x0e, "UI", uid + ".99") + dicomShort(0x28, 2, 1) +
        dicomElement(0x28, 4, "CS", "MONOCHROME2") +
        dicomElement(0x28, 8, "IS", std::to_string(frames.size())) + dicomShort(0x28, 0x10, 3) +
        dicomShort(0x28, 0x11, 4) + dicomShort(0x28, 0x100, 1) + dicomShort(0x28, 0x101, 1) +
        dicomShort(0x28, 0x102, 0) + dicomShort(0x28, 0x103, 0) + dicomElement(0x62, 1, "CS", "BINARY") +
        dicomSequence(0x62, 2, segments) +
        dicomSequence(0x5200, 0x9229,
                      {dicomSequence(0x20, 0x9116, {dicomElement(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0")}) +
                       dicomSequence(0x28, 0x9110, {dicomElement(0x28, 0x30, "DS", "0.75\\0.5")})}) +
        dicomSequence(0x5200, 0x9230, frames) + dicomElement(0x7fe0, 0x10, "OB", bits);
    fs::create_directories(m_source / patient / "SEG");
    writeBytes(m_source / patient / "SEG/seg.dcm",
               dicomFile("1.2.840.10008.5.1.4.1.1.66.4", uid + ".9", set));
}

void TestDicomSource::patientsBecomeCases()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver"});
    writeSeries("p2", "1.2.4");
    writeSegmentation("p2", "1.2.4", {"Liver"});
    QVERIFY(looksLikeDicomDataset(m_source));
    QVERIFY(recognizeSource(m_source) == SourceKind::DicomFolder);
    const DicomConversion made = convert();
    QVERIFY(made.notes.empty());
    const RawDataset dataset = openRawDataset(made.folder);
    // Both slices say "patient 7".
    QCOMPARE(dataset.trainingCases.size(), std::size_t{2});
    QCOMPARE(dataset.trainingCases[0].id.name, std::string("patient_7"));
    QCOMPARE(dataset.trainingCases[1].id.name, std::string("patient_7_2"));
    QCOMPARE(dataset.manifest.channelNames, std::vector<std::string>{"MR"});
    const seg::Volume volume = imaging::readVolume(dataset.trainingCases[0].channels[0]);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{4, 3, 4}}));
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{2.0, 0.75, 0.5}}));
    QCOMPARE(volume.values[1], 101.0F);
    const seg::LabelMap labels = imaging::readLabelMap(*dataset.trainingCases[0].label);
    QCOMPARE(std::count(labels.values.begin(), labels.values.end(), std::int16_t{1}), std::ptrdiff_t{1});
    QCOMPARE(labels.values[12 + 1], std::int16_t{1});
    QVERIFY(!checkDataset(dataset, {}).hasErrors());
}

void TestDicomSource::segmentsOfOneName_areOneLabel()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver", "Spleen"});
    writeSeries("p2", "1.2.4");
    writeSegmentation("p2", "1.2.4", {"Spleen"}); // number 1 here, 2 there
    const RawDataset dataset = openRawDataset(convert().folder);
    QCOMPARE(dataset.manifest.labels.nameOf(1), std::string("Liver"));
    QCOMPARE(dataset.manifest.labels.nameOf(2), std::string("Spleen"));
    const seg::LabelMap second = imaging::readLabelMap(*dataset.trainingCases[1].label);
    QCOMPARE(second.values[12 + 1], std::int16_t{2});
}

void TestDicomSource::theWholeWayIntoADataset()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver"});
    QVERIFY(needsUnpacking(m_source));
    const DatasetSource source = openAnySource(m_source, *m_folder / "scratch", {}, {});
    QVERIFY(source.kind == SourceKind::DicomFolder);
    QCOMPARE(source.origin, m_source);
    QCOMPARE(source.name, std::string("Klinik"));
    const RawDataset made = importDataset(source, *m_folder / "datasets", {}, {});
    QCOMPARE(made.name, std::string("Dataset100_Klinik"));
    QCOMPARE(made.trainingCases.size(), std::size_t{1});
}

void TestDicomSource::seriesWithoutSegmentation_areTold()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver"});
    writeSeries("p2", "1.2.4");
    QCOMPARE(convert().notes, std::vector<std::string>{"1 series without a segmentation are left out."});
}

void TestDicomSource::aSegmentationOfAnotherSeries_isTold()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver"});
    writeSegmentation("p2", "1.2.77", {"Liver"});
    QCOMPARE(
        convert().notes,
        std::vector<std::string>{"The segmentation p2/SEG/seg.dcm is left out: the series it was drawn on is "
                                 "not here."});
}

void TestDicomSource::aFolderWithoutSegmentations_isNoDataset()
{
    writeSeries("p1", "1.2.3");
    QVERIFY(!recognizeSource(m_source));
    const auto failure = failureOf([&] { static_cast<void>(convert()); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(
        failure.second.ends_with("no DICOM series in it has a segmentation (DICOM SEG); put the objects with "
                                 "the segmentations beside the series they were drawn on"),
        failure.second.c_str());
}

void TestDicomSource::aSegmentationOnAnotherGrid_isNamed_andLeavesNothing()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver"}, 2.9); // between two slices
    const auto failure = failureOf([&] { static_cast<void>(convert()); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.find("seg.dcm") != std::string::npos, failure.second.c_str());
    QVERIFY(!fs::exists(*m_folder / "scratch/Klinik"));
}

void TestDicomSource::cancelling_leavesNothing()
{
    writeSeries("p1", "1.2.3");
    writeSegmentation("p1", "1.2.3", {"Liver"});
    std::stop_source stop;
    stop.request_stop();
    const auto failure = failureOf([&] {
        static_cast<void>(
            convertDicomDataset(m_source, *m_folder / "scratch", seg::TaskContext(stop.get_token())));
    });
    QVERIFY(failure.first == ErrorCode::Cancelled);
    QVERIFY(!fs::exists(*m_folder / "scratch/Klinik"));
}

QTEST_APPLESS_MAIN(TestDicomSource)
#include "tst_DicomSource.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/unit/core/imaging/io/CompressedDicom.h"
#include "tests/unit/core/imaging/io/RawDicom.h"

#include <fmt/format.h>

#include <cstdio>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;

/// Writes a small corpus for each fuzz target: fuzz_seeds FOLDER. Nothing binary is kept in the repository.
namespace {

seg::Volume volumeOf(const seg::Extent& extent, std::int64_t channels)
{
    seg::Volume volume;
    volume.geometry.extent = extent;
    volume.geometry.spacing = {{2.5, 0.75, 0.5}};
    volume.geometry.origin = {1.0, -2.0, 3.0};
    volume.channels = channels;
    for (std::int64_t i = 0; i < extent.count() * channels; ++i) {
        volume.values.push_back(static_cast<float>(i % 200));
    }
    return volume;
}

seg::LabelMap maskOf(const seg::Volume& volume, std::int16_t largest)
{
    seg::LabelMap labels{volume.geometry, std::vector<std::int16_t>(volume.channel(0).size(), 1)};
    labels.values.back() = largest;
    return labels;
}

void writeStacks(const fs::path& folder, const char* name, const std::vector<std::string>& endings)
{
    const fs::path target = folder / name;
    fs::create_directories(target);
    for (const std::string& ending : endings) {
        imaging::writeVolume(target / ("volume" + ending), volumeOf({{2, 3, 4}}, 1));
        imaging::writeLabelMap(target / ("mask" + ending), maskOf(volumeOf({{2, 3, 4}}, 1), 3));
        imaging::writeLabelMap(target / ("wide" + ending), maskOf(volumeOf({{2, 3, 4}}, 1), 300));
        if (ending != ".tif") {
            imaging::writeVolume(target / ("channels" + ending), volumeOf({{2, 3, 4}}, 2));
        }
    }
}

void writePictures(const fs::path& folder, const char* name, const std::string& ending)
{
    const fs::path target = folder / name;
    fs::create_directories(target);
    for (const int channels : {1, 3}) {
        imaging::writeVolume(target / fmt::format("picture{}{}", channels, ending),
                             volumeOf({{1, 3, 5}}, channels));
    }
}

void writeTexts(const fs::path& folder)
{
    seg::writeText(
        folder / "nrrd" / "text.nrrd",
        "NRRD0004\ntype: short\ndimension: 3\nsizes: 2 2 2\nspace: RAS\nspace directions: (1,0,0) (0,1,0) "
        "(0,0,2)\nkinds: domain domain domain\nencoding: text\nspace origin: (1,2,3)\n\n1 2 3 4 5 6 7 8\n");
    seg::writeText(
        folder / "nrrd" / "raw.nrrd",
        "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 2 2 2 1\nspacings: nan 1 1 2\nbyte skip: -1\nendian: "
        "big\nencoding: raw\n\n12345678");
    seg::writeText(folder / "metaimage" / "text.mha",
                   "ObjectType = Image\nNDims = 3\nBinaryData = False\nTransformMatrix = 1 0 0 0 1 0 0 0 "
                   "1\nOffset = 0 0 "
                   "0\nElementSpacing = 1 1 2\nDimSize = 2 2 2\nElementNumberOfChannels = 1\nHeaderSize = 0\n"
                   "ElementType = MET_SHORT\nElementDataFile = LOCAL\n1 2 3 4 5 6 7 8");
    seg::writeText(
        folder / "metaimage" / "raw.mha",
        "NDims = 2\nDimSize = 2 2\nElementNumberOfChannels = 2\nElementByteOrderMSB = True\nHeaderSize = -1\n"
        "ElementType = MET_USHORT_ARRAY\nElementDataFile = LOCAL\n0123456789abcdef");
    const fs::path target = folder / "dataset";
    fs::create_directories(target);
    seg::writeText(target / "plain.json",
                   R"({"channel_names": {"0": "CT", "1": "MR"}, "labels": {"background": 0, "a": 1,
"b": 2, "ignore": 3}, "numTraining": 2, "file_ending": ".nii.gz"})");
    seg::writeText(target / "regions.json",
                   R"({"channel_names": {"0": "T1"}, "labels": {"background": 0, "whole": [1, 2],
"core": 2}, "regions_class_order": [1, 2], "numTraining": 1, "file_ending": ".nrrd",
"dataset": {"x": {"images": ["a.nrrd"], "label": "b.nrrd"}}})");
}

/// A slice, one with little in it, and a SEG of one frame.
void writeDicom(const fs::path& folder)
{
    using namespace seg::test;
    const fs::path target = folder / "dicom";
    fs::create_directories(target);
    SliceSpec slice;
    slice.position = {10.0, -20.0, 5.0};
    slice.slope = "2";
    slice.intercept = "-1024";
    writeSlice(target / "slice.dcm", slice);
    slice.placed = false;
    slice.samples = 3;
    writeSlice(target / "colors.dcm", slice);
    const std::string frame = dicomSequence(0x20, 0x9113, {dicomElement(0x20, 0x32, "DS", "10\\-20\\5")}) +
                              dicomSequence(0x62, 0x0a, {dicomShort(0x62, 0x0b, 1)});
    const std::string set =
        dicomElement(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4") + dicomElement(0x28, 8, "IS", "1") +
        dicomShort(0x28, 0x10, 3) + dicomShort(0x28, 0x11, 5) + dicomShort(0x28, 0x100, 1) +
        dicomElement(0x62, 1, "CS", "BINARY") +
        dicomSequence(0x62, 2, {dicomShort(0x62, 4, 1) + dicomElement(0x62, 5, "LO", "Liver")}) +
        dicomSequence(0x5200, 0x9229,
                      {dicomSequence(0x20, 0x9116, {dicomElement(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0")}) +
                       dicomSequence(0x28, 0x9110, {dicomElement(0x28, 0x30, "DS", "0.75\\0.5")})}) +
        dicomSequence(0x5200, 0x9230, {frame}) + dicomElement(0x7fe0, 0x10, "OB", std::string("\x01\x40", 2));
    writeBytes(target / "seg.dcm", dicomFile("1.2.840.10008.5.1.4.1.1.66.4", "7.7", set));
}

/// The same slice in every way of packing that is unpacked.
void writeCompressedDicom(const fs::path& folder)
{
    using Syntax = gdcm::TransferSyntax;
    const fs::path target = folder / "dicom";
    seg::test::SliceSpec slice;
    slice.columns = 16;
    slice.rows = 16;
    slice.isSigned = false;
    const fs::path plain = target / "square.dcm";
    seg::test::writeSlice(plain, slice);
    for (const Syntax::TSType syntax :
         {Syntax::RLELossless, Syntax::JPEGLosslessProcess14_1, Syntax::JPEGLSLossless,
          Syntax::JPEG2000Lossless, Syntax::ImplicitVRLittleEndian, Syntax::JPEGBaselineProcess1}) {
        const fs::path packed = target / fmt::format("square-{}.dcm", static_cast<int>(syntax));
        if (!seg::test::writeWithTransferSyntax(plain, packed, syntax)) {
            std::fprintf(stderr, "no seed for transfer syntax %s\n", Syntax::GetTSString(syntax));
        }
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 2) {
        std::fputs("usage: fuzz_seeds FOLDER\n", stderr);
        return 2;
    }
    const fs::path folder(arguments[1]);
    writeStacks(folder, "nifti", {".nii", ".nii.gz"});
    writeStacks(folder, "nrrd", {".nrrd"});
    writeStacks(folder, "metaimage", {".mha"});
    writeStacks(folder, "tiff", {".tif"});
    writePictures(folder, "tiff", ".tif");
    writePictures(folder, "png", ".png");
    writePictures(folder, "bmp", ".bmp");
    writeTexts(folder);
    writeDicom(folder);
    writeCompressedDicom(folder);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomSegmentation.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/fuzz/FuzzFile.h"

namespace imaging = seg::imaging;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const seg::test::FuzzFile file(SEG_FUZZ_FILE);
    file.fill(data, size);
    seg::test::refusesInWords([] { static_cast<void>(imaging::readVolume(file.path())); });
    seg::test::refusesInWords([] { static_cast<void>(imaging::listDicomSeries(file.path().parent_path())); });
    seg::test::refusesInWords([] {
        seg::Geometry grid;
        grid.extent = {{5, 3, 5}};
        grid.spacing = {{2.5, 0.75, 0.5}};
        grid.origin = {10.0, -20.0, 5.0};
        static_cast<void>(imaging::readDicomSegmentation(file.path(), grid));
    });
    return 0;
}

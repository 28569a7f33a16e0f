// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "tests/fuzz/FuzzFile.h"

#include <cmath>

namespace imaging = seg::imaging;

/// Whatever a header says, an image that opens has a usable grid and as many values as it promises.
static void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const seg::test::FuzzFile file(SEG_FUZZ_FILE);
    file.fill(data, size);
    seg::test::refusesInWords([] {
        const imaging::ImageInfo info = imaging::readImageInfo(file.path());
        for (const double mm : info.geometry.spacing.mm) {
            require(std::isfinite(mm) && mm > 0.0);
        }
        const seg::Volume volume = imaging::readVolume(file.path());
        require(volume.geometry == info.geometry && volume.channels == info.channels);
        require(volume.values.size() ==
                static_cast<std::size_t>(volume.geometry.extent.count() * volume.channels));
    });
    seg::test::refusesInWords([] { static_cast<void>(imaging::readLabelMap(file.path())); });
    return 0;
}

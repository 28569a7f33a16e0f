// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/TiffCodecs.h"

#include <tiffio.h>

namespace {

int refuse(TIFF* tiff, const char* codec)
{
    TIFFErrorExtR(tiff, "compression", "%s compression is not supported", codec);
    return 0;
}

} // namespace

// The static libtiff looks for these by name. Defined here, they keep its own versions out of the program,
// and with them the libraries behind (JBIG-KIT is under the GPL).
extern "C" {
int TIFFInitJBIG(TIFF* tiff, int /*scheme*/)
{
    return refuse(tiff, "JBIG");
}
int TIFFInitLERC(TIFF* tiff, int /*scheme*/)
{
    return refuse(tiff, "LERC");
}
int TIFFInitLZMA(TIFF* tiff, int /*scheme*/)
{
    return refuse(tiff, "LZMA");
}
int TIFFInitWebP(TIFF* tiff, int /*scheme*/)
{
    return refuse(tiff, "WebP");
}
int TIFFInitZSTD(TIFF* tiff, int /*scheme*/)
{
    return refuse(tiff, "Zstandard");
}
}

namespace seg::imaging {

void chooseTiffCodecs() noexcept {}

} // namespace seg::imaging

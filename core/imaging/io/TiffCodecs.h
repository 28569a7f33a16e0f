// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seg::imaging {

/// Makes the linker take this program's choice of TIFF codecs (TiffCodecs.cpp) before libtiff's: none, LZW,
/// deflate, PackBits, JPEG and fax, but not JBIG, LERC, LZMA, WebP and Zstandard. To be called by whoever
/// opens a TIFF file.
void chooseTiffCodecs() noexcept;

} // namespace seg::imaging

// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageErrors.h"

#include "core/base/Files.h"
#include "core/base/Units.h"
#include "core/imaging/io/ByteReader.h"

#include <fmt/format.h>

namespace seg::imaging {

Error badImage(const std::filesystem::path& file, std::string_view reason)
{
    return {ErrorCode::BadInput, fmt::format("cannot read {}: {}", pathText(file), reason)};
}

Error cutShort(const std::filesystem::path& file, std::string_view content, long double bytes,
               long double missing, bool atLeast)
{
    return badImage(
        file,
        fmt::format("the file is cut short: its header promises {} ({:.0f} bytes), but {}{:.0f} bytes are "
                    "missing; copy or download it again",
                    content, bytes, atLeast ? "at least " : "", missing));
}

void requireLength(const std::filesystem::path& file, std::string_view content, long double promised,
                   std::uint64_t available, bool compressed)
{
    const auto most =
        static_cast<long double>(available) * static_cast<long double>(compressed ? kLargestCompression : 1);
    if (promised > most) {
        throw cutShort(file, content, promised, promised - most, compressed);
    }
}

Error damagedStream(const std::filesystem::path& file, std::uint64_t position)
{
    return badImage(
        file, fmt::format("its compressed data are damaged after {} bytes of content; copy or download the "
                          "file again",
                          position));
}

Error longTail(const std::filesystem::path& file)
{
    return badImage(
        file, "its compressed data go on far beyond what its header promises; the header is damaged, or "
              "the file is made to fill this computer's disk or memory");
}

Error notEnoughMemory(const std::filesystem::path& file, std::uint64_t bytes)
{
    return {ErrorCode::OutOfMemory,
            fmt::format(
                "cannot read {}: it needs {:.1f} GiB of memory, which this computer cannot give; close other "
                "programs or crop the scan",
                pathText(file), static_cast<double>(bytes) / kGiB)};
}

std::string sizeText(const Extent& extent)
{
    return fmt::format("{}x{}x{}", extent.voxels[2], extent.voxels[1], extent.voxels[0]);
}

} // namespace seg::imaging

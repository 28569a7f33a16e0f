// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomCodecs.h"

#include "core/imaging/io/LosslessJpeg.h"

#include <charls/charls.h>
#include <openjpeg.h>
#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string_view>

namespace seg::imaging {

namespace {

UnpackedFrame emptyFrame(const FrameSize& size, unsigned bytesPerPixel)
{
    return {bytesPerPixel, std::vector<std::byte>(size.pixels() * bytesPerPixel)};
}

/// A picture of 8 bits, packed with loss.
std::optional<UnpackedFrame> unpackLossyJpeg(std::span<const std::byte> packed, const FrameSize& size)
{
    const std::unique_ptr<void, decltype(&tjDestroy)> decoder(tjInitDecompress(), &tjDestroy);
    if (!decoder) {
        throw std::bad_alloc();
    }
    UnpackedFrame frame = emptyFrame(size, 1);
    const int done =
        tjDecompress2(decoder.get(), reinterpret_cast<const unsigned char*>(packed.data()), packed.size(),
                      reinterpret_cast<unsigned char*>(frame.values.data()), static_cast<int>(size.columns),
                      0, static_cast<int>(size.rows), TJPF_GRAY, TJFLAG_STOPONWARNING);
    return done == 0 ? std::optional(std::move(frame)) : std::nullopt;
}

/// The packed bytes as OpenJPEG reads them.
struct MemoryStream {
    std::span<const std::byte> bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T readStream(void* buffer, OPJ_SIZE_T count, void* user)
{
    auto& stream = *static_cast<MemoryStream*>(user);
    const std::size_t taken = std::min(count, stream.bytes.size() - stream.at);
    if (taken == 0) {
        return std::numeric_limits<OPJ_SIZE_T>::max(); // its sign of the end
    }
    std::memcpy(buffer, stream.bytes.data() + stream.at, taken);
    stream.at += taken;
    return taken;
}

OPJ_OFF_T skipStream(OPJ_OFF_T count, void* user)
{
    auto& stream = *static_cast<MemoryStream*>(user);
    const auto left = static_cast<OPJ_OFF_T>(stream.bytes.size() - stream.at);
    const OPJ_OFF_T skipped = std::clamp<OPJ_OFF_T>(count, -static_cast<OPJ_OFF_T>(stream.at), left);
    stream.at = static_cast<std::size_t>(static_cast<OPJ_OFF_T>(stream.at) + skipped);
    return skipped;
}

OPJ_BOOL seekStream(OPJ_OFF_T position, void* user)
{
    auto& stream = *static_cast<MemoryStream*>(user);
    if (position < 0 || static_cast<std::size_t>(position) > stream.bytes.size()) {
        return OPJ_FALSE;
    }
    stream.at = static_cast<std::size_t>(position);
    return OPJ_TRUE;
}

using Jpeg2000Image = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

/// Whether the code stream's header promises the one gray picture that is expected.
bool isExpected(const opj_image_t& image, const FrameSize& size)
{
    if (image.numcomps != 1) {
        return false;
    }
    const opj_image_comp_t& gray = image.comps[0];
    return gray.dx == 1 && gray.dy == 1 && gray.w == static_cast<std::uint64_t>(size.columns) &&
           gray.h == static_cast<std::uint64_t>(size.rows) && gray.prec >= 1 && gray.prec <= 32;
}

/// Some archives put the code stream into a JP2 file.
OPJ_CODEC_FORMAT jpeg2000Format(std::span<const std::byte> packed)
{
    constexpr std::string_view kSignature("\0\0\0\x0cjP  ", 8);
    const std::string_view text(reinterpret_cast<const char*>(packed.data()), packed.size());
    return text.starts_with(kSignature) ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K;
}

Jpeg2000Image decodeJpeg2000(std::span<const std::byte> packed, const FrameSize& size)
{
    Jpeg2000Image none(nullptr, &opj_image_destroy);
    MemoryStream memory{packed};
    const std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)> stream(
        opj_stream_default_create(OPJ_TRUE), &opj_stream_destroy);
    const std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)> codec(
        opj_create_decompress(jpeg2000Format(packed)), &opj_destroy_codec);
    if (!stream || !codec) {
        throw std::bad_alloc();
    }
    opj_stream_set_user_data(stream.get(), &memory, nullptr);
    opj_stream_set_user_data_length(stream.get(), packed.size());
    opj_stream_set_read_function(stream.get(), &readStream);
    opj_stream_set_skip_function(stream.get(), &skipStream);
    opj_stream_set_seek_function(stream.get(), &seekStream);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_image_t* header = nullptr;
    if (opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE ||
        opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) == OPJ_FALSE ||
        opj_read_header(stream.get(), codec.get(), &header) == OPJ_FALSE) {
        return none;
    }
    Jpeg2000Image image(header, &opj_image_destroy);
    if (!isExpected(*image, size) || opj_decode(codec.get(), stream.get(), image.get()) == OPJ_FALSE ||
        image->comps[0].data == nullptr) {
        return none;
    }
    return image;
}

} // namespace

std::optional<UnpackedFrame> unpackRle(std::span<const std::byte> packed, const FrameSize& size,
                                       unsigned bytesPerPixel)
{
    const std::size_t planes = bytesPerPixel;
    const std::size_t pixels = size.pixels();
    const auto word = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            value |= static_cast<std::uint32_t>(packed[at + i]) << (8 * i);
        }
        return std::size_t{value};
    };
    constexpr std::size_t kHeader = 64;
    if (packed.size() < kHeader || word(0) != planes) {
        return std::nullopt;
    }
    UnpackedFrame frame = emptyFrame(size, bytesPerPixel);
    for (std::size_t plane = 0; plane < planes; ++plane) {
        std::size_t at = word(4 * (plane + 1));
        const std::size_t end =
            plane + 1 < planes ? std::min(word(4 * (plane + 2)), packed.size()) : packed.size();
        std::size_t pixel = 0;
        while (pixel < pixels) {
            if (at >= end) {
                return std::nullopt;
            }
            const auto code = static_cast<std::int8_t>(packed[at++]);
            const bool repeats = code < 0;
            const std::size_t count = static_cast<std::size_t>(repeats ? 1 - code : 1 + code);
            if (code == -128) {
                continue;
            }
            if (at + (repeats ? 1 : count) > end ||
                pixel + count > pixels + 1) { // rows are padded to even lengths
                return std::nullopt;
            }
            for (std::size_t i = 0; i < count && pixel < pixels; ++i, ++pixel) {
                frame.values[pixel * planes + planes - 1 - plane] = packed[repeats ? at : at + i];
            }
            at += repeats ? 1 : count;
        }
    }
    return frame;
}

std::optional<UnpackedFrame> unpackJpeg(std::span<const std::byte> packed, const FrameSize& size)
{
    const std::optional<JpegHeader> header = jpegHeader(packed);
    if (!header || header->columns != size.columns || header->rows != size.rows || header->components != 1) {
        return std::nullopt;
    }
    if (!header->isLossless) {
        return header->bits == 8 ? unpackLossyJpeg(packed, size) : std::nullopt;
    }
    const auto samples = unpackLosslessJpeg(packed, *header);
    if (!samples) {
        return std::nullopt;
    }
    UnpackedFrame frame = emptyFrame(size, sizeof(std::uint16_t));
    std::memcpy(frame.values.data(), samples->data(), frame.values.size());
    return frame;
}

std::optional<UnpackedFrame> unpackJpegLs(std::span<const std::byte> packed, const FrameSize& size)
{
    try {
        const charls::jpegls_decoder decoder(packed.data(), packed.size());
        const charls::frame_info& info = decoder.frame_info();
        if (info.width != static_cast<std::uint64_t>(size.columns) ||
            info.height != static_cast<std::uint64_t>(size.rows) || info.component_count != 1) {
            return std::nullopt;
        }
        UnpackedFrame frame = emptyFrame(size, info.bits_per_sample <= 8 ? 1 : 2);
        decoder.decode(frame.values.data(), frame.values.size());
        return frame;
    } catch (const charls::jpegls_error&) {
        return std::nullopt;
    }
}

std::optional<UnpackedFrame> unpackJpeg2000(std::span<const std::byte> packed, const FrameSize& size)
{
    const Jpeg2000Image image = decodeJpeg2000(packed, size);
    if (!image) {
        return std::nullopt;
    }
    const opj_image_comp_t& gray = image->comps[0];
    UnpackedFrame frame = emptyFrame(size, sizeof(OPJ_INT32)); // with the sign of a signed picture
    std::memcpy(frame.values.data(), gray.data, frame.values.size());
    return frame;
}

std::optional<UnpackedFrame> unpackFrame(const std::string& transferSyntax, std::span<const std::byte> packed,
                                         const FrameSize& size, unsigned bytesPerPixel)
{
    constexpr std::array<std::string_view, 4> kJpeg{"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51",
                                                    "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"};
    constexpr std::array<std::string_view, 2> kJpegLs{"1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"};
    constexpr std::array<std::string_view, 2> kJpeg2000{"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"};
    const auto isOf = [&](const auto& kinds) {
        return std::find(kinds.begin(), kinds.end(), transferSyntax) != kinds.end();
    };
    if (packed.empty()) {
        return std::nullopt;
    }
    if (transferSyntax == "1.2.840.10008.1.2.5") {
        return unpackRle(packed, size, bytesPerPixel);
    }
    if (isOf(kJpeg)) {
        return unpackJpeg(packed, size);
    }
    if (isOf(kJpegLs)) {
        return unpackJpegLs(packed, size);
    }
    return isOf(kJpeg2000) ? unpackJpeg2000(packed, size) : std::nullopt;
}

} // namespace seg::imaging

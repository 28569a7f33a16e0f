// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/NpyFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <fstream>
#include <regex>
#include <utility>

namespace seg::preprocessing {

namespace {

static_assert(std::endian::native == std::endian::little, "NumPy files are mapped as they are");

constexpr std::size_t kPreamble = 10;  // magic, version and length of the header
constexpr std::size_t kAlignment = 64; // of the data, as NumPy itself does
constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);

constexpr std::array<std::pair<NpyType, std::string_view>, 3> kTypes{
    {{NpyType::Float32, "<f4"}, {NpyType::Int16, "<i2"}, {NpyType::Int32, "<i4"}}};

std::string header(NpyType type, const std::vector<std::int64_t>& shape)
{
    std::string axes;
    for (const std::int64_t n : shape) {
        axes += fmt::format("{}, ", n);
    }
    if (shape.size() > 1) {
        axes.resize(axes.size() - 2);
    } else if (!axes.empty()) {
        axes.pop_back(); // (n,)
    }
    std::string_view name;
    for (const auto& [known, text] : kTypes) {
        name = known == type ? text : name;
    }
    std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", name, axes);
    const std::size_t total = (kPreamble + text.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
    text.resize(total - kPreamble - 1, ' ');
    text += '\n';
    std::string whole(kMagic);
    whole += static_cast<char>(text.size() & 0xFFU);
    whole += static_cast<char>(text.size() >> 8U);
    return whole + text;
}

/// A whole file mapped read-only.
class Mapping {
public:
    explicit Mapping(const std::filesystem::path& file)
    {
        const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) {
            throw ioError("read", pathText(file), errno);
        }
        struct stat status {};
        void* address = MAP_FAILED;
        int failure = ::fstat(descriptor, &status) == 0 ? 0 : errno;
        if (failure == 0 && status.st_size > 0) {
            m_size = static_cast<std::size_t>(status.st_size);
            address = ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, descriptor, 0);
            failure = address == MAP_FAILED ? errno : 0;
        }
        ::close(descriptor);
        if (failure != 0) {
            throw ioError("read", pathText(file), failure);
        }
        m_address = address == MAP_FAILED ? nullptr : address;
    }
    ~Mapping()
    {
        if (m_address != nullptr) {
            ::munmap(m_address, m_size);
        }
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept
    {
        return {static_cast<const std::byte*>(m_address), m_address == nullptr ? 0 : m_size};
    }

private:
    void* m_address = nullptr;
    std::size_t m_size = 0;
};

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void parseHeader(const std::filesystem::path& file, std::string_view text, NpyView& view)
{
    static const std::regex form(
        R"(\s*\{\s*'descr':\s*'([^']+)',\s*'fortran_order':\s*False,\s*'shape':\s*\(([0-9, ]*)\),?\s*\}\s*)");
    std::match_results<std::string_view::const_iterator> match;
    if (!std::regex_match(text.begin(), text.end(), match, form)) {
        refuseStoredFile(file, "its header is not that of a NumPy array in C order");
    }
    const std::string name = match[1].str();
    bool isKnown = false;
    for (const auto& [type, known] : kTypes) {
        if (known == name) {
            view.type = type;
            isKnown = true;
        }
    }
    if (!isKnown) {
        refuseStoredFile(file, fmt::format("its element type is {}", name));
    }
    const std::string axes = match[2].str();
    static const std::regex number("[0-9]+");
    for (std::sregex_iterator at(axes.begin(), axes.end(), number), end; at != end; ++at) {
        view.shape.push_back(std::stoll(at->str()));
    }
}

} // namespace

std::size_t sizeOf(NpyType type) noexcept
{
    return type == NpyType::Int16 ? 2 : 4;
}

void writeNpy(const std::filesystem::path& file, NpyType type, const std::vector<std::int64_t>& shape,
              std::span<const std::byte> values)
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        errno = 0;
        std::ofstream stream(temporary, std::ios::binary);
        const std::string head = header(type, shape);
        stream.write(head.data(), static_cast<std::streamsize>(head.size()));
        stream.write(reinterpret_cast<const char*>(values.data()),
                     static_cast<std::streamsize>(values.size()));
        stream.close();
        if (!stream) {
            throw ioError("write", pathText(file), errno != 0 ? errno : EIO);
        }
    });
}

void refuseStoredFile(const std::filesystem::path& file, const std::string& why)
{
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot read {}: {}; preprocess the case again", pathText(file), why));
}

NpyView mapNpy(const std::filesystem::path& file)
{
    auto mapping = std::make_shared<const Mapping>(file);
    const std::span<const std::byte> bytes = mapping->bytes();
    if (bytes.size() < kPreamble || textOf(bytes.first(kMagic.size())) != kMagic) {
        refuseStoredFile(file, "it is not a NumPy file of version 1.0");
    }
    const std::size_t headerSize =
        std::to_integer<std::size_t>(bytes[8]) + 256 * std::to_integer<std::size_t>(bytes[9]);
    if (bytes.size() < kPreamble + headerSize) {
        refuseStoredFile(file, "its header is cut off");
    }
    NpyView view;
    parseHeader(file, textOf(bytes.subspan(kPreamble, headerSize)), view);
    std::size_t expected = sizeOf(view.type);
    for (const std::int64_t n : view.shape) {
        expected *= static_cast<std::size_t>(n);
    }
    view.values = bytes.subspan(kPreamble + headerSize);
    if (view.values.size() != expected) {
        refuseStoredFile(file, fmt::format("it holds {} bytes instead of {}", view.values.size(), expected));
    }
    view.owner = std::shared_ptr<const void>(mapping, mapping.get());
    return view;
}

} // namespace seg::preprocessing

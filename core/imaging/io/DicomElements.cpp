// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomElements.h"

#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>
#include <gdcmTrace.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace seg::imaging::dicom {

namespace {

/// GDCM would print its warnings and errors; ours say what matters.
void silence()
{
    static const bool kDone = [] {
        gdcm::Trace::SetDebug(false);
        gdcm::Trace::SetWarning(false);
        gdcm::Trace::SetError(false);
        return true;
    }();
    static_cast<void>(kDone);
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80U          ? 0
                                 : (lead >> 5U) == 6U  ? 1
                                 : (lead >> 4U) == 14U ? 2
                                 : (lead >> 3U) == 30U ? 3
                                                       : 4;
        if (more == 4 || i + more >= text.size()) {
            return false;
        }
        for (std::size_t k = 1; k <= more; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) >> 6U) != 2U) {
                return false;
            }
        }
        i += more + 1;
    }
    return true;
}

/// Text that is not UTF-8 is taken as Latin-1, the commonest of DICOM's character sets.
std::string asUtf8(std::string_view text)
{
    if (isUtf8(text)) {
        return std::string(text);
    }
    std::string result;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80U) {
            result += c;
        } else {
            result += static_cast<char>(0xC0U | (code >> 6U));
            result += static_cast<char>(0x80U | (code & 0x3FU));
        }
    }
    return result;
}

void prepare(gdcm::Reader& reader, const std::filesystem::path& file)
{
    silence();
    if (regularFileBytes(file) == 0) {
        throw badImage(file, "it is empty (0 bytes); copy or export it again");
    }
    reader.SetFileName(file.c_str());
}

} // namespace

void guarded(const std::filesystem::path& file, const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw notEnoughMemory(file, regularFileBytes(file));
    } catch (const std::exception& error) {
        throw badImage(file, fmt::format("it is no sound DICOM file ({}); copy or export it again",
                                         trimmed(error.what())));
    }
}

void readHeader(gdcm::Reader& reader, const std::filesystem::path& file)
{
    prepare(reader, file);
    if (!reader.ReadUpToTag(gdcm::Tag(0x7fe0, 0x0010))) {
        throw badImage(file, "it is no sound DICOM file; copy or export it again");
    }
}

void readWhole(gdcm::Reader& reader, const std::filesystem::path& file)
{
    prepare(reader, file);
    if (!reader.Read()) {
        throw badImage(file, "it is no sound DICOM file, or cut short; copy or export it again");
    }
}

std::string text(const gdcm::DataSet& set, const gdcm::Tag& tag)
{
    if (!set.FindDataElement(tag)) {
        return {};
    }
    const gdcm::ByteValue* bytes = set.GetDataElement(tag).GetByteValue();
    if (bytes == nullptr || bytes->GetPointer() == nullptr) {
        return {};
    }
    const std::string_view raw(bytes->GetPointer(), bytes->GetLength());
    return asUtf8(trimmed(raw.substr(0, raw.find('\0'))));
}

std::vector<double> decimals(const gdcm::DataSet& set, const gdcm::Tag& tag)
{
    std::string value = text(set, tag);
    std::replace(value.begin(), value.end(), '\\', ' ');
    return numbersOf(value).value_or(std::vector<double>());
}

std::optional<double> decimal(const gdcm::DataSet& set, const gdcm::Tag& tag)
{
    const std::vector<double> values = decimals(set, tag);
    return values.empty() ? std::nullopt : std::optional(values.front());
}

std::optional<std::uint16_t> whole(const gdcm::DataSet& set, const gdcm::Tag& tag)
{
    if (!set.FindDataElement(tag)) {
        return std::nullopt;
    }
    const gdcm::ByteValue* bytes = set.GetDataElement(tag).GetByteValue();
    std::uint16_t value = 0;
    if (bytes == nullptr || bytes->GetPointer() == nullptr || bytes->GetLength() < sizeof(value)) {
        return std::nullopt;
    }
    std::memcpy(&value, bytes->GetPointer(), sizeof(value));
    return value;
}

gdcm::SmartPointer<gdcm::SequenceOfItems> sequence(const gdcm::DataSet& set, const gdcm::Tag& tag)
{
    return set.FindDataElement(tag) ? set.GetDataElement(tag).GetValueAsSQ() : nullptr;
}

const gdcm::DataSet* itemOf(const gdcm::SmartPointer<gdcm::SequenceOfItems>& items, std::size_t index)
{
    return items && index < items->GetNumberOfItems() ? &items->GetItem(index + 1).GetNestedDataSet()
                                                      : nullptr;
}

} // namespace seg::imaging::dicom

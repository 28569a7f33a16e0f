// SPDX-License-Identifier: Apache-2.0
#include "core/network/TensorArchive.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/pickle.h>

#include <zlib.h>

#include <new>
#include <string_view>

namespace seg::network {

namespace {

using TensorDictionary = c10::Dict<std::string, at::Tensor>;

TensorDictionary toDictionary(const std::vector<NamedTensor>& tensors)
{
    TensorDictionary dictionary;
    for (const NamedTensor& item : tensors) {
        dictionary.insert(item.name, item.tensor.detach().cpu().contiguous());
    }
    return dictionary;
}

constexpr const char* kHeaderKey = "header";
constexpr const char* kChecksumKey = "checksum";

/// Of header, names and values in order: LibTorch's reader does not look at the checksums of the zip
/// container.
std::int64_t checksumOf(const std::string& header,
                        const std::map<std::string, std::vector<NamedTensor>>& groups)
{
    uLong sum = crc32_z(0, nullptr, 0);
    const auto add = [&](const void* bytes, std::size_t count) {
        if (count > 0) { // an empty tensor has a null pointer, which would start the sum anew
            sum = crc32_z(sum, static_cast<const Bytef*>(bytes), count);
        }
    };
    add(header.data(), header.size());
    for (const auto& [group, tensors] : groups) {
        add(group.data(), group.size());
        for (const NamedTensor& item : tensors) {
            const at::Tensor values = item.tensor.detach().cpu().contiguous();
            add(item.name.data(), item.name.size());
            add(values.const_data_ptr(), values.nbytes());
        }
    }
    return static_cast<std::int64_t>(sum);
}

TensorArchive fromValue(const c10::IValue& value)
{
    TensorArchive archive;
    std::string header;
    std::int64_t checksum = 0;
    for (const auto& entry : value.toGenericDict()) {
        const std::string& key = entry.key().toStringRef();
        if (key == kHeaderKey) {
            header = entry.value().toStringRef();
            continue;
        }
        if (key == kChecksumKey) {
            checksum = entry.value().toInt();
            continue;
        }
        auto& group = archive.groups[key];
        for (const auto& item : entry.value().toGenericDict()) {
            group.push_back({item.key().toStringRef(), item.value().toTensor()});
        }
    }
    if (checksum != checksumOf(header, archive.groups)) {
        throw Error(ErrorCode::BadInput, "the checksum differs");
    }
    archive.header = parseJson(header, kHeaderKey);
    return archive;
}

} // namespace

void writeTensorArchive(const std::filesystem::path& file, const TensorArchive& archive)
{
    c10::impl::GenericDict root(c10::StringType::get(), c10::AnyType::get());
    const std::string header = jsonLine(archive.header);
    root.insert(std::string(kHeaderKey), header);
    root.insert(std::string(kChecksumKey), checksumOf(header, archive.groups));
    for (const auto& [name, tensors] : archive.groups) {
        root.insert(name, toDictionary(tensors));
    }
    const std::vector<char> bytes = torch::jit::pickle_save(root);
    writeText(file, std::string_view(bytes.data(), bytes.size()));
}

TensorArchive readTensorArchive(const std::filesystem::path& file)
{
    const std::string text = readText(file);
    try {
        return fromValue(torch::jit::pickle_load(std::vector<char>(text.begin(), text.end())));
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::OutOfMemory,
                    "cannot read checkpoint " + pathText(file) + ": the memory does not suffice");
    } catch (const std::exception&) { // c10 and Error alike: the details are stack traces of the reader
        throw Error(ErrorCode::BadInput, "cannot read checkpoint " + pathText(file) +
                                             ": the file is damaged or is not one of this program's "
                                             "checkpoints; use another checkpoint of the run");
    }
}

void loadWeights(Network& network, const std::filesystem::path& checkpoint)
{
    const TensorArchive archive = readTensorArchive(checkpoint);
    const auto found = archive.groups.find(kWeightsGroup);
    network.load(found == archive.groups.end() ? std::vector<NamedTensor>{} : found->second,
                 pathText(checkpoint));
}

} // namespace seg::network

// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetExport.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/WorkFolder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

/// "Dataset004_Hippocampus": what nnU-Net finds its datasets by.
bool isDatasetName(const std::string& name)
{
    const std::string_view prefix = "Dataset";
    return name.size() > 11 && name.starts_with(prefix) && name[10] == '_' &&
           name.find('/') == std::string::npos &&
           std::all_of(name.begin() + 7, name.begin() + 10,
                       [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// A file to be taken and where to.
struct Transfer {
    fs::path from;
    fs::path to; ///< below the exported folder
    bool isLabel = false;
};

void requireFile(const RawDataset& dataset, const Case& item, const fs::path& file, const char* what)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot export {}: the {} of case {} is missing ({}); put it there or exclude "
                        "the case",
                        dataset.name, what, item.id.name, pathText(file)));
    }
}

std::vector<Transfer> transfersOf(const RawDataset& dataset)
{
    const std::string& ending = dataset.manifest.fileEnding;
    std::vector<Transfer> transfers;
    for (const bool isTest : {false, true}) {
        for (const Case& item : isTest ? dataset.testCases : dataset.trainingCases) {
            for (std::size_t channel = 0; channel < item.channels.size(); ++channel) {
                requireFile(dataset, item, item.channels[channel], "image");
                transfers.push_back({item.channels[channel],
                                     fs::path(isTest ? "imagesTs" : "imagesTr") /
                                         fmt::format("{}_{:04}{}", item.id.name, channel, ending),
                                     false});
            }
            if (!isTest) {
                requireFile(dataset, item, item.label.value_or(fs::path()), "label");
                transfers.push_back({*item.label, fs::path("labelsTr") / (item.id.name + ending), true});
            }
        }
    }
    return transfers;
}

Json exportedJson(const RawDataset& dataset)
{
    Json json = readJson(dataset.folder / "dataset.json");
    for (const char* key : {"modality", "dataset"}) {
        json.erase(key);
    }
    const Json manifest = manifestToJson(dataset.manifest);
    for (const char* key : {"labels", "file_ending", "channel_names"}) {
        json[key] = manifest[key];
    }
    json["numTraining"] = dataset.trainingCases.size();
    return json;
}

void requireSpace(const RawDataset& dataset, const std::vector<Transfer>& transfers, const fs::path& parent)
{
    std::uint64_t bytes = 0;
    for (const Transfer& transfer : transfers) {
        std::error_code error;
        const std::uintmax_t size = fs::file_size(transfer.from, error);
        bytes += error ? 0 : size;
    }
    requireFreeSpace("export", dataset.name, bytes, parent);
}

} // namespace

fs::path exportRawDataset(const RawDataset& dataset, const fs::path& parent, const std::string& name,
                          ImportMode mode, const TaskContext& context)
{
    const std::string folder = name.empty() ? dataset.name : name;
    if (!isDatasetName(folder)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot export {} as \"{}\": nnU-Net finds datasets by names like "
                                "Dataset004_Hippocampus; choose such a name",
                                dataset.name, folder));
    }
    if (fs::exists(parent / folder)) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot export {} to {}: there is one already; choose another folder or delete "
                        "it first",
                        dataset.name, pathText(parent / folder)));
    }
    const std::vector<Transfer> transfers = transfersOf(dataset);
    if (mode == ImportMode::Copy) {
        requireSpace(dataset, transfers, parent);
    }
    WorkFolder work(parent, folder);
    for (const char* part : {"imagesTr", "labelsTr"}) {
        createFolders(work.path() / part);
    }
    if (!dataset.testCases.empty()) {
        createFolders(work.path() / "imagesTs");
    }
    for (std::size_t i = 0; i < transfers.size(); ++i) {
        context.throwIfStopped();
        const fs::path from = fs::canonical(transfers[i].from); // not a link to the project's link
        (transfers[i].isLabel ? takeLabelFile : takeImageFile)(from, work.path() / transfers[i].to, mode);
        context.report(static_cast<double>(i + 1) / static_cast<double>(transfers.size()),
                       fmt::format("export file {} of {}", i + 1, transfers.size()));
    }
    writeJson(work.path() / "dataset.json", exportedJson(dataset));
    work.moveIntoPlace();
    return parent / folder;
}

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
// The Decathlon's layout, and nnU-Net v1's, which differs by a file per channel.
#include "core/base/Files.h"
#include "core/dataset/ChannelNumber.h"
#include "core/dataset/SourceReaders.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

/// "./imagesTr/a.nii.gz" of dataset.json as a path; empty when it names a hidden file.
fs::path listedFile(const Json& text, const fs::path& folder)
{
    if (!text.is_string()) {
        return {};
    }
    const fs::path path = (folder / text.get<std::string>()).lexically_normal();
    const std::string name = pathText(path.filename());
    return name.starts_with('.') || name.starts_with('_') ? fs::path() : path;
}

/// Image files that dataset.json lists under "training".
std::map<CaseId, fs::path> listedImages(const Json& json, const fs::path& folder)
{
    std::map<CaseId, fs::path> listed;
    const auto list = json.find("training");
    if (list == json.end() || !list->is_array()) {
        return listed;
    }
    for (const Json& entry : *list) {
        const bool isPair = entry.is_object() && entry.contains("image");
        const fs::path path = listedFile(isPair ? entry["image"] : entry, folder);
        if (!path.empty()) {
            listed.try_emplace(CaseId{stemOfImage(path)}, path);
        }
    }
    return listed;
}

std::vector<Case> casesOf(const std::map<CaseId, fs::path>& images, const std::map<CaseId, fs::path>& labels)
{
    std::vector<Case> cases;
    for (const auto& [id, path] : images) {
        Case item{id, {path}, std::nullopt};
        const auto label = labels.find(id);
        if (label != labels.end()) {
            item.label = label->second;
        }
        cases.push_back(std::move(item));
    }
    return cases;
}

/// case_0000, case_0001, … → one case.
std::map<CaseId, fs::path> withoutChannels(const std::map<CaseId, fs::path>& files)
{
    std::map<CaseId, fs::path> cases;
    for (const auto& [id, path] : files) {
        cases.try_emplace(CaseId{withoutChannelNumber(id.name)}, path);
    }
    return cases;
}

std::vector<Case> casesByChannelFiles(const fs::path& folder, const std::map<CaseId, fs::path>& files,
                                      const std::map<CaseId, fs::path>& labels)
{
    std::map<CaseId, Case> found;
    for (const auto& [id, path] : files) { // sorted, so in channel order
        if (!hasChannelNumber(id.name)) {
            throw badSource(folder, fmt::format("the image {} lacks a channel number; rename it to {}_0000{}",
                                                pathText(path.filename()), id.name,
                                                pathText(path.filename()).substr(id.name.size())));
        }
        const CaseId caseId{withoutChannelNumber(id.name)};
        Case& item = found[caseId];
        item.id = caseId;
        item.channels.push_back(path);
        const auto label = labels.find(caseId);
        if (label != labels.end()) {
            item.label = label->second;
        }
    }
    std::vector<Case> cases;
    for (auto& [id, item] : found) {
        cases.push_back(std::move(item));
    }
    return cases;
}

/// What the two layouts share: the folder, its dataset.json and what that says.
DatasetSource describe(const fs::path& folder, const char* what)
{
    DatasetSource source;
    source.folder = sourceFolder(folder);
    const fs::path file = source.folder / "dataset.json";
    if (!fs::exists(file)) {
        throw badSource(source.folder,
                        fmt::format("there is no dataset.json in it, so it is not {}; choose the folder that "
                                    "holds dataset.json, imagesTr and labelsTr",
                                    what));
    }
    for (const char* part : {"imagesTr", "labelsTr"}) {
        if (!fs::is_directory(source.folder / part)) {
            throw badSource(source.folder, fmt::format("the folder {} is missing", part));
        }
    }
    source.json = readJson(file);
    if (!source.json.is_object()) {
        throw badSource(source.folder, "its dataset.json is not a JSON object");
    }
    readFolderName(source);
    readDescription(source);
    source.channelNames = modalityNames(source.json, source.folder);
    source.labels = msdLabels(source.json, source.folder);
    return source;
}

} // namespace

bool hasFilePerChannel(const fs::path& folder)
{
    try {
        const auto images = imagesIn(folder / "imagesTr");
        const auto labels = imagesIn(folder / "labelsTr");
        return !images.empty() && std::all_of(images.begin(), images.end(), [&](const auto& image) {
            return hasChannelNumber(image.first.name) && !labels.contains(image.first);
        });
    } catch (const Error&) {
        return false; // opening the folder will say what is wrong with it
    }
}

DatasetSource openMsdTask(const fs::path& folder)
{
    DatasetSource source = describe(folder, "a Medical Segmentation Decathlon task");
    auto images = imagesIn(source.folder / "imagesTr");
    // Cases that are listed although their image is not there are kept, so that the check can name them.
    images.merge(listedImages(source.json, source.folder));
    source.trainingCases = casesOf(images, imagesIn(source.folder / "labelsTr"));
    if (source.trainingCases.empty()) {
        throw badSource(source.folder, "there is no .nii.gz file in imagesTr");
    }
    if (fs::is_directory(source.folder / "imagesTs")) {
        source.testCases = casesOf(imagesIn(source.folder / "imagesTs"), {});
    }
    return source;
}

DatasetSource openNnUnetV1(const fs::path& folder)
{
    DatasetSource source = describe(folder, "an nnU-Net v1 dataset");
    source.kind = SourceKind::NnUnetV1;
    const auto images = imagesIn(source.folder / "imagesTr");
    source.trainingCases = casesByChannelFiles(source.folder, images, imagesIn(source.folder / "labelsTr"));
    const auto present = withoutChannels(images);
    for (const auto& [id, path] : listedImages(source.json, source.folder)) {
        if (!present.contains(id)) { // listed without a channel number; its first file is what is missing
            const std::string name = pathText(path.filename());
            source.trainingCases.push_back(
                {id, {path.parent_path() / (id.name + "_0000" + name.substr(id.name.size()))}, std::nullopt});
        }
    }
    std::sort(source.trainingCases.begin(), source.trainingCases.end(),
              [](const Case& a, const Case& b) { return a.id < b.id; });
    if (fs::is_directory(source.folder / "imagesTs")) {
        source.testCases = casesByChannelFiles(source.folder, imagesIn(source.folder / "imagesTs"), {});
    }
    // As nnU-Net's own converter of v1 datasets.
    source.json.erase("tensorImageSize");
    source.json.erase("numTest");
    return source;
}

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/MsdImport.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

Error bad(const fs::path& folder, const std::string& reason)
{
    return {ErrorCode::BadInput, fmt::format("cannot import {}: {}", pathText(folder), reason)};
}

std::string textOf(const Json& json, const char* key)
{
    const auto entry = json.find(key);
    return entry != json.end() && entry->is_string() ? entry->get<std::string>() : std::string();
}

/// Image files of a folder by case; names that begin with "." or "_" are left out, as nnU-Net's converter
/// does.
std::map<CaseId, fs::path> imagesIn(const fs::path& folder)
{
    std::map<CaseId, fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = pathText(it->path().filename());
        if (!name.starts_with('.') && !name.starts_with('_') && imaging::isImageFile(it->path())) {
            found[{stemOfImage(it->path())}] = it->path();
        }
    }
    if (error) {
        throw ioError("list", pathText(folder), error.value());
    }
    return found;
}

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

/// Cases that dataset.json lists although their image is not in the folder: kept, so that the check can name
/// them.
void addListed(std::map<CaseId, fs::path>& images, const Json& list, const char* key, const fs::path& folder)
{
    if (!list.is_array()) {
        return;
    }
    for (const Json& entry : list) {
        const bool isPair = entry.is_object() && entry.contains(key);
        const fs::path path = listedFile(isPair ? entry[key] : entry, folder);
        if (!path.empty()) {
            images.try_emplace(CaseId{stemOfImage(path)}, path);
        }
    }
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

std::vector<std::string> modalityNames(const Json& json, const fs::path& folder)
{
    const auto modality = json.find("modality");
    if (modality == json.end() || !modality->is_object() || modality->empty()) {
        throw bad(folder, "its dataset.json has no \"modality\" like {\"0\": \"MRI\"}");
    }
    std::vector<std::string> names;
    for (std::size_t index = 0; index < modality->size(); ++index) {
        const auto name = modality->find(std::to_string(index));
        if (name == modality->end() || !name->is_string()) {
            throw bad(folder, fmt::format("\"modality\" in its dataset.json lacks channel \"{}\"", index));
        }
        names.push_back(name->get<std::string>());
    }
    return names;
}

/// {"0": "background", "1": "liver"}: MSD writes value → name, nnU-Net name → value.
LabelScheme msdLabels(const Json& json, const fs::path& folder)
{
    const auto labels = json.find("labels");
    if (labels == json.end() || !labels->is_object()) {
        throw bad(folder,
                  "its dataset.json has no \"labels\" like {\"0\": \"background\", \"1\": \"liver\"}");
    }
    std::vector<LabelEntry> entries;
    for (const auto& [value, name] : labels->items()) {
        const bool isNumber =
            !value.empty() && value.size() < 6 &&
            std::all_of(value.begin(), value.end(), [](unsigned char c) { return std::isdigit(c); });
        if (!isNumber || !name.is_string()) {
            throw bad(folder,
                      fmt::format("the label \"{}\" in its dataset.json is not a number with a name", value));
        }
        const int number = std::stoi(value);
        entries.push_back({number == 0 ? "background" : name.get<std::string>(), {number}, false});
    }
    return LabelScheme(std::move(entries));
}

/// Takes "Task04_Hippocampus" apart.
void readFolderName(MsdSource& source)
{
    const std::string name = pathText(source.folder.filename());
    const std::size_t underscore = name.find('_');
    const bool isTask = name.starts_with("Task") && underscore != std::string::npos && underscore > 4 &&
                        underscore < 9 && underscore + 1 < name.size() &&
                        std::all_of(name.begin() + 4, name.begin() + static_cast<std::ptrdiff_t>(underscore),
                                    [](unsigned char c) { return std::isdigit(c); });
    if (isTask) {
        source.taskNumber = std::stoi(name.substr(4, underscore - 4));
        source.taskName = name.substr(underscore + 1);
        return;
    }
    const std::string listed = textOf(source.json, "name");
    source.taskName = listed.empty() ? name : listed;
}

bool isArchiveName(const fs::path& path)
{
    std::string name = pathText(path.filename());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

} // namespace

bool looksLikeMsdTask(const fs::path& path)
{
    std::error_code error;
    if (fs::is_regular_file(path, error)) {
        return isArchiveName(path);
    }
    if (!fs::exists(path / "dataset.json", error) || !fs::is_directory(path / "imagesTr", error) ||
        !fs::is_directory(path / "labelsTr", error)) {
        return false;
    }
    try {
        return !readJson(path / "dataset.json").contains("file_ending"); // that one is nnU-Net's raw layout
    } catch (const Error&) {
        return true; // opening it will say what is wrong with the file
    }
}

MsdSource openMsdTask(const fs::path& folder)
{
    MsdSource source;
    source.folder = fs::absolute(folder).lexically_normal();
    if (!source.folder.has_filename()) {
        source.folder = source.folder.parent_path();
    }
    if (!fs::is_directory(source.folder)) {
        throw Error(
            ErrorCode::NotFound,
            fmt::format("cannot import {}: there is no such folder; check the path", pathText(folder)));
    }
    const fs::path file = source.folder / "dataset.json";
    if (!fs::exists(file)) {
        throw bad(source.folder,
                  "there is no dataset.json in it, so it is not a Medical Segmentation Decathlon task; "
                  "choose the folder that holds dataset.json, imagesTr and labelsTr");
    }
    for (const char* part : {"imagesTr", "labelsTr"}) {
        if (!fs::is_directory(source.folder / part)) {
            throw bad(source.folder, fmt::format("the folder {} is missing", part));
        }
    }
    source.json = readJson(file);
    if (!source.json.is_object()) {
        throw bad(source.folder, "its dataset.json is not a JSON object");
    }
    readFolderName(source);
    source.description = textOf(source.json, "description");
    source.licence = textOf(source.json, "licence");
    if (source.licence.empty()) {
        source.licence = textOf(source.json, "license");
    }
    source.channelNames = modalityNames(source.json, source.folder);
    source.labels = msdLabels(source.json, source.folder);
    auto images = imagesIn(source.folder / "imagesTr");
    addListed(images, source.json.value("training", Json::array()), "image", source.folder);
    source.trainingCases = casesOf(images, imagesIn(source.folder / "labelsTr"));
    if (source.trainingCases.empty()) {
        throw bad(source.folder, "there is no .nii.gz file in imagesTr");
    }
    if (fs::is_directory(source.folder / "imagesTs")) {
        source.testCases = casesOf(imagesIn(source.folder / "imagesTs"), {});
    }
    return source;
}

} // namespace seg::dataset

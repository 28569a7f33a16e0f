// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/SourceReaders.h"

#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

std::string textOf(const Json& json, const char* key)
{
    const auto entry = json.find(key);
    return entry != json.end() && entry->is_string() ? entry->get<std::string>() : std::string();
}

bool isDigits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

} // namespace

Error badSource(const fs::path& folder, const std::string& reason)
{
    return {ErrorCode::BadInput, fmt::format("cannot import {}: {}", pathText(folder), reason)};
}

fs::path sourceFolder(const fs::path& folder)
{
    fs::path absolute = fs::absolute(folder).lexically_normal();
    if (!absolute.has_filename()) {
        absolute = absolute.parent_path();
    }
    std::error_code error;
    if (!fs::is_directory(absolute, error)) {
        throw Error(
            ErrorCode::NotFound,
            fmt::format("cannot import {}: there is no such folder; check the path", pathText(folder)));
    }
    return absolute;
}

std::map<CaseId, fs::path> imagesIn(const fs::path& folder)
{
    std::map<CaseId, fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = pathText(it->path().filename());
        if (name.starts_with('.') || name.starts_with('_') || !imaging::isImageFile(it->path())) {
            continue;
        }
        const auto [entry, isNew] = found.try_emplace(CaseId{stemOfImage(it->path())}, it->path());
        if (!isNew) {
            throw badSource(folder, fmt::format("{} and {} are both named like case {}; keep one of them",
                                                pathText(entry->second.filename()), name, entry->first.name));
        }
    }
    if (error) {
        throw ioError("list", pathText(folder), error.value());
    }
    return found;
}

void readFolderName(DatasetSource& source)
{
    const std::string name = pathText(source.folder.filename());
    for (const std::string_view prefix : {"Task", "Dataset"}) {
        const std::size_t underscore = name.find('_');
        if (!name.starts_with(prefix) || underscore == std::string::npos || underscore < prefix.size() ||
            underscore + 1 == name.size()) {
            continue;
        }
        const std::string number = name.substr(prefix.size(), underscore - prefix.size());
        if (isDigits(number) && number.size() < 5) {
            source.number = std::stoi(number);
            source.name = name.substr(underscore + 1);
            return;
        }
    }
    const std::string listed = textOf(source.json, "name");
    source.name = listed.empty() ? name : listed;
}

void readDescription(DatasetSource& source)
{
    source.description = textOf(source.json, "description");
    source.licence = textOf(source.json, "licence");
    if (source.licence.empty()) {
        source.licence = textOf(source.json, "license");
    }
}

std::vector<std::string> modalityNames(const Json& json, const fs::path& folder)
{
    const auto modality = json.find("modality");
    if (modality == json.end() || !modality->is_object() || modality->empty()) {
        throw badSource(folder, "its dataset.json has no \"modality\" like {\"0\": \"MRI\"}");
    }
    std::vector<std::string> names;
    for (std::size_t index = 0; index < modality->size(); ++index) {
        const auto name = modality->find(std::to_string(index));
        if (name == modality->end() || !name->is_string()) {
            throw badSource(folder,
                            fmt::format("\"modality\" in its dataset.json lacks channel \"{}\"", index));
        }
        names.push_back(name->get<std::string>());
    }
    return names;
}

LabelScheme msdLabels(const Json& json, const fs::path& folder)
{
    const auto labels = json.find("labels");
    if (labels == json.end() || !labels->is_object()) {
        throw badSource(folder,
                        "its dataset.json has no \"labels\" like {\"0\": \"background\", \"1\": \"liver\"}");
    }
    std::vector<LabelEntry> entries;
    for (const auto& [value, name] : labels->items()) {
        if (!isDigits(value) || value.size() > 5 || !name.is_string()) {
            throw badSource(
                folder,
                fmt::format("the label \"{}\" in its dataset.json is not a number with a name", value));
        }
        const int number = std::stoi(value);
        entries.push_back({number == 0 ? "background" : name.get<std::string>(), {number}, false});
    }
    return LabelScheme(std::move(entries));
}

} // namespace seg::dataset

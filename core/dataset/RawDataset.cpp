// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ChannelNumber.h"
#include "core/dataset/DatasetManifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

Error bad(const fs::path& folder, const std::string& reason)
{
    return {ErrorCode::BadInput, fmt::format("cannot open the dataset {}: {}", pathText(folder), reason)};
}

std::vector<std::string> namesIn(const fs::path& folder, const std::string& ending)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = pathText(it->path().filename());
        if (!name.starts_with('.') && name.ends_with(ending)) {
            names.push_back(name);
        }
    }
    if (error) {
        throw ioError("list", pathText(folder), error.value());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// Cases of one image folder: name_0000.ending, name_0001.ending, …
std::vector<Case> casesIn(const fs::path& images, const fs::path& labels, const std::string& ending)
{
    std::map<CaseId, Case> found;
    for (const std::string& name : namesIn(images, ending)) {
        const std::string_view stem(name.data(), name.size() - ending.size());
        if (!hasChannelNumber(stem)) {
            throw bad(images.parent_path(),
                      fmt::format("the image {} lacks a channel number; rename it to {}_0000{}",
                                  pathText(images / name), stem, ending));
        }
        const CaseId id{withoutChannelNumber(stem)};
        Case& item = found[id];
        item.id = id;
        item.channels.push_back(images / name);
        const fs::path label = labels / (id.name + ending);
        if (!item.label && !labels.empty() && fs::exists(label)) {
            item.label = label;
        }
    }
    std::vector<Case> cases;
    for (auto& [id, item] : found) {
        cases.push_back(std::move(item));
    }
    return cases;
}

/// Replaces $NAME and ${NAME} by the environment's values; unknown names stay.
std::string withEnvironment(const std::string& text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$') {
            result += text[i];
            continue;
        }
        const bool braces = i + 1 < text.size() && text[i + 1] == '{';
        const std::size_t begin = i + (braces ? 2 : 1);
        std::size_t end = begin;
        while (end < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) {
            ++end;
        }
        const char* value = std::getenv(text.substr(begin, end - begin).c_str());
        const bool closed = !braces || (end < text.size() && text[end] == '}');
        if (value == nullptr || end == begin || !closed) {
            result += text[i];
            continue;
        }
        result += value;
        i = braces ? end : end - 1;
    }
    return result;
}

fs::path listedPath(const Json& text, const fs::path& folder)
{
    if (!text.is_string()) {
        throw bad(folder, "\"dataset\" in dataset.json holds a path that is not text");
    }
    const fs::path path = withEnvironment(text.get<std::string>());
    return path.is_absolute() ? path : folder / path;
}

/// Cases that dataset.json names one by one.
std::vector<Case> listedCases(const Json& listing, const fs::path& folder)
{
    std::vector<Case> cases;
    for (const auto& [name, entry] : listing.items()) {
        if (!entry.is_object() || !entry.contains("images") || !entry["images"].is_array() ||
            entry["images"].empty()) {
            throw bad(folder, fmt::format("the entry of case {} in dataset.json lacks \"images\"", name));
        }
        Case item{{name}, {}, std::nullopt};
        for (const Json& image : entry["images"]) {
            item.channels.push_back(listedPath(image, folder));
        }
        if (entry.contains("label")) {
            item.label = listedPath(entry["label"], folder);
        }
        cases.push_back(std::move(item));
    }
    std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.id < b.id; });
    return cases;
}

} // namespace

RawDataset openRawDataset(const fs::path& folder)
{
    RawDataset dataset;
    dataset.folder = fs::absolute(folder).lexically_normal();
    if (!dataset.folder.has_filename()) {
        dataset.folder = dataset.folder.parent_path();
    }
    dataset.name = pathText(dataset.folder.filename());
    const fs::path file = dataset.folder / "dataset.json";
    if (!fs::exists(file)) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("cannot open the dataset {}: there is no dataset.json in it",
                                pathText(dataset.folder)));
    }
    dataset.manifest = manifestFromJson(readJson(file), pathText(file));
    const fs::path tests = dataset.folder / "imagesTs";
    if (fs::is_directory(tests)) {
        dataset.testCases = casesIn(tests, {}, dataset.manifest.fileEnding);
    }
    const auto listing = dataset.manifest.other.find("dataset");
    if (listing != dataset.manifest.other.end() && listing->is_object()) {
        dataset.trainingCases = listedCases(*listing, dataset.folder);
        return dataset;
    }
    for (const char* part : {"imagesTr", "labelsTr"}) {
        if (!fs::is_directory(dataset.folder / part)) {
            throw bad(dataset.folder, fmt::format("the folder {} is missing", part));
        }
    }
    dataset.trainingCases =
        casesIn(dataset.folder / "imagesTr", dataset.folder / "labelsTr", dataset.manifest.fileEnding);
    return dataset;
}

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
// Finds out from the names of files which of them are images, which labels, and how they belong together.
#include "core/dataset/FilePattern.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace seg::dataset {

namespace {

constexpr std::size_t kMostFolders = 8; // beyond that the folders are those of the cases
constexpr std::size_t kMostSampled =
    150; // stems that a candidate is judged by; a drop on the window waits for it

using Names = std::vector<std::string>;

std::pair<std::string, std::string> folderAndName(const std::string& stem)
{
    const std::size_t slash = stem.rfind('/');
    return slash == std::string::npos ? std::pair{std::string(), stem}
                                      : std::pair{stem.substr(0, slash + 1), stem.substr(slash + 1)};
}

bool isSeparator(char c)
{
    return c == '_' || c == '-' || c == '.' || c == ' ';
}

/// "_seg" of "patient_01_seg": the last word with what separates it.
std::string lastWord(const std::string& name)
{
    for (std::size_t at = name.size(); at-- > 1;) {
        if (isSeparator(name[at])) {
            return at + 1 < name.size() ? name.substr(at) : std::string();
        }
    }
    return {};
}

/// "volume-" of "volume-12".
std::string firstWord(const std::string& name)
{
    for (std::size_t at = 1; at + 1 < name.size(); ++at) {
        if (isSeparator(name[at])) {
            return name.substr(0, at + 1);
        }
    }
    return {};
}

/// What a folder's names may look like: {case} alone, or with a word before or behind it that all share or
/// that says "label".
Names nameForms(const Names& names, bool labels)
{
    Names forms{"{case}"};
    std::map<std::string, std::size_t> ends;
    std::map<std::string, std::size_t> begins;
    for (const std::string& name : names) {
        ++ends[lastWord(name)];
        ++begins[firstWord(name)];
    }
    for (const auto& [word, count] : ends) {
        if (!word.empty() && (count == names.size() || isLabelWord(word.substr(1)) == labels) &&
            (count > 1 || names.size() == 1 || isLabelWord(word.substr(1)))) {
            forms.push_back("{case}" + word);
        }
    }
    for (const auto& [word, count] : begins) {
        const std::string plain = word.substr(0, word.empty() ? 0 : word.size() - 1);
        if (!word.empty() && (count > 1 || names.size() <= 2) &&
            (count == names.size() || isLabelWord(plain) == labels)) {
            forms.push_back(word + "{case}");
        }
    }
    if (!labels) {
        forms.emplace_back("{case}_{channel}");
        forms.emplace_back("{case}-{channel}");
    }
    return forms;
}

bool isLabelFolder(const std::string& folder)
{
    std::string word;
    for (const char c : folder + "/") {
        if (c != '/' && !isSeparator(c)) {
            word += c;
        } else if (isLabelWord(word)) {
            return true;
        } else {
            word.clear();
        }
    }
    return false;
}

/// Candidates for images and labels in fixed folders (perhaps the same one).
void addFolderPatterns(const std::map<std::string, Names>& folders, std::vector<FilePattern>& candidates)
{
    for (const auto& [labelFolder, labelNames] : folders) {
        const bool apart = isLabelFolder(labelFolder);
        for (const auto& [imageFolder, imageNames] : folders) {
            if (apart ? imageFolder == labelFolder || isLabelFolder(imageFolder)
                      : imageFolder != labelFolder) {
                continue;
            }
            for (const std::string& image : nameForms(imageNames, false)) {
                for (const std::string& label : nameForms(labelNames, true)) {
                    if (apart || image != label) {
                        candidates.push_back({imageFolder + image, labelFolder + label});
                    }
                }
            }
        }
    }
}

/// Candidates for a folder per case, e.g. case_1/case_1_t1 and case_1/case_1_seg, or case_1/image and
/// case_1/label.
void addCaseFolderPatterns(const std::map<std::string, Names>& folders, std::vector<FilePattern>& candidates)
{
    std::set<std::string> parents;
    std::set<std::string> names;
    std::set<std::string> ends;
    for (const auto& [folder, inside] : folders) {
        if (folder.empty()) {
            continue;
        }
        parents.insert(folderAndName(folder.substr(0, folder.size() - 1)).first);
        for (const std::string& name : inside) {
            names.insert(name);
            ends.insert(lastWord(name));
        }
    }
    constexpr std::size_t kMostWords = 40; // more are names of cases, not words
    Names images{"{case}", "{case}_{channel}", "{case}-{channel}"};
    Names labels;
    for (const std::string& end : ends) {
        if (ends.size() <= kMostWords && !end.empty()) {
            (isLabelWord(end.substr(1)) ? labels : images).push_back("{case}" + end);
        }
    }
    for (const std::string& name : names) {
        if (names.size() <= kMostWords) {
            (isLabelWord(name) ? labels : images).push_back(name);
        }
    }
    images.push_back("{channel}");
    for (const std::string& parent : parents) {
        for (const std::string& image : images) {
            for (const std::string& label : labels) {
                candidates.push_back({parent + "{case}/" + image, parent + "{case}/" + label});
            }
        }
    }
}

/// How many of the files a pattern explains: those of cases that have a label and at least one image.
std::size_t explained(const FilePattern& pattern, const Names& stems)
{
    std::map<std::string, std::size_t> images;
    std::set<std::string> labels;
    for (const std::string& stem : stems) {
        if (const auto label = matchPattern(pattern.label, stem)) {
            labels.insert(label->caseName);
        } else if (const auto image = matchPattern(pattern.image, stem)) {
            ++images[image->caseName];
        }
    }
    std::size_t count = 0;
    for (const auto& [name, files] : images) {
        count += labels.contains(name) ? files + 1 : 0;
    }
    return count;
}

/// Whole folders from the beginning and not single files, so that images keep their labels.
Names sampleOf(const Names& stems)
{
    if (stems.size() <= kMostSampled) {
        return stems;
    }
    std::map<std::string, Names> folders;
    for (const std::string& stem : stems) {
        folders[folderAndName(stem).first].push_back(stem);
    }
    const std::size_t each = std::max<std::size_t>(1, kMostSampled / folders.size());
    Names sample;
    for (auto& [folder, inside] : folders) {
        std::sort(inside.begin(), inside.end());
        const std::size_t taken = folders.size() > kMostFolders ? inside.size() : each;
        for (std::size_t i = 0; i < std::min(taken, inside.size()) && sample.size() < kMostSampled; ++i) {
            sample.push_back(inside[i]);
        }
    }
    return sample;
}

} // namespace

std::optional<FilePattern> guessPattern(const std::vector<std::string>& stems)
{
    const Names sample = sampleOf(stems);
    std::map<std::string, Names> folders;
    for (const std::string& stem : sample) {
        const auto [folder, name] = folderAndName(stem);
        folders[folder].push_back(name);
    }
    std::vector<FilePattern> candidates;
    if (folders.size() <= kMostFolders) {
        addFolderPatterns(folders, candidates);
    }
    addCaseFolderPatterns(folders, candidates);
    std::optional<FilePattern> best;
    std::size_t most = 0;
    for (const FilePattern& candidate : candidates) { // the first of equals: the plainest
        const std::size_t count = explained(candidate, sample);
        if (count > most) {
            most = count;
            best = candidate;
        }
    }
    return best;
}

} // namespace seg::dataset

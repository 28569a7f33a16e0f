// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/LabelDraft.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <string_view>

namespace seg::gui {

namespace {

constexpr const char* kBackground = "background";
constexpr const char* kIgnore = "ignore";

Error wrong(const std::string& sentence)
{
    return {ErrorCode::BadInput, sentence};
}

bool contains(const std::vector<int>& values, int value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool sameRegions(const std::vector<LabelDraft::Region>& a, const std::vector<LabelDraft::Region>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const LabelDraft::Region& left, const LabelDraft::Region& right) {
                          return left.name == right.name && left.values == right.values;
                      });
}

/// The smallest value of region `index` that no later region has; its smallest where there is none.
int writtenValue(const std::vector<LabelDraft::Region>& regions, std::size_t index)
{
    for (const int value : regions[index].values) {
        const bool isLater =
            std::any_of(regions.begin() + static_cast<std::ptrdiff_t>(index) + 1, regions.end(),
                        [value](const LabelDraft::Region& later) { return contains(later.values, value); });
        if (!isLater) {
            return value;
        }
    }
    return regions[index].values.front();
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

} // namespace

LabelDraft::LabelDraft(const dataset::LabelScheme& scheme)
{
    std::vector<int> values = scheme.allLabels();
    if (const auto ignored = scheme.ignoreLabel()) {
        values.push_back(*ignored);
        m_ignoresHighest = true;
    }
    for (const int value : values) {
        m_labels.push_back({value, value == 0 ? kBackground : scheme.nameOf(value)});
    }
    if (scheme.hasRegions()) {
        for (const dataset::LabelEntry& entry : scheme.foregroundRegions()) {
            m_regions.push_back({entry.name, entry.values});
        }
        m_declaredRegions = m_regions;
        m_declaredOrder = scheme.regionsClassOrder();
    }
}

bool LabelDraft::isIgnored(int value) const noexcept
{
    return m_ignoresHighest && value == m_labels.back().value;
}

bool LabelDraft::canBeIgnored(int value) const noexcept
{
    return m_labels.size() > 2 && value == m_labels.back().value;
}

std::string LabelDraft::nameOf(int value) const
{
    const auto found = std::find_if(m_labels.begin(), m_labels.end(),
                                    [value](const Label& label) { return label.value == value; });
    return found == m_labels.end() ? fmt::format("label {}", value) : found->name;
}

void LabelDraft::rename(int value, const std::string& name)
{
    for (Label& label : m_labels) {
        if (label.value == value && value != 0) {
            label.name = name;
        }
    }
}

void LabelDraft::setIgnored(bool ignored)
{
    m_ignoresHighest = ignored && m_labels.size() > 2;
}

void LabelDraft::setColor(int value, const std::array<std::uint8_t, 3>& color)
{
    m_colors[value] = color;
}

void LabelDraft::resetColor(int value)
{
    m_colors.erase(value);
}

void LabelDraft::addRegion(Region region)
{
    m_regions.push_back(std::move(region));
}

void LabelDraft::setRegion(std::size_t index, Region region)
{
    m_regions.at(index) = std::move(region);
}

void LabelDraft::removeRegion(std::size_t index)
{
    m_regions.erase(m_regions.begin() + static_cast<std::ptrdiff_t>(index));
}

void LabelDraft::checkRegionLabels() const
{
    std::set<int> covered;
    for (const Region& region : m_regions) {
        if (region.name.empty() || region.values.empty()) {
            throw wrong("A region needs a name and at least one label.");
        }
        for (const int value : region.values) {
            const bool isKnown = value > 0 && !isIgnored(value) &&
                                 std::any_of(m_labels.begin(), m_labels.end(),
                                             [value](const Label& label) { return label.value == value; });
            if (!isKnown) {
                throw wrong(fmt::format("The region {} cannot have the label {}: {}.", region.name, value,
                                        isIgnored(value) ? "it is ignored" : "there is no such label"));
            }
            covered.insert(value);
        }
    }
    for (const Label& label : m_labels) {
        if (label.value > 0 && !isIgnored(label.value) && !covered.contains(label.value)) {
            throw wrong(fmt::format("{} (label {}) is in no region: add it to one, or remove the regions.",
                                    label.name, label.value));
        }
    }
}

dataset::LabelScheme LabelDraft::schemeOfRegions() const
{
    checkRegionLabels();
    std::vector<Region> regions = m_regions;
    std::vector<int> order = m_declaredOrder;
    if (!sameRegions(m_regions, m_declaredRegions)) {
        std::stable_sort(regions.begin(), regions.end(),
                         [](const Region& a, const Region& b) { return a.values.size() > b.values.size(); });
        order.clear();
        for (std::size_t index = 0; index < regions.size(); ++index) {
            order.push_back(writtenValue(regions, index));
        }
    }
    std::vector<dataset::LabelEntry> entries{{kBackground, {0}}};
    for (const Region& region : regions) {
        entries.push_back({region.name, region.values, region.values.size() > 1});
    }
    if (m_ignoresHighest) {
        entries.push_back({kIgnore, {m_labels.back().value}});
    }
    dataset::LabelScheme scheme(std::move(entries), std::move(order));
    if (!scheme.hasRegions()) {
        throw wrong("At least one region must join several labels; without that remove the regions.");
    }
    return scheme;
}

dataset::LabelScheme LabelDraft::scheme() const
{
    for (const Label& label : m_labels) {
        if (label.name.empty()) {
            throw wrong(fmt::format("Label {} needs a name.", label.value));
        }
        const bool isReserved = label.name == kBackground || label.name == kIgnore;
        if (isReserved && label.value > 0 && !isIgnored(label.value)) {
            throw wrong(fmt::format("Label {} cannot be called {}: nnU-Net keeps that name for itself.",
                                    label.value, label.name));
        }
    }
    if (!m_regions.empty()) {
        return schemeOfRegions();
    }
    std::vector<dataset::LabelEntry> entries;
    for (const Label& label : m_labels) {
        entries.push_back({isIgnored(label.value) ? kIgnore : label.name, {label.value}});
    }
    return dataset::LabelScheme(std::move(entries));
}

std::vector<std::pair<std::string, std::string>> leftRightPairs(const std::vector<LabelDraft::Label>& labels)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const LabelDraft::Label& left : labels) {
        std::string mirrored = lower(left.name);
        const std::size_t at = mirrored.find("left");
        if (at == std::string::npos) {
            continue;
        }
        mirrored.replace(at, std::string_view("left").size(), "right");
        for (const LabelDraft::Label& right : labels) {
            if (lower(right.name) == mirrored) {
                pairs.emplace_back(left.name, right.name);
            }
        }
    }
    return pairs;
}

std::optional<std::vector<int>> labelValuesFromText(const std::string& text)
{
    std::set<int> values;
    const char* at = text.data();
    const char* end = text.data() + text.size();
    while (at != end) {
        if (*at == ' ' || *at == ',' || *at == '+') {
            ++at;
            continue;
        }
        int value = 0;
        const auto [next, failure] = std::from_chars(at, end, value);
        if (failure != std::errc() || value < 0) {
            return std::nullopt;
        }
        values.insert(value);
        at = next;
    }
    return std::vector<int>(values.begin(), values.end());
}

} // namespace seg::gui

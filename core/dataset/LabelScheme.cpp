// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/LabelScheme.h"

#include "core/base/Error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace seg::dataset {

namespace {

constexpr int kLargestLabel = 32767; // label maps hold int16

Error bad(const std::string& reason)
{
    return {ErrorCode::BadInput, "the labels of the dataset cannot be used: " + reason};
}

bool isBackground(const LabelEntry& entry)
{
    return std::all_of(entry.values.begin(), entry.values.end(), [](int value) { return value == 0; });
}

bool isIgnore(const LabelEntry& entry)
{
    return entry.name == "ignore";
}

void checkEntries(const std::vector<LabelEntry>& entries)
{
    std::set<std::string> names;
    for (const LabelEntry& entry : entries) {
        if (!names.insert(entry.name).second) {
            throw bad(fmt::format("the name \"{}\" occurs twice; give every label its own name", entry.name));
        }
        if (entry.values.empty()) {
            throw bad(fmt::format("\"{}\" has no value; give it a whole number", entry.name));
        }
        for (const int value : entry.values) {
            if (value < 0 || value > kLargestLabel) {
                throw bad(fmt::format("\"{}\" has the value {}, but values go from 0 to {}", entry.name,
                                      value, kLargestLabel));
            }
        }
    }
    const auto background = std::find_if(entries.begin(), entries.end(),
                                         [](const LabelEntry& entry) { return entry.name == "background"; });
    if (background == entries.end() || background->isList || background->values.front() != 0) {
        throw bad("there must be an entry \"background\" (spelled like this) with the value 0; add it to "
                  "dataset.json");
    }
}

void checkIgnore(const LabelScheme& scheme)
{
    for (const LabelEntry& entry : scheme.entries()) {
        if (!isIgnore(entry)) {
            continue;
        }
        const int expected = scheme.allLabels().back() + 1;
        if (entry.isList || entry.values.size() != 1 || entry.values.front() != expected) {
            throw bad(fmt::format("the label \"ignore\" must be one number and the highest of all, here {}",
                                  expected));
        }
    }
}

void checkRegions(const LabelScheme& scheme)
{
    if (!scheme.hasRegions()) {
        return;
    }
    const std::size_t regions = scheme.foregroundRegions().size();
    if (scheme.regionsClassOrder().size() != regions) {
        throw bad(fmt::format(
            "it has {} regions, so dataset.json needs \"regions_class_order\" with {} numbers (there "
            "are {})",
            regions, regions, scheme.regionsClassOrder().size()));
    }
}

int integerOf(const Json& value, const std::string& name)
{
    if (!value.is_number_integer()) {
        throw bad(fmt::format("the value of \"{}\" is {}, not a whole number", name, value.dump()));
    }
    return value.get<int>();
}

} // namespace

LabelScheme::LabelScheme(std::vector<LabelEntry> entries, std::vector<int> regionsClassOrder)
    : m_entries(std::move(entries)), m_regionsClassOrder(std::move(regionsClassOrder))
{
    checkEntries(m_entries);
    checkIgnore(*this);
    checkRegions(*this);
}

bool LabelScheme::hasRegions() const noexcept
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const LabelEntry& entry) { return entry.values.size() > 1; });
}

std::optional<int> LabelScheme::ignoreLabel() const noexcept
{
    for (const LabelEntry& entry : m_entries) {
        if (isIgnore(entry)) {
            return entry.values.front();
        }
    }
    return std::nullopt;
}

std::vector<int> LabelScheme::allLabels() const
{
    std::set<int> labels;
    for (const LabelEntry& entry : m_entries) {
        if (!isIgnore(entry)) {
            labels.insert(entry.values.begin(), entry.values.end());
        }
    }
    return {labels.begin(), labels.end()};
}

std::vector<int> LabelScheme::foregroundLabels() const
{
    std::vector<int> labels = allLabels();
    std::erase(labels, 0);
    return labels;
}

std::vector<LabelEntry> LabelScheme::foregroundRegions() const
{
    std::vector<LabelEntry> regions;
    if (hasRegions()) {
        std::copy_if(m_entries.begin(), m_entries.end(), std::back_inserter(regions),
                     [](const LabelEntry& entry) { return !isIgnore(entry) && !isBackground(entry); });
    }
    return regions;
}

std::vector<LabelEntry> LabelScheme::foregroundClasses() const
{
    if (hasRegions()) {
        return foregroundRegions();
    }
    std::vector<LabelEntry> classes;
    for (const int label : foregroundLabels()) {
        classes.push_back({nameOf(label), {label}, false});
    }
    return classes;
}

int LabelScheme::headCount() const
{
    return static_cast<int>(hasRegions() ? foregroundRegions().size() : allLabels().size());
}

std::string LabelScheme::nameOf(int label) const
{
    for (const LabelEntry& entry : m_entries) {
        if (entry.values.size() == 1 && entry.values.front() == label) {
            return entry.name;
        }
    }
    return fmt::format("label {}", label);
}

std::string labelKey(const LabelEntry& entry)
{
    if (!entry.isList) {
        return std::to_string(entry.values.front());
    }
    if (entry.values.size() == 1) {
        return fmt::format("({},)", entry.values.front());
    }
    return fmt::format("({})", fmt::join(entry.values, ", "));
}

LabelScheme labelSchemeFromJson(const Json& labels, const Json& regionsClassOrder)
{
    if (!labels.is_object()) {
        throw bad("\"labels\" must be an object of names and values");
    }
    std::vector<LabelEntry> entries;
    for (const auto& [name, value] : labels.items()) {
        LabelEntry entry{name, {}, value.is_array()};
        if (entry.isList) {
            for (const Json& element : value) {
                entry.values.push_back(integerOf(element, name));
            }
        } else {
            entry.values.push_back(integerOf(value, name));
        }
        entries.push_back(std::move(entry));
    }
    std::vector<int> order;
    if (regionsClassOrder.is_array()) {
        for (const Json& element : regionsClassOrder) {
            order.push_back(integerOf(element, "regions_class_order"));
        }
    }
    return LabelScheme(std::move(entries), std::move(order));
}

Json labelsToJson(const LabelScheme& scheme)
{
    Json json = Json::object();
    for (const LabelEntry& entry : scheme.entries()) {
        json[entry.name] = entry.isList ? Json(entry.values) : Json(entry.values.front());
    }
    return json;
}

} // namespace seg::dataset

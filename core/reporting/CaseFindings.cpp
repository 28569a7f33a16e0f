// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/CaseFindings.h"

#include "core/reporting/SlicePicture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace seg::reporting {

namespace {

constexpr std::int64_t kNoticedSlices = 2;
constexpr double kNoticedVolume = 0.15;

/// Where a class lies along the slices, and how much of it there is.
struct Presence {
    std::int64_t first = -1;
    std::int64_t last = -1;
    std::int64_t voxels = 0;

    void add(std::int64_t slice)
    {
        first = first < 0 ? slice : std::min(first, slice);
        last = std::max(last, slice);
        ++voxels;
    }
};

struct ClassFacts {
    Presence truth;
    Presence prediction;
    std::int64_t both = 0;

    [[nodiscard]] double dice() const
    {
        const std::int64_t sum = truth.voxels + prediction.voxels;
        return sum == 0 ? 2.0
                        : 2.0 * static_cast<double>(both) / static_cast<double>(sum); // absent is no mistake
    }
};

/// The classes that each label value belongs to; a value may be part of several regions.
std::vector<std::vector<std::size_t>> classesByLabel(const std::vector<dataset::LabelEntry>& classes)
{
    std::vector<std::vector<std::size_t>> table;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        for (const int label : classes[i].values) {
            const auto index = static_cast<std::size_t>(std::max(label, 0));
            table.resize(std::max(table.size(), index + 1));
            table[index].push_back(i);
        }
    }
    return table;
}

bool contains(const std::vector<std::size_t>& list, std::size_t item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

std::vector<ClassFacts> factsOf(const LabelMap& prediction, const LabelMap& truth,
                                const std::vector<dataset::LabelEntry>& classes)
{
    const auto axis = static_cast<std::size_t>(chooseSlice(prediction, truth).axis);
    const std::vector<std::vector<std::size_t>> table = classesByLabel(classes);
    const std::vector<std::size_t> none;
    const auto classesOf = [&](std::int16_t label) -> const std::vector<std::size_t>& {
        const auto index = static_cast<std::size_t>(std::max<std::int16_t>(label, 0));
        return index < table.size() ? table[index] : none;
    };
    std::vector<ClassFacts> facts(classes.size());
    const Extent& extent = truth.geometry.extent;
    std::size_t i = 0;
    std::array<std::int64_t, 3> zyx{};
    for (zyx[0] = 0; zyx[0] < extent.voxels[0]; ++zyx[0]) {
        for (zyx[1] = 0; zyx[1] < extent.voxels[1]; ++zyx[1]) {
            for (zyx[2] = 0; zyx[2] < extent.voxels[2]; ++zyx[2], ++i) {
                const std::vector<std::size_t>& predicted = classesOf(prediction.values[i]);
                for (const std::size_t item : classesOf(truth.values[i])) {
                    facts[item].truth.add(zyx[axis]);
                    facts[item].both += contains(predicted, item) ? 1 : 0;
                }
                for (const std::size_t item : predicted) {
                    facts[item].prediction.add(zyx[axis]);
                }
            }
        }
    }
    return facts;
}

std::string slices(std::int64_t count)
{
    return fmt::format("{} slices", std::llabs(count));
}

std::string sentence(const std::string& name, const ClassFacts& facts)
{
    if (facts.truth.voxels == 0) {
        return name + " was found, though the truth has none";
    }
    if (facts.prediction.voxels == 0) {
        return name + " was missed entirely";
    }
    if (facts.both == 0) {
        return name + " was found in another place";
    }
    const std::int64_t start = facts.prediction.first - facts.truth.first;
    const std::int64_t end = facts.prediction.last - facts.truth.last;
    if (std::llabs(end) >= kNoticedSlices && std::llabs(end) >= std::llabs(start)) {
        return fmt::format("{} ends {} {}", name, slices(end), end < 0 ? "early" : "late");
    }
    if (std::llabs(start) >= kNoticedSlices) {
        return fmt::format("{} begins {} {}", name, slices(start), start < 0 ? "early" : "late");
    }
    const double change =
        static_cast<double>(facts.prediction.voxels) / static_cast<double>(facts.truth.voxels) - 1.0;
    if (std::abs(change) >= kNoticedVolume) {
        return fmt::format("{} is {:.0f} % too {}", name, 100.0 * std::abs(change),
                           change > 0.0 ? "large" : "small");
    }
    return name + " has another outline; extent and volume agree";
}

} // namespace

std::string describeMistake(const LabelMap& prediction, const LabelMap& truth,
                            const std::vector<dataset::LabelEntry>& classes)
{
    const std::vector<ClassFacts> facts = factsOf(prediction, truth, classes);
    std::string text;
    double lowest = 2.0;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (facts[i].dice() < lowest) {
            lowest = facts[i].dice();
            text = sentence(classes[i].name, facts[i]);
        }
    }
    return text;
}

} // namespace seg::reporting

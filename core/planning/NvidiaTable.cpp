// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NvidiaTable.h"

#include "core/base/Error.h"

#include <algorithm>
#include <cctype>

namespace seg::planning {

namespace {

using Plane = std::array<std::int64_t, 2>;
constexpr Plane kFullCt{512, 512};

constexpr std::array<NvidiaTask, 12> kTasks{{
    {"01", "BrainTumour", {128, 128, 128}, {1, 1, 1}, Plane{192, 160}, 1.0, std::nullopt},
    {"02", "Heart", {80, 192, 160}, {1.37, 1.25, 1.25}, Plane{320, 256}, 1.25, std::nullopt},
    {"03", "Liver", {128, 128, 128}, {1, 0.7676, 0.7676}, kFullCt, 0.7676, CtWindow{-17, 201, 99.40, 39.36}},
    {"04", "Hippocampus", {40, 56, 40}, {1, 1, 1}, Plane{56, 40}, 1.0, std::nullopt},
    {"05", "Prostate", {20, 320, 256}, {3.6, 0.62, 0.62}, Plane{320, 320}, 0.62, std::nullopt},
    {"06", "Lung", {80, 192, 160}, {1.24, 0.79, 0.79}, kFullCt, 0.79, CtWindow{-1024, 325, -158.58, 324.70}},
    {"07", "Pancreas", {40, 224, 224}, {2.5, 0.8, 0.8}, kFullCt, 0.8, CtWindow{-96, 215, 77.90, 75.40}},
    {"08", "HepaticVessel", {64, 192, 192}, {1.5, 0.8, 0.8}, kFullCt, 0.8, CtWindow{-3, 243, 104.37, 52.62}},
    {"09", "Spleen", {64, 192, 160}, {1.6, 0.79, 0.79}, kFullCt, 0.79, CtWindow{-41, 176, 99.29, 39.47}},
    {"10", "Colon", {56, 192, 160}, {3, 0.78, 0.78}, kFullCt, 0.78, CtWindow{-30, 165.82, 62.18, 32.65}},
    {"11", "BraTS2021_train", {128, 128, 128}, {1, 1, 1}, std::nullopt, 1.0, std::nullopt},
    {"12", "BraTS2021_val", {128, 128, 128}, {1, 1, 1}, std::nullopt, 1.0, std::nullopt},
}};

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// "Hippocampus" of "Dataset004_Hippocampus" and "Task04_Hippocampus".
std::string_view withoutNumber(std::string_view name)
{
    for (const std::string_view prefix : {std::string_view("Dataset"), std::string_view("Task")}) {
        const std::size_t underscore = name.find('_');
        if (name.starts_with(prefix) && underscore != std::string_view::npos &&
            std::all_of(name.begin() + static_cast<std::ptrdiff_t>(prefix.size()),
                        name.begin() + static_cast<std::ptrdiff_t>(underscore),
                        [](unsigned char c) { return std::isdigit(c) != 0; })) {
            return name.substr(underscore + 1);
        }
    }
    return name;
}

} // namespace

std::span<const NvidiaTask> nvidiaTasks() noexcept
{
    return kTasks;
}

const NvidiaTask* nvidiaTaskOf(const std::string& datasetName) noexcept
{
    const std::string_view name = withoutNumber(datasetName);
    const auto* found = std::ranges::find_if(
        kTasks, [&](const NvidiaTask& task) { return equalIgnoringCase(task.name, name); });
    return found == kTasks.end() ? nullptr : found;
}

const NvidiaTask& nvidiaTaskByNumber(const std::string& number)
{
    std::string numbers;
    for (const NvidiaTask& task : kTasks) {
        if (task.number == number) {
            return task;
        }
        numbers += (numbers.empty() ? "" : ", ") + std::string(task.number);
    }
    throw Error(ErrorCode::InvalidArgument,
                "NVIDIA's table has no task '" + number + "'; it has: " + numbers);
}

} // namespace seg::planning

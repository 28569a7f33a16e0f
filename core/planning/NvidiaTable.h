// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace seg::planning {

/// Fixed CT numbers of one task, Hounsfield units.
struct CtWindow {
    double low = 0.0;
    double high = 0.0;
    double mean = 0.0;
    double deviation = 1.0;
};

/// One row of NVIDIA's table (nvidia-unets A.3).
struct NvidiaTask {
    std::string_view number; ///< "01"
    std::string_view name;   ///< "BrainTumour"
    std::array<std::int64_t, 3> patch3d{};
    std::array<double, 3> spacing3d{};                  ///< mm, order (z, y, x)
    std::optional<std::array<std::int64_t, 2>> patch2d; ///< (y, x)
    double spacing2d = 1.0;                             ///< mm, the same in y and x
    std::optional<CtWindow> ct;                         ///< empty: MRI
};

[[nodiscard]] std::span<const NvidiaTask> nvidiaTasks() noexcept;

/// The row that a dataset is known by: "Dataset004_Hippocampus", "Task04_Hippocampus" and "hippocampus" find
/// task 04. Null when there is none. The pointer stays valid.
[[nodiscard]] const NvidiaTask* nvidiaTaskOf(const std::string& datasetName) noexcept;

/// \throws seg::Error  InvalidArgument naming the numbers there are.
[[nodiscard]] const NvidiaTask& nvidiaTaskByNumber(const std::string& number);

} // namespace seg::planning

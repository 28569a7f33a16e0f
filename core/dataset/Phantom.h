// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace seg::dataset {

/// A synthetic MSD task: seeded ellipsoids of different brightness in smooth noise, learnable in minutes.
struct PhantomOptions {
    int cases = 12;
    int tests = 2;
    Extent extent{{48, 48, 48}};
    Spacing spacing{{1.0, 1.0, 1.0}};
    int channels = 1;
    int labels = 2;
    bool twoD = false;
    std::uint64_t seed = 0;
    std::string name = "Task99_Phantom"; ///< of the folder

    void validate() const;
};

/// Writes the task into folder `target` (made; must not exist or be empty). Same options, same bytes.
void writePhantomTask(const std::filesystem::path& target, const PhantomOptions& options);

} // namespace seg::dataset

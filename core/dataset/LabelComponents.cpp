// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/LabelComponents.h"

#include <algorithm>
#include <functional>

namespace seg::dataset {

namespace {

/// Voxels of one label beside one another along x.
struct Run {
    std::int64_t begin = 0;
    std::int64_t end = 0; ///< one behind the last
    std::int16_t label = 0;
};

/// Sets of runs that are joined step by step.
class RunSets {
public:
    std::size_t add()
    {
        m_parent.push_back(m_parent.size());
        return m_parent.size() - 1;
    }
    std::size_t find(std::size_t run)
    {
        while (m_parent[run] != run) {
            m_parent[run] = m_parent[m_parent[run]];
            run = m_parent[run];
        }
        return run;
    }
    void join(std::size_t a, std::size_t b) { m_parent[find(b)] = find(a); }

private:
    std::vector<std::size_t> m_parent;
};

/// The runs of a whole label map with where each row's begin.
struct Runs {
    std::vector<Run> runs;
    std::vector<std::size_t> rowBegin; ///< [Z * Y + 1]
};

Runs findRuns(const LabelMap& labels)
{
    const auto& n = labels.geometry.extent.voxels;
    Runs result;
    result.rowBegin.push_back(0);
    for (std::int64_t row = 0; row < n[0] * n[1]; ++row) {
        const std::int16_t* values = labels.values.data() + row * n[2];
        for (std::int64_t x = 0; x < n[2];) {
            const std::int16_t label = values[x];
            const std::int64_t begin = x;
            while (x < n[2] && values[x] == label) {
                ++x;
            }
            if (label > 0) {
                result.runs.push_back({begin, x, label});
            }
        }
        result.rowBegin.push_back(result.runs.size());
    }
    return result;
}

/// Joins the runs of two rows that touch; both are sorted along x.
void joinRows(const Runs& runs, std::size_t rowA, std::size_t rowB, RunSets& sets)
{
    std::size_t a = runs.rowBegin[rowA];
    std::size_t b = runs.rowBegin[rowB];
    while (a < runs.rowBegin[rowA + 1] && b < runs.rowBegin[rowB + 1]) {
        const Run& first = runs.runs[a];
        const Run& second = runs.runs[b];
        if (first.begin <= second.end && second.begin <= first.end && first.label == second.label) {
            sets.join(a, b);
        }
        if (first.end < second.end) {
            ++a;
        } else {
            ++b;
        }
    }
}

} // namespace

std::map<int, std::vector<std::int64_t>> componentSizes(const LabelMap& labels)
{
    const Runs runs = findRuns(labels);
    RunSets sets;
    for (std::size_t i = 0; i < runs.runs.size(); ++i) {
        sets.add();
    }
    const std::int64_t depth = labels.geometry.extent.voxels[0];
    const std::int64_t height = labels.geometry.extent.voxels[1];
    const auto rowAt = [height](std::int64_t z, std::int64_t y) {
        return static_cast<std::size_t>(z * height + y);
    };
    for (std::int64_t z = 0; z < depth; ++z) {
        for (std::int64_t y = 0; y < height; ++y) {
            if (y > 0) {
                joinRows(runs, rowAt(z, y - 1), rowAt(z, y), sets);
            }
            for (std::int64_t other = std::max<std::int64_t>(0, y - 1);
                 z > 0 && other <= std::min(height - 1, y + 1); ++other) {
                joinRows(runs, rowAt(z - 1, other), rowAt(z, y), sets);
            }
        }
    }
    std::map<std::size_t, std::int64_t> voxels;
    for (std::size_t i = 0; i < runs.runs.size(); ++i) {
        voxels[sets.find(i)] += runs.runs[i].end - runs.runs[i].begin;
    }
    std::map<int, std::vector<std::int64_t>> sizes;
    for (const auto& [root, count] : voxels) {
        sizes[runs.runs[root].label].push_back(count);
    }
    for (auto& [label, list] : sizes) {
        std::sort(list.begin(), list.end(), std::greater<>());
    }
    return sizes;
}

} // namespace seg::dataset

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"
#include "core/dataset/LabelScheme.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace seg::gui {

/// The labels of a dataset while a person names them, marks the highest as "ignore" and joins them to regions
/// (nnunet-v2 §1.2-1.3). Any state can be held; scheme() says what is wrong with it.
class LabelDraft {
public:
    struct Label {
        int value = 0;
        std::string name;
        bool operator==(const Label&) const = default;
    };
    struct Region {
        std::string name;
        std::vector<int> values; ///< ascending
        bool operator==(const Region&) const = default;
    };

    LabelDraft() = default;
    explicit LabelDraft(const dataset::LabelScheme& scheme);
    bool operator==(const LabelDraft&) const = default;

    [[nodiscard]] const std::vector<Label>& labels() const noexcept
    {
        return m_labels;
    } ///< ascending, with 0
    [[nodiscard]] const std::vector<Region>& regions() const noexcept { return m_regions; }
    [[nodiscard]] bool isIgnored(int value) const noexcept; ///< its voxels are neither learned nor measured
    [[nodiscard]] bool canBeIgnored(int value) const noexcept; ///< the highest of at least two besides 0
    [[nodiscard]] std::string nameOf(int value) const;

    void rename(int value, const std::string& name);
    void setIgnored(bool ignored);                                      ///< the highest label
    void setColor(int value, const std::array<std::uint8_t, 3>& color); ///< red, green, blue
    void resetColor(int value);                                         ///< the program's again
    [[nodiscard]] const dataset::LabelColors& colors() const noexcept { return m_colors; } ///< chosen ones
    void addRegion(Region region);
    void setRegion(std::size_t index, Region region);
    void removeRegion(std::size_t index);

    /// What dataset.json will say. Regions come largest first, so that those inside others are written over
    /// them; a voxel of a region gets the smallest of its labels that no later region has.
    /// \throws seg::Error  BadInput with what to change.
    [[nodiscard]] dataset::LabelScheme scheme() const;

private:
    [[nodiscard]] dataset::LabelScheme schemeOfRegions() const;
    void checkRegionLabels() const;

    std::vector<Label> m_labels;
    std::vector<Region> m_regions;
    dataset::LabelColors m_colors;
    bool m_ignoresHighest = false;
    std::vector<Region> m_declaredRegions; ///< as the source has them, with the order it wants
    std::vector<int> m_declaredOrder;
};

/// Labels whose names differ in "left" and "right" alone, e.g. kidney_left and kidney_right.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
leftRightPairs(const std::vector<LabelDraft::Label>& labels);

/// "1, 2, 3" as numbers, ascending and each once; nothing when something else stands there.
[[nodiscard]] std::optional<std::vector<int>> labelValuesFromText(const std::string& text);

} // namespace seg::gui

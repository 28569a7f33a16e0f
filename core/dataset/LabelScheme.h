// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"

#include <optional>
#include <string>
#include <vector>

namespace seg::dataset {

/// One entry of dataset.json's `labels`: a name and the label values it stands for (one, or several for a
/// region).
struct LabelEntry {
    std::string name;
    std::vector<int> values;
    bool isList = false; ///< declared as a list in the file: a one-element list has another key than a scalar
    bool operator==(const LabelEntry&) const = default;
};

/// The labels of a dataset in declaration order and what follows from them (nnunet-v2 §1.3).
class LabelScheme {
public:
    LabelScheme() = default;
    /// \param regionsClassOrder  required when a label has several values, else empty.
    /// \throws seg::Error  BadInput: no "background" with value 0, ignore label not the highest, regions
    /// without order.
    LabelScheme(std::vector<LabelEntry> entries, std::vector<int> regionsClassOrder = {});

    [[nodiscard]] const std::vector<LabelEntry>& entries() const noexcept { return m_entries; }
    [[nodiscard]] const std::vector<int>& regionsClassOrder() const noexcept { return m_regionsClassOrder; }
    [[nodiscard]] bool hasRegions() const noexcept;
    [[nodiscard]] std::optional<int> ignoreLabel() const noexcept;
    [[nodiscard]] std::vector<int> allLabels() const;        ///< sorted, with 0, without the ignore label
    [[nodiscard]] std::vector<int> foregroundLabels() const; ///< sorted, without 0
    [[nodiscard]] std::vector<LabelEntry> foregroundRegions() const; ///< declaration order; only with regions
    /// What is learnt and measured: the foreground regions, else one entry per foreground label in ascending
    /// order.
    [[nodiscard]] std::vector<LabelEntry> foregroundClasses() const;
    [[nodiscard]] int headCount() const;               ///< output channels of the network
    [[nodiscard]] std::string nameOf(int label) const; ///< "label 7" when it has no name
    bool operator==(const LabelScheme&) const = default;

private:
    std::vector<LabelEntry> m_entries;
    std::vector<int> m_regionsClassOrder;
};

/// Python's text of a label key in summary.json: "3", "(1, 2, 3)" or "(3,)".
[[nodiscard]] std::string labelKey(const LabelEntry& entry);

[[nodiscard]] LabelScheme labelSchemeFromJson(const Json& labels, const Json& regionsClassOrder);
[[nodiscard]] Json labelsToJson(const LabelScheme& scheme);

} // namespace seg::dataset

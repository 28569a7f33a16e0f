// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelScheme.h"
#include "core/imaging/Volume.h"

#include <cstdint>
#include <vector>

namespace seg::evaluation {

/// Answers quickly whether a label value belongs to a label or region.
class Membership {
public:
    explicit Membership(const dataset::LabelEntry& entry)
    {
        for (const int value : entry.values) {
            if (value >= static_cast<int>(m_belongs.size())) {
                m_belongs.resize(static_cast<std::size_t>(value) + 1, 0);
            }
            m_belongs[static_cast<std::size_t>(value)] = 1;
        }
    }
    [[nodiscard]] bool contains(std::int16_t value) const noexcept
    {
        return value >= 0 && static_cast<std::size_t>(value) < m_belongs.size() &&
               m_belongs[static_cast<std::size_t>(value)] != 0;
    }

private:
    std::vector<std::uint8_t> m_belongs;
};

/// \throws seg::Error  BadInput when the two have different sizes.
void requireEqualExtents(const LabelMap& prediction, const LabelMap& truth);

} // namespace seg::evaluation

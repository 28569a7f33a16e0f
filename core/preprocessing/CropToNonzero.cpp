// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/CropToNonzero.h"

#include "core/base/Error.h"
#include "core/planning/NonzeroBox.h"

#include <algorithm>
#include <utility>

namespace seg::preprocessing {

namespace {

/// Keeps the box of [C, Z, Y, X] and gives the rest of the memory back where that is most of it.
template <class T>
void keepBoxOf(std::vector<T>& values, std::int64_t channels, const Extent& extent, const Box& box)
{
    if (box.extent() == extent) {
        return;
    }
    const std::int64_t length = box.high[2] - box.low[2];
    T* to = values.data(); // never beyond what is still to be read
    for (std::int64_t c = 0; c < channels; ++c) {
        const T* from = values.data() + c * extent.count();
        for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
            for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
                to = std::copy_n(from + extent.index(z, y, box.low[2]), length, to);
            }
        }
    }
    values.resize(static_cast<std::size_t>(to - values.data()));
    if (values.size() < values.capacity() / 2) {
        values.shrink_to_fit();
    }
}

/// Background [first, last) of one row.
struct Run {
    std::int64_t first;
    std::int64_t last;
    std::size_t parent; ///< run of the same connected background; kOutside for the one around everything
};

/// Finds the background that does not reach the border of the array through faces, row by row: runs of
/// background that touch are joined, and so is the outside with every run at a face.
class HoleSearch {
public:
    HoleSearch(const std::vector<std::uint8_t>& mask, const Extent& extent) : m_extent(extent)
    {
        const std::int64_t rows = extent.voxels[0] * extent.voxels[1];
        m_runs.push_back({0, 0, kOutside});
        m_firstRun.reserve(static_cast<std::size_t>(rows) + 1);
        for (std::int64_t row = 0; row < rows; ++row) {
            m_firstRun.push_back(m_runs.size());
            addRuns(mask.data() + row * extent.voxels[2], isFace(row));
        }
        m_firstRun.push_back(m_runs.size());
        for (std::int64_t row = 0; row < rows; ++row) {
            joinRows(row, row % extent.voxels[1] > 0 ? row - 1 : row);
            joinRows(row, row >= extent.voxels[1] ? row - extent.voxels[1] : row);
        }
    }

    void fill(std::vector<std::uint8_t>& mask)
    {
        for (std::size_t row = 0; row + 1 < m_firstRun.size(); ++row) {
            std::uint8_t* voxels = mask.data() + row * static_cast<std::size_t>(m_extent.voxels[2]);
            for (std::size_t run = m_firstRun[row]; run < m_firstRun[row + 1]; ++run) {
                if (rootOf(run) != kOutside) {
                    std::fill(voxels + m_runs[run].first, voxels + m_runs[run].last, std::uint8_t{1});
                }
            }
        }
    }

private:
    static constexpr std::size_t kOutside = 0;

    [[nodiscard]] bool isFace(std::int64_t row) const
    {
        const std::int64_t y = row % m_extent.voxels[1];
        const std::int64_t z = row / m_extent.voxels[1];
        return y == 0 || y == m_extent.voxels[1] - 1 || z == 0 || z == m_extent.voxels[0] - 1;
    }

    void addRuns(const std::uint8_t* row, bool atFace)
    {
        const std::int64_t length = m_extent.voxels[2];
        for (std::int64_t x = 0; x < length;) {
            const std::int64_t first = std::find(row + x, row + length, std::uint8_t{0}) - row;
            const std::int64_t last = std::find(row + first, row + length, std::uint8_t{1}) - row;
            if (first < last) {
                const bool isOutside = atFace || first == 0 || last == length;
                m_runs.push_back({first, last, isOutside ? kOutside : m_runs.size()});
            }
            x = last;
        }
    }

    std::size_t rootOf(std::size_t run)
    {
        while (m_runs[run].parent != run) {
            m_runs[run].parent = m_runs[m_runs[run].parent].parent;
            run = m_runs[run].parent;
        }
        return run;
    }

    void join(std::size_t a, std::size_t b)
    {
        const std::size_t rootA = rootOf(a);
        const std::size_t rootB = rootOf(b);
        m_runs[std::max(rootA, rootB)].parent = std::min(rootA, rootB); // the outside is the smallest
    }

    void joinRows(std::int64_t row, std::int64_t neighbour)
    {
        const auto range = [&](std::int64_t at) {
            const auto index = static_cast<std::size_t>(at);
            return std::pair(m_firstRun[index], m_firstRun[index + 1]);
        };
        auto [a, endA] = range(row);
        auto [b, endB] = range(neighbour);
        while (row != neighbour && a < endA && b < endB) {
            if (m_runs[a].first < m_runs[b].last && m_runs[b].first < m_runs[a].last) {
                join(a, b);
            }
            (m_runs[a].last < m_runs[b].last ? a : b) += 1;
        }
    }

    Extent m_extent;
    std::vector<Run> m_runs;             ///< the first one is the outside
    std::vector<std::size_t> m_firstRun; ///< of each row, and one past the last
};

void markOutside(CroppedCase& cropped)
{
    // A hole of the whole scan's region is a hole of the box's: the margin outside the box reaches the
    // border.
    std::vector<std::uint8_t> mask = nonzeroMask(cropped);
    fillHoles(mask, cropped.extent);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const bool isOutside = mask[i] == 0 && cropped.label[i] == 0;
        cropped.label[i] = isOutside ? std::int16_t{-1} : cropped.label[i];
    }
}

bool counts(float value, CropRule rule)
{
    return rule == CropRule::Nonzero ? value != 0.0F : value > 0.0F;
}

} // namespace

std::vector<std::uint8_t> nonzeroMask(const CroppedCase& cropped)
{
    const auto count = static_cast<std::size_t>(cropped.extent.count());
    std::vector<std::uint8_t> mask(count, 0);
    for (std::size_t c = 0; c < static_cast<std::size_t>(cropped.channels); ++c) {
        const float* channel = cropped.image.data() + c * count;
        for (std::size_t i = 0; i < count; ++i) {
            mask[i] = static_cast<std::uint8_t>(mask[i] | (channel[i] != 0.0F ? 1 : 0));
        }
    }
    return mask;
}

void keepBox(std::vector<float>& values, std::int64_t channels, const Extent& extent, const Box& box)
{
    keepBoxOf(values, channels, extent, box);
}

void keepBox(std::vector<std::int16_t>& values, std::int64_t channels, const Extent& extent, const Box& box)
{
    keepBoxOf(values, channels, extent, box);
}

void fillHoles(std::vector<std::uint8_t>& mask, const Extent& extent)
{
    if (std::find(mask.begin(), mask.end(), std::uint8_t{0}) == mask.end()) {
        return;
    }
    HoleSearch(mask, extent).fill(mask);
}

CroppedCase cropCase(Volume&& image, std::optional<LabelMap>&& label, CropRule rule,
                     const TaskContext& context)
{
    const Extent extent = image.geometry.extent;
    if (label && label->geometry.extent != extent) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot crop a scan: its label has another extent than its image");
    }
    CroppedCase cropped;
    cropped.box = rule == CropRule::Nonzero ? planning::nonzeroBox(image) : planning::positiveBox(image);
    cropped.extent = cropped.box.extent();
    cropped.channels = image.channels;
    cropped.foundNothing =
        cropped.extent == extent && std::none_of(image.values.begin(), image.values.end(),
                                                 [&](float value) { return counts(value, rule); });
    cropped.image = std::move(image.values);
    keepBox(cropped.image, cropped.channels, extent, cropped.box);
    context.throwIfStopped();
    if (label) {
        cropped.label = std::move(label->values);
        keepBox(cropped.label, 1, extent, cropped.box);
    } else {
        cropped.label.assign(static_cast<std::size_t>(cropped.extent.count()), 0);
    }
    if (rule == CropRule::Nonzero) {
        markOutside(cropped);
    }
    context.throwIfStopped();
    return cropped;
}

CroppedCase cropToNonzero(const Volume& image, const LabelMap* label)
{
    std::optional<LabelMap> labels;
    if (label != nullptr) {
        labels = *label;
    }
    return cropCase(Volume(image), std::move(labels), CropRule::Nonzero);
}

} // namespace seg::preprocessing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/augmentation/AugmentationDraw.h"
#include "core/augmentation/CaseCache.h"
#include "core/dataset/LabelScheme.h"

#include <span>
#include <vector>

namespace seg::augmentation {

struct SampleMakerOptions {
    std::filesystem::path storeFolder;
    std::vector<CaseId> cases;
    std::vector<std::int64_t> patchSize;
    std::vector<std::vector<int>> strides; ///< per stage; decides the deep-supervision targets
    std::vector<bool> channelIsMasked;
    dataset::LabelScheme labels;
    int batchSize = 2;
    double foregroundFraction = 0.33;
    bool augment = true;
    bool mirroring = true;
    bool deepSupervision = true;
};

/// Memory of one thread that makes samples.
struct SampleScratch {
    FilterScratch filters;
    std::vector<std::int16_t> label; ///< full-resolution labels of a dataset with regions
};

/// Where one sample goes: memory of the caller.
struct SampleTarget {
    std::span<float> image;                      ///< [C, Z, Y, X]
    std::vector<std::span<std::int16_t>> labels; ///< per scale; for a dataset without regions
    std::vector<std::span<bool>> regions;        ///< per scale, [R, Z, Y, X]; for a dataset with regions
};

/// Makes single samples of batches: draws case and position, cuts, augments, converts the target (nnunet-v2
/// §5-6). Without LibTorch. make() may run in several threads, each with its own scratch; a sample depends on
/// its key alone.
class SampleMaker {
public:
    /// \throws seg::Error  InvalidArgument; NotFound when a case is not in the store.
    explicit SampleMaker(SampleMakerOptions options);

    [[nodiscard]] const AugmentationGeometry& geometry() const noexcept { return m_geometry; }
    [[nodiscard]] const std::vector<Extent>& targetExtents() const noexcept { return m_targets; }
    [[nodiscard]] int targetChannels() const noexcept
    {
        return m_targetChannels;
    } ///< 1, or regions and ignore mask
    [[nodiscard]] bool hasRegions() const noexcept { return m_options.labels.hasRegions(); }
    [[nodiscard]] std::int64_t channels() const noexcept { return m_channels; }

    /// \param indexInBatch  decides whether foreground is forced.
    void make(const SampleKey& key, int indexInBatch, const SampleTarget& target,
              SampleScratch& scratch) const;

    /// The case that a sample comes from.
    [[nodiscard]] const CaseId& caseOf(const SampleKey& key) const;

private:
    void makeTargets(std::span<const std::int16_t> label, const SampleTarget& target) const;

    SampleMakerOptions m_options;
    AugmentationGeometry m_geometry;
    std::vector<Extent> m_targets;
    int m_targetChannels = 1;
    std::int64_t m_channels = 1;
    mutable CaseCache m_cache;
};

} // namespace seg::augmentation

// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/SampleMaker.h"

#include "core/augmentation/LabelTransforms.h"
#include "core/augmentation/PatchSampler.h"
#include "core/augmentation/SpatialTransform.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

namespace seg::augmentation {

namespace {

void requireCases(const SampleMakerOptions& options)
{
    if (options.cases.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot make batches: the split names no cases; check splits_final.json");
    }
    const preprocessing::PreprocessedStore store(options.storeFolder);
    for (const CaseId& id : options.cases) {
        if (!store.contains(id)) {
            throw Error(ErrorCode::NotFound,
                        "cannot make batches: case " + id.name + " is not among the preprocessed cases in " +
                            pathText(options.storeFolder) + "; preprocess the dataset first");
        }
    }
}

void requireChannels(const preprocessing::MappedCase& opened, std::int64_t channels)
{
    const auto& properties = opened.properties();
    if (properties.channels != channels) {
        throw Error(ErrorCode::BadInput, "cannot make batches: case " + properties.id.name + " has " +
                                             std::to_string(properties.channels) +
                                             " channels but others have " + std::to_string(channels) +
                                             "; preprocess the dataset again");
    }
    if (opened.label().empty()) {
        throw Error(ErrorCode::BadInput, "cannot make batches: case " + properties.id.name +
                                             " has no label; preprocess the dataset again with its labels");
    }
}

} // namespace

SampleMaker::SampleMaker(SampleMakerOptions options)
    : m_options(std::move(options)), m_geometry(augmentationGeometry(m_options.patchSize)),
      m_targets(augmentation::targetExtents(m_geometry.patch, m_options.strides)),
      m_cache(preprocessing::PreprocessedStore(m_options.storeFolder))
{
    requireCases(m_options);
    if (!m_options.deepSupervision) {
        m_targets.resize(1);
    }
    if (m_options.labels.hasRegions()) {
        m_targetChannels = regionChannelCount(m_options.labels);
    }
    m_channels = m_cache.get(m_options.cases.front()).properties().channels;
}

const CaseId& SampleMaker::caseOf(const SampleKey& key) const
{
    RandomStream random = randomStream(key, Purpose::Case);
    return m_options.cases[random.below(m_options.cases.size())];
}

void SampleMaker::make(const SampleKey& key, int indexInBatch, const SampleTarget& target,
                       SampleScratch& scratch) const
{
    const preprocessing::MappedCase opened = m_cache.get(caseOf(key));
    requireChannels(opened, m_channels);
    const Extent& window = m_options.augment ? m_geometry.initialPatch : m_geometry.patch;
    const bool forced = isForegroundForced(indexInBatch, m_options.batchSize, m_options.foregroundFraction);
    RandomStream random = randomStream(key, Purpose::Position);
    PatchSource source{
        opened.image(), opened.label(), m_channels, opened.properties().extentAfterResampling, {}, window};
    source.low = drawPosition(opened.properties(), window, m_geometry.patch, forced,
                              m_options.labels.ignoreLabel().has_value(), random);

    std::span<std::int16_t> label;
    if (hasRegions()) {
        scratch.label.resize(static_cast<std::size_t>(m_geometry.patch.count()));
        label = scratch.label;
    } else {
        label = target.labels.front();
    }
    const PatchBuffer patch{target.image, label, m_channels, m_geometry.patch};
    if (m_options.augment) {
        const AugmentationDraw draw = drawAugmentation(m_geometry, m_channels, m_options.mirroring, key);
        applyAugmentation(draw, m_geometry, source, patch, key, scratch.filters);
        maskOutside(patch, m_options.channelIsMasked);
    } else {
        cropCentre(source, patch);
    }
    removeOutsideLabel(label);
    makeTargets(label, target);
}

void SampleMaker::makeTargets(std::span<const std::int16_t> label, const SampleTarget& target) const
{
    const auto channels = static_cast<std::size_t>(m_targetChannels);
    if (hasRegions()) {
        labelsToRegions(label, m_options.labels, target.regions.front());
    }
    for (std::size_t scale = 1; scale < m_targets.size(); ++scale) {
        if (!hasRegions()) {
            shrinkNearest<std::int16_t>(label, m_targets[0], target.labels[scale], m_targets[scale]);
            continue;
        }
        const auto from = static_cast<std::size_t>(m_targets[0].count());
        const auto to = static_cast<std::size_t>(m_targets[scale].count());
        for (std::size_t channel = 0; channel < channels; ++channel) {
            shrinkNearest<bool>(target.regions[0].subspan(channel * from, from), m_targets[0],
                                target.regions[scale].subspan(channel * to, to), m_targets[scale]);
        }
    }
}

} // namespace seg::augmentation

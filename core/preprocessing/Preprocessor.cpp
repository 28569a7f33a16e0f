// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/Preprocessor.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/imaging/ExtentText.h"
#include "core/planning/AxisOrder.h"
#include "core/planning/FiniteVoxels.h"
#include "core/preprocessing/ClassLocations.h"
#include "core/preprocessing/CropToNonzero.h"
#include "core/preprocessing/ForegroundChannel.h"
#include "core/preprocessing/LabelClosing.h"
#include "core/preprocessing/Normalization.h"
#include "core/preprocessing/RecipeRules.h"
#include "core/preprocessing/Resampling.h"
#include "core/preprocessing/SourceGrid.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace seg::preprocessing {

namespace {

void checkInput(const CaseId& id, const Volume& image, const std::optional<LabelMap>& label,
                const planning::Configuration& configuration, const planning::Plan& plan)
{
    const auto refuse = [&](const std::string& why) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot preprocess case {}: {}", id.name, why));
    };
    const std::size_t planned = configuration.normalization.size();
    if (image.channels != static_cast<std::int64_t>(planned) || plan.intensities.size() < planned) {
        refuse(fmt::format("it has {} channel{} but the plan was made for {}; give all of them, one file per "
                           "channel",
                           image.channels, image.channels == 1 ? "" : "s", planned));
    }
    if (image.geometry.extent.count() < 1) {
        refuse("it has no voxels");
    }
    if (label && label->geometry.extent != image.geometry.extent) {
        refuse(
            fmt::format("its label has {} voxels but its image {}; choose the right label file or leave the "
                        "case out",
                        extentText(label->geometry.extent), extentText(image.geometry.extent)));
    }
    if (!planning::allFinite(image.values)) {
        refuse("its image contains NaN or infinite voxels; repair the file or leave the case out");
    }
}

template <class T>
void appendTransposed(const T* values, const Extent& extent, const planning::AxisOrder& forward,
                      std::vector<T>& result)
{
    const Extent target = planning::transposed(extent, forward);
    const std::array<std::int64_t, 3> strides{extent.voxels[1] * extent.voxels[2], extent.voxels[2], 1};
    const auto stride = [&](std::size_t axis) { return strides[static_cast<std::size_t>(forward[axis])]; };
    for (std::int64_t z = 0; z < target.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < target.voxels[1]; ++y) {
            const T* row = values + z * stride(0) + y * stride(1);
            for (std::int64_t x = 0; x < target.voxels[2]; ++x) {
                result.push_back(row[x * stride(2)]);
            }
        }
    }
}

/// [C, Z, Y, X] of the box's extent in an array of zeros of extent `to`.
template <class T>
std::vector<T> padded(const std::vector<T>& values, std::int64_t channels, const Extent& to, const Box& box)
{
    std::vector<T> result(static_cast<std::size_t>(channels * to.count()), T{0});
    const T* from = values.data();
    const std::int64_t length = box.high[2] - box.low[2];
    for (std::int64_t c = 0; c < channels; ++c) {
        for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
            for (std::int64_t y = box.low[1]; y < box.high[1]; ++y, from += length) {
                std::copy_n(from, length, result.data() + c * to.count() + to.index(z, y, box.low[2]));
            }
        }
    }
    return result;
}

/// Turns a scan's arrays, which are replaced, into the plan's axes.
void turnIntoPlanAxes(Volume& image, std::optional<LabelMap>& label, const planning::AxisOrder& forward)
{
    if (forward == planning::AxisOrder{0, 1, 2}) {
        return;
    }
    const Extent extent = image.geometry.extent;
    image.geometry.extent = planning::transposed(extent, forward);
    std::vector<float> turned;
    turned.reserve(image.values.size());
    for (std::int64_t c = 0; c < image.channels; ++c) {
        appendTransposed(image.values.data() + c * extent.count(), extent, forward, turned);
    }
    image.values = std::move(turned);
    if (label) {
        std::vector<std::int16_t> turnedLabel;
        turnedLabel.reserve(label->values.size());
        appendTransposed(label->values.data(), extent, forward, turnedLabel);
        label->values = std::move(turnedLabel);
        label->geometry.extent = image.geometry.extent;
    }
}

void warnOfAWholeScan(const CaseId& id, CropRule rule)
{
    log::warning(
        "preprocessing",
        fmt::format("case {}: no voxel is {}, so the whole scan was kept instead of the box around such "
                    "voxels; check that it is the right file and of the intensities that the plan "
                    "was made for",
                    id.name, rule == CropRule::Positive ? "above 0" : "other than 0"));
}

/// One case on its way through the steps of its recipe.
class CasePreparation {
public:
    CasePreparation(const planning::Plan& plan, const planning::Configuration& configuration,
                    const TaskContext& context, std::size_t threads)
        : m_plan(plan), m_configuration(configuration), m_rules(rulesOf(configuration.recipe)),
          m_context(context), m_threads(threads)
    {
    }

    PreprocessedCase run(const CaseId& id, Volume&& image, std::optional<LabelMap>&& label,
                         const dataset::LabelScheme& labels)
    {
        CaseProperties& properties = m_result.properties;
        properties.id = id;
        properties.source = image.geometry;
        properties.channels = image.channels;
        m_hasLabel = label.has_value();
        turnIntoPlanAxes(image, label, m_plan.transposeForward);
        properties.extentBeforeCropping = image.geometry.extent;
        CroppedCase cropped = cropCase(std::move(image), std::move(label), m_rules.crop, m_context);
        if (cropped.foundNothing) {
            warnOfAWholeScan(id, m_rules.crop);
        }
        properties.cropBox = cropped.box;
        properties.extentAfterCropping = cropped.extent;
        if (!m_rules.normalizesAfterResampling) {
            normalizeChannels(cropped.image, cropped.label);
        }
        resample(std::move(cropped));
        if (m_rules.normalizesAfterResampling) {
            normalizeChannels(m_result.image, m_result.label);
        }
        if (m_hasLabel) {
            cutSlices();
            padToPatch();
        }
        addForegroundChannel();
        if (m_hasLabel) {
            m_context.throwIfStopped();
            if (m_configuration.extras.closesLabels) {
                closeLabels(m_result.label, properties.extentAfterResampling, m_context);
            }
            properties.classLocations = sampleClassLocations(m_result.label, properties.extentAfterResampling,
                                                             sampledClasses(labels), m_context);
        } else {
            m_result.label = {};
        }
        return std::move(m_result);
    }

private:
    void normalizeChannels(std::vector<float>& image, const std::vector<std::int16_t>& region) const
    {
        const std::size_t channels = m_configuration.normalization.size();
        const std::size_t count = image.size() / channels;
        for (std::size_t c = 0; c < channels; ++c) {
            m_context.throwIfStopped();
            normalize(std::span(image).subspan(c * count, count), region, m_configuration.normalization[c],
                      m_configuration.useMaskForNormalization[c], m_plan.intensities[c], m_rules.zScore);
        }
    }

    void resample(CroppedCase&& cropped)
    {
        CaseProperties& properties = m_result.properties;
        const Spacing current = transposedSpacing(properties, m_plan);
        const Spacing target = targetSpacing(m_configuration, current);
        const Extent extent = extentAfterResampling(m_configuration, cropped.extent, current, target);
        requireVoxels(properties.id, cropped.extent, extent);
        properties.extentAfterResampling = extent;
        if (m_configuration.extras.foregroundChannel == planning::ForegroundChannel::Nonzero) {
            const std::vector<std::uint8_t> mask = nonzeroMask(cropped);
            m_foreground.assign(mask.begin(), mask.end());
        }
        if (extent == cropped.extent) {
            m_result.image = std::move(cropped.image);
            m_result.label = std::move(cropped.label);
            return;
        }
        m_result.image = resampleData(cropped.image, cropped.channels, cropped.extent, extent, current,
                                      target, optionsOf(m_configuration.dataResampling), m_context);
        cropped.image = {};
        if (m_hasLabel || m_rules.normalizesAfterResampling) {
            m_result.label = resampleLabels(cropped.label, cropped.extent, extent, current, target,
                                            optionsOf(m_configuration.labelResampling), m_context);
        }
        if (!m_foreground.empty()) {
            m_foreground = resampleLabels(m_foreground, cropped.extent, extent, current, target,
                                          optionsOf(m_configuration.labelResampling), m_context);
        }
    }

    [[nodiscard]] ResampleOptions optionsOf(const planning::ResamplingSpec& spec) const
    {
        ResampleOptions options = resampleOptions(spec, m_configuration.recipe);
        options.threads = m_threads;
        return options;
    }

    static void requireVoxels(const CaseId& id, const Extent& from, const Extent& to)
    {
        if (*std::min_element(to.voxels.begin(), to.voxels.end()) < 1) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot preprocess case {}: its {} voxels would become {} at the "
                                    "planned spacing; check the spacing in its header",
                                    id.name, extentText(from), extentText(to)));
        }
    }

    /// The middle of each slice, as large as the patch. Flat cases keep their grid, so that this is a smaller
    /// box of the scan.
    void cutSlices()
    {
        CaseProperties& properties = m_result.properties;
        if (!m_configuration.extras.cutsSlices || m_configuration.dimensions() != 2) {
            return;
        }
        const Extent from = properties.extentAfterResampling;
        Box box{{0, 0, 0}, from.voxels};
        for (std::size_t axis = 1; axis < 3; ++axis) {
            const std::int64_t patch = m_configuration.patchSize[axis - 1];
            if (from.voxels[axis] > patch) {
                box.low[axis] = from.voxels[axis] / 2 - patch / 2;
                box.high[axis] = box.low[axis] + patch;
            }
        }
        keepBox(m_result.image, properties.channels, from, box);
        keepBox(m_result.label, 1, from, box);
        if (!m_foreground.empty()) {
            keepBox(m_foreground, 1, from, box);
        }
        for (std::size_t axis = 0; axis < 3; ++axis) {
            properties.cropBox.high[axis] = properties.cropBox.low[axis] + box.high[axis];
            properties.cropBox.low[axis] += box.low[axis];
        }
        properties.extentAfterResampling = box.extent();
        properties.extentAfterCropping = box.extent();
    }

    void addForegroundChannel()
    {
        switch (m_configuration.extras.foregroundChannel) {
        case planning::ForegroundChannel::None:
            return;
        case planning::ForegroundChannel::Nonzero:
            appendForeground(m_result.image, m_foreground);
            break;
        case planning::ForegroundChannel::AboveMean:
            appendAboveMean(m_result.image, m_configuration);
            break;
        }
        m_result.properties.channels += 1;
    }

    /// Zeros around a training case that is smaller than the patch, the odd one behind.
    void padToPatch()
    {
        CaseProperties& properties = m_result.properties;
        const Extent from = properties.extentAfterResampling;
        Extent to = from;
        Box box{{0, 0, 0}, from.voxels};
        const std::vector<std::int64_t>& patch = m_configuration.patchSize;
        const std::size_t firstAxis = 3 - patch.size(); // slices of a 2d plan stay as many as they are
        for (std::size_t i = 0; m_rules.padsToPatch && i < patch.size(); ++i) {
            const std::size_t axis = firstAxis + i;
            to.voxels[axis] = std::max(from.voxels[axis], patch[i]);
            box.low[axis] = (to.voxels[axis] - from.voxels[axis]) / 2;
            box.high[axis] = box.low[axis] + from.voxels[axis];
        }
        if (to == from) {
            return;
        }
        m_result.image = padded(m_result.image, properties.channels, to, box);
        m_result.label = padded(m_result.label, 1, to, box);
        if (!m_foreground.empty()) {
            m_foreground = padded(m_foreground, 1, to, box);
        }
        properties.extentAfterResampling = to;
        properties.scanBox = box;
    }

    const planning::Plan& m_plan; // these outlive the preparation
    const planning::Configuration& m_configuration;
    const RecipeRules& m_rules;
    const TaskContext& m_context;
    std::size_t m_threads;
    bool m_hasLabel = false;
    std::vector<std::int16_t> m_foreground; ///< [Z, Y, X] of 0 and 1, on the image's grid; mostly empty
    PreprocessedCase m_result;
};

} // namespace

PreprocessedCase preprocessCase(const CaseId& id, Volume&& image, std::optional<LabelMap>&& label,
                                const planning::Plan& plan, const planning::Configuration& configuration,
                                const dataset::LabelScheme& labels, const TaskContext& context,
                                std::size_t threads)
{
    checkInput(id, image, label, configuration, plan);
    context.throwIfStopped();
    return CasePreparation(plan, configuration, context, threads)
        .run(id, std::move(image), std::move(label), labels);
}

PreprocessedCase preprocessCase(const CaseId& id, const Volume& image, const LabelMap* label,
                                const planning::Plan& plan, const planning::Configuration& configuration,
                                const dataset::LabelScheme& labels, const TaskContext& context,
                                std::size_t threads)
{
    std::optional<LabelMap> labelMap;
    if (label != nullptr) {
        labelMap = *label;
    }
    return preprocessCase(id, Volume(image), std::move(labelMap), plan, configuration, labels, context,
                          threads);
}

} // namespace seg::preprocessing

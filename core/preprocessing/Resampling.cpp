// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/Resampling.h"

#include "core/base/Error.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/ExtentText.h"
#include "core/planning/TargetSpacing.h"
#include "core/preprocessing/AxisFront.h"
#include "core/preprocessing/PlaneResizer.h"
#include "core/preprocessing/TorchResampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace seg::preprocessing {

namespace {

constexpr ValueRange kUnbounded{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max()};
constexpr std::int64_t kColumnsAtOnce = 4096; // of a volume, resized along its first axis by one thread

void checkSizes(std::size_t values, std::int64_t channels, const Extent& from, const Extent& to)
{
    const auto isEmpty = [](const Extent& extent) {
        return *std::min_element(extent.voxels.begin(), extent.voxels.end()) < 1;
    };
    if (channels < 1 || isEmpty(from) || isEmpty(to) ||
        values != static_cast<std::size_t>(channels * from.count())) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot resample {} values of {} channels from {} to {} voxels: the sizes do not fit or "
                "are empty",
                values, channels, extentText(from), extentText(to)));
    }
}

void checkKind(planning::ResamplingKind kind, const Extent& from, const Extent& to)
{
    if (kind == planning::ResamplingKind::None && from != to) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot bring {} to {} voxels: the plan says that nothing is resampled",
                                extentText(from), extentText(to)));
    }
}

double anisotropy(const Spacing& spacing)
{
    const auto [finest, coarsest] = std::minmax_element(spacing.mm.begin(), spacing.mm.end());
    return *coarsest / *finest;
}

/// Axes with the largest spacing, if that is too much coarser than the smallest.
std::vector<int> coarseAxes(const Spacing& spacing, double threshold)
{
    const double coarsest = *std::max_element(spacing.mm.begin(), spacing.mm.end());
    std::vector<int> axes;
    if (anisotropy(spacing) > threshold) {
        for (int axis = 0; axis < 3; ++axis) {
            if (spacing.mm[static_cast<std::size_t>(axis)] == coarsest) {
                axes.push_back(axis);
            }
        }
    }
    return axes;
}

/// One channel, axis 0 being the separate one if there is any.
void resizeChannel(const VolumeResizer& resizer, std::span<const float> channel, const Extent& from,
                   const Extent& to, bool clips, const TaskContext& context, std::size_t threads, float* out)
{
    const ValueRange range = clips ? rangeOf(channel) : kUnbounded;
    const float* volume = channel.data();
    std::vector<float> prepared;
    if (resizer.needsPreparation()) {
        const std::int64_t columns = from.voxels[1] * from.voxels[2];
        prepared.resize(static_cast<std::size_t>(columns * to.voxels[0]));
        parallelFor(
            static_cast<std::size_t>((columns + kColumnsAtOnce - 1) / kColumnsAtOnce),
            [&](std::size_t block) {
                ResizeScratch scratch;
                const std::int64_t first = static_cast<std::int64_t>(block) * kColumnsAtOnce;
                resizer.prepareColumns(channel.data(), first, std::min(first + kColumnsAtOnce, columns),
                                       scratch, prepared.data());
            },
            context, threads);
        volume = prepared.data();
    }
    const std::int64_t planeSize = to.voxels[1] * to.voxels[2];
    parallelFor(
        resizer.groups().size(),
        [&](std::size_t index) {
            thread_local ResizeScratch scratch;
            const VolumeResizer::PlaneGroup& group = resizer.groups()[index];
            float* plane = out + group.first * planeSize;
            resizer.plane(volume, group.first, range, scratch, plane);
            for (std::int64_t k = group.first + 1; k < group.last; ++k) {
                std::copy_n(plane, planeSize, out + k * planeSize);
            }
        },
        context, threads);
}

/// Every channel by splines; axis 0 is the separate one if there is any.
struct SplineResize {
    bool separate = false;
    int order = 3;
    bool clips = true; ///< to the range of the input, which only order 3 can leave
    CubicKernel kernel = CubicKernel::BSpline;

    [[nodiscard]] std::vector<float> run(std::span<const float> values, std::int64_t channels,
                                         const Extent& from, const Extent& to, std::size_t threads,
                                         const TaskContext& context) const
    {
        if (from == to) {
            return {values.begin(), values.end()};
        }
        const VolumeResizer resizer(from, to, separate, order, kernel);
        std::vector<float> result(static_cast<std::size_t>(channels * to.count()));
        for (std::int64_t c = 0; c < channels; ++c) {
            const auto channel = values.subspan(static_cast<std::size_t>(c * from.count()),
                                                static_cast<std::size_t>(from.count()));
            resizeChannel(resizer, channel, from, to, clips && order == 3, context, threads,
                          result.data() + c * to.count());
            context.throwIfStopped();
        }
        return result;
    }
};

/// The default kind, with axis 0 separate if any is.
std::vector<float> resampleBySplines(std::span<const float> values, std::int64_t channels, const Extent& from,
                                     const Extent& to, bool separate, const ResampleOptions& options,
                                     const TaskContext& context)
{
    const bool isPlanar = separate || from.voxels[2] == to.voxels[2];
    SplineResize resize{separate, options.order, true,
                        options.planesAreCatmullRom && isPlanar ? CubicKernel::CatmullRom
                                                                : CubicKernel::BSpline};
    if (!separate || options.orderZ == 0 || from.voxels[0] == to.voxels[0]) {
        return resize.run(values, channels, from, to, options.threads, context);
    }
    const Extent inPlane{{from.voxels[0], to.voxels[1], to.voxels[2]}};
    const std::vector<float> slices = resize.run(values, channels, from, inPlane, options.threads, context);
    return SplineResize{false, options.orderZ, false, CubicKernel::BSpline}.run(slices, channels, inPlane, to,
                                                                                options.threads, context);
}

void argMaxPlane(const VolumeResizer& resizer, std::span<const float> values, std::int64_t channels,
                 std::int64_t volumeSize, std::int64_t index, std::span<std::int16_t> labels)
{
    thread_local ResizeScratch scratch;
    thread_local std::vector<float> plane;
    thread_local std::vector<float> best;
    plane.resize(labels.size());
    best.assign(labels.size(), -std::numeric_limits<float>::infinity());
    for (std::int64_t c = 0; c < channels; ++c) {
        resizer.plane(values.data() + c * volumeSize, index, {}, scratch, plane.data());
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (plane[i] > best[i]) {
                best[i] = plane[i];
                labels[i] = static_cast<std::int16_t>(c);
            }
        }
    }
}

std::vector<std::int16_t> argMax(std::span<const float> values, std::int64_t channels)
{
    const std::size_t count = values.size() / static_cast<std::size_t>(channels);
    std::vector<std::int16_t> labels(count, 0);
    std::vector<float> best(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::int64_t c = 1; c < channels; ++c) {
        const auto channel = values.subspan(static_cast<std::size_t>(c) * count, count);
        for (std::size_t i = 0; i < count; ++i) {
            if (channel[i] > best[i]) {
                best[i] = channel[i];
                labels[i] = static_cast<std::int16_t>(c);
            }
        }
    }
    return labels;
}

} // namespace

void ResampleOptions::validate() const
{
    const auto refuse = [](const std::string& why) {
        throw Error(ErrorCode::InvalidArgument, "cannot resample: " + why);
    };
    if (order != 0 && order != 1 && order != 3) {
        refuse(fmt::format("order {} is not offered; choose 0, 1 or 3", order));
    }
    if (orderZ != 0 && orderZ != 1 && orderZ != 3) {
        refuse(fmt::format("orderZ {} is not offered; choose 0, 1 or 3", orderZ));
    }
    if (!(anisotropyThreshold >= 1.0)) {
        refuse(fmt::format("anisotropyThreshold {} must be at least 1", anisotropyThreshold));
    }
}

ResampleOptions imageResampling()
{
    return {};
}

ResampleOptions labelResampling()
{
    ResampleOptions options;
    options.order = 1;
    return options;
}

ResampleOptions probabilityResampling()
{
    ResampleOptions options;
    options.order = 1;
    return options;
}

std::optional<int> separateAxis(const Spacing& current, const Spacing& target, const ResampleOptions& options)
{
    if (options.forceSeparateAxis.has_value() && !*options.forceSeparateAxis) {
        return std::nullopt;
    }
    const bool isForced = options.forceSeparateAxis.has_value();
    if (options.separateAxisRule == SeparateAxisRule::FirstAxis) {
        const double ratio = std::max(anisotropy(current), anisotropy(target));
        return isForced || ratio >= options.anisotropyThreshold ? std::optional<int>(0) : std::nullopt;
    }
    std::vector<int> axes = coarseAxes(current, isForced ? 0.0 : options.anisotropyThreshold);
    if (axes.empty() && !isForced) {
        axes = coarseAxes(target, options.anisotropyThreshold);
    }
    return axes.size() == 1 ? std::optional<int>(axes[0]) : std::nullopt;
}

Extent resampledExtent(const Extent& extent, const Spacing& current, const Spacing& target)
{
    return planning::extentAtSpacing(extent, current, target);
}

std::vector<float> resampleData(std::span<const float> values, std::int64_t channels, const Extent& from,
                                const Extent& to, const Spacing& current, const Spacing& target,
                                const ResampleOptions& options, const TaskContext& context)
{
    options.validate();
    checkSizes(values.size(), channels, from, to);
    checkKind(options.kind, from, to);
    if (from == to) {
        return {values.begin(), values.end()};
    }
    const std::optional<int> axis = separateAxis(current, target, options);
    if (axis && *axis != 0) {
        const std::vector<float> moved = axisMovedFirst(values, channels, from, *axis);
        const std::vector<float> resized =
            resampleData(moved, channels, withAxisFirst(from, *axis), withAxisFirst(to, *axis),
                         withAxisFirst(current, *axis), withAxisFirst(target, *axis), options, context);
        return axisMovedBack<float>(resized, channels, to, *axis);
    }
    return options.kind == planning::ResamplingKind::Torch
               ? resampleDataAsTorch(values, channels, from, to, axis, options, context)
               : resampleBySplines(values, channels, from, to, axis.has_value(), options, context);
}

std::vector<std::int16_t> resampleArgMax(std::span<const float> values, std::int64_t channels,
                                         const Extent& from, const Extent& to, const Spacing& current,
                                         const Spacing& target, const ResampleOptions& options,
                                         const TaskContext& context)
{
    options.validate();
    checkSizes(values.size(), channels, from, to);
    checkKind(options.kind, from, to);
    if (from == to) {
        return argMax(values, channels);
    }
    const std::optional<int> axis = separateAxis(current, target, options);
    const bool byPlanes = options.kind == planning::ResamplingKind::Default && options.order < 3 &&
                          (!axis || (*axis == 0 && options.orderZ == 0));
    if (!byPlanes) {
        return argMax(resampleData(values, channels, from, to, current, target, options, context), channels);
    }
    const VolumeResizer resizer(from, to, axis.has_value(), options.order);
    const std::int64_t planeSize = to.voxels[1] * to.voxels[2];
    std::vector<std::int16_t> labels(static_cast<std::size_t>(to.count()), 0);
    parallelFor(
        resizer.groups().size(),
        [&](std::size_t index) {
            const VolumeResizer::PlaneGroup& group = resizer.groups()[index];
            std::int16_t* plane = labels.data() + group.first * planeSize;
            argMaxPlane(resizer, values, channels, from.count(), group.first,
                        {plane, static_cast<std::size_t>(planeSize)});
            for (std::int64_t k = group.first + 1; k < group.last; ++k) {
                std::copy_n(plane, planeSize, labels.data() + k * planeSize);
            }
        },
        context, options.threads);
    context.throwIfStopped();
    return labels;
}

} // namespace seg::preprocessing

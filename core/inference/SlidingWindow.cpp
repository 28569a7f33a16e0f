// SPDX-License-Identifier: Apache-2.0
#include "core/inference/SlidingWindow.h"

#include "core/base/Error.h"
#include "core/inference/GaussianImportance.h"
#include "core/inference/MirrorAveraging.h"
#include "core/kernels/StopScope.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace seg::inference {

namespace {

using Index3 = std::array<std::int64_t, 3>;

[[noreturn]] void reject(const std::string& what)
{
    throw Error(ErrorCode::InvalidArgument, "cannot slide a window over the scan: " + what);
}

// The patch as a box of the volume: one slice thick for a 2d network.
Index3 windowExtent(const std::vector<std::int64_t>& patchSize)
{
    return patchSize.size() == 2 ? Index3{1, patchSize[0], patchSize[1]}
                                 : Index3{patchSize[0], patchSize[1], patchSize[2]};
}

struct Padding {
    Index3 low{};
    Index3 high{};
};

// Zeros on both sides, the odd one behind, until one patch fits.
Padding paddingFor(const at::Tensor& image, const Index3& window)
{
    Padding padding;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t missing =
            std::max<std::int64_t>(0, window[axis] - image.size(static_cast<std::int64_t>(axis) + 1));
        padding.low[axis] = missing / 2;
        padding.high[axis] = missing / 2 + missing % 2;
    }
    return padding;
}

std::vector<Index3> windowStarts(const at::Tensor& padded, const Index3& window, double step, bool isSlice)
{
    std::array<std::vector<std::int64_t>, 3> starts;
    for (std::size_t axis = 0; axis < 3; ++axis) { // every slice has its own windows
        starts[axis] = windowPositions(padded.size(static_cast<std::int64_t>(axis) + 1), window[axis],
                                       isSlice && axis == 0 ? 1.0 : step);
    }
    std::vector<Index3> all;
    for (const std::int64_t z : starts[0]) {
        for (const std::int64_t y : starts[1]) {
            for (const std::int64_t x : starts[2]) {
                all.push_back({z, y, x});
            }
        }
    }
    return all;
}

// The window's part of [C, Z, Y, X] or, with firstDimension 0, of [Z, Y, X]; aliases the volume.
at::Tensor part(const at::Tensor& volume, const Index3& start, const Index3& window,
                std::int64_t firstDimension = 1)
{
    at::Tensor view = volume;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        view = view.narrow(firstDimension + static_cast<std::int64_t>(axis), start[axis], window[axis]);
    }
    return view;
}

// Network inputs per call: enough to keep the device busy, few enough to stay in memory.
std::int64_t automaticBatch(const Index3& window, const at::Device& device)
{
    constexpr std::int64_t kVoxelsOnGpu = 4LL * 128 * 128 * 128;
    constexpr std::int64_t kVoxelsOnCpu = 1LL << 20;
    constexpr std::int64_t kMost = 64;
    const std::int64_t voxels = window[0] * window[1] * window[2];
    return std::clamp<std::int64_t>((device.is_cpu() ? kVoxelsOnCpu : kVoxelsOnGpu) / voxels, 1, kMost);
}

// One pass over all windows with the sums on one device.
class WindowPass {
public:
    WindowPass(const SlidingWindowOptions& options, const Forward& forward, const at::Device& device,
               const TaskContext& context)
        : m_options(options), m_forward(forward), m_device(device), m_context(context),
          m_isSlice(options.patchSize.size() == 2), m_window(windowExtent(options.patchSize)),
          m_inputsPerCall(options.windowBatch > 0 ? options.windowBatch : automaticBatch(m_window, device))
    {
    }

    /// \return  [K, Z, Y, X] of the padded extent, on `sumsOn`.
    at::Tensor run(const at::Tensor& padded, const at::Device& sumsOn)
    {
        const std::vector<float> map = gaussianImportance(m_window);
        m_importance = at::empty({m_window[0], m_window[1], m_window[2]}, at::kFloat);
        std::copy(map.begin(), map.end(), m_importance.data_ptr<float>());
        m_importance = m_importance.to(sumsOn);
        m_sums = at::zeros({m_options.heads, padded.size(1), padded.size(2), padded.size(3)},
                           at::TensorOptions(at::kFloat).device(sumsOn));
        const std::vector<Index3> starts = windowStarts(padded, m_window, m_options.step, m_isSlice);
        const auto perChunk = static_cast<std::size_t>(
            std::max<std::int64_t>(1, m_inputsPerCall / (1LL << m_options.mirrorAxes.size())));
        for (std::size_t from = 0; from < starts.size(); from += perChunk) {
            const std::size_t to = std::min(from + perChunk, starts.size());
            m_context.report(static_cast<double>(from) / static_cast<double>(starts.size()),
                             "windows " + std::to_string(to) + " of " + std::to_string(starts.size()));
            addChunk(padded, {starts.begin() + static_cast<std::ptrdiff_t>(from),
                              starts.begin() + static_cast<std::ptrdiff_t>(to)});
        }
        return m_sums.div_(weights(padded, starts));
    }

private:
    void addChunk(const at::Tensor& padded, const std::vector<Index3>& starts)
    {
        std::vector<at::Tensor> inputs;
        for (const Index3& start : starts) {
            const at::Tensor input = part(padded, start, m_window);
            inputs.push_back(m_isSlice ? input.squeeze(1) : input);
        }
        at::Tensor logits =
            mirrorAveraged(at::stack(inputs), m_options.mirrorAxes, checkedForward(), m_inputsPerCall,
                           [this] { m_context.throwIfStopped(); }); // [N, K, (Z,) Y, X]
        logits = logits.to(m_sums.device(), at::kFloat);
        if (m_isSlice) {
            logits = logits.unsqueeze(2);
        }
        for (std::size_t i = 0; i < starts.size(); ++i) {
            part(m_sums, starts[i], m_window).addcmul_(logits[static_cast<std::int64_t>(i)], m_importance);
        }
    }

    [[nodiscard]] Forward checkedForward() const
    {
        return [this](const at::Tensor& windows) {
            at::Tensor logits = m_forward(windows.to(m_device));
            if (logits.dim() != windows.dim() || logits.size(1) != m_options.heads ||
                logits.sizes().slice(2) != windows.sizes().slice(2)) {
                throw Error(ErrorCode::Internal, "cannot merge windows: the network's output does not have " +
                                                     std::to_string(m_options.heads) +
                                                     " channels of its input's extent");
            }
            return logits;
        };
    }

    // Sum of the windows' importance; the same for every slice of a 2d network.
    [[nodiscard]] at::Tensor weights(const at::Tensor& padded, const std::vector<Index3>& starts) const
    {
        at::Tensor sum =
            at::zeros({m_isSlice ? 1 : padded.size(1), padded.size(2), padded.size(3)}, m_sums.options());
        for (const Index3& start : starts) {
            if (!m_isSlice || start[0] == 0) {
                part(sum, start, m_window, 0).add_(m_importance);
            }
        }
        return sum;
    }

    const SlidingWindowOptions& m_options;
    const Forward& m_forward;
    at::Device m_device;
    const TaskContext& m_context;
    bool m_isSlice;
    Index3 m_window;
    std::int64_t m_inputsPerCall;
    at::Tensor m_importance; // [Z, Y, X] of the window
    at::Tensor m_sums;       // [K, Z, Y, X]
};

void requireFinite(const at::Tensor& logits)
{
    for (std::int64_t k = 0; k < logits.size(0); ++k) { // class by class: the check's own memory stays small
        if (!logits[k].isfinite().all().item<bool>()) {
            throw Error(ErrorCode::BadInput,
                        "cannot segment the scan: the network's output is not finite; the scan has "
                        "extreme intensities or the training diverged, try another checkpoint");
        }
    }
}

at::Tensor runWithFallback(WindowPass& pass, const at::Tensor& padded, const at::Device& device)
{
    if (!device.is_cpu()) {
        try {
            return pass.run(padded.to(device), device);
        } catch (
            const c10::OutOfMemoryError&) { // the sums do not fit there: once more with them in main memory
            return pass.run(padded, at::kCPU);
        }
    }
    return pass.run(padded, at::kCPU);
}

} // namespace

void SlidingWindowOptions::validate() const
{
    if ((patchSize.size() != 2 && patchSize.size() != 3) ||
        std::ranges::any_of(patchSize, [](auto n) { return n < 1; })) {
        reject("the patch needs 2 or 3 sizes of at least one voxel");
    }
    if (!(step > 0.0 && step <= 1.0)) {
        reject("the step must lie above 0 and not above 1, in patches");
    }
    if (heads < 1 || windowBatch < 0) {
        reject("the numbers of classes and of windows per call must be positive");
    }
    for (const int axis : mirrorAxes) {
        if (axis < 0 || axis >= static_cast<int>(patchSize.size())) {
            reject("there is no axis " + std::to_string(axis) + " to mirror");
        }
    }
}

std::vector<std::int64_t> windowPositions(std::int64_t extent, std::int64_t patch, double step)
{
    const double room = static_cast<double>(extent - patch);
    const auto count = static_cast<std::int64_t>(std::ceil(room / (static_cast<double>(patch) * step))) + 1;
    std::vector<std::int64_t> positions;
    for (std::int64_t i = 0; i < count; ++i) {
        const double exact = count > 1 ? room / static_cast<double>(count - 1) * static_cast<double>(i) : 0.0;
        positions.push_back(static_cast<std::int64_t>(std::nearbyint(exact)));
    }
    return positions;
}

at::Tensor slidingWindow(const at::Tensor& image, const SlidingWindowOptions& options, const Forward& forward,
                         const at::Device& device, const TaskContext& context)
{
    options.validate();
    if (image.dim() != 4 || image.numel() == 0) {
        reject("an image has four axes (channel, z, y, x), none of them empty");
    }
    const c10::InferenceMode inferring;
    const kernels::StopScope stopsWithinAWindow(context.stopToken());
    const Padding padding = paddingFor(image, windowExtent(options.patchSize));
    try {
        const at::Tensor padded =
            at::constant_pad_nd(image, {padding.low[2], padding.high[2], padding.low[1], padding.high[1],
                                        padding.low[0], padding.high[0]});
        WindowPass pass(options, forward, device, context);
        at::Tensor logits = runWithFallback(pass, padded, device);
        logits = part(logits, padding.low, {image.size(1), image.size(2), image.size(3)});
        requireFinite(logits);
        return logits.cpu().contiguous();
    } catch (const c10::OutOfMemoryError&) {
        throw Error(ErrorCode::OutOfMemory,
                    "cannot segment the scan: the device's memory does not hold one window; close "
                    "other programs or segment on the CPU");
    } catch (const c10::Error& error) {
        throw Error(device.is_cpu() ? ErrorCode::OutOfMemory : ErrorCode::Device,
                    std::string("cannot segment the scan: the computation failed on ") + device.str() +
                        "; segment on another device or with less in memory (" +
                        error.what_without_backtrace() + ")");
    }
}

} // namespace seg::inference

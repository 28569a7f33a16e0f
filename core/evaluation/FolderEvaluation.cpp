// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ThreadPool.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace seg::evaluation {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> masksIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (imaging::isImageFile(it->path()) && !pathText(it->path().filename()).starts_with('.')) {
            files.push_back(it->path());
        }
    }
    if (error) {
        throw ioError("read the masks in", pathText(folder), error.value());
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot evaluate {}: there is no mask (.nii or .nii.gz) in it; choose "
                                "the folder with the predictions",
                                pathText(folder)));
    }
    return files;
}

std::string sizeText(const LabelMap& map)
{
    const auto& n = map.geometry.extent.voxels;
    return fmt::format("{}x{}x{}", n[2], n[1], n[0]);
}

CaseMetrics compare(const fs::path& predictionFile, const fs::path& truthFile,
                    const dataset::LabelScheme& labels, bool surfaces, double toleranceMm,
                    const TaskContext& context)
{
    const LabelMap prediction = imaging::readLabelMap(predictionFile);
    const LabelMap truth = imaging::readLabelMap(truthFile);
    if (prediction.geometry.extent != truth.geometry.extent) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot compare {} with {}: the prediction is {} but the truth is {}; "
                                "choose the masks of the same scan",
                                pathText(predictionFile), pathText(truthFile), sizeText(prediction),
                                sizeText(truth)));
    }
    CaseMetrics result{pathText(predictionFile), pathText(truthFile), {}, {}};
    for (const dataset::LabelEntry& entry : labels.foregroundClasses()) {
        context.throwIfStopped();
        const std::string key = dataset::labelKey(entry);
        result.metrics[key] = overlap(prediction, truth, entry, labels.ignoreLabel());
        if (surfaces) {
            result.surfaces[key] = surfaceDistance(prediction, truth, entry, toleranceMm);
        }
    }
    return result;
}

} // namespace

Summary evaluateFolders(const fs::path& predictions, const fs::path& truth,
                        const dataset::LabelScheme& labels, bool surfaces, double toleranceMm,
                        const TaskContext& context)
{
    const std::vector<fs::path> files = masksIn(predictions);
    for (const fs::path& file : files) {
        if (!fs::exists(truth / file.filename())) {
            throw Error(
                ErrorCode::NotFound,
                fmt::format(
                    "cannot evaluate {}: there is no file of the same name in {}; give the folder with the "
                    "true masks",
                    pathText(file), pathText(truth)));
        }
    }
    std::vector<CaseMetrics> cases(files.size());
    std::mutex mutex;
    std::size_t done = 0;
    parallelFor(
        files.size(),
        [&](std::size_t index) {
            cases[index] = compare(files[index], truth / files[index].filename(), labels, surfaces,
                                   toleranceMm, context);
            const std::lock_guard lock(mutex);
            ++done;
            context.report(static_cast<double>(done) / static_cast<double>(files.size()),
                           fmt::format("evaluate case {} of {}", done, files.size()));
        },
        context);
    return summarize(std::move(cases));
}

} // namespace seg::evaluation

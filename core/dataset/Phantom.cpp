// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Random.h"
#include "core/imaging/io/ImageFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr int kMostCases = 900;
constexpr int kMostLabels = 20;
constexpr std::int64_t kLargestSide = 1024;
constexpr int kBlurRadius = 2; // voxels; three passes make the noise smooth
constexpr double kNoise = 12.0;
constexpr double kGrain = 4.0; // unsmoothed part of the noise

/// What the random numbers are for; part of their key.
enum class Draw : std::uint32_t { Anatomy = 1, Noise, Grain };

struct Ellipsoid {
    std::array<double, 3> centre{}; ///< z, y, x; fractions of the extent
    std::array<double, 3> radius{}; ///< likewise
    double angle = 0.0;             ///< in the y-x plane, radians

    /// Below 1 inside. `at` in fractions of the extent.
    [[nodiscard]] double level(const std::array<double, 3>& at) const noexcept
    {
        const double dy = at[1] - centre[1];
        const double dx = at[2] - centre[2];
        const double y = std::cos(angle) * dy - std::sin(angle) * dx;
        const double x = std::sin(angle) * dy + std::cos(angle) * dx;
        const double z = at[0] - centre[0];
        return (z / radius[0]) * (z / radius[0]) + (y / radius[1]) * (y / radius[1]) +
               (x / radius[2]) * (x / radius[2]);
    }
};

struct PhantomCase {
    Volume volume;
    LabelMap labels;
};

RandomStream streamOf(const PhantomOptions& options, int number, Draw draw, int channel = 0)
{
    return RandomStream(options.seed, {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(draw),
                                       static_cast<std::uint32_t>(channel)});
}

std::string labelName(int label)
{
    constexpr std::array<const char*, 2> kFirst{"Outer", "Inner"};
    return label <= 2 ? kFirst[static_cast<std::size_t>(label - 1)] : fmt::format("Node {}", label - 2);
}

std::string channelName(int channel, int channels)
{
    constexpr std::array<const char*, 4> kNames{"T1", "T2", "FLAIR", "PD"};
    if (channels == 1) {
        return "MRI";
    }
    return channel < 4 ? kNames[static_cast<std::size_t>(channel)] : fmt::format("MRI {}", channel + 1);
}

/// One shape per label: an outer body, an inner one within it, then small nodes around them.
std::vector<Ellipsoid> drawAnatomy(RandomStream& random, int labels, bool flat)
{
    std::vector<Ellipsoid> shapes;
    Ellipsoid outer;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        outer.centre[axis] = random.uniform(0.42, 0.58);
        outer.radius[axis] = random.uniform(0.24, 0.32);
    }
    outer.angle = random.uniform(-0.5, 0.5);
    Ellipsoid inner = outer;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        inner.centre[axis] += random.uniform(-0.04, 0.04);
        inner.radius[axis] *= random.uniform(0.48, 0.6);
    }
    shapes.push_back(outer);
    shapes.push_back(inner);
    const int nodes = std::max(0, labels - 2);
    const double turn = random.uniform(0.0, 0.3);
    for (int node = 0; node < nodes; ++node) { // evenly around the body, so that their order tells them apart
        const double angle = turn + 2.0 * std::numbers::pi * node / nodes;
        const double size = std::min(0.06, 0.9 / nodes);
        Ellipsoid shape;
        shape.centre = {outer.centre[0], 0.5 + 0.4 * std::sin(angle), 0.5 + 0.4 * std::cos(angle)};
        shape.radius = {2.0 * size, size, size};
        shapes.push_back(shape);
    }
    shapes.resize(static_cast<std::size_t>(labels));
    for (Ellipsoid& shape : shapes) {
        if (flat) {
            shape.centre[0] = 0.5;
        }
    }
    return shapes;
}

/// Sliding mean along one axis, edges repeated.
void blurAxis(std::vector<float>& values, const Extent& extent, std::size_t axis)
{
    std::array<std::int64_t, 3> stride{extent.voxels[1] * extent.voxels[2], extent.voxels[2], 1};
    const std::int64_t length = extent.voxels[axis];
    if (length < 2) {
        return;
    }
    std::vector<float> line(static_cast<std::size_t>(length));
    for (std::int64_t start = 0; start < extent.count(); ++start) {
        if (start / stride[axis] % length != 0) {
            continue;
        }
        for (std::int64_t i = 0; i < length; ++i) {
            line[static_cast<std::size_t>(i)] = values[static_cast<std::size_t>(start + i * stride[axis])];
        }
        for (std::int64_t i = 0; i < length; ++i) {
            float sum = 0.0F;
            for (std::int64_t offset = -kBlurRadius; offset <= kBlurRadius; ++offset) {
                sum += line[static_cast<std::size_t>(std::clamp<std::int64_t>(i + offset, 0, length - 1))];
            }
            values[static_cast<std::size_t>(start + i * stride[axis])] = sum / (2 * kBlurRadius + 1);
        }
    }
}

/// Smooth noise of mean 0 and the given deviation.
std::vector<float> smoothNoise(RandomStream random, const Extent& extent, double deviation)
{
    std::vector<float> noise(static_cast<std::size_t>(extent.count()));
    random.fillNormal(noise.data(), noise.size(), 1.0F);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        blurAxis(noise, extent, axis);
        blurAxis(noise, extent, axis);
    }
    double squares = 0.0;
    for (const float value : noise) {
        squares += static_cast<double>(value) * static_cast<double>(value);
    }
    const double scale = deviation / std::max(1e-6, std::sqrt(squares / static_cast<double>(noise.size())));
    for (float& value : noise) {
        value = static_cast<float>(static_cast<double>(value) * scale);
    }
    return noise;
}

/// Brightness of a label in a channel; later channels show the same tissue differently.
double brightness(int label, int channel, int labels)
{
    const double step = 160.0 * label / std::max(2, labels);
    return channel % 2 == 0 ? 80.0 + step : 260.0 - step;
}

Geometry phantomGeometry(const PhantomOptions& options)
{
    Geometry geometry;
    geometry.extent = options.extent;
    geometry.spacing = options.spacing;
    if (options.twoD) {
        geometry.extent.voxels[0] = 1;
    }
    geometry.direction = {
        {{-1.0, 0.0, 0.0}, {0.0, -1.0, 0.0}, {0.0, 0.0, 1.0}}}; // stored RAS, as the Decathlon's
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double half = 0.5 * static_cast<double>(geometry.extent.voxels[2 - axis] - 1);
        geometry.origin[axis] = (axis < 2 ? 1.0 : -1.0) * half * geometry.spacing.mm[2 - axis];
    }
    return geometry;
}

LabelMap drawLabels(const std::vector<Ellipsoid>& shapes, const Geometry& geometry)
{
    LabelMap map{geometry, std::vector<std::int16_t>(static_cast<std::size_t>(geometry.extent.count()))};
    const auto& n = geometry.extent.voxels;
    std::size_t index = 0;
    for (std::int64_t z = 0; z < n[0]; ++z) {
        for (std::int64_t y = 0; y < n[1]; ++y) {
            for (std::int64_t x = 0; x < n[2]; ++x, ++index) {
                const std::array<double, 3> at{(static_cast<double>(z) + 0.5) / static_cast<double>(n[0]),
                                               (static_cast<double>(y) + 0.5) / static_cast<double>(n[1]),
                                               (static_cast<double>(x) + 0.5) / static_cast<double>(n[2])};
                for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
                    if (shapes[shape].level(at) < 1.0) {
                        map.values[index] = static_cast<std::int16_t>(shape + 1);
                    }
                }
            }
        }
    }
    return map;
}

PhantomCase makeCase(const PhantomOptions& options, int number)
{
    RandomStream random = streamOf(options, number, Draw::Anatomy);
    const Geometry geometry = phantomGeometry(options);
    PhantomCase result;
    result.labels = drawLabels(drawAnatomy(random, options.labels, options.twoD), geometry);
    result.volume.geometry = geometry;
    result.volume.channels = options.channels;
    const auto count = static_cast<std::size_t>(geometry.extent.count());
    result.volume.values.resize(count * static_cast<std::size_t>(options.channels));
    for (int channel = 0; channel < options.channels; ++channel) {
        const std::vector<float> noise =
            smoothNoise(streamOf(options, number, Draw::Noise, channel), geometry.extent, kNoise);
        std::vector<float> grain(count);
        streamOf(options, number, Draw::Grain, channel)
            .fillNormal(grain.data(), count, static_cast<float>(kGrain));
        const auto target = result.volume.channel(channel);
        for (std::size_t i = 0; i < count; ++i) {
            const double tissue = brightness(result.labels.values[i], channel, options.labels);
            target[i] = static_cast<float>(std::nearbyint(tissue + static_cast<double>(noise[i] + grain[i])));
        }
    }
    return result;
}

std::string caseName(int number)
{
    return fmt::format("phantom_{:03}", number);
}

Json taskJson(const PhantomOptions& options)
{
    Json json;
    const std::size_t underscore = options.name.find('_');
    json["name"] = underscore == std::string::npos ? options.name : options.name.substr(underscore + 1);
    json["description"] = "Synthetic ellipsoids in smooth noise";
    json["reference"] = "Segwright phantom generator";
    json["licence"] = "CC0 1.0";
    json["release"] = "1.0";
    json["tensorImageSize"] = options.channels > 1 ? "4D" : "3D";
    for (int channel = 0; channel < options.channels; ++channel) {
        json["modality"][std::to_string(channel)] = channelName(channel, options.channels);
    }
    json["labels"]["0"] = "background";
    for (int label = 1; label <= options.labels; ++label) {
        json["labels"][std::to_string(label)] = labelName(label);
    }
    json["numTraining"] = options.cases;
    json["numTest"] = options.tests;
    json["training"] = Json::array();
    for (int number = 1; number <= options.cases; ++number) {
        json["training"].push_back({{"image", fmt::format("./imagesTr/{}.nii.gz", caseName(number))},
                                    {"label", fmt::format("./labelsTr/{}.nii.gz", caseName(number))}});
    }
    json["test"] = Json::array();
    for (int number = 1; number <= options.tests; ++number) {
        json["test"].push_back(fmt::format("./imagesTs/{}.nii.gz", caseName(options.cases + number)));
    }
    return json;
}

void writeCases(const fs::path& folder, const PhantomOptions& options)
{
    for (const char* part : {"imagesTr", "labelsTr", "imagesTs"}) {
        createFolders(folder / part);
    }
    for (int number = 1; number <= options.cases + options.tests; ++number) {
        const PhantomCase item = makeCase(options, number);
        const bool isTest = number > options.cases;
        const std::string file = caseName(number) + ".nii.gz";
        imaging::writeVolume(folder / (isTest ? "imagesTs" : "imagesTr") / file, item.volume);
        if (!isTest) {
            imaging::writeLabelMap(folder / "labelsTr" / file, item.labels);
        }
    }
    writeJson(folder / "dataset.json", taskJson(options));
}

} // namespace

void PhantomOptions::validate() const
{
    const auto require = [](bool holds, const std::string& text) {
        if (!holds) {
            throw Error(ErrorCode::InvalidArgument, "cannot make a phantom task: " + text);
        }
    };
    require(cases >= 1 && cases <= kMostCases,
            fmt::format("{} cases are not between 1 and {}", cases, kMostCases));
    require(tests >= 0 && tests <= kMostCases,
            fmt::format("{} test scans are not between 0 and {}", tests, kMostCases));
    require(channels >= 1 && channels <= 16, fmt::format("{} channels are not between 1 and 16", channels));
    require(labels >= 1 && labels <= kMostLabels,
            fmt::format("{} labels are not between 1 and {}", labels, kMostLabels));
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t side = extent.voxels[axis];
        const std::int64_t least = axis == 0 && twoD ? 1 : 4;
        require(side >= least && side <= kLargestSide,
                fmt::format("a side of {} voxels is not between {} and {}", side, least, kLargestSide));
        const double mm = spacing.mm[axis];
        require(std::isfinite(mm) && mm > 0.0 && mm < 1000.0,
                fmt::format("a spacing of {} mm is not possible", mm));
    }
}

void writePhantomTask(const fs::path& target, const PhantomOptions& options)
{
    options.validate();
    const bool existed = fs::exists(target);
    if (existed && !fs::is_empty(target)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot make a phantom task in {}: the folder is not empty; choose a new one",
                                pathText(target)));
    }
    try {
        writeCases(target, options);
    } catch (const Error&) { // leave nothing half-made behind
        std::error_code ignored;
        for (const char* part : {"imagesTr", "labelsTr", "imagesTs", "dataset.json"}) {
            fs::remove_all(target / part, ignored);
        }
        if (!existed) {
            fs::remove(target, ignored);
        }
        throw;
    }
}

} // namespace seg::dataset

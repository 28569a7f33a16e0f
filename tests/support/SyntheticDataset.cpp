// SPDX-License-Identifier: Apache-2.0
#include "tests/support/SyntheticDataset.h"

#include "core/dataset/DatasetImport.h"

#include <cmath>

namespace seg::test {

dataset::PhantomOptions smallPhantom()
{
    dataset::PhantomOptions options;
    options.cases = 6;
    options.tests = 1;
    options.extent = {{20, 18, 16}};
    options.spacing = {{1.5, 1.0, 1.0}};
    return options;
}

dataset::RawDataset makeRawDataset(const std::filesystem::path& folder,
                                   const dataset::PhantomOptions& options)
{
    const std::filesystem::path task = folder / options.name;
    dataset::writePhantomTask(task, options);
    return dataset::importDataset(dataset::openMsdTask(task), folder / "raw", {}, {});
}

Geometry obliqueGeometry()
{
    const double c = std::cos(0.3);
    const double s = std::sin(0.3);
    Geometry geometry;
    geometry.extent = {{4, 5, 6}};
    geometry.spacing = {{2.5, 0.75, 0.5}};
    geometry.origin = {-12.5, 30.25, 7.0};
    geometry.direction = {{{-c, s, 0.0}, {-s, -c, 0.0}, {0.0, 0.0, 1.0}}};
    return geometry;
}

Volume countedVolume(const Geometry& geometry, std::int64_t channels)
{
    Volume volume{geometry, channels, {}};
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        for (std::int64_t z = 0; z < geometry.extent.voxels[0]; ++z) {
            for (std::int64_t y = 0; y < geometry.extent.voxels[1]; ++y) {
                for (std::int64_t x = 0; x < geometry.extent.voxels[2]; ++x) {
                    volume.values.push_back(static_cast<float>(1000 * channel + 100 * z + 10 * y + x));
                }
            }
        }
    }
    return volume;
}

LabelMap nestedBoxes(const Geometry& geometry)
{
    LabelMap map{geometry, {}};
    const auto& n = geometry.extent.voxels;
    const auto inBox = [](std::int64_t at, std::int64_t size, std::int64_t margin) {
        return at >= std::min(margin, (size - 1) / 2) && at < std::max(size - margin, size / 2 + 1);
    };
    for (std::int64_t z = 0; z < n[0]; ++z) {
        for (std::int64_t y = 0; y < n[1]; ++y) {
            for (std::int64_t x = 0; x < n[2]; ++x) {
                const bool outer = inBox(z, n[0], 1) && inBox(y, n[1], 1) && inBox(x, n[2], 1);
                const bool inner = inBox(z, n[0], 2) && inBox(y, n[1], 2) && inBox(x, n[2], 2);
                map.values.push_back(static_cast<std::int16_t>(inner ? 2 : outer ? 1 : 0));
            }
        }
    }
    return map;
}

} // namespace seg::test

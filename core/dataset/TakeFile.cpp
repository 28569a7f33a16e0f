// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/TakeFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/ChannelNumber.h"
#include "core/dataset/LabelNumbers.h"
#include "core/imaging/io/ImageFile.h"

#include <algorithm>
#include <cmath>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

void takeBytes(const fs::path& from, const fs::path& to, ImportMode mode)
{
    std::error_code error;
    if (mode == ImportMode::Reference) {
        fs::create_symlink(fs::absolute(from), to, error);
    } else {
        fs::copy_file(from, to, error);
    }
    if (error) {
        throw ioError("copy " + pathText(from) + " to", pathText(to), error.value());
    }
}

/// nnU-Net keeps the spacing of case_0000.tif in case.json.
void takeSideCar(const fs::path& from, const fs::path& to)
{
    const std::string ending = imageEnding(from);
    if (ending != ".tif" && ending != ".tiff") {
        return;
    }
    const fs::path target = to.parent_path() / (withoutChannelNumber(stemOfImage(to)) + ".json");
    for (const std::string& stem : {withoutChannelNumber(stemOfImage(from)), stemOfImage(from)}) {
        const fs::path sideCar = from.parent_path() / (stem + ".json");
        if (fs::is_regular_file(sideCar) && !fs::exists(target)) {
            copyFile(sideCar, target);
            return;
        }
    }
}

bool isLabel(float value)
{
    return value >= 0.0F && value <= 32767.0F && value == std::floor(value);
}

} // namespace

std::string imageEnding(const fs::path& file)
{
    std::string ending = imaging::imageEndingOf(file);
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

bool sameEnding(const fs::path& file, const std::string& ending)
{
    return imageEnding(file) == ending;
}

void takeImageFile(const fs::path& from, const fs::path& to, ImportMode mode)
{
    if (sameEnding(from, imageEnding(to))) {
        takeBytes(from, to, mode);
        takeSideCar(from, to);
    } else {
        imaging::extractChannel(from, 0, to);
    }
}

void takeLabelFile(const fs::path& from, const fs::path& to, ImportMode mode)
{
    if (sameEnding(from, imageEnding(to))) {
        takeImageFile(from, to, mode);
        return;
    }
    const Volume volume = readLabelNumbers(from);
    if (volume.channels != 1 || !std::all_of(volume.values.begin(), volume.values.end(), isLabel)) {
        imaging::writeVolume(to, volume);
        return;
    }
    LabelMap labels{volume.geometry, {}};
    labels.values.resize(volume.values.size());
    std::transform(volume.values.begin(), volume.values.end(), labels.values.begin(),
                   [](float value) { return static_cast<std::int16_t>(value); });
    imaging::writeLabelMap(to, labels);
}

} // namespace seg::dataset

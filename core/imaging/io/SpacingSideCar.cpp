// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/SpacingSideCar.h"

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/imaging/io/ImageErrors.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace seg::imaging {

std::filesystem::path sideCarOf(const std::filesystem::path& image)
{
    constexpr std::size_t kChannel = 5; // _0000
    std::string stem = stemOfImage(image);
    const auto isDigit = [](unsigned char c) { return std::isdigit(c) != 0; };
    if (stem.size() > kChannel && stem[stem.size() - kChannel] == '_' &&
        std::all_of(stem.end() - 4, stem.end(), isDigit)) {
        stem.resize(stem.size() - kChannel);
    }
    return image.parent_path() / (stem + ".json");
}

std::optional<Spacing> readSideCar(const std::filesystem::path& image)
{
    const std::filesystem::path file = sideCarOf(image);
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return std::nullopt;
    }
    const Json json = readJson(file);
    const auto found = json.is_object() ? json.find("spacing") : json.end();
    const bool three = json.is_object() && found != json.end() && found->is_array() && found->size() == 3;
    Spacing spacing;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const bool sound = three && (*found)[axis].is_number();
        const double mm = sound ? (*found)[axis].get<double>() : 0.0;
        if (!std::isfinite(mm) || mm <= 0.0) {
            throw badImage(
                file, "it should say the voxel size of the image beside it as \"spacing\": [z, y, x] in mm, "
                      "three numbers above 0");
        }
        spacing.mm[axis] = mm;
    }
    return spacing;
}

void writeSideCar(const std::filesystem::path& image, const Spacing& spacing)
{
    writeJson(sideCarOf(image), Json{{"spacing", spacing.mm}});
}

} // namespace seg::imaging

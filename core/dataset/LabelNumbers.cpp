// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/LabelNumbers.h"

#include "core/base/Error.h"
#include "core/imaging/io/ImageFile.h"

namespace seg::dataset {

Volume readLabelNumbers(const std::filesystem::path& file)
{
    try {
        const LabelMap labels = imaging::readLabelMap(file);
        return {labels.geometry, 1, {labels.values.begin(), labels.values.end()}};
    } catch (const Error& error) {
        if (error.code() != ErrorCode::BadInput) {
            throw;
        }
    }
    return imaging::readVolume(file); // it holds values that are no labels
}

} // namespace seg::dataset

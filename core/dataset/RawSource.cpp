// SPDX-License-Identifier: Apache-2.0
// nnU-Net v2's raw layout as a source, with or without the explicit "dataset" mapping.
#include "core/base/Files.h"
#include "core/dataset/SourceReaders.h"

#include <fmt/format.h>

namespace seg::dataset {

DatasetSource openNnUnetRaw(const std::filesystem::path& folder)
{
    DatasetSource source;
    source.kind = SourceKind::NnUnetRaw;
    source.folder = sourceFolder(folder);
    RawDataset raw = openRawDataset(source.folder);
    source.json = readJson(source.folder / "dataset.json");
    readFolderName(source);
    readDescription(source);
    source.channelNames = std::move(raw.manifest.channelNames);
    source.labels = std::move(raw.manifest.labels);
    source.fileEnding = raw.manifest.fileEnding;
    source.trainingCases = std::move(raw.trainingCases);
    source.testCases = std::move(raw.testCases);
    if (source.trainingCases.empty()) {
        throw badSource(source.folder,
                        fmt::format("there is no {} file in imagesTr; check \"file_ending\" in dataset.json",
                                    source.fileEnding));
    }
    return source;
}

} // namespace seg::dataset

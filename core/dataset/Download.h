// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/Checksum.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace seg::dataset {

/// A task of the Medical Segmentation Decathlon as it is published.
struct MsdArchive {
    std::string_view name; ///< "Task04_Hippocampus"
    std::string_view md5;  ///< of NAME.tar
};

/// The ten tasks. \par Source  checksums as MONAI's DecathlonDataset has them.
[[nodiscard]] std::span<const MsdArchive> msdArchives();

/// Where NAME.tar of the ten tasks lies.
inline constexpr std::string_view kMsdMirror = "https://msd-for-monai.s3-us-west-2.amazonaws.com";

/// What a person has to know before downloading them: authors, license, and what it asks.
[[nodiscard]] std::string_view msdLicense();

/// Downloads a file. What arrived is kept in FILE.part, so that a transfer that was cancelled or broke off
/// goes on from there (HTTP Range) when it is tried again; a server that cannot do that sends everything
/// anew. \param expected  what the whole file must have; the file takes its place only then. \throws
/// seg::Error  Io when the server cannot be reached or refuses (the sentence says which); BadInput when the
/// checksum differs (the part is removed); NoSpace; Cancelled; NotFound without libcurl, which is looked for
/// at run time.
void downloadFile(const std::string& url, const std::filesystem::path& file, const Checksum& expected,
                  const TaskContext& context);

} // namespace seg::dataset

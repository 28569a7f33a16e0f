// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetSource.h"

#include "core/base/Files.h"
#include "core/dataset/Archive.h"
#include "core/dataset/DicomSource.h"
#include "core/dataset/SourceReaders.h"

#include <fmt/format.h>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr double kUnpackShare = 0.9; // of opening a source that is unpacked or converted first

/// The kind of a folder that has a dataset.json.
SourceKind kindByManifest(const fs::path& folder)
{
    try {
        const Json json = readJson(folder / "dataset.json");
        // The one key that both the Decathlon and nnU-Net v1 lack.
        if (json.contains("file_ending")) {
            return SourceKind::NnUnetRaw;
        }
        if (json.contains("channel_names") && !json.contains("modality")) {
            return SourceKind::NnUnetRaw; // opening it will name the missing key
        }
    } catch (const Error&) {
        return SourceKind::MsdTask; // opening it will say what is wrong with the file
    }
    return hasFilePerChannel(folder) ? SourceKind::NnUnetV1 : SourceKind::MsdTask;
}

/// Whether there are cases: the two folders, or a list of them in dataset.json.
bool hasCases(const fs::path& folder)
{
    std::error_code error;
    if (fs::is_directory(folder / "imagesTr", error) && fs::is_directory(folder / "labelsTr", error)) {
        return true;
    }
    try {
        const Json json = readJson(folder / "dataset.json");
        return json.is_object() && json.contains("file_ending") && json.contains("dataset") &&
               json["dataset"].is_object();
    } catch (const Error&) {
        return false; // opening it will say what is wrong with the file
    }
}

DatasetSource openAny(const fs::path& source, const SourceOptions& options, const TaskContext& context)
{
    if (options.pattern) {
        return openPlainFolder(source, options, context);
    }
    auto kind = recognizeSource(source);
    if (!kind && fs::exists(source / "dataset.json")) {
        kind = kindByManifest(source); // whose reader says what is missing
    }
    if (!kind) {
        throw badSource(
            source,
            "it is neither a Medical Segmentation Decathlon task nor an nnU-Net dataset (there is no "
            "dataset.json in it), and the names of its files do not tell which label belongs to which image; "
            "give the names with a pattern like 'images/{case}' and 'labels/{case}'");
    }
    switch (*kind) {
    case SourceKind::MsdTask:
        return openMsdTask(source);
    case SourceKind::NnUnetRaw:
        return openNnUnetRaw(source);
    case SourceKind::NnUnetV1:
        return openNnUnetV1(source);
    case SourceKind::PlainFolder:
        return openPlainFolder(source, options, context);
    case SourceKind::DicomFolder:
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot open {} as it is: DICOM series have to be converted first",
                                pathText(source)));
    }
    throw Error(ErrorCode::Internal, "cannot import a source of unknown kind");
}

/// The import writes the right number; a wrong one tells of files that were lost on the way.
void noteCount(DatasetSource& source)
{
    const auto announced = source.json.find("numTraining");
    if (announced == source.json.end() || !announced->is_number_integer() ||
        announced->get<std::int64_t>() == static_cast<std::int64_t>(source.trainingCases.size())) {
        return;
    }
    source.notes.push_back(fmt::format(
        "Its dataset.json announces {} training cases (numTraining), but {} are there; the imported "
        "dataset gets the right number. If files were lost on the way, copy the source again.",
        announced->get<std::int64_t>(), source.trainingCases.size()));
}

} // namespace

std::string sourceKindName(SourceKind kind)
{
    switch (kind) {
    case SourceKind::MsdTask:
        return "Medical Segmentation Decathlon task";
    case SourceKind::NnUnetRaw:
        return "nnU-Net v2 dataset";
    case SourceKind::NnUnetV1:
        return "nnU-Net v1 dataset";
    case SourceKind::PlainFolder:
        return "folder of images and labels";
    case SourceKind::DicomFolder:
        return "folder of DICOM series with segmentations";
    }
    return "dataset";
}

std::optional<SourceKind> recognizeSource(const fs::path& path, const TaskContext& context)
{
    std::error_code error;
    if (fs::is_regular_file(path, error)) {
        return isArchiveName(path) ? std::optional(SourceKind::MsdTask) : std::nullopt;
    }
    if (!fs::is_directory(path, error)) {
        return std::nullopt;
    }
    if (fs::exists(path / "dataset.json", error) && hasCases(path)) {
        return kindByManifest(path);
    }
    if (looksLikePlainFolder(path)) {
        return SourceKind::PlainFolder;
    }
    context.throwIfStopped();
    return looksLikeDicomDataset(path, context) ? std::optional(SourceKind::DicomFolder) : std::nullopt;
}

DatasetSource openSource(const fs::path& folder, const SourceOptions& options, const TaskContext& context)
{
    DatasetSource source = openAny(sourceFolder(folder), options, context);
    noteCount(source);
    return source;
}

bool needsUnpacking(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path, error) ? isArchiveName(path)
                                            : recognizeSource(path) == SourceKind::DicomFolder;
}

DatasetSource openAnySource(const fs::path& path, const fs::path& scratch, const SourceOptions& options,
                            const TaskContext& context)
{
    const fs::path origin = fs::absolute(path).lexically_normal();
    if (!fs::exists(origin)) {
        throw Error(ErrorCode::NotFound,
                    "cannot import " + pathText(origin) + ": there is no such file or folder");
    }
    DatasetSource source;
    const TaskContext unpacking = context.part(0.0, kUnpackShare);
    if (fs::is_regular_file(origin) && !isArchiveName(origin)) {
        throw Error(
            ErrorCode::BadInput,
            "cannot import " + pathText(origin) +
                ": it is a file but no .tar or .tar.gz; choose the folder of the dataset, or the archive "
                "it came in");
    }
    if (fs::is_regular_file(origin)) {
        source =
            openSource(unpackArchive(origin, scratch, unpacking), options, context.part(kUnpackShare, 1.0));
    } else if (!options.pattern && recognizeSource(origin) == SourceKind::DicomFolder) {
        const DicomConversion converted = convertDicomDataset(origin, scratch, unpacking);
        source = openSource(converted.folder, options, context.part(kUnpackShare, 1.0));
        source.kind = SourceKind::DicomFolder;
        source.notes.insert(source.notes.end(), converted.notes.begin(), converted.notes.end());
    } else {
        source = openSource(origin, options, context);
    }
    source.origin = origin;
    return source;
}

RawDataset asRawDataset(const DatasetSource& source)
{
    RawDataset raw;
    raw.folder = source.folder;
    raw.name = source.name;
    raw.manifest.channelNames = source.channelNames;
    raw.manifest.labels = source.labels;
    raw.manifest.fileEnding = source.fileEnding;
    raw.manifest.trainingCount = static_cast<std::int64_t>(source.trainingCases.size());
    raw.trainingCases = source.trainingCases;
    raw.testCases = source.testCases;
    return raw;
}

} // namespace seg::dataset

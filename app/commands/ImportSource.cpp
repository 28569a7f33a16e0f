// SPDX-License-Identifier: Apache-2.0
#include "app/commands/ImportSource.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <algorithm>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

/// A folder that goes away with the object.
class ScratchFolder {
public:
    explicit ScratchFolder(fs::path folder) : m_folder(std::move(folder))
    {
        remove();
        createFolders(m_folder);
    }
    ~ScratchFolder() { remove(); }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const fs::path& path() const noexcept { return m_folder; }

private:
    void remove() noexcept
    {
        std::error_code ignored; // what cannot be removed is left in the project's hidden folder
        fs::remove_all(m_folder, ignored);
    }
    fs::path m_folder;
};

database::DatasetRecord importMsdFolder(database::Project& project, const fs::path& folder,
                                        const ImportChoice& choice, const TaskContext& context)
{
    dataset::MsdImportOptions options;
    options.id = choice.id;
    options.name = choice.name;
    options.mode = choice.mode;
    options.exclude = choice.exclude;
    return project.importMsd(dataset::openMsdTask(folder), options, context);
}

bool looksLikeRawDataset(const fs::path& path)
{
    return fs::is_regular_file(path / "dataset.json") &&
           readJson(path / "dataset.json").contains("channel_names");
}

} // namespace

database::DatasetRecord importSource(database::Project& project, const fs::path& source,
                                     const ImportChoice& choice, const TaskContext& context)
{
    const fs::path path = fs::absolute(source).lexically_normal();
    if (!fs::exists(path)) {
        throw Error(ErrorCode::NotFound,
                    "cannot import " + pathText(path) + ": there is no such file or folder");
    }
    if (fs::is_directory(path) && looksLikeRawDataset(path)) {
        if (choice.id != 0 || !choice.name.empty() || !choice.exclude.empty()) {
            throw Error(ErrorCode::InvalidArgument,
                        "cannot rename or thin out an nnU-Net raw dataset while importing it: leave "
                        "out --id, --name and --exclude");
        }
        return project.importRaw(path, choice.mode, context);
    }
    if (!dataset::looksLikeMsdTask(path)) {
        throw Error(ErrorCode::BadInput,
                    "cannot import " + pathText(path) +
                        ": it is neither a Medical Segmentation Decathlon task (dataset.json, imagesTr, "
                        "labelsTr, or a .tar of them) nor an nnU-Net raw dataset");
    }
    if (fs::is_directory(path)) {
        return importMsdFolder(project, path, choice, context);
    }
    const ScratchFolder scratch(project.folder() / ".unpacking");
    ImportChoice copied = choice;
    copied.mode = dataset::ImportMode::Copy; // the unpacked files do not stay
    const fs::path folder = dataset::unpackArchive(path, scratch.path(), context.part(0.0, 0.5));
    return importMsdFolder(project, folder, copied, context.part(0.5, 1.0));
}

std::size_t fixGeometry(database::Project& project, const database::DatasetRecord& record,
                        const TaskContext& context)
{
    const dataset::DatasetCheck check = project.check(record.id, context);
    const dataset::RawDataset raw = project.rawDataset(record.id);
    std::size_t fixed = 0;
    for (const dataset::CaseCheck& item : check.cases) {
        const bool differs =
            std::any_of(item.issues.begin(), item.issues.end(),
                        [](const dataset::Issue& issue) { return issue.fix == "copy_geometry"; });
        const auto found = std::find_if(raw.trainingCases.begin(), raw.trainingCases.end(),
                                        [&](const Case& candidate) { return candidate.id == item.id; });
        if (differs && found != raw.trainingCases.end()) {
            dataset::copyImageGeometryToLabel(*found);
            ++fixed;
        }
    }
    if (fixed > 0) {
        static_cast<void>(project.check(record.id, context));
    }
    return fixed;
}

Json datasetToJson(const database::DatasetRecord& record)
{
    return {{"dataset", record.name},           {"folder", pathText(record.folder)},
            {"training", record.trainingCases}, {"test", record.testCases},
            {"channels", record.channelNames},  {"source", record.source}};
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/commands/ImportSource.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/dataset/Archive.h"

#include <algorithm>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

constexpr double kOpenShare = 0.2; // of an import: reading the labels of a plain folder

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

database::DatasetRecord importFolder(database::Project& project, const fs::path& folder,
                                     const fs::path& origin, const ImportChoice& choice,
                                     const TaskContext& context)
{
    dataset::DatasetSource source = dataset::openSource(folder, choice.source, context.part(0.0, kOpenShare));
    source.origin = origin;
    for (const std::string& note : source.notes) {
        log::warning("import", note);
    }
    return project.importDataset(source, choice.options, context.part(kOpenShare, 1.0));
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
    if (fs::is_directory(path)) {
        return importFolder(project, path, path, choice, context);
    }
    if (!dataset::isArchiveName(path)) {
        throw Error(ErrorCode::BadInput,
                    "cannot import " + pathText(path) +
                        ": it is a file but no .tar or .tar.gz; choose the folder of the dataset, or the "
                        "archive it came in");
    }
    const ScratchFolder scratch(project.folder() / ".unpacking");
    ImportChoice copied = choice;
    copied.options.mode = dataset::ImportMode::Copy; // the unpacked files do not stay
    const fs::path folder = dataset::unpackArchive(path, scratch.path(), context.part(0.0, 0.5));
    return importFolder(project, folder, path, copied, context.part(0.5, 1.0));
}

std::size_t fixGeometry(database::Project& project, const database::DatasetRecord& record,
                        const TaskContext& context)
{
    const dataset::DatasetCheck check = project.check(record.id, context);
    const std::string offered = fixName(dataset::FixKind::CopyGeometry);
    std::size_t fixed = 0;
    for (const dataset::CaseCheck& item : check.cases) {
        if (std::any_of(item.issues.begin(), item.issues.end(),
                        [&](const dataset::Issue& issue) { return issue.fix == offered; })) {
            dataset::Fix fix;
            fix.kind = dataset::FixKind::CopyGeometry;
            fix.caseId = item.id;
            static_cast<void>(project.applyFix(record.id, fix, context));
            ++fixed;
        }
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

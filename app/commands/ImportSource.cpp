// SPDX-License-Identifier: Apache-2.0
#include "app/commands/ImportSource.h"

#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/base/ScratchFolder.h"

#include <algorithm>
#include <optional>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

constexpr double kOpenShare = 0.2;   // of an import: reading the labels of a plain folder
constexpr double kUnpackShare = 0.5; // of an import from an archive or from DICOM

} // namespace

database::DatasetRecord importSource(database::Project& project, const fs::path& path,
                                     const ImportChoice& choice, const TaskContext& context)
{
    const bool unpacks = choice.source.pattern ? false : dataset::needsUnpacking(path);
    std::optional<ScratchFolder> scratch;
    ImportChoice chosen = choice;
    if (unpacks) {
        scratch.emplace(project.folder() / ".unpacking");
        chosen.options.mode = dataset::ImportMode::Copy; // the unpacked files do not stay
    }
    const double share = unpacks ? kUnpackShare : kOpenShare;
    const dataset::DatasetSource source = dataset::openAnySource(path, scratch ? scratch->path() : fs::path(),
                                                                 chosen.source, context.part(0.0, share));
    for (const std::string& note : source.notes) {
        log::warning("import", note);
    }
    return project.importDataset(source, chosen.options, context.part(share, 1.0));
}

std::size_t fixOffered(database::Project& project, const database::DatasetRecord& record,
                       dataset::FixKind kind, const TaskContext& context)
{
    const dataset::DatasetCheck check = project.check(record.id, context);
    std::size_t fixed = 0;
    for (const dataset::CaseCheck& item : check.cases) {
        if (std::any_of(item.issues.begin(), item.issues.end(),
                        [kind](const dataset::Issue& issue) { return helps(kind, issue.fix); })) {
            dataset::Fix fix;
            fix.kind = kind;
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

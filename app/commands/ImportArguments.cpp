// SPDX-License-Identifier: Apache-2.0
#include "app/commands/ImportArguments.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

/// "geometry" is what the command line has always called it.
dataset::FixKind fixNamed(const std::string& name)
{
    return name == "geometry" ? dataset::FixKind::CopyGeometry : dataset::fixKindOf(name).value();
}

/// Checksum of the archive that is to be downloaded. \throws seg::Error  InvalidArgument.
dataset::Checksum checksumOf(const ImportArguments& arguments)
{
    using dataset::ChecksumKind;
    if (!arguments.sha256.empty()) {
        return dataset::checksumFromText(ChecksumKind::Sha256, arguments.sha256);
    }
    if (!arguments.md5.empty()) {
        return dataset::checksumFromText(ChecksumKind::Md5, arguments.md5);
    }
    std::vector<std::string_view> names;
    for (const dataset::MsdArchive& archive : dataset::msdArchives()) {
        if (archive.name == arguments.download) {
            return {ChecksumKind::Md5, std::string(archive.md5)};
        }
        names.push_back(archive.name);
    }
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("there is no task '{}' to download; there are: {}. For another one give the "
                            "checksum of its archive (--sha256 or --md5)",
                            arguments.download, fmt::join(names, ", ")));
}

/// Downloads the archive into the project. What has arrived stays there until the import has succeeded, so
/// that a second try goes on; an archive of another checksum is downloaded anew. \return  the archive.
fs::path download(const ImportArguments& arguments, const database::Project& project, CommandContext& context)
{
    context.console().news(std::string(dataset::msdLicense()));
    const fs::path file = project.folder() / ".downloads" / (arguments.download + ".tar");
    const dataset::Checksum expected = checksumOf(arguments);
    if (fs::exists(file) && dataset::checksumOfFile(file, expected.kind) != expected) {
        context.console().news(
            fmt::format("{} is not the archive that is asked for; it is downloaded anew", pathText(file)));
        fs::remove(file);
    }
    if (!fs::exists(file)) {
        dataset::downloadFile(arguments.mirror + "/" + arguments.download + ".tar", file, expected,
                              context.task());
        context.console().endProgress();
    }
    return file;
}

ImportChoice choiceOf(const ImportArguments& arguments)
{
    ImportChoice choice = arguments.choice;
    choice.options.mode = arguments.reference ? dataset::ImportMode::Reference : dataset::ImportMode::Copy;
    for (const std::string& name : arguments.exclude) {
        choice.options.exclude.insert(CaseId{name});
    }
    if (!arguments.images.empty()) {
        choice.source.pattern = dataset::FilePattern{arguments.images, arguments.labels};
    }
    return choice;
}

/// The options that decide what an import makes, as typed. Those of cases can be given later, too.
std::map<std::string, std::string> givenOptions(const ImportArguments& arguments)
{
    const dataset::ImportOptions& options = arguments.choice.options;
    std::map<std::string, std::string> given{
        {"name", options.name},
        {"id", options.id == 0 ? std::string() : std::to_string(options.id)},
        {"images", arguments.images},
        {"labels", arguments.labels},
        {"channels", fmt::format("{}", fmt::join(arguments.choice.source.channelNames, ","))},
        {"mirror", arguments.mirror == dataset::kMsdMirror ? std::string() : arguments.mirror},
        {"md5", arguments.md5},
        {"sha256", arguments.sha256},
        {"files", arguments.reference ? "reference"
                  : arguments.copy    ? "copy"
                                      : ""}};
    std::erase_if(given, [](const auto& option) { return option.second.empty(); });
    return given;
}

std::string memoryKey(const database::DatasetRecord& record)
{
    return "import options of " + record.name;
}

/// "--id 7", "--reference"
std::string optionText(const std::string& name, const std::string& value)
{
    return name == "files" ? "--" + value
                           : fmt::format("--{} {}", name == "name" ? "dataset-name" : name, value);
}

/// What importAsAsked() remembered; nothing of a dataset that was imported elsewhere.
Json rememberedOptions(const database::Project& project, const database::DatasetRecord& record)
{
    const auto text = project.setting(memoryKey(record));
    return text ? parseJson(*text, "the options of an import") : Json::object();
}

/// \throws seg::Error  InvalidArgument for an option that the import did not know.
void requireSameImport(const ImportArguments& arguments, const database::Project& project,
                       const database::DatasetRecord& record)
{
    if (!project.setting(memoryKey(record))) {
        return; // imported in a window or by an earlier version: nobody knows how
    }
    const Json memory = rememberedOptions(project, record);
    for (const auto& [name, value] : givenOptions(arguments)) {
        const std::string otherwise = name == "files" ? "copy" : ""; // what happens without the option
        const std::string before = memory.value(name, otherwise);
        if (value != before) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("{} comes too late: {} is in the project already and was imported {}; "
                                    "leave it out, or begin another project (--project DIR)",
                                    optionText(name, value), record.name,
                                    before.empty() ? "without it" : "with " + optionText(name, before)));
        }
    }
}

/// Cases that are still to be excluded. \throws seg::Error  InvalidArgument for one that never was there.
std::set<CaseId> casesToExclude(const ImportArguments& arguments, const database::Project& project,
                                const database::DatasetRecord& record)
{
    const auto before = rememberedOptions(project, record).value("exclude", std::vector<std::string>());
    const dataset::RawDataset raw = project.rawDataset(record.id);
    const std::vector<database::FixRecord> fixes = project.fixes(record.id);
    std::set<CaseId> ids;
    for (const std::string& name : arguments.exclude) {
        const CaseId id{name};
        if (std::ranges::any_of(raw.trainingCases, [&](const Case& item) { return item.id == id; })) {
            ids.insert(id);
        } else if (std::ranges::find(before, name) == before.end() &&
                   std::ranges::none_of(fixes, [&](const database::FixRecord& fix) {
                       return fix.fix.kind == dataset::FixKind::ExcludeCase && fix.fix.caseId == id;
                   })) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot exclude {} from {}: there is no such case; check its spelling",
                                    name, record.name));
        }
    }
    if (!ids.empty() && ids.size() >= raw.trainingCases.size()) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot exclude all cases of {}: no training case would "
                                                     "be left; exclude fewer",
                                                     record.name));
    }
    return ids;
}

/// Whether the last check found anything that one of the fixes helps; also when there was none.
bool mayNeedFixes(const std::vector<std::string>& names, const std::optional<dataset::DatasetCheck>& check)
{
    if (!check) {
        return true;
    }
    return std::ranges::any_of(check->cases, [&](const dataset::CaseCheck& item) {
        return std::ranges::any_of(item.issues, [&](const dataset::Issue& issue) {
            return std::ranges::any_of(
                names, [&](const std::string& name) { return helps(fixNamed(name), issue.fix); });
        });
    });
}

} // namespace

void requireUsable(const ImportArguments& arguments)
{
    if (arguments.source.empty() == arguments.download.empty()) {
        throw Error(ErrorCode::InvalidArgument, "give either SOURCE or --download TASK");
    }
    if (arguments.download.empty()) {
        return;
    }
    static_cast<void>(checksumOf(arguments));
    if (!arguments.acceptLicense) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} Add --accept-license to download {} under these terms",
                                dataset::msdLicense(), arguments.download));
    }
}

database::DatasetRecord importAsAsked(const ImportArguments& arguments, database::Project& project,
                                      CommandContext& context)
{
    requireUsable(arguments);
    const fs::path source =
        arguments.download.empty() ? fs::path(arguments.source) : download(arguments, project, context);
    const database::DatasetRecord record = importSource(project, source, choiceOf(arguments), context.task());
    Json memory = givenOptions(arguments);
    memory["exclude"] = arguments.exclude;
    project.setSetting(memoryKey(record), memory.dump());
    if (!arguments.download.empty()) {
        std::error_code ignored; // an archive that stays costs space and nothing else
        fs::remove_all(source.parent_path(), ignored);
    }
    context.console().endProgress();
    return record;
}

std::vector<AskedFix> fixAsAsked(const ImportArguments& arguments, database::Project& project,
                                 const database::DatasetRecord& record, CommandContext& context)
{
    std::vector<AskedFix> fixes;
    for (const std::string& name : arguments.fixes) {
        fixes.push_back({name, fixOffered(project, record, fixNamed(name), context.task())});
    }
    context.console().endProgress();
    for (const AskedFix& fix : fixes) {
        context.console().line(
            fmt::format("fix {}: {} {}", fix.name, fix.cases, fix.cases == 1 ? "case" : "cases"));
    }
    return fixes;
}

std::size_t catchUpImport(const ImportArguments& arguments, database::Project& project,
                          const database::DatasetRecord& record, CommandContext& context)
{
    requireSameImport(arguments, project, record);
    std::size_t changed = 0;
    for (const CaseId& id : casesToExclude(arguments, project, record)) {
        dataset::Fix fix;
        fix.kind = dataset::FixKind::ExcludeCase;
        fix.caseId = id;
        context.console().line(project.applyFix(record.id, fix, context.task()).text);
        ++changed;
    }
    if (!arguments.fixes.empty() && mayNeedFixes(arguments.fixes, project.lastCheck(record.id))) {
        for (const AskedFix& fix : fixAsAsked(arguments, project, record, context)) {
            changed += fix.cases;
        }
    }
    return changed;
}

void declareImportOptions(CLI::App& verb, ImportArguments& arguments, const std::string& nameOption)
{
    auto* reference = verb.add_flag("--reference", arguments.reference,
                                    "Link to the source's files instead of copying them");
    verb.add_flag("--copy", arguments.copy, "Copy the files (the default)")->excludes(reference);
    verb.add_option(nameOption, arguments.choice.options.name,
                    "Name after DatasetNNN_; the source's own when left out");
    verb.add_option("--id", arguments.choice.options.id,
                    "Number in DatasetNNN_; the source's own, or the first free one from 100, when left out")
        ->check(CLI::Range(1, 999));
    verb.add_option("--exclude", arguments.exclude, "Case to leave out; may be given several times")
        ->type_name("CASE")
        ->allow_extra_args(false);
    auto* images = verb.add_option("--images", arguments.images,
                                   "Names of the images in a folder without dataset.json, e.g. "
                                   "'images/{case}_{channel}'; guessed when left out")
                       ->type_name("PATTERN");
    auto* labels = verb.add_option("--labels", arguments.labels, "Names of the labels, e.g. 'labels/{case}'")
                       ->type_name("PATTERN")
                       ->needs(images);
    images->needs(labels);
    verb.add_option("--channels", arguments.choice.source.channelNames,
                    "Names of the channels of such a folder; CT decides the normalization")
        ->type_name("NAME,NAME")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb.add_option("--fix", arguments.fixes,
                    "Fix every case whose findings ask for it. geometry: copy the scan's geometry to a label "
                    "whose own differs; use_sform, use_qform: where a header holds two places that "
                    "contradict each other, which of them is right; straighten_axes: make skewed axes "
                    "perpendicular. May be given several times; 'verify --undo' takes it back")
        ->type_name("KIND")
        ->allow_extra_args(false)
        ->check(CLI::IsMember({"geometry", "use_sform", "use_qform", "straighten_axes"}));
    auto* task = verb.add_option("--download", arguments.download,
                                 "Download a Decathlon task first, e.g. Task04_Hippocampus; goes on where it "
                                 "stopped, and checks the archive")
                     ->type_name("TASK");
    verb.add_flag("--accept-license", arguments.acceptLicense,
                  "The license of the task, which is shown, is accepted")
        ->needs(task);
    verb.add_option("--mirror", arguments.mirror, "Address that TASK.tar lies under")
        ->type_name("URL")
        ->needs(task);
    auto* md5 = verb.add_option("--md5", arguments.md5, "Checksum of TASK.tar, for tasks beyond the ten")
                    ->type_name("DIGITS")
                    ->needs(task);
    verb.add_option("--sha256", arguments.sha256, "The same as SHA-256; also for one of the ten")
        ->type_name("DIGITS")
        ->needs(task)
        ->excludes(md5);
}

} // namespace seg::app

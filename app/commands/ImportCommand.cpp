// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/ImportSource.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/Download.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace seg::app {

namespace {

struct ImportArguments {
    std::string source;
    ImportChoice choice;
    std::vector<std::string> exclude;
    std::string images; // name patterns of a plain folder
    std::string labels;
    std::vector<std::string> fixes;
    std::string download; // name of a Decathlon task
    std::string mirror{dataset::kMsdMirror};
    std::string md5;
    bool acceptLicense = false;
    bool reference = false;
    bool copy = false; // the default; named so that a script can say it
};

/// Every case is read once on import, so that the findings are known before anything is planned.
void checkImported(database::Project& project, database::DatasetId id, CommandContext& context)
{
    const dataset::DatasetCheck check = project.check(id, context.task());
    context.console().endProgress();
    const std::size_t errors = check.count(dataset::Severity::Error);
    const std::size_t warnings = check.count(dataset::Severity::Warning);
    context.console().result()["errors"] = errors;
    context.console().result()["warnings"] = warnings;
    context.console().line(errors + warnings == 0
                               ? fmt::format("checked {} cases: all fine", check.cases.size())
                               : fmt::format("checked {} cases: {} errors, {} warnings; 'verify' lists them",
                                             check.cases.size(), errors, warnings));
}

/// "geometry" is what the command line has always called it.
dataset::FixKind fixNamed(const std::string& name)
{
    return name == "geometry" ? dataset::FixKind::CopyGeometry : dataset::fixKindOf(name).value();
}

/// Checksum of the archive that is to be downloaded. \throws seg::Error  InvalidArgument.
std::string checksumOf(const ImportArguments& arguments)
{
    if (!arguments.md5.empty()) {
        return arguments.md5;
    }
    std::vector<std::string_view> names;
    for (const dataset::MsdArchive& archive : dataset::msdArchives()) {
        if (archive.name == arguments.download) {
            return std::string(archive.md5);
        }
        names.push_back(archive.name);
    }
    throw Error(ErrorCode::InvalidArgument, fmt::format("there is no task '{}' to download; there are: {}",
                                                        arguments.download, fmt::join(names, ", ")));
}

/// Downloads the archive into the project. What has arrived stays there until the import has succeeded, so
/// that a second try goes on. \return  the archive.
std::filesystem::path download(const ImportArguments& arguments, const database::Project& project,
                               CommandContext& context)
{
    const std::string md5 = checksumOf(arguments);
    if (!arguments.acceptLicense) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} Add --accept-license to download {} under these terms",
                                dataset::msdLicense(), arguments.download));
    }
    context.console().news(std::string(dataset::msdLicense()));
    const std::filesystem::path file = project.folder() / ".downloads" / (arguments.download + ".tar");
    if (!std::filesystem::exists(file)) {
        dataset::downloadFile(arguments.mirror + "/" + arguments.download + ".tar", file, md5,
                              context.task());
        context.console().endProgress();
    }
    return file;
}

int importCommand(const ImportArguments& arguments, CommandContext& context)
{
    if (arguments.source.empty() == arguments.download.empty()) {
        throw Error(ErrorCode::InvalidArgument, "give either SOURCE or --download TASK");
    }
    ImportChoice choice = arguments.choice;
    choice.options.mode = arguments.reference ? dataset::ImportMode::Reference : dataset::ImportMode::Copy;
    for (const std::string& name : arguments.exclude) {
        choice.options.exclude.insert(CaseId{name});
    }
    if (!arguments.images.empty()) {
        choice.source.pattern = dataset::FilePattern{arguments.images, arguments.labels};
    }
    database::Project project = context.openProject();
    const std::filesystem::path source = arguments.download.empty() ? std::filesystem::path(arguments.source)
                                                                    : download(arguments, project, context);
    const database::DatasetRecord record = importSource(project, source, choice, context.task());
    if (!arguments.download.empty()) {
        std::error_code ignored; // an archive that stays costs space and nothing else
        std::filesystem::remove_all(source.parent_path(), ignored);
    }
    std::size_t fixed = 0;
    std::vector<std::string> fixLines;
    for (const std::string& name : arguments.fixes) {
        const std::size_t cases = fixOffered(project, record, fixNamed(name), context.task());
        fixLines.push_back(fmt::format("fix {}: {} {}", name, cases, cases == 1 ? "case" : "cases"));
        fixed += cases;
    }
    context.console().endProgress();
    context.console().line(fmt::format("imported {}: {} training and {} test cases, {}", record.name,
                                       record.trainingCases, record.testCases,
                                       fmt::join(record.channelNames, ", ")));
    for (const std::string& line : fixLines) {
        context.console().line(line);
    }
    context.console().result() = datasetToJson(record);
    context.console().result()["fixed"] = fixed;
    checkImported(project, record.id, context);
    return kDone;
}

} // namespace

void declareImport(Verbs& verbs)
{
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App& verb = verbs.add(
        "import",
        "Take a dataset into the project: a Medical Segmentation Decathlon task (folder or "
        "archive), an nnU-Net raw dataset (v2 or v1), or a folder of images and labels",
        "  segwright-cli import Task04_Hippocampus.tar --project Hippocampus.segwright\n"
        "  segwright-cli import nnUNet_raw/Dataset003_Liver --reference --project Liver.segwright\n"
        "  segwright-cli import Scans --images 'ct/{case}' --labels 'masks/{case}_seg' --channels CT",
        [arguments](CommandContext& context) { return importCommand(*arguments, context); });
    verb.add_option("SOURCE", arguments->source,
                    "Folder of the dataset, or the .tar or .tar.gz of a Decathlon task");
    auto* task = verb.add_option("--download", arguments->download,
                                 "Download a Decathlon task first, e.g. Task04_Hippocampus; goes on where it "
                                 "stopped, and checks the archive")
                     ->type_name("TASK");
    verb.add_flag("--accept-license", arguments->acceptLicense,
                  "The license of the task, which is shown, is accepted")
        ->needs(task);
    verb.add_option("--mirror", arguments->mirror, "Address that TASK.tar lies under")
        ->type_name("URL")
        ->needs(task);
    verb.add_option("--md5", arguments->md5, "Checksum of TASK.tar, for tasks beyond the ten")->needs(task);
    auto* reference = verb.add_flag("--reference", arguments->reference,
                                    "Link to the source's files instead of copying them");
    verb.add_flag("--copy", arguments->copy, "Copy the files (the default)")->excludes(reference);
    verb.add_option("--name", arguments->choice.options.name,
                    "Name after DatasetNNN_; the source's own when left out");
    verb.add_option("--id", arguments->choice.options.id,
                    "Number in DatasetNNN_; the source's own, or the first free one from 100, when left out")
        ->check(CLI::Range(1, 999));
    verb.add_option("--exclude", arguments->exclude, "Case to leave out; may be given several times")
        ->type_name("CASE")
        ->allow_extra_args(false);
    auto* images = verb.add_option("--images", arguments->images,
                                   "Names of the images in a folder without dataset.json, e.g. "
                                   "'images/{case}_{channel}'; guessed when left out")
                       ->type_name("PATTERN");
    auto* labels = verb.add_option("--labels", arguments->labels, "Names of the labels, e.g. 'labels/{case}'")
                       ->type_name("PATTERN")
                       ->needs(images);
    images->needs(labels);
    verb.add_option("--channels", arguments->choice.source.channelNames,
                    "Names of the channels of such a folder; CT decides the normalization")
        ->type_name("NAME,NAME")
        ->delimiter(',');
    verb.add_option("--fix", arguments->fixes,
                    "Fix every case whose findings ask for it. geometry: copy the scan's geometry to a label "
                    "whose own differs; use_sform, use_qform: where a header holds two places that "
                    "contradict each other, which of them is right; straighten_axes: make skewed axes "
                    "perpendicular. May be given several times; 'verify --undo' takes it back")
        ->type_name("KIND")
        ->allow_extra_args(false)
        ->check(CLI::IsMember({"geometry", "use_sform", "use_qform", "straighten_axes"}));
}

} // namespace seg::app

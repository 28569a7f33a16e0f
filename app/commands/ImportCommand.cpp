// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/ImportSource.h"
#include "core/base/Files.h"

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
    std::string fix;
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

int importCommand(const ImportArguments& arguments, CommandContext& context)
{
    ImportChoice choice = arguments.choice;
    choice.options.mode = arguments.reference ? dataset::ImportMode::Reference : dataset::ImportMode::Copy;
    for (const std::string& name : arguments.exclude) {
        choice.options.exclude.insert(CaseId{name});
    }
    if (!arguments.images.empty()) {
        choice.source.pattern = dataset::FilePattern{arguments.images, arguments.labels};
    }
    database::Project project = context.openProject();
    const database::DatasetRecord record = importSource(project, arguments.source, choice, context.task());
    std::size_t fixed = 0;
    if (arguments.fix == "geometry") {
        fixed = fixGeometry(project, record, context.task());
    }
    context.console().endProgress();
    context.console().line(fmt::format("imported {}: {} training and {} test cases, {}", record.name,
                                       record.trainingCases, record.testCases,
                                       fmt::join(record.channelNames, ", ")));
    if (fixed > 0) {
        context.console().line(fmt::format("copied the scan's geometry to {} labels", fixed));
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
                    "Folder of the dataset, or the .tar or .tar.gz of a Decathlon task")
        ->required();
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
    verb.add_option("--fix", arguments->fix,
                    "geometry: where a label's geometry differs from its scan's, copy the scan's")
        ->check(CLI::IsMember({"geometry"}));
}

} // namespace seg::app

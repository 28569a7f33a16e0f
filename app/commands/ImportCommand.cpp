// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/ImportArguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace seg::app {

namespace {

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
    requireUsable(arguments);
    database::Project project = context.openProject();
    const database::DatasetRecord record = importAsAsked(arguments, project, context);
    context.console().line(fmt::format("imported {}: {} training and {} test cases, {}", record.name,
                                       record.trainingCases, record.testCases,
                                       fmt::join(record.channelNames, ", ")));
    std::size_t fixed = 0;
    for (const AskedFix& fix : fixAsAsked(arguments, project, record, context)) {
        fixed += fix.cases;
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
    declareImportOptions(verb, *arguments, "--name");
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetExport.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

struct ExportRawArguments {
    std::string output;
    std::string name;
    bool link = false;
};

int exportRaw(const ExportRawArguments& arguments, CommandContext& context)
{
    const database::Project project = context.openProject();
    const dataset::RawDataset raw = project.rawDataset(context.dataset(project).id);
    const std::filesystem::path folder = dataset::exportRawDataset(
        raw, std::filesystem::absolute(arguments.output).lexically_normal(), arguments.name,
        arguments.link ? dataset::ImportMode::Reference : dataset::ImportMode::Copy, context.task());
    context.console().endProgress();
    context.console().line(fmt::format("{}: {} training and {} test cases in {}", raw.name,
                                       raw.trainingCases.size(), raw.testCases.size(), pathText(folder)));
    context.console().result() = {{"dataset", raw.name},
                                  {"folder", pathText(folder)},
                                  {"training", raw.trainingCases.size()},
                                  {"test", raw.testCases.size()}};
    return kDone;
}

} // namespace

void declareExportRaw(Verbs& verbs)
{
    auto arguments = std::make_shared<ExportRawArguments>();
    CLI::App& verb =
        verbs.add("export-raw",
                  "Write a dataset of the project, with its fixes, as an nnU-Net v2 raw dataset: a folder "
                  "DatasetNNN_Name for nnUNet_raw",
                  "  segwright-cli export-raw -o nnUNet_raw --project Liver.segwright\n"
                  "  segwright-cli export-raw -d 4 -o nnUNet_raw --link --name Dataset104_HippocampusFixed",
                  [arguments](CommandContext& context) { return exportRaw(*arguments, context); });
    verb.add_option("-o,--output", arguments->output, "Folder to put DatasetNNN_Name into")
        ->required()
        ->type_name("DIR");
    verb.add_option("--name", arguments->name, "DatasetNNN_Name; the dataset's own when left out");
    verb.add_flag("--link", arguments->link, "Link to the files instead of copying them");
}

} // namespace seg::app

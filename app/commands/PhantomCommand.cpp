// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Files.h"
#include "core/dataset/Phantom.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

struct PhantomArguments {
    std::string folder;
    dataset::PhantomOptions phantom;
    std::vector<std::int64_t> size{48, 48, 48}; // as typed: (x, y, z)
    std::vector<double> spacing{1.0, 1.0, 1.0}; // as typed: (x, y, z)
};

int writePhantom(const PhantomArguments& arguments, CommandContext& context)
{
    dataset::PhantomOptions options = arguments.phantom;
    options.extent = {{arguments.size[2], arguments.size[1], arguments.size[0]}};
    options.spacing = {{arguments.spacing[2], arguments.spacing[1], arguments.spacing[0]}};
    options.seed = context.options().seed.value_or(0);
    const std::filesystem::path folder = std::filesystem::absolute(arguments.folder).lexically_normal();
    if (folder.has_filename()) {
        options.name = pathText(folder.filename());
    }
    dataset::writePhantomTask(folder, options);
    context.console().line(fmt::format("wrote {} training and {} test cases to {}", options.cases,
                                       options.tests, pathText(folder)));
    context.console().result() = {
        {"folder", pathText(folder)}, {"cases", options.cases}, {"tests", options.tests}};
    return kDone;
}

} // namespace

void declarePhantom(Verbs& verbs)
{
    auto arguments = std::make_shared<PhantomArguments>();
    CLI::App& verb =
        verbs.add("phantom", "Write a synthetic Medical Segmentation Decathlon task: seeded shapes in noise",
                  "  segwright-cli phantom Task99_Phantom\n"
                  "  segwright-cli phantom Task98_Flat --two-d --cases 20 --size 64,64,1 --seed 7",
                  [arguments](CommandContext& context) { return writePhantom(*arguments, context); });
    dataset::PhantomOptions& phantom = arguments->phantom;
    verb.add_option("DIR", arguments->folder, "Folder to make")->required();
    verb.add_option("--cases", phantom.cases, "Training cases")->capture_default_str();
    verb.add_option("--tests", phantom.tests, "Test cases without labels")->capture_default_str();
    verb.add_option("--size", arguments->size, "Voxels along x, y, z")
        ->delimiter(',')
        ->expected(3)
        ->capture_default_str();
    verb.add_option("--spacing", arguments->spacing, "Millimetres along x, y, z")
        ->delimiter(',')
        ->expected(3)
        ->capture_default_str();
    verb.add_option("--channels", phantom.channels, "Channels of each scan")->capture_default_str();
    verb.add_option("--labels", phantom.labels, "Labels besides background")->capture_default_str();
    verb.add_flag("--two-d", phantom.twoD, "Single slices");
}

} // namespace seg::app

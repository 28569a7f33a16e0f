// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace seg::app {

void declareNew(Verbs& verbs)
{
    struct Options {
        std::string folder;
        std::string name;
    };
    auto options = std::make_shared<Options>();
    CLI::App& verb =
        verbs.add("new", "Make a project folder",
                  "  segwright-cli new Liver.segwright\n"
                  "  segwright-cli new ~/Projects/Heart.segwright --name \"Heart study\"",
                  [options](CommandContext& context) {
                      const auto project = database::Project::create(options->folder, options->name);
                      const std::string folder = pathText(project.folder());
                      context.console().line("made project '" + project.name() + "' in " + folder);
                      context.console().result() = {{"project", folder}, {"name", project.name()}};
                      return kDone;
                  });
    verb.add_option("DIR", options->folder, "Folder to make; by custom it ends in .segwright")->required();
    verb.add_option("--name", options->name, "Name shown; the folder's when left out");
}

} // namespace seg::app

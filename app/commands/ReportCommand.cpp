// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/reporting/Report.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace seg::app {

namespace {

struct ReportArguments {
    std::string run; ///< number, folder, or empty for the newest finished one
    std::string output;
};

database::RunId newestFinished(const database::Project& project)
{
    for (const database::RunRecord& run : project.runs()) {
        if (run.state == training::RunState::Finished) {
            return run.id;
        }
    }
    throw Error(ErrorCode::NotFound,
                "no run of this project is finished yet; give the number of one to report it as it is");
}

std::filesystem::path writeReport(const ReportArguments& arguments, CommandContext& context)
{
    if (!arguments.run.empty() &&
        std::filesystem::is_regular_file(std::filesystem::path(arguments.run) / "options.json")) {
        const std::filesystem::path folder = arguments.run;
        return reporting::writeRunReport(
            folder, arguments.output.empty() ? folder / "report" : std::filesystem::path(arguments.output));
    }
    database::Project project = context.openProject();
    return project
        .report(arguments.run.empty() ? newestFinished(project) : parseRunId(arguments.run), arguments.output)
        .file;
}

int report(const ReportArguments& arguments, CommandContext& context)
{
    const std::string file = pathText(writeReport(arguments, context));
    context.console().line("wrote " + file);
    context.console().result() = {{"report", file}};
    return kDone;
}

} // namespace

void declareReport(Verbs& verbs)
{
    auto arguments = std::make_shared<ReportArguments>();
    CLI::App& verb =
        verbs.add("report", "Write the HTML report of a run: data, method, curves, tables, worst cases",
                  "  segwright-cli report 3 --project Liver.segwright\n"
                  "  segwright-cli report runs/0003 -o liver-report",
                  [arguments](CommandContext& context) { return report(*arguments, context); });
    verb.add_option("RUN", arguments->run,
                    "Number of a run, or a run folder; the newest finished run when left out");
    verb.add_option("-o", arguments->output,
                    "Folder to write into; reports/NNNN of the project when left out")
        ->type_name("DIR");
}

} // namespace seg::app

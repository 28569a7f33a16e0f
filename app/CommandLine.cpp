// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"

#include "app/ExitCode.h"
#include "app/ProgramInfo.h"
#include "app/commands/Commands.h"
#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/base/MemoryBudget.h"
#include "core/base/ThreadPool.h"
#include "core/kernels/TensorMemory.h"
#include "core/kernels/TensorThreads.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <optional>
#include <string_view>

namespace seg::app {

namespace {

void addGlobalOptions(CLI::App& app, GlobalOptions& options)
{
    constexpr const char* group = "Everywhere";
    app.add_option("--project", options.project,
                   "Project folder; else SEGWRIGHT_PROJECT, else the current folder")
        ->type_name("DIR")
        ->group(group);
    app.add_option("-d", options.dataset, "Dataset by name or number; not needed when there is only one")
        ->type_name("NAME")
        ->group(group);
    app.add_flag("--json", options.json, "One JSON object on standard output, nothing else there")
        ->group(group);
    app.add_option("--threads", options.threads, "Threads to compute with; all cores when left out")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->group(group);
    app.add_option(
           "--memory", options.memoryGiB,
           "Memory to use: cases prepared at once fit into it, and freed tensors keep no more than this")
        ->type_name("GiB")
        ->check(CLI::Range(0.25, 65536.0))
        ->group(group);
    app.add_option("--device", options.device, "auto, cpu, cuda or cuda:K")
        ->type_name("DEVICE")
        ->group(group);
    app.add_option("--seed", options.seed, "Start of every random number")->type_name("N")->group(group);
    app.add_flag("-q,--quiet", options.quiet, "No progress; of the log only warnings and errors")
        ->group(group);
    app.add_flag("-v,--verbose", options.verbose, "Log details")->group(group);
}

void applyGlobalOptions(const GlobalOptions& options)
{
    log::setLevel(options.verbose ? log::Level::Debug : log::Level::Info);
    if (options.threads > 0) {
        setThreadCount(static_cast<std::size_t>(options.threads));
        kernels::setTensorThreads(options.threads);
    }
    if (options.memoryGiB > 0.0) {
        const auto bytes = static_cast<std::uint64_t>(std::llround(std::ldexp(options.memoryGiB, 30)));
        setMemoryBudget(bytes);
        kernels::setTensorMemoryLimit(bytes);
    }
}

/// An error as --json shows it.
Json errorToJson(std::string_view code, const std::string& text)
{
    return {{"error", {{"code", code}, {"text", text}}}};
}

int reportError(Console& console, ErrorCode code, const std::string& text)
{
    console.error(text);
    console.result().update(errorToJson(errorCodeName(code), text));
    console.printResult();
    return exitCodeOf(code);
}

int runChosen(const Verbs& verbs, const GlobalOptions& options, const Interrupt& interrupt)
{
    Console console({options.json ? OutputMode::Json : OutputMode::Text, options.quiet, options.verbose});
    applyGlobalOptions(options);
    try {
        CommandContext context(options, console, interrupt);
        const int code = verbs.chosen()(context);
        console.endProgress();
        console.printResult();
        return code;
    } catch (const Error& error) {
        return reportError(console, error.code(), error.what());
    } catch (const std::exception& error) { // of a library, let through by a module
        return reportError(console, ErrorCode::Internal, error.what());
    }
}

/// The sentence for a word that stands where a verb should.
std::optional<std::string> unknownVerb(const CLI::App& app)
{
    const std::vector<std::string> rest = app.remaining();
    if (!app.get_subcommands().empty() || rest.empty() || rest.front().starts_with('-')) {
        return std::nullopt;
    }
    return "there is no verb '" + rest.front() + "'; 'segwright-cli --help' lists them";
}

/// Help and usage errors; CLI11 reports both as exceptions.
int reportParse(const CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv)
{
    if (error.get_exit_code() == 0) {
        return app.exit(error);
    }
    const std::string text = unknownVerb(app).value_or(error.what());
    std::cerr << "error: " << text << "\n";
    const auto subcommands = app.get_subcommands();
    std::cerr << "see: " << app.get_name()
              << (subcommands.empty() ? "" : " " + subcommands.front()->get_name()) << " --help\n";
    if (std::any_of(argv, argv + argc,
                    [](const char* argument) { return std::string_view(argument) == "--json"; })) {
        std::cout << errorToJson(errorCodeName(ErrorCode::InvalidArgument), text).dump(2) << "\n";
    }
    return kUsage;
}

} // namespace

CLI::App& Verbs::add(CLI::App& parent, const std::string& name, const std::string& description,
                     const std::string& examples, Action action)
{
    CLI::App* verb = parent.add_subcommand(name, description);
    verb->fallthrough(); // the options of everywhere may stand behind the verb
    verb->footer(
        "Options of every verb (--project, -d, --json, --threads, --device, …): segwright-cli --help\n"
        "Examples:\n" +
        examples);
    verb->final_callback([this, action = std::move(action)] { m_chosen = action; });
    return *verb;
}

CLI::App& Verbs::add(const std::string& name, const std::string& description, const std::string& examples,
                     Action action)
{
    return add(m_app, name, description, examples, std::move(action));
}

CLI::App& Verbs::addGroup(const std::string& name, const std::string& description,
                          const std::string& examples)
{
    CLI::App* group = m_app.add_subcommand(name, description);
    group->fallthrough();
    group->require_subcommand(1);
    group->footer("Examples:\n" + examples);
    return *group;
}

int runCommandLine(int argc, const char* const* argv)
{
    const Interrupt interrupt; // before any other thread
    CLI::App app("Self-configuring medical image segmentation: from a dataset to masks, without a window.",
                 "segwright-cli");
    app.require_subcommand(1);
    app.footer("Examples:\n"
               "  segwright-cli run Task04_Hippocampus --quick\n"
               "  segwright-cli predict --project Liver.segwright --run 1 -i scan.nii.gz -o masks\n"
               "'segwright-cli VERB --help' explains a verb.");
    GlobalOptions options;
    addGlobalOptions(app, options);
    app.add_flag_callback(
        "--version", [] { throw CLI::CallForVersion(versionText(), 0); },
        "Program, LibTorch, CUDA and build");
    Verbs verbs(app);
    declareCommands(verbs);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return reportParse(app, error, argc, argv);
    }
    return runChosen(verbs, options, interrupt);
}

} // namespace seg::app

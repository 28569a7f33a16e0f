// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace seg::app {

namespace {

std::vector<std::string> optionNames(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_snames()) {
            names.push_back("-" + name);
        }
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return names;
}

std::vector<const CLI::App*> verbsOf(const CLI::App& app)
{
    return app.get_subcommands([](const CLI::App*) { return true; });
}

/// The first sentence of a description, safe inside quotes of a shell.
std::string shortText(const CLI::App& verb)
{
    std::string text = verb.get_description();
    text.resize(std::min(text.size(), text.find_first_of(":;")));
    std::erase(text, '\'');
    return text;
}

std::string bashScript(const CLI::App& app)
{
    std::vector<std::string> names;
    std::string cases;
    for (const CLI::App* verb : verbsOf(app)) {
        names.push_back(verb->get_name());
        std::vector<std::string> words = optionNames(*verb);
        for (const CLI::App* below : verbsOf(*verb)) {
            words.push_back(below->get_name());
        }
        cases +=
            fmt::format("        {}) words=\"{} $everywhere\" ;;\n", verb->get_name(), fmt::join(words, " "));
    }
    return fmt::format(
        "# segwright-cli completion bash > ~/.local/share/bash-completion/completions/segwright-cli\n"
        "_segwright_cli() {{\n"
        "    local current=\"${{COMP_WORDS[COMP_CWORD]}}\" verb=\"\" word words\n"
        "    local everywhere=\"{}\"\n"
        "    for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
        "        [[ $word != -* ]] && {{ verb=$word; break; }}\n"
        "    done\n"
        "    case \"$verb\" in\n"
        "{}"
        "        *) words=\"{} $everywhere\" ;;\n"
        "    esac\n"
        "    if [[ $current == -* || -z $verb ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
        "    else\n"
        "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
        "    fi\n"
        "}}\n"
        "complete -o filenames -F _segwright_cli segwright-cli\n",
        fmt::join(optionNames(app), " "), cases, fmt::join(names, " "));
}

std::string zshScript(const CLI::App& app)
{
    std::string described;
    std::string cases;
    for (const CLI::App* verb : verbsOf(app)) {
        described += fmt::format("        '{}:{}'\n", verb->get_name(), shortText(*verb));
        cases += fmt::format("        {}) compadd -- {} $everywhere; _files ;;\n", verb->get_name(),
                             fmt::join(optionNames(*verb), " "));
    }
    return fmt::format("#compdef segwright-cli\n"
                       "# segwright-cli completion zsh > a folder of your fpath, as _segwright-cli\n"
                       "_segwright_cli() {{\n"
                       "    local -a everywhere verbs\n"
                       "    everywhere=({})\n"
                       "    verbs=(\n{}    )\n"
                       "    if (( CURRENT == 2 )); then\n"
                       "        _describe 'verb' verbs\n"
                       "        return\n"
                       "    fi\n"
                       "    case \"$words[2]\" in\n"
                       "{}"
                       "    esac\n"
                       "}}\n"
                       "compdef _segwright_cli segwright-cli\n",
                       fmt::join(optionNames(app), " "), described, cases);
}

std::string fishLines(const CLI::App& app, const std::string& condition)
{
    std::string lines;
    for (const CLI::Option* option : app.get_options()) {
        std::string names;
        for (const std::string& name : option->get_snames()) {
            names += " -s " + name;
        }
        for (const std::string& name : option->get_lnames()) {
            names += " -l " + name;
        }
        if (!names.empty()) {
            std::string text = option->get_description();
            std::erase(text, '\'');
            lines += fmt::format("complete -c segwright-cli{}{} -d '{}'\n", condition, names, text);
        }
    }
    return lines;
}

std::string fishScript(const CLI::App& app)
{
    std::string script = "# segwright-cli completion fish > ~/.config/fish/completions/segwright-cli.fish\n";
    for (const CLI::App* verb : verbsOf(app)) {
        script += fmt::format("complete -c segwright-cli -n __fish_use_subcommand -a {} -d '{}'\n",
                              verb->get_name(), shortText(*verb));
        script += fishLines(*verb, fmt::format(" -n '__fish_seen_subcommand_from {}'", verb->get_name()));
    }
    return script + fishLines(app, "");
}

} // namespace

void declareCompletion(Verbs& verbs)
{
    auto shell = std::make_shared<std::string>();
    CLI::App& verb = verbs.add(
        "completion", "Print the completion script of a shell",
        "  segwright-cli completion bash > ~/.local/share/bash-completion/completions/segwright-cli\n"
        "  segwright-cli completion fish > ~/.config/fish/completions/segwright-cli.fish",
        [shell, &verbs](CommandContext& context) {
            const CLI::App& app = verbs.app();
            const std::string script = *shell == "bash"  ? bashScript(app)
                                       : *shell == "zsh" ? zshScript(app)
                                                         : fishScript(app);
            context.console().line(script);
            context.console().result() = {{"shell", *shell}, {"script", script}};
            return kDone;
        });
    verb.add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

} // namespace seg::app

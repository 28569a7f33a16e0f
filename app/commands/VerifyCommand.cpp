// SPDX-License-Identifier: Apache-2.0
#include "app/commands/VerifyCommand.h"

#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/FixChoice.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace seg::app {

namespace {

constexpr dataset::Severity kSeverities[] = {dataset::Severity::Error, dataset::Severity::Warning,
                                             dataset::Severity::Note, dataset::Severity::Fine};

std::string severityName(dataset::Severity severity)
{
    switch (severity) {
    case dataset::Severity::Error:
        return "error";
    case dataset::Severity::Warning:
        return "warning";
    case dataset::Severity::Note:
        return "note";
    case dataset::Severity::Fine:
        return "fine";
    }
    return "fine";
}

Json issueToJson(const dataset::Issue& issue)
{
    return {{"severity", severityName(issue.severity)},
            {"case", issue.caseId.name},
            {"kind", issue.kind},
            {"summary", issue.summary},
            {"text", issue.text},
            {"fix", issue.fix}};
}

void printIssue(Console& console, const dataset::Issue& issue)
{
    const std::string fix = issue.fix.empty() ? std::string() : fmt::format(" [--fix {}]", issue.fix);
    console.line(fmt::format("{:8} {:24} {}{}", severityName(issue.severity),
                             issue.caseId.name.empty() ? "(dataset)" : issue.caseId.name, issue.text, fix));
}

int verify(const FixChoice& choice, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord record = context.dataset(project);
    Json undone = undoFixes(choice, project, record, context);
    Json applied = applyFixes(choice, project, record, context);
    const dataset::DatasetCheck check = project.check(record.id, context.task());
    context.console().endProgress();
    const int code = reportCheck(context, record.name, check);
    Json& result = context.console().result();
    result["applied"] = std::move(applied);
    result["undone"] = std::move(undone);
    result["fixes"] = Json::array();
    for (const database::FixRecord& fix : project.fixes(record.id)) {
        result["fixes"].push_back(fixToJson(fix));
    }
    return code;
}

} // namespace

int reportCheck(CommandContext& context, const std::string& name, const dataset::DatasetCheck& check)
{
    Console& console = context.console();
    Json issues = Json::array();
    const auto take = [&](const std::vector<dataset::Issue>& list) {
        for (const dataset::Issue& issue : list) {
            issues.push_back(issueToJson(issue));
            printIssue(console, issue);
        }
    };
    take(check.issues);
    for (const dataset::CaseCheck& item : check.cases) {
        take(item.issues);
    }
    std::string counts;
    Json& result = console.result();
    result = {{"dataset", name}, {"cases", check.cases.size()}, {"issues", issues}};
    for (const dataset::Severity severity : kSeverities) {
        result[severityName(severity)] = check.count(severity);
        counts += fmt::format(", {} {}", check.count(severity), severityName(severity));
    }
    console.line(fmt::format("{}: {} cases{}", name, check.cases.size(), counts));
    return check.hasErrors() ? kBadInput : kDone;
}

void declareVerify(Verbs& verbs)
{
    auto choice = std::make_shared<FixChoice>();
    CLI::App& verb = verbs.add(
        "verify",
        "Check every case of a dataset and show every finding; ends with 3 when there are errors. Can apply "
        "the fixes that findings offer and undo them; the files that were imported are never touched",
        "  segwright-cli verify --project Liver.segwright\n"
        "  segwright-cli verify -d 4 --json --project Liver.segwright > findings.json\n"
        "  segwright-cli verify --fix copy_geometry --fix exclude=liver_17 --project Liver.segwright\n"
        "  segwright-cli verify --fix remap_label=liver_3 --values 7:1,255:2 --project Liver.segwright\n"
        "  segwright-cli verify --undo last --project Liver.segwright",
        [choice](CommandContext& context) { return verify(*choice, context); });
    declareFixOptions(verb, *choice);
}

} // namespace seg::app

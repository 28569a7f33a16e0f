// SPDX-License-Identifier: Apache-2.0
#include "app/commands/FixChoice.h"

#include "core/base/Error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace seg::app {

namespace {

Error wrong(const std::string& text)
{
    return {ErrorCode::InvalidArgument, text};
}

int numberOf(const std::string& text, const std::string& pair)
{
    char* end = nullptr;
    const long number = std::strtol(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0' || std::abs(number) > 1'000'000) {
        throw wrong(fmt::format("--values takes pairs like 7:1, not {}", pair));
    }
    return static_cast<int>(number);
}

std::map<int, int> valuesOf(const std::vector<std::string>& pairs)
{
    std::map<int, int> values;
    for (const std::string& pair : pairs) {
        const std::size_t colon = pair.find(':');
        if (colon == std::string::npos) {
            throw wrong(fmt::format("--values takes pairs like 7:1, not {}", pair));
        }
        values[numberOf(pair.substr(0, colon), pair)] = numberOf(pair.substr(colon + 1), pair);
    }
    return values;
}

/// "exclude=liver_17" as a fix.
dataset::Fix fixOf(const std::string& text, const FixChoice& choice)
{
    const std::size_t equals = text.find('=');
    const auto kind = dataset::fixKindOf(text.substr(0, equals));
    if (!kind) {
        throw wrong(
            fmt::format("there is no fix named '{}'; 'verify --help' lists them", text.substr(0, equals)));
    }
    dataset::Fix fix;
    fix.kind = *kind;
    fix.caseId.name = equals == std::string::npos ? std::string() : text.substr(equals + 1);
    fix.values = valuesOf(choice.values);
    fix.orientation = choice.orientation;
    fix.finding = choice.finding;
    fix.note = choice.note;
    return fix;
}

bool isOfWholeDataset(dataset::FixKind kind)
{
    return kind == dataset::FixKind::RenumberLabels || kind == dataset::FixKind::CorrectCount;
}

/// Cases with a finding that offers this fix (or, to be ignored, with that finding; then also the dataset as
/// a whole, which has no name).
std::set<CaseId> casesFor(const dataset::Fix& fix, const dataset::DatasetCheck& check)
{
    std::set<CaseId> ids;
    const bool ignores = fix.kind == dataset::FixKind::IgnoreFinding;
    for (const dataset::Issue& issue : check.issues) {
        if (ignores && issue.kind == fix.finding) {
            ids.insert(CaseId{});
        }
    }
    for (const dataset::CaseCheck& item : check.cases) {
        for (const dataset::Issue& issue : item.issues) {
            if (ignores ? issue.kind == fix.finding : helps(fix.kind, issue.fix)) {
                ids.insert(item.id);
            }
        }
    }
    return ids;
}

void apply(const dataset::Fix& fix, database::Project& project, database::DatasetId id,
           CommandContext& context, Json& applied)
{
    const database::FixRecord record = project.applyFix(id, fix, context.task());
    context.console().line(fmt::format("fix {}: {}", static_cast<std::int64_t>(record.id), record.text));
    applied.push_back(fixToJson(record));
}

} // namespace

void declareFixOptions(CLI::App& verb, FixChoice& choice)
{
    std::string kinds;
    for (const auto kind :
         {dataset::FixKind::CopyGeometry, dataset::FixKind::UseSform, dataset::FixKind::UseQform,
          dataset::FixKind::StraightenAxes, dataset::FixKind::ReorientLabel, dataset::FixKind::ReorientCase,
          dataset::FixKind::RoundLabels, dataset::FixKind::RemapLabels, dataset::FixKind::DropLabels,
          dataset::FixKind::RenumberLabels, dataset::FixKind::CorrectCount, dataset::FixKind::ExcludeCase,
          dataset::FixKind::IgnoreFinding}) {
        kinds += (kinds.empty() ? "" : ", ") + dataset::fixName(kind);
    }
    auto* fix = verb.add_option("--fix", choice.fixes,
                                "Apply a fix first: " + kinds +
                                    ". Without a case to every case whose findings offer it (exclude and "
                                    "remap_label need one); may be given several times")
                    ->type_name("KIND[=CASE]")
                    ->allow_extra_args(false);
    verb.add_option("--values", choice.values, "For remap_label: which value becomes which")
        ->type_name("OLD:NEW,…")
        ->delimiter(',')
        ->needs(fix);
    verb.add_option("--orientation", choice.orientation,
                    "For reorient: the letters that the axes shall point to, e.g. RAS; what most cases have "
                    "when left out")
        ->needs(fix);
    verb.add_option("--finding", choice.finding, "For ignore: kind of the finding, e.g. empty_label")
        ->needs(fix);
    verb.add_option("--note", choice.note, "Why; kept with the fix")->needs(fix);
    verb.add_option("--undo", choice.undo, "Undo a fix first: its number, 'last' or 'all'")
        ->type_name("FIX")
        ->excludes(fix);
}

Json applyFixes(const FixChoice& choice, database::Project& project, const database::DatasetRecord& record,
                CommandContext& context)
{
    Json applied = Json::array();
    for (const std::string& text : choice.fixes) {
        dataset::Fix fix = fixOf(text, choice);
        if (!fix.caseId.name.empty() || isOfWholeDataset(fix.kind)) {
            apply(fix, project, record.id, context, applied);
            continue;
        }
        if (fix.kind == dataset::FixKind::ExcludeCase || fix.kind == dataset::FixKind::RemapLabels) {
            throw wrong(fmt::format("say which case: --fix {}=CASE", fixName(fix.kind)));
        }
        const dataset::DatasetCheck check = project.check(record.id, context.task());
        context.console().endProgress();
        for (const CaseId& id : casesFor(fix, check)) {
            fix.caseId = id;
            apply(fix, project, record.id, context, applied);
        }
    }
    return applied;
}

Json undoFixes(const FixChoice& choice, database::Project& project, const database::DatasetRecord& record,
               CommandContext& context)
{
    Json undone = Json::array();
    if (choice.undo.empty()) {
        return undone;
    }
    const bool one = choice.undo != "last" && choice.undo != "all";
    if (one && choice.undo.find_first_not_of("0123456789") != std::string::npos) {
        throw wrong(fmt::format("--undo takes the number of a fix, 'last' or 'all', not {}", choice.undo));
    }
    const std::int64_t number = one ? std::strtoll(choice.undo.c_str(), nullptr, 10) : 0;
    bool found = false;
    for (const database::FixRecord& fix : project.fixes(record.id)) { // newest first
        const bool wanted = one ? static_cast<std::int64_t>(fix.id) == number : fix.undoneAt == 0;
        if (!wanted || (found && choice.undo != "all")) {
            continue;
        }
        project.undoFix(fix.id, context.task());
        context.console().line(fmt::format("undone fix {}: {}", static_cast<std::int64_t>(fix.id), fix.text));
        undone.push_back(fixToJson(fix));
        found = true;
    }
    if (!found) {
        throw wrong(one ? fmt::format("there is no fix {} of {}", number, record.name)
                        : fmt::format("there is no fix of {} to undo", record.name));
    }
    return undone;
}

Json fixToJson(const database::FixRecord& record)
{
    return {{"fix", static_cast<std::int64_t>(record.id)},
            {"kind", fixName(record.fix.kind)},
            {"case", record.fix.caseId.name},
            {"text", record.text},
            {"note", record.fix.note},
            {"undone", record.undoneAt != 0}};
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanEdit.h"

#include "core/base/Error.h"
#include "core/planning/EditReasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace seg::planning {

namespace {

Configuration& named(Plan& plan, const std::string& name)
{
    return *std::ranges::find(plan.configurations, name, &Configuration::name);
}

/// The first error of an edit becomes the exception's text.
Configuration validEdit(const Plan& source, const ConfigurationEdit& edit, const EditFacts& facts)
{
    EditedConfiguration result = editConfiguration(source, edit, facts);
    for (const EditFinding& finding : result.findings) {
        if (finding.severity == dataset::Severity::Error) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot change {} of {}: {}", edit.configuration, source.plansName,
                                    finding.text));
        }
    }
    return std::move(result.configuration);
}

template <class Value> void follow(Value& own, const Value& before, const Value& after)
{
    if (own == before) {
        own = after;
    }
}

/// What a configuration said as the one it inherits from, it says so after that one's change.
void inherit(Configuration& child, const Configuration& before, const Configuration& after)
{
    follow(child.batchSize, before.batchSize, after.batchSize);
    follow(child.spacing, before.spacing, after.spacing);
    follow(child.medianExtent, before.medianExtent, after.medianExtent);
    follow(child.normalization, before.normalization, after.normalization);
    follow(child.useMaskForNormalization, before.useMaskForNormalization, after.useMaskForNormalization);
    follow(child.dataIdentifier, before.dataIdentifier, after.dataIdentifier);
    if (child.patchSize == before.patchSize && child.architecture == before.architecture) {
        child.patchSize = after.patchSize;
        child.architecture = after.architecture;
    }
}

void inheritAll(Plan& plan, const Plan& source, const std::string& parent)
{
    const Configuration before = source.configuration(parent);
    const Configuration after = plan.configuration(parent);
    for (Configuration& child : plan.configurations) {
        if (child.inheritsFrom == parent && child.name != parent) {
            inherit(child, before, after);
        }
    }
}

} // namespace

Plan editPlan(const Plan& source, const std::string& plansName, std::span<const ConfigurationEdit> edits,
              const EditFacts& facts)
{
    if (const std::string problem = planNameProblem(plansName); !problem.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot copy the plan {}: {}", source.plansName, problem));
    }
    Plan plan = source;
    plan.plansName = plansName;
    for (const ConfigurationEdit& edit : edits) {
        Configuration& configuration = named(plan, edit.configuration);
        configuration = validEdit(source, edit, facts);
        if (!prepareAlike(configuration, source.configuration(edit.configuration))) {
            configuration.dataIdentifier = plansName + "_" + configuration.name;
        }
        inheritAll(plan, source, edit.configuration);
    }
    plan.reasons = editedReasons(plan, source, facts);
    return plan;
}

std::string planNameProblem(const std::string& name)
{
    constexpr std::size_t kMostLetters = 64;
    const auto isAllowed = [](unsigned char c) {
        return c < 128 && (std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.');
    };
    if (name.empty()) {
        return "A plan needs a name.";
    }
    if (!std::ranges::all_of(name, isAllowed)) {
        return "A plan's name is made of letters a to z, digits, dots, hyphens and underscores.";
    }
    if (std::isalnum(static_cast<unsigned char>(name.front())) == 0 || name.back() == '.' ||
        name.back() == '_') {
        return "A plan's name begins with a letter or digit and does not end with a dot or an underscore.";
    }
    if (name.find("__") != std::string::npos) {
        return "A plan's name has no two underscores in a row: nnU-Net parts the names of results there.";
    }
    return name.size() > kMostLetters ? fmt::format("A plan's name has at most {} letters.", kMostLetters)
                                      : std::string();
}

std::string freePlanName(const std::string& base, std::span<const std::string> taken)
{
    const std::size_t mark = base.find_last_of('_');
    std::string stem = base;
    int number = 2;
    if (mark != std::string::npos && mark + 1 < base.size() && base.size() - mark <= 4 &&
        std::all_of(base.begin() + static_cast<std::ptrdiff_t>(mark) + 1, base.end(),
                    [](unsigned char c) { return std::isdigit(c) != 0; })) {
        stem = base.substr(0, mark);
        number = std::stoi(base.substr(mark + 1)) + 1;
    }
    std::string name;
    do {
        name = fmt::format("{}_{}", stem, number++);
    } while (std::ranges::find(taken, name) != taken.end());
    return name;
}

} // namespace seg::planning

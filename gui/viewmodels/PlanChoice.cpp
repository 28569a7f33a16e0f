// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/PlanChoice.h"

#include "core/base/Units.h"
#include "core/planning/EditReasons.h"
#include "core/planning/NvidiaTable.h"
#include "core/planning/PlanRepetition.h"

#include <algorithm>
#include <string_view>

namespace seg::gui {

namespace {

const planning::PlannerDescription* descriptionOf(const QString& className)
{
    for (const planning::PlannerDescription& planner : planning::plannerDescriptions()) {
        if (className.toStdString() == planner.className) {
            return &planner;
        }
    }
    return nullptr;
}

QString latin(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// What a plan's name adds to its planner's: "40 GiB", a name of its own, or nothing.
QString additionOf(const planning::Plan& plan)
{
    constexpr QLatin1String kUnit("GiB");
    const QString name = QString::fromStdString(plan.plansName);
    const auto* planner = descriptionOf(QString::fromStdString(plan.planner));
    const QString own = planner == nullptr ? QString() : latin(planner->plansName);
    if (name == own) {
        return {};
    }
    const QString rest = name.mid(own.size() + 1);
    if (planner != nullptr && name.startsWith(own + u'_') && rest.endsWith(kUnit)) {
        return rest.chopped(kUnit.size()) + u' ' + kUnit;
    }
    return name;
}

StoredPlan inWords(const planning::Plan& plan)
{
    const QString title = plannerTitle(QString::fromStdString(plan.planner));
    const QString name = QString::fromStdString(plan.plansName);
    const QString addition = additionOf(plan);
    if (addition.isEmpty()) {
        return {name, title};
    }
    // A name of its own comes first: it tells the plan from its siblings also where the end is cut off.
    return {name,
            (addition == name ? QStringLiteral("%2 · %1") : QStringLiteral("%1 · %2")).arg(title, addition)};
}

} // namespace

bool knowsNoMemory(planning::PlannerKind planner, const std::string& datasetName)
{
    return planner == planning::PlannerKind::Nvidia && planning::nvidiaTaskOf(datasetName) != nullptr;
}

int processorBudgetGiB(double memoryBytes) noexcept
{
    constexpr double kShare = 0.25;
    constexpr int kMost = 4;
    return std::clamp(static_cast<int>(kShare * std::min(memoryBytes / kGiB, 1024.0)), 1, kMost);
}

QString planNameOf(const PlanChoice& choice)
{
    const planning::PlannerDescription& planner = planning::describe(choice.planner);
    const QString own = latin(planner.plansName);
    return choice.gpuMemoryGiB == planner.gpuMemoryGiB
               ? own
               : QStringLiteral("%1_%2GiB").arg(own, QString::number(choice.gpuMemoryGiB, 'g', 6));
}

bool isPlannersName(const QString& name)
{
    constexpr QLatin1String kUnit("GiB");
    for (const planning::PlannerDescription& planner : planning::plannerDescriptions()) {
        const QString own = latin(planner.plansName);
        bool isNumber = false;
        if (name.startsWith(own + u'_') && name.endsWith(kUnit)) {
            static_cast<void>(name.mid(own.size() + 1).chopped(kUnit.size()).toDouble(&isNumber));
        }
        if (name == own || isNumber) {
            return true;
        }
    }
    return false;
}

planning::PlannerOptions plannerOptions(const PlanChoice& choice, const std::string& datasetName)
{
    planning::PlannerOptions options;
    options.planner = choice.planner;
    if (!knowsNoMemory(choice.planner, datasetName)) {
        options.gpuMemoryGiB = choice.gpuMemoryGiB;
        options.plansName = planNameOf(choice).toStdString();
    }
    return options;
}

std::optional<PlanChoice> choiceBehind(const planning::Plan& plan)
{
    const planning::PlannerDescription* planner = descriptionOf(QString::fromStdString(plan.planner));
    if (planner == nullptr) {
        return std::nullopt;
    }
    const planning::Reason* origin = planning::editedFrom(plan);
    const std::string& name = origin == nullptr ? plan.plansName : origin->value;
    const bool isPlanners =
        name.starts_with(std::string(planner->plansName) + '_'); // others say what they like
    const std::optional<double> memory = isPlanners ? planning::memoryInName(name) : std::nullopt;
    return PlanChoice{planner->kind, memory.value_or(planner->gpuMemoryGiB)};
}

QString plannerTitle(const QString& className)
{
    const planning::PlannerDescription* planner = descriptionOf(className);
    if (planner == nullptr) {
        return className;
    }
    if (planner->kind == planning::PlannerKind::Default) {
        return QStringLiteral("nnU-Net default planner");
    }
    return planner->kind == planning::PlannerKind::NnUNet2018 ? QStringLiteral("First nnU-Net (2018)")
                                                              : latin(planner->title);
}

std::vector<StoredPlan> storedPlans(const database::Project& project, database::DatasetId id)
{
    std::vector<StoredPlan> plans;
    for (const std::string& name : project.planNames(id)) {
        if (const auto plan = project.storedPlan(id, name)) {
            plans.push_back(inWords(*plan));
        }
    }
    return plans;
}

} // namespace seg::gui

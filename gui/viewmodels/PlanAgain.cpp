// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/PlanAgain.h"

#include "core/base/Error.h"
#include "core/planning/PlanEdit.h"
#include "core/planning/PlanRepetition.h"
#include "gui/models/ValueText.h"

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

planning::PlannerOptions optionsToRepeat(const database::Project& project, database::DatasetId id,
                                         const planning::Plan& plan)
{
    const std::optional<planning::Fingerprint> before = project.storedFingerprint(id);
    const auto options =
        before ? planning::optionsOf(plan, *before, project.rawDataset(id).manifest) : std::nullopt;
    if (!options) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot plan " + plan.plansName +
                        " again: its numbers are not what its planner makes of the last analysis alone (they "
                        "were chosen by hand, asked for or taken over, or the plan is older than that "
                        "analysis); show another plan, or make one with New plan…, and analyse again then");
    }
    return *options;
}

qint64 runsOf(const database::Project& project, database::DatasetId id, const std::string& plansName)
{
    const std::vector<database::RunRecord> runs = project.runs();
    return std::ranges::count_if(
        runs, [&](const database::RunRecord& run) { return run.dataset == id && run.planName == plansName; });
}

QString analysedText(std::size_t cases)
{
    return QStringLiteral("%1 analysed again. ")
        .arg(countText(static_cast<qint64>(cases), QStringLiteral("case"), QStringLiteral("cases")));
}

} // namespace

KeptPlan planWithoutLoss(database::Project& project, database::DatasetId id, planning::PlannerOptions options,
                         const TaskContext& context)
{
    const planning::Fingerprint facts = project.fingerprint(id, context);
    const dataset::RawDataset raw = project.rawDataset(id);
    planning::Plan after = planning::planExperiment(facts, raw.manifest, raw.name, options);
    const std::string name = after.plansName;
    const QString title = QString::fromStdString(name);
    const std::optional<planning::Plan> before = project.storedPlan(id, name);
    const bool isSame = before && planning::repeats(after, *before);
    const qint64 runs = before && !isSame ? runsOf(project, id, name) : 0;
    if (runs > 0) {
        options.plansName = planning::freePlanName(name, project.planNames(id));
        after = planning::planExperiment(facts, raw.manifest, raw.name, options);
    }
    KeptPlan kept{project.keepPlan(id, std::move(after)), {}}; // its reasons may tell of other counts
    if (isSame) {
        kept.news = QStringLiteral("Plan %1 is as it was.").arg(title);
    } else if (runs > 0) {
        kept.news = QStringLiteral("The plan came out otherwise: it is %1. %2 stays as it was, since %3 made "
                                   "with it.")
                        .arg(QString::fromStdString(options.plansName), title,
                             countText(runs, QStringLiteral("run was"), QStringLiteral("runs were")));
    } else if (before) {
        kept.news =
            QStringLiteral("Plan %1 came out otherwise and takes the place of the old one.").arg(title);
    }
    return kept;
}

QString planAgain(database::Project& project, database::DatasetId id, const TaskContext& context)
{
    const std::optional<planning::Plan> before = project.storedPlan(id);
    if (!before) {
        throw Error(ErrorCode::NotFound, "cannot plan again: the dataset has no plan yet; analyse it first");
    }
    const planning::PlannerOptions options = optionsToRepeat(project, id, *before);
    const planning::Fingerprint facts = project.analyseAgain(id, context.part(0.0, 0.97));
    const KeptPlan kept = planWithoutLoss(project, id, options, context.part(0.97, 1.0));
    return analysedText(facts.spacings.size()) + kept.news;
}

} // namespace seg::gui

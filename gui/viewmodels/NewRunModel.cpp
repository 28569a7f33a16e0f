// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/NewRunModel.h"

#include "core/base/Error.h"
#include "core/planning/ExperimentPlanner.h"
#include "gui/models/ValueText.h"
#include "gui/viewmodels/ConfigurationFacts.h"
#include "gui/viewmodels/DatasetFacts.h"

namespace seg::gui {

namespace {

RunChoice choiceOf(const planning::Plan& plan, const std::string& name, const dataset::RawDataset& raw)
{
    const planning::Configuration& configuration = plan.configuration(name);
    const int channels = static_cast<int>(raw.manifest.channelNames.size());
    const int heads = raw.manifest.labels.headCount();
    RunChoice choice;
    choice.name = QString::fromStdString(name);
    choice.cases = raw.trainingCases.size();
    choice.trainingBytes =
        static_cast<double>(planning::estimateTrainingBytes(configuration, channels, heads));
    const std::vector<double> patch(configuration.patchSize.begin(), configuration.patchSize.end());
    const double weights =
        static_cast<double>(planning::parameterCount(configuration.architecture, channels, heads)) / 1e6;
    choice.meaning = QStringLiteral("patch %1, batch %2, %3 M weights")
                         .arg(timesText(patch, 0))
                         .arg(configuration.batchSize)
                         .arg(weights, 0, 'f', 1);
    if (plan.plansName != "nnUNetPlans") { // nnU-Net's own needs no mention
        choice.meaning += QStringLiteral(" · plan %1").arg(QString::fromStdString(plan.plansName));
    }
    return choice;
}

QString batchesText(int batches)
{
    return countText(batches, QStringLiteral("batch"), QStringLiteral("batches"));
}

} // namespace

std::vector<RunDataset> readRunDatasets(database::Project& project)
{
    std::vector<RunDataset> datasets;
    for (const database::DatasetRecord& record : project.datasets()) {
        const std::optional<planning::Plan> plan = project.storedPlan(record.id);
        if (!plan) {
            continue;
        }
        const dataset::RawDataset raw = project.rawDataset(record.id);
        RunDataset item;
        item.id = record.id;
        item.name = datasetTitle(record.name);
        item.planName = plan->plansName;
        for (const std::string& name : trainableConfigurations(*plan)) {
            item.configurations.push_back(choiceOf(*plan, name, raw));
            item.configurations.back().prepared = project.preprocessedCount(record.id, name);
        }
        try {
            for (const dataset::Split& split : project.splits(record.id)) {
                item.heldBack.push_back(split.validation.size());
            }
        } catch (const Error& error) {
            if (error.code() != ErrorCode::InvalidArgument) {
                throw;
            }
            item.heldBack.clear(); // fewer cases than folds: only training on all cases is left
        }
        item.folds = static_cast<int>(item.heldBack.size());
        datasets.push_back(std::move(item));
    }
    return datasets;
}

QString whyNotStart(const NewRun& run)
{
    if (run.folds.empty()) {
        return QStringLiteral("Choose at least one fold.");
    }
    try {
        run.options.validate();
    } catch (const Error& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

QString newRunSummary(const NewRun& run, const RunDataset& dataset)
{
    const training::TrainingOptions& options = run.options;
    QString data;
    const std::size_t cases = dataset.configurations.empty() ? 0 : dataset.configurations.front().cases;
    const auto casesText = [](std::size_t count) {
        return countText(static_cast<qint64>(count), QStringLiteral("case"), QStringLiteral("cases"));
    };
    if (run.folds.size() > 1) {
        data = QStringLiteral("Trains %1 folds one after the other").arg(run.folds.size());
    } else if (run.folds.size() == 1 && run.folds.front() >= 0 && run.folds.front() < dataset.folds) {
        const std::size_t held = dataset.heldBack[static_cast<std::size_t>(run.folds.front())];
        data = QStringLiteral("Trains on %1 and holds %2 back to judge it")
                   .arg(casesText(cases - held))
                   .arg(held);
    } else if (run.folds.size() == 1) {
        data = QStringLiteral("Trains on all %1; nothing is left to judge it").arg(casesText(cases));
    }
    const QString schedule =
        QStringLiteral("%1 of %2")
            .arg(countText(options.epochs, QStringLiteral("epoch"), QStringLiteral("epochs")),
                 batchesText(options.iterationsPerEpoch));
    return data.isEmpty() ? schedule : data + QStringLiteral(" · ") + schedule;
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/SampleRun.h"

#include "core/dataset/DatasetImport.h"
#include "core/dataset/Phantom.h"
#include "core/training/TrainingOptions.h"
#include "gui/dialogs/ProjectSteps.h"
#include "gui/viewmodels/ReviewCase.h"

#include <utility>

namespace seg::gui {

SampleRun::SampleRun(ProjectSession& session) : QObject(&session), m_session(session) {}

void SampleRun::start()
{
    const auto folder = std::make_shared<QTemporaryDir>(
        QString::fromStdString((m_session.folder() / ".sample-XXXXXX").string()));
    auto work = [folder](const TaskContext& context) {
        context.report(0.1, "drawing the scans");
        const dataset::PhantomOptions options;
        dataset::writePhantomTask(std::filesystem::path(folder->path().toStdString()) / options.name,
                                  options);
        context.throwIfStopped();
        return TaskRunner::Publish{};
    };
    Job* job = m_session.start(QStringLiteral("Make the sample"), std::move(work), JobTopic::Data);
    whenDone(m_session, job, [this, folder] { import(folder); });
    Q_EMIT pageRequested(PageId::Data, {});
}

void SampleRun::import(const std::shared_ptr<QTemporaryDir>& folder)
{
    const auto request = std::make_shared<ImportRequest>();
    auto work = [request, folder](const TaskContext&) {
        const dataset::PhantomOptions options;
        request->source =
            dataset::openMsdTask(std::filesystem::path(folder->path().toStdString()) / options.name);
        request->options.id = request->source.number;
        request->options.name = request->source.name;
        request->unpacked = folder;
        return TaskRunner::Publish{};
    };
    Job* job = m_session.start(QStringLiteral("Open the sample"), std::move(work), JobTopic::Data);
    whenDone(m_session, job, [this, request] {
        startImport(m_session, *request, [this](database::DatasetId dataset) { prepare(dataset); });
    });
}

void SampleRun::prepare(database::DatasetId dataset)
{
    const auto run = std::make_shared<database::RunId>();
    auto work = [folder = m_session.folder(), dataset, run](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        const auto summary = project.preprocess(dataset, kConfiguration, context);
        if (!summary.failures.empty()) {
            throw Error(ErrorCode::BadInput, summary.failures.front().text);
        }
        training::TrainingOptions options;
        options.configuration = kConfiguration;
        training::applyQuickSchedule(options);
        *run = project.addRun(dataset, options, "Sample").id;
        return TaskRunner::Publish{};
    };
    Job* job = m_session.start(QStringLiteral("Preprocess the sample"), std::move(work), JobTopic::Plan);
    whenDone(m_session, job, [this, run] {
        Q_EMIT m_session.planChanged();
        train(*run);
    });
}

void SampleRun::train(database::RunId run)
{
    Job* job = m_session.startTraining(run);
    Q_EMIT pageRequested(PageId::Train, QVariant::fromValue(static_cast<qlonglong>(run)));
    whenDone(m_session, job, [this, run] {
        if (m_session.project().run(run).state == training::RunState::Finished) {
            segment(run);
        }
    });
}

void SampleRun::segment(database::RunId run)
{
    const auto prediction = std::make_shared<database::PredictionId>();
    auto work = [folder = m_session.folder(), run, prediction](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        const dataset::RawDataset raw = project.rawDataset(project.run(run).dataset);
        if (raw.testCases.empty()) {
            throw Error(ErrorCode::NotFound, "The sample has no scan to segment.");
        }
        *prediction = project.predict(run, raw.testCases.front().channels, context.part(0.0, 0.95)).id;
        static_cast<void>(project.report(run));
        return TaskRunner::Publish{};
    };
    Job* job = m_session.start(QStringLiteral("Segment a new scan"), std::move(work));
    whenDone(m_session, job, [this, prediction] {
        Q_EMIT m_session.predictionsChanged();
        Q_EMIT m_session.reportsChanged();
        Q_EMIT pageRequested(PageId::Review, reviewPrediction(*prediction));
    });
}

} // namespace seg::gui

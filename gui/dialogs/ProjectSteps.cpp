// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ProjectSteps.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/dataset/DatasetValidator.h"
#include "core/planning/ExperimentPlanner.h"
#include "gui/widgets/SlicePicture.h"

#include <memory>
#include <utility>

namespace seg::gui {

namespace {

constexpr const char* kThumbnail = "thumbnail.png";
constexpr double kImportShare = 0.95; // of the import job; the rest goes to fixes

void keepFolds(database::Project& project, database::DatasetId id, const FoldChoice& choice)
{
    if (choice == FoldChoice{}) {
        return; // nnU-Net's own are made on first use
    }
    std::vector<CaseId> ids;
    for (const Case& item : project.rawDataset(id).trainingCases) {
        ids.push_back(item.id);
    }
    project.setSplits(id, makeFolds(ids, choice));
}

} // namespace

void makeThumbnail(const std::filesystem::path& projectFolder, database::DatasetId dataset,
                   const TaskContext& context)
{
    const std::filesystem::path file = projectFolder / kThumbnail;
    std::error_code unknown;
    if (std::filesystem::exists(file, unknown)) {
        return;
    }
    try {
        const database::Project project = database::Project::open(projectFolder);
        const dataset::RawDataset raw = project.rawDataset(dataset);
        if (!raw.trainingCases.empty()) {
            writeThumbnail(raw.trainingCases.front(), project.labelColors(dataset), file, context);
        }
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        log::warning("data", error.what()); // the check has told of a scan that cannot be read
    }
}

void forgetThumbnail(const std::filesystem::path& projectFolder)
{
    std::error_code gone; // one that cannot be removed shows the colors from before, no more
    std::filesystem::remove(projectFolder / kThumbnail, gone);
}

QString plainName(const std::string& datasetName)
{
    const QString name = QString::fromStdString(datasetName);
    const bool isPrefixed =
        name.size() > 11 && name.startsWith(QLatin1String("Dataset")) && name.at(10) == u'_';
    return isPrefixed ? name.mid(11) : name;
}

Job* startImport(ProjectSession& session, const ImportRequest& request,
                 std::function<void(database::DatasetId)> then)
{
    const QString name = QString::fromStdString(request.options.name);
    const auto imported = std::make_shared<database::DatasetId>();
    auto work = [folder = session.folder(), request, imported, &session](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        const auto record =
            project.importDataset(request.source, request.options, context.part(0.0, kImportShare));
        const dataset::RawDataset raw = project.rawDataset(record.id);
        // Not cancellable any more: the dataset is whole from here on.
        project.setLabelColors(record.id, request.labelColors);
        for (const dataset::Fix& fix : request.fixes) {
            static_cast<void>(project.applyFix(record.id, fix, {}));
        }
        keepFolds(project, record.id, request.folds);
        context.report(1.0, "imported");
        return TaskRunner::Publish([imported, id = record.id, &session] {
            *imported = id;
            Q_EMIT session.datasetsChanged();
        });
    };
    Job* job = session.start(QStringLiteral("Import %1").arg(name), std::move(work), JobTopic::Data);
    const auto finish = [imported, then = std::move(then)] {
        if (then) {
            then(*imported);
        }
    };
    whenDone(session, job, [&session, name, imported, finish, plan = request.planAfterwards] {
        Job* check = startCheck(session, *imported, name);
        if (!plan) {
            whenDone(session, check, finish);
            return;
        }
        whenDone(session, check, [&session, name, imported, finish] {
            whenDone(session, startAnalysis(session, *imported, name), finish);
        });
    });
    return job;
}

Job* startCheck(ProjectSession& session, database::DatasetId dataset, const QString& name)
{
    auto work = [folder = session.folder(), dataset, &session](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        static_cast<void>(project.check(dataset, context));
        return TaskRunner::Publish([&session] { Q_EMIT session.datasetsChanged(); });
    };
    return session.start(QStringLiteral("Check %1").arg(name), std::move(work), JobTopic::Data);
}

Job* startAnalysis(ProjectSession& session, database::DatasetId dataset, const QString& name)
{
    auto work = [folder = session.folder(), dataset, &session](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        static_cast<void>(project.fingerprint(dataset, context.part(0.0, 0.95)));
        static_cast<void>(project.plan(dataset, {}, context.part(0.95, 1.0)));
        return TaskRunner::Publish([&session] { Q_EMIT session.planChanged(); });
    };
    return session.start(QStringLiteral("Analyse %1").arg(name), std::move(work), JobTopic::Plan);
}

Job* startFix(ProjectSession& session, database::DatasetId dataset, const dataset::Fix& fix)
{
    auto work = [folder = session.folder(), dataset, fix, &session](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        static_cast<void>(project.applyFix(dataset, fix, context.part(0.0, 0.2)));
        static_cast<void>(project.check(dataset, context.part(0.2, 1.0)));
        return TaskRunner::Publish([&session] { Q_EMIT session.datasetsChanged(); });
    };
    const std::string& name = fix.caseId.name;
    return session.start(name.empty() ? QStringLiteral("Fix the dataset")
                                      : QStringLiteral("Fix %1").arg(QString::fromStdString(name)),
                         std::move(work), JobTopic::Data);
}

Job* startUndo(ProjectSession& session, const database::FixRecord& fix)
{
    auto work = [folder = session.folder(), fix, &session](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        project.undoFix(fix.id, context.part(0.0, 0.2));
        static_cast<void>(project.check(fix.dataset, context.part(0.2, 1.0)));
        return TaskRunner::Publish([&session] { Q_EMIT session.datasetsChanged(); });
    };
    return session.start(QStringLiteral("Undo a fix"), std::move(work), JobTopic::Data);
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/ProjectSession.h"
#include "gui/viewmodels/ImportViewModel.h"

#include <filesystem>
#include <functional>
#include <string>

namespace seg::gui {

/// The long steps of a project as background jobs. Each opens its own database::Project on its thread and
/// lets the session emit its changed signal when it is done.

/// Imports and applies the recorded fixes to the project's own files; then checks the dataset and, if wished,
/// analyses and plans it. \param then  called on the session's thread after the last of these jobs, if all
/// went well; may be empty. \return the first job
Job* startImport(ProjectSession& session, const ImportRequest& request,
                 std::function<void(database::DatasetId)> then = {});

/// Writes the project's picture for the list of recent projects where there is none yet. Blocks; for a
/// background thread.
void makeThumbnail(const std::filesystem::path& projectFolder, database::DatasetId dataset,
                   const TaskContext& context);
void forgetThumbnail(const std::filesystem::path& projectFolder); ///< so that it is written anew

Job* startCheck(ProjectSession& session, database::DatasetId dataset, const QString& name);
Job* startAnalysis(ProjectSession& session, database::DatasetId dataset, const QString& name);

/// Makes a fix of an imported dataset, or takes one back, then checks the dataset again.
Job* startFix(ProjectSession& session, database::DatasetId dataset, const dataset::Fix& fix);
Job* startUndo(ProjectSession& session, const database::FixRecord& fix);

/// Calls `next` on the session's thread as soon as the job has succeeded, if the session is still there.
template <typename Next> void whenDone(ProjectSession& session, Job* job, Next next)
{
    QObject::connect(&job->runner(), &TaskRunner::succeeded, &session, std::move(next));
}

/// "Hippocampus" of "Dataset004_Hippocampus".
[[nodiscard]] QString plainName(const std::string& datasetName);

} // namespace seg::gui

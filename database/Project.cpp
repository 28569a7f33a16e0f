// SPDX-License-Identifier: Apache-2.0
#include "database/Project.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/training/RunDirectory.h"
#include "database/Migrations.h"
#include "database/ProjectImpl.h"
#include "database/RunRecorder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seg::database {

namespace fs = std::filesystem;

namespace {

fs::path databaseFile(const fs::path& folder)
{
    return folder / "project.db";
}

/// Removes what SQLite left of a database that could not be made.
void removeDatabase(const fs::path& file)
{
    for (const char* ending : {"", "-wal", "-shm"}) {
        fs::path part = file;
        part += ending;
        std::error_code ignored; // the failure that led here is already on its way to the user
        fs::remove(part, ignored);
    }
}

void refuseUsedFolder(const fs::path& folder)
{
    if (Project::isProject(folder)) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot make a project in {}: there is one already; open it, or choose another folder",
                pathText(folder)));
    }
    if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder))) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot make a project in {}: it exists and is not an empty folder; choose a new name",
                pathText(folder)));
    }
}

} // namespace

fs::path numberedFolder(const fs::path& parent, std::int64_t number)
{
    return parent / fmt::format("{:04}", number);
}

DatasetRecord Project::Impl::dataset(DatasetId id) const
{
    if (auto record = datasets.find(id)) {
        return *record;
    }
    throw Error(ErrorCode::NotFound, fmt::format("there is no dataset with row {} in {}",
                                                 static_cast<std::int64_t>(id), pathText(folder)));
}

RunRecord Project::Impl::run(RunId id) const
{
    if (auto record = runs.find(id)) {
        return *record;
    }
    throw Error(ErrorCode::NotFound, fmt::format("there is no run {} in {}; 'runs' lists those there are",
                                                 static_cast<std::int64_t>(id), pathText(folder)));
}

planning::Plan Project::Impl::plan(DatasetId id, const std::string& name) const
{
    if (const auto record = plans.find(id, name)) {
        return planning::planFromJson(parseJson(record->json, "the stored plan"), "the stored plan");
    }
    const std::vector<std::string> names = plans.names(id);
    throw Error(ErrorCode::NotFound,
                names.empty() ? fmt::format("dataset {} has no plan yet: plan it first", dataset(id).name)
                              : fmt::format("dataset {} has no plan named '{}'; there are: {}",
                                            dataset(id).name, name, fmt::join(names, ", ")));
}

void Project::Impl::markLost()
{
    for (const RunId id : runs.markLost()) {
        try {
            const RunRecord lost = run(id);
            if (std::filesystem::is_directory(lost.folder)) {
                training::EventLog(training::RunDirectory(lost.folder).events())
                    .stateChanged(lost.state, lost.stateReason);
            }
            reconcileEpochs(metrics, lost);
        } catch (const Error& error) { // the run's folder is gone or damaged; its rows stay as they are
            log::warning("database", error.what());
        }
    }
}

Project::Project(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

Project Project::create(const fs::path& folder, const std::string& name)
{
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    refuseUsedFolder(absolute);
    createFolders(absolute);
    try {
        Database database(databaseFile(absolute), Database::Mode::Create);
        migrate(database);
        database.prepare("INSERT INTO project(id, name, created_at) VALUES (1, ?, ?)")
            .run(name.empty() ? pathText(absolute.stem()) : name, unixNow());
        return Project(std::make_unique<Impl>(absolute, std::move(database)));
    } catch (const Error&) {
        removeDatabase(databaseFile(absolute));
        throw;
    }
}

Project Project::open(const fs::path& folder)
{
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    if (!isProject(absolute)) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("{} is not a Segwright project: it has no project.db; make one with "
                                "'new', or choose the folder of one",
                                pathText(absolute)));
    }
    Database database(databaseFile(absolute), Database::Mode::Open);
    migrate(database);
    Project project(std::make_unique<Impl>(absolute, std::move(database)));
    project.m_impl->markLost();
    return project;
}

bool Project::isProject(const fs::path& folder)
{
    std::error_code ignored; // a folder that cannot be looked into is no project
    return fs::is_regular_file(databaseFile(folder), ignored);
}

const fs::path& Project::folder() const noexcept
{
    return m_impl->folder;
}

std::string Project::name() const
{
    Statement row = m_impl->database.prepare("SELECT name FROM project");
    return row.step() ? row.text(0) : pathText(m_impl->folder.stem());
}

void Project::setSetting(const std::string& key, const std::string& value)
{
    m_impl->database.prepare("INSERT OR REPLACE INTO setting(key, value) VALUES (?, ?)").run(key, value);
}

std::optional<std::string> Project::setting(const std::string& key) const
{
    Statement row = m_impl->database.prepare("SELECT value FROM setting WHERE key = ?");
    row.bind(key);
    return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

} // namespace seg::database

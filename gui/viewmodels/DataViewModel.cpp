// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/DataViewModel.h"

#include "database/Project.h"

#include <algorithm>
#include <utility>

namespace seg::gui {

DataViewModel::DataViewModel(QObject* parent) : QObject(parent)
{
    const auto ended = [this] {
        m_loaded = true;
        if (std::exchange(m_again, false)) {
            refresh();
        }
        Q_EMIT changed();
    };
    connect(&m_runner, &TaskRunner::succeeded, this, ended);
    connect(&m_runner, &TaskRunner::cancelled, this, ended);
    connect(&m_runner, &TaskRunner::failed, this, [this, ended](ErrorCode, const QString& message) {
        m_failure = message;
        if (!m_again) {
            m_wanted = m_current;
        }
        ended();
    });
}

void DataViewModel::setProject(const std::filesystem::path& folder)
{
    m_folder = folder;
    m_loaded = folder.empty();
    take({});
    refresh();
    Q_EMIT changed();
}

void DataViewModel::select(database::DatasetId id)
{
    if (id != m_wanted) {
        m_wanted = id;
        refresh();
    }
}

void DataViewModel::refresh()
{
    if (m_runner.isRunning()) {
        m_again = true;
        return;
    }
    if (m_folder.empty()) {
        return;
    }
    m_runner.start([this, folder = m_folder, wanted = m_wanted](const TaskContext&) {
        Loaded loaded = load(folder, wanted);
        return TaskRunner::Publish([this, folder, loaded = std::move(loaded)] {
            if (folder == m_folder && !m_again) {
                take(loaded);
            }
        });
    });
}

DataViewModel::Loaded DataViewModel::load(const std::filesystem::path& folder, database::DatasetId wanted)
{
    const database::Project project = database::Project::open(folder);
    Loaded loaded;
    loaded.datasets = project.datasets();
    if (loaded.datasets.empty()) {
        return loaded;
    }
    const bool known = std::any_of(loaded.datasets.begin(), loaded.datasets.end(),
                                   [wanted](const auto& item) { return item.id == wanted; });
    loaded.current = known ? wanted : loaded.datasets.back().id;
    loaded.raw = project.rawDataset(loaded.current);
    loaded.colors = project.labelColors(loaded.current);
    loaded.check = project.lastCheck(loaded.current);
    loaded.fixes = project.fixes(loaded.current);
    return loaded;
}

void DataViewModel::take(const Loaded& loaded)
{
    m_failure.clear();
    m_datasets = loaded.datasets;
    m_current = loaded.current;
    m_wanted = loaded.current;
    m_raw = loaded.raw;
    m_colors = loaded.colors;
    m_fixes = loaded.fixes;
    m_cases.clearFixes();
    if (loaded.check) {
        m_issues = loaded.check->issues;
        m_cases.setCheck(*loaded.check, m_raw.manifest.labels);
    } else {
        m_issues.clear();
        m_cases.setCases(m_raw.trainingCases);
    }
}

std::optional<database::DatasetRecord> DataViewModel::current() const
{
    for (const database::DatasetRecord& item : m_datasets) {
        if (item.id == m_current) {
            return item;
        }
    }
    return std::nullopt;
}

const Case* DataViewModel::caseOf(const CaseId& id) const
{
    for (const Case& item : m_raw.trainingCases) {
        if (item.id == id) {
            return &item;
        }
    }
    return nullptr;
}

int DataViewModel::fixesInForce() const
{
    return static_cast<int>(std::count_if(m_fixes.begin(), m_fixes.end(),
                                          [](const database::FixRecord& fix) { return fix.undoneAt == 0; }));
}

int DataViewModel::openFindings() const
{
    return m_cases.count(dataset::Severity::Error) + m_cases.count(dataset::Severity::Warning);
}

} // namespace seg::gui

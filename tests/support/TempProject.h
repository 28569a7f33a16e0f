// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetImport.h"
#include "database/Project.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

namespace seg::test {

/// A project with one small phantom dataset, in a folder of its own. Tests that include it link
/// seg::database.
class TempProject {
public:
    explicit TempProject(const dataset::PhantomOptions& options = smallPhantom())
        : m_project(database::Project::create(m_folder / "Study.segwright", "Study"))
    {
        const auto task = m_folder / options.name;
        dataset::writePhantomTask(task, options);
        m_dataset = m_project.importDataset(dataset::openMsdTask(task), {}, {}).id;
    }
    [[nodiscard]] database::Project& project() noexcept { return m_project; }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder.path(); }
    [[nodiscard]] auto datasetId() const noexcept { return m_dataset; }

private:
    TempFolder m_folder;
    database::Project m_project;
    decltype(database::DatasetRecord::id) m_dataset{};
};

} // namespace seg::test

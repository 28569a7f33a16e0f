// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"
#include "database/DatasetRepository.h"
#include "database/Migrations.h"
#include "database/RunRepository.h"

#include <QTemporaryDir>

#include <filesystem>

namespace seg::test {

/// A new database with the whole schema in a folder that goes away with the object; rows for tests that need
/// some.
class ProjectRows {
public:
    ProjectRows() { database::migrate(database); }

    [[nodiscard]] std::filesystem::path folder() const { return m_dir.path().toStdString(); }
    [[nodiscard]] std::filesystem::path file() const { return folder() / "project.db"; }

    /// Dataset NNN with two training cases and one test case that have no files.
    database::DatasetId addDataset(int number = 4)
    {
        dataset::RawDataset raw;
        raw.name = "Dataset" + std::string(number < 100 ? number < 10 ? "00" : "0" : "") +
                   std::to_string(number) + "_Shapes";
        raw.folder = folder() / "datasets" / raw.name;
        raw.manifest.channelNames = {"FLAIR", "T1gd"};
        raw.manifest.labels =
            dataset::LabelScheme({{"background", {0}, false}, {"core", {1}, false}, {"rim", {2}, false}});
        for (const char* name : {"a", "b"}) {
            raw.trainingCases.push_back(
                {CaseId{name}, {raw.folder / "imagesTr" / name}, raw.folder / "labelsTr" / name});
        }
        raw.testCases.push_back({CaseId{"t"}, {"/elsewhere/t.nii.gz"}, std::nullopt});
        return database::DatasetRepository(database, folder()).add(raw, "/source/Task");
    }

    database::RunId addRun(database::DatasetId dataset, int fold = 0)
    {
        database::RunRecord run;
        run.dataset = dataset;
        run.planName = "nnUNetPlans";
        run.options.fold = fold;
        return database::RunRepository(database, folder()).add(run);
    }

private:
    QTemporaryDir m_dir;

public:
    database::Database database{file(), database::Database::Mode::Create};
};

} // namespace seg::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"
#include "database/Records.h"
#include "gui/models/CaseTableModel.h"
#include "gui/tasks/TaskRunner.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <optional>
#include <vector>

namespace seg::gui {

/// The datasets of a project and the check table of the one that is shown; read in the background.
class DataViewModel final : public QObject {
    Q_OBJECT

public:
    explicit DataViewModel(QObject* parent = nullptr);

    void setProject(const std::filesystem::path& folder); ///< empty for none
    void refresh();                                       ///< something changed in the database
    void select(database::DatasetId id);                  ///< current() once it is read

    [[nodiscard]] const std::vector<database::DatasetRecord>& datasets() const noexcept { return m_datasets; }
    [[nodiscard]] std::optional<database::DatasetRecord> current() const;
    [[nodiscard]] bool isChecked() const noexcept { return m_cases.isChecked(); }
    [[nodiscard]] CaseTableModel* cases() noexcept { return &m_cases; }
    [[nodiscard]] const dataset::RawDataset& raw() const noexcept { return m_raw; }
    [[nodiscard]] const dataset::LabelColors& labelColors() const noexcept { return m_colors; } ///< chosen
    [[nodiscard]] const std::vector<dataset::Issue>& datasetIssues() const noexcept { return m_issues; }
    [[nodiscard]] const std::vector<database::FixRecord>& fixes() const noexcept
    {
        return m_fixes;
    } ///< newest
      ///< first
    [[nodiscard]] int fixesInForce() const;
    [[nodiscard]] const Case* caseOf(const CaseId& id) const; ///< null when there is none
    [[nodiscard]] int openFindings() const;                   ///< cases with a warning or an error
    [[nodiscard]] bool isLoaded() const { return m_loaded && !m_runner.isRunning(); }
    [[nodiscard]] const QString& failure() const noexcept { return m_failure; }

Q_SIGNALS:
    void changed();

private:
    struct Loaded {
        std::vector<database::DatasetRecord> datasets;
        database::DatasetId current{};
        dataset::RawDataset raw;
        dataset::LabelColors colors;
        std::optional<dataset::DatasetCheck> check;
        std::vector<database::FixRecord> fixes;
    };
    static Loaded load(const std::filesystem::path& folder, database::DatasetId wanted);
    void take(const Loaded& loaded);

    std::filesystem::path m_folder;
    database::DatasetId m_current{}; // of which the rest is
    database::DatasetId m_wanted{};  // m_current unless another is being read
    std::vector<database::DatasetRecord> m_datasets;
    dataset::RawDataset m_raw;
    dataset::LabelColors m_colors;
    std::vector<dataset::Issue> m_issues;
    std::vector<database::FixRecord> m_fixes;
    CaseTableModel m_cases;
    QString m_failure;
    bool m_loaded = false;
    bool m_again = false;
    TaskRunner m_runner; // last member
};

} // namespace seg::gui

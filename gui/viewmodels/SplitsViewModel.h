// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Records.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/FoldChoice.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <vector>

namespace seg::gui {

/// The folds of a dataset while a person looks at them and makes others. Reads, makes and writes in the
/// background; the project has the new folds after apply() alone.
class SplitsViewModel final : public QObject {
    Q_OBJECT

public:
    /// One training case and the folds that hold it back; mostly one.
    struct Row {
        CaseId id;
        std::vector<int> heldBackIn;
    };

    SplitsViewModel(std::filesystem::path project, database::DatasetId dataset, QObject* parent = nullptr);

    /// The cases and the stored folds. Where there are none, those that the program would use: nothing is
    /// written. Without folds that can be read there are the cases alone, and failure() says why.
    void load();
    void make(const FoldChoice& choice);
    void readFile(const QString& file); ///< splits_final.json or a table "case,fold"
    /// Lets one fold hold these cases back and all others learn from them.
    void move(const std::vector<CaseId>& ids, int fold);
    void takeBack(); ///< the folds of load() again
    void apply();    ///< \pre canApply()

    [[nodiscard]] const std::vector<Row>& cases() const noexcept { return m_rows; } ///< by name
    [[nodiscard]] const std::vector<dataset::Split>& folds() const noexcept { return m_folds; }
    [[nodiscard]] bool isBusy() const noexcept { return m_runner.isRunning(); }
    [[nodiscard]] bool isApplying() const noexcept { return m_isApplying; } ///< they are being written
    [[nodiscard]] bool isChanged() const { return m_folds != m_loaded; }    ///< since load() or apply()
    [[nodiscard]] bool isStored() const { return m_areStored && !isChanged(); }
    [[nodiscard]] bool canApply() const
    {
        return !isBusy() && !m_folds.empty() && !isStored() && m_problem.isEmpty();
    }
    [[nodiscard]] const QString& failure() const noexcept { return m_failure; } ///< of what was asked last
    [[nodiscard]] const QString& problem() const noexcept { return m_problem; } ///< why these cannot be used
    [[nodiscard]] QString summary() const;  ///< "5 folds over 20 cases, nnU-Net's own."; empty without folds
    [[nodiscard]] QString runsText() const; ///< what becomes of the runs that have begun; empty without any

Q_SIGNALS:
    void changed();
    void applied(); ///< the project has the folds

private:
    [[nodiscard]] QString notStoredText() const;
    void takeFailure(const QString& message);
    void takeFolds(std::vector<dataset::Split> folds);
    [[nodiscard]] std::vector<CaseId> ids() const;

    std::filesystem::path m_project;
    database::DatasetId m_dataset;
    std::vector<Row> m_rows;
    std::vector<dataset::Split> m_loaded; // what the project has or would use
    bool m_areStored = false;             // m_loaded, in the project
    std::vector<dataset::Split> m_folds;
    std::vector<dataset::Split> m_nnUNets; // what nnU-Net would make of the cases
    std::vector<database::RunId> m_begun;  // runs that have, oldest first
    QString m_problem;
    QString m_failure;
    QString m_storedFailure; // why the stored folds cannot be read
    bool m_isApplying = false;
    TaskRunner m_runner; // last member
};

} // namespace seg::gui

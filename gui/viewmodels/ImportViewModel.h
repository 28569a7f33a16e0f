// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetImport.h"
#include "core/dataset/DatasetValidator.h"
#include "gui/models/CaseTableModel.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/FoldChoice.h"
#include "gui/viewmodels/LabelDraft.h"

#include <QObject>
#include <QString>
#include <QTemporaryDir>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace seg::gui {

enum class ImportStep { Source, Check, Labels, Storage, Summary };
inline constexpr int kImportSteps = 5;

/// Everything an import needs, as values for the job.
struct ImportRequest {
    dataset::DatasetSource source;
    dataset::ImportOptions options;
    std::vector<dataset::Fix> fixes; ///< made in the project's files after the import
    FoldChoice folds;
    dataset::LabelColors labelColors; ///< chosen ones
    bool planAfterwards = true;
    std::shared_ptr<QTemporaryDir> unpacked; ///< where an archive was unpacked; goes with the last holder
};

/// The state behind the import wizard: what was found at the source, the check of every case, what was
/// decided about its findings, and why a step cannot be left yet. Nothing is written besides an unpacked
/// archive, which goes again.
class ImportViewModel final : public QObject {
    Q_OBJECT

public:
    enum class SourceState { Empty, Looking, Found, Failed };
    enum class CheckState { NotRun, Running, Done, Failed, Cancelled };

    /// \param unpackFolder  where an archive may be unpacked; a hidden folder below it is made and removed
    /// again.
    explicit ImportViewModel(std::filesystem::path unpackFolder, QObject* parent = nullptr);

    void setPath(const QString& path); ///< looks at once, in the background
    [[nodiscard]] const QString& path() const noexcept { return m_path; }
    /// Says by which names a plain folder's images and labels are known, and looks again.
    void setPattern(const dataset::FilePattern& pattern);
    /// Whether a pattern may help: a plain folder was found, or nothing in a folder.
    [[nodiscard]] bool canTakePattern() const;
    [[nodiscard]] SourceState sourceState() const noexcept { return m_sourceState; }
    [[nodiscard]] const QString& sourceMessage() const noexcept
    {
        return m_sourceMessage;
    } ///< progress or failure
    [[nodiscard]] const dataset::DatasetSource& source() const noexcept { return m_source; } ///< once Found
    [[nodiscard]] std::int64_t sourceBytes() const noexcept { return m_sourceBytes; }

    void startCheck(); ///< nothing when it runs or is done
    void cancelCheck();
    [[nodiscard]] CheckState checkState() const noexcept { return m_checkState; }
    [[nodiscard]] const QString& checkMessage() const noexcept { return m_checkMessage; }
    [[nodiscard]] double checkFraction() const noexcept { return m_checkFraction; }
    [[nodiscard]] double checkSeconds() const noexcept { return m_checkSeconds; }
    [[nodiscard]] const dataset::DatasetCheck& check() const noexcept { return m_check; }
    [[nodiscard]] CaseTableModel* cases() noexcept { return &m_cases; }
    [[nodiscard]] const Case* caseOf(const CaseId& id) const; ///< null when there is none
    /// Makes a case as the fixes decided on leave it; empty when none of them changes its files. For a
    /// worker, which gives a folder for the new files.
    [[nodiscard]] std::function<Case(const std::filesystem::path& folder, const TaskContext& context)>
    fixing(const CaseId& id) const;

    /// Decides on a fix of a case, or of the dataset when it names none; it is made after the import.
    void decide(const dataset::Fix& fix);
    void takeBack(const CaseId& id); ///< what was decided about a case; about the dataset when it is empty
    [[nodiscard]] const std::vector<dataset::Fix>& datasetFixes() const noexcept { return m_datasetFixes; }
    /// Whether a person has decided anything about this source: fixes, names, colors, regions, folds.
    [[nodiscard]] bool hasDecisions() const;

    /// What stands in the source until somebody changes it.
    [[nodiscard]] const LabelDraft& labels() const noexcept { return m_labels; }
    void setLabels(LabelDraft labels);
    /// As the import writes them; those of the source while the draft cannot be written.
    [[nodiscard]] dataset::LabelScheme labelScheme() const;
    void setChannelName(std::size_t channel, const QString& name); ///< source() then has it

    void setMode(dataset::ImportMode mode);
    void setName(const QString& name);
    void setNumber(int number);
    void setFolds(const FoldChoice& folds);
    void setPlanAfterwards(bool plan);
    [[nodiscard]] dataset::ImportMode mode() const noexcept { return m_mode; }
    [[nodiscard]] const QString& name() const noexcept { return m_name; }
    [[nodiscard]] int number() const noexcept { return m_number; }
    [[nodiscard]] const FoldChoice& folds() const noexcept { return m_folds; }
    [[nodiscard]] bool planAfterwards() const noexcept { return m_planAfterwards; }
    [[nodiscard]] QString datasetName() const; ///< "Dataset004_Hippocampus"
    void setTakenNames(const QStringList& names) { m_takenNames = names; }
    void setFreeBytes(std::int64_t bytes) { m_freeBytes = bytes; }
    [[nodiscard]] std::int64_t freeBytes() const noexcept { return m_freeBytes; }
    [[nodiscard]] int includedCases() const;
    [[nodiscard]] std::vector<CaseId> includedIds() const;

    /// Why a step cannot be left, as a sentence; empty when it can.
    [[nodiscard]] QString blockedReason(ImportStep step) const;
    [[nodiscard]] ImportRequest request() const;
    [[nodiscard]] bool isSettled() const; ///< no background work is going on

Q_SIGNALS:
    void sourceChanged();
    void checkChanged();
    void decisionsChanged();
    void optionsChanged();

private:
    struct Found {
        dataset::DatasetSource source;
        std::shared_ptr<QTemporaryDir> unpacked;
        std::int64_t bytes = 0;
    };
    static Found look(const std::filesystem::path& path, const dataset::SourceOptions& options,
                      const std::filesystem::path& unpackFolder, const TaskContext& context);
    void lookAgain();
    void lookNow();
    void takeSource(Found found);
    void forgetCheck();
    [[nodiscard]] QString checkBlock() const;
    [[nodiscard]] QString labelsBlock() const;
    [[nodiscard]] bool isNumberTaken() const;
    [[nodiscard]] QString foldsBlock() const;
    [[nodiscard]] QString findFoldsBlock() const;
    [[nodiscard]] QString storageBlock() const;

    std::filesystem::path m_unpackFolder;
    QString m_path;
    dataset::SourceOptions m_sourceOptions;
    SourceState m_sourceState = SourceState::Empty;
    QString m_sourceMessage;
    dataset::DatasetSource m_source;
    std::shared_ptr<QTemporaryDir> m_unpacked;
    LabelDraft m_labels;
    std::vector<std::string> m_foundChannels; // their names as the source has them
    std::int64_t m_sourceBytes = 0;
    bool m_lookAgain = false;

    CheckState m_checkState = CheckState::NotRun;
    QString m_checkMessage;
    double m_checkFraction = 0.0;
    double m_checkSeconds = 0.0;
    bool m_checkStale = false;
    bool m_checkAgain = false;
    dataset::DatasetCheck m_check;
    CaseTableModel m_cases;
    std::vector<dataset::Fix> m_datasetFixes;

    dataset::ImportMode m_mode = dataset::ImportMode::Copy;
    QString m_name;
    int m_number = 0;
    FoldChoice m_folds;
    mutable std::optional<QString> m_foldsBlock; // of these cases and folds, until either changes
    bool m_planAfterwards = true;
    QStringList m_takenNames;
    std::int64_t m_freeBytes = -1; // unknown

    TaskRunner m_looker;
    TaskRunner m_checker; // the runners are the last members
};

} // namespace seg::gui

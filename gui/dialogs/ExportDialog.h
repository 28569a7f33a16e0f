// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/ReviewCase.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace seg::gui {

class ProjectSession;

/// What a written mask was checked for by reading it again.
struct ExportCheck {
    std::int64_t labeledVoxels = 0;
    int labels = 0;
};

/// Writes a mask on its scan's grid and reads it back.
/// \throws seg::Error  as imaging::writeLabelMap; Io when the file read back differs from what was written.
[[nodiscard]] ExportCheck exportMask(const std::filesystem::path& file, const LabelMap& mask,
                                     const std::filesystem::path& scan);

/// Writes the mask in front to a NIfTI file. Enter saves under the proposed name; the folder is remembered
/// with the project.
class ExportDialog final : public QDialog {
    Q_OBJECT

public:
    ExportDialog(const ReviewCase& item, std::shared_ptr<const LabelMap> mask, ProjectSession* session,
                 QWidget* parent = nullptr);

    [[nodiscard]] QString file() const; ///< as it stands in the field

private:
    void build();
    void browse();
    void check(); // the field's text
    void save();
    void showResult(const ExportCheck& result);
    void showError(const QString& message);
    [[nodiscard]] QString proposedFile() const;

    ReviewCase m_case;
    std::shared_ptr<const LabelMap> m_mask;
    ProjectSession* m_session; // may be null; outlives the dialog, which is modal to its window
    QLineEdit* m_file = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_browse = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_close = nullptr;
    TaskRunner m_runner; // last member
};

} // namespace seg::gui

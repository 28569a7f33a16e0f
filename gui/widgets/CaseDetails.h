// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"
#include "core/dataset/LabelColors.h"
#include "core/dataset/LabelScheme.h"
#include "gui/models/CaseTableModel.h"

#include <QScrollArea>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace seg::gui {

class CasePreview;
class FindingPanel;

/// Everything about one case of an imported dataset, for the right dock: slices, facts, findings with their
/// fixes.
class CaseDetails final : public QScrollArea {
    Q_OBJECT

public:
    explicit CaseDetails(QWidget* parent = nullptr);

    /// The declared labels of the dataset and the colors chosen for them.
    void setLabels(const dataset::LabelScheme& labels, const dataset::LabelColors& colors);
    /// \param item  the case's files; null clears.
    void showCase(const Case* item, const CaseTableModel& cases);
    void forgetPicture(); ///< the files changed: the next showCase() reads them again
    void setBusy(bool busy);
    [[nodiscard]] bool isLoading() const;

Q_SIGNALS:
    void fixRequested(const seg::dataset::Fix& fix);

private:
    QLabel* m_name = nullptr;
    QVBoxLayout* m_facts = nullptr;
    CasePreview* m_preview = nullptr;
    FindingPanel* m_findings = nullptr;
    std::optional<CaseId> m_shown;
    dataset::LabelColors m_colors;
};

} // namespace seg::gui

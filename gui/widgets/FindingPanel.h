// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetFix.h"
#include "core/dataset/DatasetValidator.h"
#include "core/dataset/LabelScheme.h"

#include <QString>
#include <QWidget>

#include <vector>

class QLabel;
class QLayout;
class QPushButton;
class QVBoxLayout;

namespace seg::gui {

/// What was found about one case, or about the dataset as a whole, in sentences, with the remedies as
/// buttons.
class FindingPanel final : public QWidget {
    Q_OBJECT

public:
    enum class Buttons { Row, Column }; ///< how the remedies stand

    explicit FindingPanel(Buttons buttons, QWidget* parent = nullptr);

    /// The declared labels, which values that are none can be replaced by.
    void setLabels(const dataset::LabelScheme& labels) { m_labels = labels; }

    /// \param fixes  decided on for this case; they can be taken back here.
    void showCase(const dataset::CaseCheck& item, const std::vector<dataset::Fix>& fixes);
    void showDataset(const std::vector<dataset::Issue>& issues, const std::vector<dataset::Fix>& fixes);
    void clear();
    void setBusy(bool busy); ///< a fix is being made: buttons wait

Q_SIGNALS:
    void fixChosen(const seg::dataset::Fix& fix);
    void undoChosen(); ///< what was decided about this case is taken back

private:
    /// \param item  the case; null for the dataset as a whole.
    void showFindings(const dataset::CaseCheck* item, std::vector<dataset::Issue> issues,
                      const std::vector<dataset::Fix>& fixes);
    void addFinding(const QString& summary, const dataset::Issue& issue);
    void addButtons(const dataset::CaseCheck* item, const std::vector<dataset::Issue>& open, bool canUndo);
    void addFixButtons(const CaseId& id, const std::vector<dataset::Issue>& open);
    void offerReplacing(const dataset::CaseCheck& item);
    QPushButton* addButton(const QString& text, const QString& objectName);
    void askForNote(const CaseId& id, const std::vector<dataset::Issue>& open);

    Buttons m_arrangement;
    dataset::LabelScheme m_labels;
    QVBoxLayout* m_findings = nullptr;
    QLayout* m_buttons = nullptr;
    QLabel* m_note = nullptr;
    bool m_busy = false;
};

} // namespace seg::gui

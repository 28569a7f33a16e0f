// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetValidator.h"
#include "gui/models/CaseTableModel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace seg::gui {

/// What was found about one case, in sentences, with the remedies as buttons.
class FindingPanel final : public QWidget {
    Q_OBJECT

public:
    enum class Remedies { BeforeImport, AfterImport }; ///< a case can be excluded before the import only

    explicit FindingPanel(Remedies remedies, QWidget* parent = nullptr);

    void showCase(const dataset::CaseCheck& item, CaseDecision decision);
    void clear();
    void setBusy(bool busy); ///< a fix is being made: buttons wait

Q_SIGNALS:
    void decided(seg::gui::CaseDecision decision); ///< None takes a decision back

private:
    void showButtons(const dataset::CaseCheck& item, CaseDecision decision);
    void addFinding(const CaseId& id, const dataset::Issue& issue);

    Remedies m_remedies;
    QVBoxLayout* m_findings = nullptr;
    QPushButton* m_copyGeometry = nullptr;
    QPushButton* m_exclude = nullptr;
    QPushButton* m_undo = nullptr;
    QLabel* m_note = nullptr;
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/FindingPanel.h"

#include "gui/models/CaseTableModel.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/FlowLayout.h"
#include "gui/widgets/ReplaceLabels.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace seg::gui {

namespace {

using dataset::FixKind;
using dataset::Severity;

constexpr int kButtonGap = 8;
constexpr std::size_t kMostReplaced = 12; // values that somebody may want to name one by one

ChipState stateOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return ChipState::Error;
    case Severity::Warning:
        return ChipState::Warning;
    case Severity::Note:
        return ChipState::Info;
    case Severity::Fine:
        break;
    }
    return ChipState::Ok;
}

/// A warning can be left as it is, and so can a label that lies elsewhere: nnU-Net itself only warns of that.
bool canBeIgnored(const dataset::Issue& issue)
{
    return issue.severity == Severity::Warning ||
           (issue.severity == Severity::Error && issue.fix == dataset::fixName(FixKind::CopyGeometry));
}

bool isOpen(const dataset::Issue& issue, const std::vector<dataset::Fix>& fixes)
{
    return issue.severity > Severity::Note && !isSettled(issue, fixes);
}

/// The kinds of fix that the findings offer without asking for anything more, each once.
std::vector<FixKind> offeredFixes(const std::vector<dataset::Issue>& issues)
{
    std::vector<FixKind> kinds;
    for (const dataset::Issue& issue : issues) {
        const auto kind = dataset::fixKindOf(issue.fix);
        if (!kind || *kind == FixKind::ExcludeCase || *kind == FixKind::RemapLabels ||
            std::find(kinds.begin(), kinds.end(), *kind) != kinds.end()) {
            continue;
        }
        for (const FixKind way : dataset::waysToFix(*kind)) {
            if (way != FixKind::RemapLabels) { // asks which label: offerReplacing()
                kinds.push_back(way);
            }
        }
    }
    return kinds;
}

} // namespace

FindingPanel::FindingPanel(Buttons buttons, QWidget* parent)
    : QWidget(parent), m_arrangement(buttons), m_findings(new QVBoxLayout),
      m_buttons(buttons == Buttons::Row ? static_cast<QLayout*>(new FlowLayout(kButtonGap))
                                        : new QVBoxLayout),
      m_note(words(QStringLiteral("Fixes are kept in the project and can be undone; the files in the source "
                                  "folder are never touched."),
                   "hint", true))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_findings->setSpacing(6);
    layout->addLayout(m_findings);
    layout->addLayout(m_buttons);
    layout->addWidget(m_note);
    layout->addStretch();
    clear();
}

void FindingPanel::addFinding(const QString& summary, const dataset::Issue& issue)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new Chip(summary, stateOf(issue.severity)));
    layout->addStretch();
    m_findings->addWidget(row);
    QLabel* text = words(QString::fromStdString(issue.text), "secondary", true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_findings->addWidget(text);
}

void FindingPanel::showCase(const dataset::CaseCheck& item, const std::vector<dataset::Fix>& fixes)
{
    std::vector<dataset::Issue> issues = item.issues;
    if (issues.empty()) {
        issues.push_back({Severity::Fine,
                          "fine",
                          item.id,
                          "fine",
                          "Image and label can be read, lie in the same place and hold the declared labels.",
                          {}});
    }
    showFindings(&item, std::move(issues), fixes);
}

void FindingPanel::showDataset(const std::vector<dataset::Issue>& issues,
                               const std::vector<dataset::Fix>& fixes)
{
    showFindings(nullptr, issues, fixes);
}

void FindingPanel::showFindings(const dataset::CaseCheck* item, std::vector<dataset::Issue> issues,
                                const std::vector<dataset::Fix>& fixes)
{
    clear();
    std::stable_sort(issues.begin(), issues.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
    const QString prefix = item == nullptr ? QString() : QString::fromStdString(item->id.name + " · ");
    std::vector<dataset::Issue> open;
    for (const dataset::Issue& issue : issues) {
        addFinding(prefix + QString::fromStdString(issue.summary), issue);
        if (isOpen(issue, fixes)) {
            open.push_back(issue);
        }
    }
    for (const dataset::Fix& fix : fixes) {
        if (!fix.note.empty()) {
            m_findings->addWidget(
                words(QStringLiteral("Note: %1").arg(QString::fromStdString(fix.note)), "secondary", true));
        }
    }
    addButtons(item, open, !fixes.empty());
}

void FindingPanel::addFixButtons(const CaseId& id, const std::vector<dataset::Issue>& open)
{
    const bool isError = std::any_of(open.begin(), open.end(),
                                     [](const auto& issue) { return issue.severity == Severity::Error; });
    bool isFirst = true;
    for (const FixKind kind : offeredFixes(open)) {
        dataset::Fix fix;
        fix.kind = kind;
        fix.caseId = id;
        QPushButton* button = addButton(QString::fromStdString(dataset::fixTitle(kind)),
                                        QString::fromStdString("fix_" + dataset::fixName(kind)));
        // An error holds Next back, so that its remedy is the one thing to press.
        const bool isPrimary = isFirst && isError && m_arrangement == Buttons::Row;
        button->setProperty("kind", isPrimary ? "primary" : "plain");
        connect(button, &QPushButton::clicked, this, [this, fix] { Q_EMIT fixChosen(fix); });
        isFirst = false;
    }
}

/// Values that are no labels can also become other labels than background, when somebody says which.
void FindingPanel::offerReplacing(const dataset::CaseCheck& item)
{
    const std::size_t strays = strayValues(item, m_labels).size();
    if (strays == 0 || strays > kMostReplaced || m_labels.entries().empty()) {
        return;
    }
    connect(addButton(QStringLiteral("Replace by a label…"), QStringLiteral("fix_remap_label")),
            &QPushButton::clicked, this, [this, item] {
                auto* dialog = new ReplaceLabels(item, m_labels, this);
                connect(dialog, &ReplaceLabels::chosen, this, &FindingPanel::fixChosen);
                dialog->open();
            });
}

void FindingPanel::addButtons(const dataset::CaseCheck* item, const std::vector<dataset::Issue>& open,
                              bool canUndo)
{
    const CaseId id = item == nullptr ? CaseId{} : item->id;
    addFixButtons(id, open);
    if (item != nullptr && std::any_of(open.begin(), open.end(), [](const dataset::Issue& issue) {
            return dataset::helps(FixKind::RemapLabels, issue.fix);
        })) {
        offerReplacing(*item);
    }
    if (!open.empty() && item != nullptr) {
        dataset::Fix exclude;
        exclude.kind = FixKind::ExcludeCase;
        exclude.caseId = id;
        connect(addButton(QStringLiteral("Exclude this case"), QStringLiteral("excludeCase")),
                &QPushButton::clicked, this, [this, exclude] { Q_EMIT fixChosen(exclude); });
    }
    if (!open.empty() && std::all_of(open.begin(), open.end(), canBeIgnored)) {
        connect(addButton(QStringLiteral("Ignore, with a note…"), QStringLiteral("ignoreFinding")),
                &QPushButton::clicked, this, [this, id, open] { askForNote(id, open); });
    }
    if (canUndo) {
        connect(addButton(QStringLiteral("Undo"), QStringLiteral("undoDecision")), &QPushButton::clicked,
                this, &FindingPanel::undoChosen);
    }
    m_note->setVisible(m_buttons->count() > 0);
}

QPushButton* FindingPanel::addButton(const QString& text, const QString& objectName)
{
    auto* button = new QPushButton(text);
    button->setObjectName(objectName);
    button->setEnabled(!m_busy);
    m_buttons->addWidget(button);
    m_buttons->setAlignment(button, Qt::AlignLeft);
    return button;
}

void FindingPanel::askForNote(const CaseId& id, const std::vector<dataset::Issue>& open)
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("ignoreNote"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QStringLiteral("Ignore, with a note"));
    dialog->setLabelText(QStringLiteral("Why it may stay as it is:"));
    dialog->setOkButtonText(QStringLiteral("Ignore"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, id, open](const QString& note) {
        std::set<std::string> kinds;
        for (const dataset::Issue& issue : open) {
            if (kinds.insert(issue.kind).second) {
                dataset::Fix fix;
                fix.kind = FixKind::IgnoreFinding;
                fix.caseId = id;
                fix.finding = issue.kind;
                fix.note = note.trimmed().toStdString();
                Q_EMIT fixChosen(fix);
            }
        }
    });
    dialog->open();
}

void FindingPanel::clear()
{
    clearLayout(*m_findings);
    while (QLayoutItem* item = m_buttons->takeAt(0)) {
        if (QWidget* button = item->widget()) { // perhaps the one whose click brought us here
            button->setParent(nullptr);
            button->deleteLater();
        }
        delete item;
    }
    m_note->hide();
}

void FindingPanel::setBusy(bool busy)
{
    m_busy = busy;
    for (int index = 0; index < m_buttons->count(); ++index) {
        if (QWidget* button = m_buttons->itemAt(index)->widget()) {
            button->setEnabled(!busy);
        }
    }
}

} // namespace seg::gui

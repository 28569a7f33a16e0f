// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/FindingPanel.h"

#include "gui/theme/Theme.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace seg::gui {

namespace {

ChipState stateOf(dataset::Severity severity)
{
    switch (severity) {
    case dataset::Severity::Error:
        return ChipState::Error;
    case dataset::Severity::Warning:
        return ChipState::Warning;
    case dataset::Severity::Note:
        return ChipState::Info;
    case dataset::Severity::Fine:
        break;
    }
    return ChipState::Ok;
}

} // namespace

FindingPanel::FindingPanel(Remedies remedies, QWidget* parent)
    : QWidget(parent), m_remedies(remedies), m_findings(new QVBoxLayout),
      m_copyGeometry(new QPushButton(QStringLiteral("Copy the image's geometry to the label"))),
      m_exclude(new QPushButton(QStringLiteral("Exclude this case"))),
      m_undo(new QPushButton(QStringLiteral("Undo"))), m_note(new QLabel)
{
    m_copyGeometry->setObjectName(QStringLiteral("copyGeometry"));
    m_copyGeometry->setProperty("kind", "plain");
    m_exclude->setObjectName(QStringLiteral("excludeCase"));
    m_undo->setObjectName(QStringLiteral("undoDecision"));
    m_note->setProperty("role", "hint");
    m_note->setWordWrap(true);
    m_note->setText(
        remedies == Remedies::BeforeImport
            ? QStringLiteral("Fixes are made in the project's own files and can be undone until the "
                             "import; the files in the source folder are never touched.")
            : QStringLiteral("Fixes are made in the project's own files; the files that were imported "
                             "are never touched."));
    auto* buttons = new QBoxLayout(remedies == Remedies::BeforeImport ? QBoxLayout::LeftToRight
                                                                      : QBoxLayout::TopToBottom);
    for (QPushButton* button : {m_copyGeometry, m_exclude, m_undo}) {
        buttons->addWidget(button, 0, Qt::AlignLeft);
    }
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_findings->setSpacing(6);
    layout->addLayout(m_findings);
    layout->addLayout(buttons);
    layout->addWidget(m_note);
    layout->addStretch();

    connect(m_copyGeometry, &QPushButton::clicked, this,
            [this] { Q_EMIT decided(CaseDecision::CopyGeometry); });
    connect(m_exclude, &QPushButton::clicked, this, [this] { Q_EMIT decided(CaseDecision::Exclude); });
    connect(m_undo, &QPushButton::clicked, this, [this] { Q_EMIT decided(CaseDecision::None); });
    clear();
}

void FindingPanel::addFinding(const CaseId& id, const dataset::Issue& issue)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(
        new Chip(QString::fromStdString(id.name + " · " + issue.summary), stateOf(issue.severity)));
    layout->addStretch();
    m_findings->addWidget(row);
    QLabel* text = words(QString::fromStdString(issue.text), "secondary", true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_findings->addWidget(text);
}

void FindingPanel::showCase(const dataset::CaseCheck& item, CaseDecision decision)
{
    clearLayout(*m_findings);
    std::vector<dataset::Issue> issues = item.issues;
    std::stable_sort(issues.begin(), issues.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
    for (const dataset::Issue& issue : issues) {
        addFinding(item.id, issue);
    }
    if (issues.empty()) {
        addFinding(item.id,
                   {dataset::Severity::Fine,
                    "fine",
                    item.id,
                    "fine",
                    "Image and label can be read, lie in the same place and hold the declared labels.",
                    {}});
    }
    showButtons(item, decision);
}

void FindingPanel::showButtons(const dataset::CaseCheck& item, CaseDecision decision)
{
    const bool canCopy = std::any_of(item.issues.begin(), item.issues.end(),
                                     [](const auto& issue) { return issue.fix == "copy_geometry"; });
    const bool before = m_remedies == Remedies::BeforeImport;
    const bool isError = std::any_of(item.issues.begin(), item.issues.end(), [](const auto& issue) {
        return issue.severity == dataset::Severity::Error;
    });
    // An error holds Next back, so that its remedy is the one thing to press.
    m_copyGeometry->setProperty("kind", before && isError ? "primary" : "plain");
    restyle(m_copyGeometry);
    m_copyGeometry->setVisible(canCopy && decision == CaseDecision::None);
    m_exclude->setVisible(before && !item.issues.empty() && decision == CaseDecision::None);
    m_undo->setVisible(decision != CaseDecision::None);
    m_undo->setText(decision == CaseDecision::Exclude ? QStringLiteral("Include this case again")
                                                      : QStringLiteral("Leave the label as it is"));
    m_note->setVisible(canCopy || (before && !item.issues.empty()));
}

void FindingPanel::clear()
{
    clearLayout(*m_findings);
    for (QWidget* part : std::initializer_list<QWidget*>{m_copyGeometry, m_exclude, m_undo, m_note}) {
        part->hide();
    }
}

void FindingPanel::setBusy(bool busy)
{
    for (QPushButton* button : {m_copyGeometry, m_exclude, m_undo}) {
        button->setEnabled(!busy);
    }
}

} // namespace seg::gui

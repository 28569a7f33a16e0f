// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CaseDetails.h"

#include "gui/widgets/CasePreview.h"
#include "gui/widgets/FindingPanel.h"
#include "gui/widgets/Words.h"

#include <QLabel>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kPreviewHeight = 128;
constexpr int kFactWidth = 92;

} // namespace

CaseDetails::CaseDetails(QWidget* parent)
    : QScrollArea(parent), m_name(words({}, "section")), m_facts(new QVBoxLayout), m_preview(new CasePreview),
      m_findings(new FindingPanel(FindingPanel::Buttons::Column))
{
    setObjectName(QStringLiteral("caseDetails"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_preview->setFixedHeight(kPreviewHeight);
    m_facts->setSpacing(4);
    auto* panel = new QWidget;
    panel->setProperty("role", "panel");
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(12);
    layout->addWidget(m_name);
    layout->addWidget(m_preview);
    layout->addLayout(m_facts);
    layout->addWidget(m_findings);
    layout->addStretch();
    setWidget(panel);
    connect(m_findings, &FindingPanel::fixChosen, this, &CaseDetails::fixRequested);
}

void CaseDetails::setLabels(const dataset::LabelScheme& labels, const dataset::LabelColors& colors)
{
    m_findings->setLabels(labels);
    if (colors != m_colors) {
        m_colors = colors;
        forgetPicture();
    }
}

void CaseDetails::showCase(const Case* item, const CaseTableModel& cases)
{
    clearLayout(*m_facts);
    const int row = item == nullptr ? -1 : cases.rowOf(item->id);
    if (row < 0) {
        m_name->setText(QStringLiteral("No case chosen"));
        m_findings->clear();
        m_preview->clear();
        m_shown.reset();
        return;
    }
    m_name->setText(QString::fromStdString(item->id.name));
    m_findings->clear();
    if (cases.isChecked()) {
        for (int column = CaseTableModel::SizeColumn; column < cases.findingColumn(); ++column) {
            addFact(*m_facts, cases.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                    cases.index(row, column).data().toString(), kFactWidth);
        }
        m_findings->showCase(cases.caseCheck(row), {});
    }
    if (m_shown != item->id) {
        m_shown = item->id;
        m_preview->showCase(*item, m_colors);
    }
}

void CaseDetails::forgetPicture()
{
    m_shown.reset();
}

void CaseDetails::setBusy(bool busy)
{
    m_findings->setBusy(busy);
}

bool CaseDetails::isLoading() const
{
    return m_preview->isLoading();
}

} // namespace seg::gui

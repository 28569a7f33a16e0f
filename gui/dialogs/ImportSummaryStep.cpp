// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportSummaryStep.h"

#include "gui/models/ValueText.h"
#include "gui/tasks/Computer.h"
#include "gui/tasks/TimeText.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/Words.h"

#include <QCheckBox>
#include <QLabel>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

QString namesOf(const std::map<CaseId, CaseDecision>& decisions, CaseDecision wanted)
{
    QStringList names;
    for (const auto& [id, decision] : decisions) {
        if (decision == wanted) {
            names << QString::fromStdString(id.name);
        }
    }
    return names.join(QStringLiteral(", "));
}

} // namespace

ImportSummaryStep::ImportSummaryStep(ImportViewModel& model, QWidget* parent)
    : ImportStepPage(QStringLiteral("Summary"), parent), m_model(model),
      m_plan(new QCheckBox(QStringLiteral("Then analyse the dataset and plan the networks")))
{
    setLine(
        QStringLiteral("Import starts it in the background; until then nothing has been copied or changed."));
    auto* card = new Card;
    card->content()->setSpacing(8);
    m_dataset = addFact(*card->content(), QStringLiteral("Dataset"), {});
    m_cases = addFact(*card->content(), QStringLiteral("Cases"), {});
    m_storage = addFact(*card->content(), QStringLiteral("Storage"), {});
    m_fixes = addFact(*card->content(), QStringLiteral("Geometry is copied for"), {});
    m_left = addFact(*card->content(), QStringLiteral("Excluded"), {});
    m_plan->setObjectName(QStringLiteral("planAfterwards"));
    content()->addWidget(card);
    content()->addWidget(m_plan);
    content()->addStretch(1);
    connect(m_plan, &QCheckBox::toggled, &m_model, &ImportViewModel::setPlanAfterwards);
}

void ImportSummaryStep::enter()
{
    const auto& decisions = m_model.cases()->decisions();
    const bool copies = m_model.mode() == dataset::ImportMode::Copy;
    const auto tests = static_cast<qint64>(m_model.source().testCases.size());
    m_dataset->setText(m_model.datasetName());
    m_cases->setText(
        QStringLiteral("%1 to learn from%2")
            .arg(countText(m_model.includedCases(), QStringLiteral("case"), QStringLiteral("cases")),
                 tests > 0 ? QStringLiteral(", %1 to test on").arg(tests) : QString()));
    const QString folder = shortPath(QString::fromStdString(m_model.source().folder.string()));
    m_storage->setText(copies ? QStringLiteral("%1 are copied from %2")
                                    .arg(bytesText(static_cast<double>(m_model.sourceBytes())), folder)
                              : QStringLiteral("the files stay in %1").arg(folder));
    const QString fixes = namesOf(decisions, CaseDecision::CopyGeometry);
    const QString excluded = namesOf(decisions, CaseDecision::Exclude);
    m_fixes->setText(fixes.isEmpty() ? QStringLiteral("no case") : fixes);
    m_left->setText(excluded.isEmpty() ? QStringLiteral("no case") : excluded);
    m_plan->setChecked(m_model.planAfterwards());
}

} // namespace seg::gui

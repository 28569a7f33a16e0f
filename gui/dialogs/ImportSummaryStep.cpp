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

QString excludedText(const ImportRequest& request)
{
    QStringList names;
    for (const CaseId& id : request.options.exclude) {
        names << QString::fromStdString(id.name);
    }
    return names.isEmpty() ? QStringLiteral("no case") : names.join(QStringLiteral(", "));
}

/// One line a fix: what, and of which case.
QString fixesText(const ImportRequest& request)
{
    QStringList lines;
    for (const dataset::Fix& fix : request.fixes) {
        const QString what = QString::fromStdString(dataset::fixTitle(fix.kind));
        lines << (fix.caseId.name.empty()
                      ? what
                      : QStringLiteral("%1: %2").arg(QString::fromStdString(fix.caseId.name), what));
    }
    return lines.isEmpty() ? QStringLiteral("none") : lines.join(u'\n');
}

/// "edema, core, enhancing; as regions: whole, inside"
QString labelsText(const LabelDraft& draft)
{
    QStringList names;
    for (const LabelDraft::Label& label : draft.labels()) {
        const QString name = QString::fromStdString(label.name);
        if (label.value > 0) {
            names << (draft.isIgnored(label.value) ? QStringLiteral("%1 (ignored)").arg(name) : name);
        }
    }
    QStringList regions;
    for (const LabelDraft::Region& region : draft.regions()) {
        regions << QString::fromStdString(region.name);
    }
    const QString text = names.join(QStringLiteral(", "));
    return regions.isEmpty()
               ? text
               : QStringLiteral("%1; learned as %2").arg(text, regions.join(QStringLiteral(", ")));
}

} // namespace

ImportSummaryStep::ImportSummaryStep(ImportViewModel& model, QWidget* parent)
    : ImportStepPage(QStringLiteral("Summary"), Content::Scrolls, parent), m_model(model),
      m_plan(new QCheckBox(QStringLiteral("Then analyse the dataset and plan the networks")))
{
    setLine(
        QStringLiteral("Import starts it in the background; until then nothing has been copied or changed."));
    auto* card = new Card;
    card->content()->setSpacing(8);
    m_dataset = addFact(*card->content(), QStringLiteral("Dataset"), {});
    m_cases = addFact(*card->content(), QStringLiteral("Cases"), {});
    m_labels = addFact(*card->content(), QStringLiteral("Labels"), {});
    m_folds = addFact(*card->content(), QStringLiteral("Folds"), {});
    m_storage = addFact(*card->content(), QStringLiteral("Storage"), {});
    m_fixes = addFact(*card->content(), QStringLiteral("Fixes"), {});
    m_left = addFact(*card->content(), QStringLiteral("Excluded"), {});
    m_plan->setObjectName(QStringLiteral("planAfterwards"));
    content()->addWidget(card);
    content()->addWidget(m_plan);
    content()->addStretch(1);
    connect(m_plan, &QCheckBox::toggled, &m_model, &ImportViewModel::setPlanAfterwards);
}

void ImportSummaryStep::enter()
{
    const ImportRequest request = m_model.request();
    const bool copies = m_model.mode() == dataset::ImportMode::Copy;
    const auto tests = static_cast<qint64>(m_model.source().testCases.size());
    m_dataset->setText(m_model.datasetName());
    m_cases->setText(
        QStringLiteral("%1 to learn from%2")
            .arg(countText(m_model.includedCases(), QStringLiteral("case"), QStringLiteral("cases")),
                 tests > 0 ? QStringLiteral(", %1 to test on").arg(tests) : QString()));
    m_labels->setText(labelsText(m_model.labels()));
    m_folds->setText(
        QString::fromStdString(foldText(m_model.folds(), static_cast<std::size_t>(m_model.includedCases()))));
    const QString folder = shortPath(QString::fromStdString(m_model.source().folder.string()));
    m_storage->setText(copies ? QStringLiteral("%1 are copied from %2")
                                    .arg(bytesText(static_cast<double>(m_model.sourceBytes())), folder)
                              : QStringLiteral("the files stay in %1").arg(folder));
    m_fixes->setText(fixesText(request));
    m_left->setText(excludedText(request));
    m_plan->setChecked(m_model.planAfterwards());
}

} // namespace seg::gui

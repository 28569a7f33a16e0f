// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/ReplaceLabels.h"

#include "gui/models/ValueText.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kReplaceWidth = 420;

/// The labels that a voxel may have, as a person knows them.
QComboBox* labelChoice(const dataset::LabelScheme& labels, int value)
{
    auto* choice = new QComboBox;
    choice->setObjectName(QStringLiteral("replace_%1").arg(value));
    for (const int label : labels.allLabels()) {
        choice->addItem(label == 0 ? QStringLiteral("background")
                                   : QStringLiteral("%1 · %2").arg(label).arg(
                                         QString::fromStdString(labels.nameOf(label))),
                        label);
    }
    if (const auto ignored = labels.ignoreLabel()) {
        choice->addItem(QStringLiteral("%1 · ignored").arg(*ignored), *ignored);
    }
    return choice;
}

} // namespace

std::map<int, std::int64_t> strayValues(const dataset::CaseCheck& item, const dataset::LabelScheme& labels)
{
    std::map<int, std::int64_t> strays = item.labelVoxels;
    for (const int label : labels.allLabels()) {
        strays.erase(label);
    }
    if (const auto ignored = labels.ignoreLabel()) {
        strays.erase(*ignored);
    }
    return strays;
}

ReplaceLabels::ReplaceLabels(const dataset::CaseCheck& item, const dataset::LabelScheme& labels,
                             QWidget* parent)
    : QDialog(parent), m_case(item.id)
{
    setObjectName(QStringLiteral("replaceLabels"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Replace label values"));
    setMinimumWidth(kReplaceWidth);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    for (const auto& [value, voxels] : strayValues(item, labels)) {
        const int row = static_cast<int>(m_choices.size());
        auto* count =
            words(countText(voxels, QStringLiteral("voxel"), QStringLiteral("voxels")), "secondary");
        m_choices.push_back({value, labelChoice(labels, value)});
        grid->addWidget(words(QStringLiteral("Value %1").arg(value), "strong"), row, 0);
        grid->addWidget(count, row, 1);
        grid->addWidget(words(QStringLiteral("becomes"), "secondary"), row, 2);
        grid->addWidget(m_choices.back().label, row, 3);
    }
    grid->setColumnStretch(3, 1);
    auto* cancel = new QPushButton(QStringLiteral("Cancel"));
    auto* replace = new QPushButton(QStringLiteral("Replace"));
    replace->setObjectName(QStringLiteral("replaceValues"));
    replace->setProperty("kind", "primary");
    replace->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(replace);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(words(
        QStringLiteral("The label of %1 holds values that the dataset does not declare. The file in the "
                       "source folder is not touched.")
            .arg(QString::fromStdString(item.id.name)),
        "secondary", true));
    layout->addLayout(grid);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(replace, &QPushButton::clicked, this, &ReplaceLabels::choose);
}

void ReplaceLabels::choose()
{
    dataset::Fix fix;
    fix.kind = dataset::FixKind::RemapLabels;
    fix.caseId = m_case;
    for (const Choice& choice : m_choices) {
        fix.values[choice.value] = choice.label->currentData().toInt();
    }
    Q_EMIT chosen(fix);
    accept();
}

} // namespace seg::gui

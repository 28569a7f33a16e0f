// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/FoldForm.h"

#include "core/base/Error.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

namespace seg::gui {

FoldForm::FoldForm(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeRule());
    layout->addWidget(makePatients());
    connect(m_rule, &QComboBox::activated, this, &FoldForm::edited);
    connect(m_count, &QSpinBox::valueChanged, this, &FoldForm::edited);
    connect(m_seed, &QSpinBox::valueChanged, this, &FoldForm::edited);
    connect(m_pattern, &QLineEdit::textChanged, this, &FoldForm::edited);
    connect(m_table, &QPushButton::clicked, this, &FoldForm::chooseTable);
    update();
}

QWidget* FoldForm::makeRule()
{
    auto* box = new QWidget;
    m_rule = new QComboBox;
    m_rule->setObjectName(QStringLiteral("foldRule"));
    m_rule->addItem(QStringLiteral("nnU-Net's"), static_cast<int>(FoldRule::NnUNet));
    m_rule->addItem(QStringLiteral("NVIDIA's"), static_cast<int>(FoldRule::Nvidia));
    m_rule->addItem(QStringLiteral("By patient"), static_cast<int>(FoldRule::ByPatient));
    m_count = new QSpinBox;
    m_count->setObjectName(QStringLiteral("foldCount"));
    m_count->setRange(2, kMostFolds);
    m_seed = new QSpinBox;
    m_seed->setObjectName(QStringLiteral("foldSeed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words(QStringLiteral("Rule"), "secondary"));
    row->addWidget(m_rule);
    row->addSpacing(16);
    row->addWidget(words(QStringLiteral("Folds"), "secondary"));
    row->addWidget(m_count);
    row->addSpacing(16);
    row->addWidget(words(QStringLiteral("Seed"), "secondary"));
    row->addWidget(m_seed);
    row->addStretch(1);
    return box;
}

QWidget* FoldForm::makePatients()
{
    m_patientRow = new QWidget;
    m_pattern = new QLineEdit;
    m_pattern->setObjectName(QStringLiteral("foldPatients"));
    m_pattern->setPlaceholderText(QStringLiteral("how a case's name tells its patient, e.g. {patient}_*"));
    m_table = new QPushButton;
    m_table->setObjectName(QStringLiteral("foldPatientTable"));
    m_table->setAutoDefault(false);
    auto* row = new QHBoxLayout(m_patientRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words(QStringLiteral("Patients"), "secondary"));
    row->addWidget(m_pattern, 1);
    row->addWidget(m_table);
    return m_patientRow;
}

void FoldForm::setChoice(const FoldChoice& choice)
{
    m_choice = choice;
    if (choice.patients.empty()) {
        m_tableName.clear();
    }
    update();
}

void FoldForm::edited()
{
    m_choice.rule = static_cast<FoldRule>(m_rule->currentData().toInt());
    m_choice.count = m_count->value();
    m_choice.seed = static_cast<std::uint32_t>(m_seed->value());
    m_choice.patientPattern = m_pattern->text().trimmed().toStdString();
    update();
    Q_EMIT choiceChanged();
}

/// Reads a table, or forgets the one that was read.
void FoldForm::chooseTable()
{
    if (m_choice.patients.empty()) {
        chooseFile(this, QStringLiteral("Table of patients"), {},
                   QStringLiteral("Tables: case,patient (*.csv);;All files (*)"),
                   [this](const QString& file) { readTable(file); });
        return;
    }
    m_choice.patients.clear();
    update();
    Q_EMIT choiceChanged();
}

void FoldForm::readTable(const QString& file)
{
    try {
        m_choice.patients = dataset::readPatients(file.toStdString());
        m_tableName = QFileInfo(file).fileName();
        update();
        Q_EMIT choiceChanged();
    } catch (const Error& error) {
        showNotice(this, QStringLiteral("Table of patients"), QString::fromUtf8(error.what()));
    }
}

void FoldForm::update()
{
    const QSignalBlocker blockCount(m_count);
    const QSignalBlocker blockSeed(m_seed);
    const QSignalBlocker blockPattern(m_pattern);
    m_rule->setCurrentIndex(m_rule->findData(static_cast<int>(m_choice.rule)));
    m_count->setValue(m_choice.count);
    m_seed->setValue(static_cast<int>(m_choice.seed));
    const QString pattern = QString::fromStdString(m_choice.patientPattern);
    if (m_pattern->text().trimmed() != pattern) {
        m_pattern->setText(pattern);
    }
    const bool hasTable = !m_choice.patients.empty();
    m_patientRow->setVisible(m_choice.rule == FoldRule::ByPatient);
    m_pattern->setEnabled(!hasTable);
    m_table->setText(!hasTable               ? QStringLiteral("Table…")
                     : m_tableName.isEmpty() ? QStringLiteral("Forget the table")
                                             : QStringLiteral("Forget %1").arg(m_tableName));
}

} // namespace seg::gui

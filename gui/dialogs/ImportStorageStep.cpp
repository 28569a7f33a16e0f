// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportStorageStep.h"

#include "core/base/Error.h"
#include "gui/tasks/TimeText.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/Words.h"

#include <QButtonGroup>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

namespace seg::gui {

namespace {

constexpr int kIndent = 22;

QLabel* hint(const QString& text)
{
    QLabel* label = words(text, "hint", true);
    label->setContentsMargins(kIndent, 0, 0, 4);
    return label;
}

} // namespace

ImportStorageStep::ImportStorageStep(ImportViewModel& model, QWidget* parent)
    : ImportStepPage(QStringLiteral("Storage and folds"), parent), m_model(model)
{
    setLine(QStringLiteral("Where the scans live, and how they are divided for cross-validation."));
    content()->addWidget(makeStorage());
    content()->addWidget(makeName());
    content()->addWidget(makeFolds());
    content()->addStretch(1);
    connect(&m_model, &ImportViewModel::optionsChanged, this, &ImportStorageStep::update);
    update();
}

QWidget* ImportStorageStep::makeStorage()
{
    auto* card = new Card(QStringLiteral("Storage"));
    m_copy = new QRadioButton(QStringLiteral("Copy the scans into the project"));
    m_copy->setObjectName(QStringLiteral("importCopy"));
    m_reference = new QRadioButton(QStringLiteral("Leave them where they are and refer to them"));
    m_reference->setObjectName(QStringLiteral("importReference"));
    m_space = hint({});
    card->content()->addWidget(m_copy);
    card->content()->addWidget(m_space);
    card->content()->addWidget(m_reference);
    card->content()->addWidget(
        hint(QStringLiteral("Takes no space, but the project stops working when the folder is moved. "
                            "Scans with several volumes in one file are split, and so copied.")));
    connect(m_copy, &QRadioButton::toggled, this, [this](bool on) {
        m_model.setMode(on ? dataset::ImportMode::Copy : dataset::ImportMode::Reference);
    });
    return card;
}

QWidget* ImportStorageStep::makeName()
{
    auto* card = new Card(QStringLiteral("Name"));
    m_number = new QSpinBox;
    m_number->setObjectName(QStringLiteral("importNumber"));
    m_number->setRange(1, 999);
    m_number->setFixedWidth(80);
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("importName"));
    m_datasetName = words({}, "hint");
    auto* row = new QHBoxLayout;
    row->addWidget(m_number);
    row->addWidget(m_name, 1);
    row->addWidget(m_datasetName);
    card->content()->addLayout(row);
    connect(m_number, &QSpinBox::valueChanged, &m_model, &ImportViewModel::setNumber);
    connect(m_name, &QLineEdit::textChanged, &m_model, &ImportViewModel::setName);
    return card;
}

QWidget* ImportStorageStep::makeFolds()
{
    auto* card = new Card(QStringLiteral("Folds"));
    m_foldCount = new QSpinBox;
    m_foldCount->setObjectName(QStringLiteral("importFolds"));
    m_foldCount->setRange(2, kMostFolds);
    m_seed = new QSpinBox;
    m_seed->setObjectName(QStringLiteral("importSeed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_folds = words({}, "hint", true);
    auto* row = new QHBoxLayout;
    row->addWidget(words(QStringLiteral("Folds"), "secondary"));
    row->addWidget(m_foldCount);
    row->addSpacing(16);
    row->addWidget(words(QStringLiteral("Seed"), "secondary"));
    row->addWidget(m_seed);
    row->addStretch(1);
    card->content()->addLayout(row);
    card->content()->addWidget(makePatients());
    card->content()->addWidget(m_folds);
    connect(m_foldCount, &QSpinBox::valueChanged, this, &ImportStorageStep::foldsEdited);
    connect(m_seed, &QSpinBox::valueChanged, this, &ImportStorageStep::foldsEdited);
    return card;
}

QWidget* ImportStorageStep::makePatients()
{
    auto* box = new QWidget;
    m_patients = new QLineEdit;
    m_patients->setObjectName(QStringLiteral("importPatients"));
    m_patients->setPlaceholderText(QStringLiteral("each case is a patient of its own"));
    m_patients->setToolTip(QStringLiteral("How a case's name tells its patient, e.g. {patient}_*"));
    m_patientTable = new QPushButton;
    m_patientTable->setObjectName(QStringLiteral("importPatientTable"));
    m_patientTable->setAutoDefault(false);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words(QStringLiteral("Patients"), "secondary"));
    row->addWidget(m_patients, 1);
    row->addWidget(m_patientTable);
    connect(m_patients, &QLineEdit::textChanged, this, &ImportStorageStep::foldsEdited);
    connect(m_patientTable, &QPushButton::clicked, this, &ImportStorageStep::chooseTable);
    return box;
}

void ImportStorageStep::foldsEdited()
{
    FoldChoice folds = m_model.folds();
    folds.count = m_foldCount->value();
    folds.seed = static_cast<std::uint32_t>(m_seed->value());
    folds.patientPattern = m_patients->text().trimmed().toStdString();
    m_model.setFolds(folds);
}

/// Reads a table, or forgets the one that was read.
void ImportStorageStep::chooseTable()
{
    if (m_tableName.isEmpty()) {
        chooseFile(this, QStringLiteral("Table of patients"), {},
                   QStringLiteral("Tables: case,patient (*.csv);;All files (*)"),
                   [this](const QString& file) { readTable(file); });
        return;
    }
    m_tableName.clear();
    FoldChoice folds = m_model.folds();
    folds.patients.clear();
    m_model.setFolds(folds);
}

void ImportStorageStep::readTable(const QString& file)
{
    try {
        FoldChoice folds = m_model.folds();
        folds.patients = dataset::readPatients(file.toStdString());
        m_tableName = QFileInfo(file).fileName();
        m_model.setFolds(folds);
    } catch (const Error& error) {
        showNotice(this, QStringLiteral("Table of patients"), QString::fromUtf8(error.what()));
    }
}

QString ImportStorageStep::foldsText() const
{
    const FoldChoice& folds = m_model.folds();
    const QString text =
        QStringLiteral("%1 folds over %2 cases, shuffled with seed %3: each case is held back once. ")
            .arg(folds.count)
            .arg(m_model.includedCases())
            .arg(folds.seed);
    if (!folds.patients.empty() || !folds.patientPattern.empty()) {
        return text + QStringLiteral("Cases of one patient are held back together.");
    }
    return text + (folds.isNnUnets()
                       ? QStringLiteral("These are nnU-Net's own folds, so that results can be compared.")
                       : QStringLiteral("nnU-Net itself takes 5 folds and seed 12345."));
}

void ImportStorageStep::enter()
{
    update();
}

void ImportStorageStep::update()
{
    const QSignalBlocker blockCopy(m_copy);
    const QSignalBlocker blockNumber(m_number);
    const QSignalBlocker blockName(m_name);
    const QSignalBlocker blockFolds(m_foldCount);
    const QSignalBlocker blockSeed(m_seed);
    m_copy->setChecked(m_model.mode() == dataset::ImportMode::Copy);
    m_reference->setChecked(m_model.mode() == dataset::ImportMode::Reference);
    m_number->setValue(m_model.number());
    if (m_name->text().trimmed() != m_model.name()) {
        m_name->setText(m_model.name());
    }
    m_datasetName->setText(m_model.datasetName());
    const QString free =
        m_model.freeBytes() < 0
            ? QString()
            : QStringLiteral("; %1 are free").arg(bytesText(static_cast<double>(m_model.freeBytes())));
    m_space->setText(QStringLiteral("Takes %1%2. The project can then be moved as one folder.")
                         .arg(bytesText(static_cast<double>(m_model.sourceBytes())), free));
    m_foldCount->setValue(m_model.folds().count);
    m_seed->setValue(static_cast<int>(m_model.folds().seed));
    m_patients->setEnabled(m_tableName.isEmpty());
    m_patientTable->setText(m_tableName.isEmpty() ? QStringLiteral("Table…")
                                                  : QStringLiteral("Forget %1").arg(m_tableName));
    m_folds->setText(foldsText());
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportStorageStep.h"

#include "gui/dialogs/FoldForm.h"
#include "gui/tasks/TimeText.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/Words.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

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
    : ImportStepPage(QStringLiteral("Storage and folds"), Content::Scrolls, parent), m_model(model)
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
    m_form = new FoldForm;
    m_folds = words({}, "hint", true);
    card->content()->addWidget(m_form);
    card->content()->addWidget(m_folds);
    connect(m_form, &FoldForm::choiceChanged, this, [this] { m_model.setFolds(m_form->choice()); });
    return card;
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
    m_form->setChoice(m_model.folds());
    m_folds->setText(
        QString::fromStdString(foldText(m_model.folds(), static_cast<std::size_t>(m_model.includedCases()))));
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ConfigurationCard.h"

#include "gui/widgets/Card.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/MemoryBar.h"
#include "gui/widgets/Words.h"

#include <QCheckBox>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kFactNameWidth = 118;
constexpr int kValueWidth = 136;

QFrame* rule()
{
    auto* line = new QFrame;
    line->setProperty("role", "rule");
    return line;
}

void setUpGrid(QGridLayout& grid)
{
    grid.setHorizontalSpacing(16);
    grid.setVerticalSpacing(4);
    grid.setContentsMargins(8, 0, 0, 0);
    grid.setColumnMinimumWidth(0, kFactNameWidth);
    grid.setColumnMinimumWidth(1, kValueWidth);
    grid.setColumnStretch(2, 1);
}

void addNumber(QGridLayout& grid, const PlannedNumber& number)
{
    int row = grid.rowCount();
    if (grid.count() > 0) {
        grid.addWidget(rule(), row++, 0, 1, 3);
    }
    QLabel* because = words(
        number.because.isEmpty() ? QString() : QStringLiteral("because: ") + number.because, "reason", true);
    QLabel* value = words(number.value, "strong", true);
    value->setMaximumWidth(kValueWidth);
    grid.addWidget(words(number.name, "secondary"), row, 0, Qt::AlignVCenter);
    grid.addWidget(value, row, 1, Qt::AlignVCenter);
    grid.addWidget(because, row, 2, Qt::AlignVCenter);
}

} // namespace

ConfigurationCard::ConfigurationCard(QWidget* parent)
    : QWidget(parent), m_check(new QCheckBox), m_title(words({}, "section")),
      m_recommended(new Chip(QStringLiteral("recommended"), ChipState::Ok)), m_prepared(new Chip),
      m_memory(new MemoryBar), m_numbers(new QGridLayout)
{
    m_recommended->setDot(false);
    m_check->setToolTip(QStringLiteral("Preprocess this configuration"));
    for (Chip* chip : {m_recommended, m_prepared}) {
        chip->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // the memory bar gives way first
    }
    auto* card = new Card;
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(m_check);
    head->addWidget(m_title);
    head->addWidget(m_recommended);
    head->addWidget(m_prepared);
    head->addStretch();
    head->addWidget(m_memory);
    setUpGrid(*m_numbers);
    m_more = new QPushButton(QStringLiteral("All planned numbers"));
    m_more->setObjectName(QStringLiteral("allNumbers"));
    m_more->setProperty("kind", "link");
    m_more->setCheckable(true);
    m_detailBox = new QWidget;
    m_details = new QGridLayout(m_detailBox);
    setUpGrid(*m_details);
    m_detailBox->hide();
    card->content()->addLayout(head);
    card->content()->addLayout(m_numbers);
    card->content()->addWidget(m_more, 0, Qt::AlignLeft);
    card->content()->addWidget(m_detailBox);
    card->content()->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
    connect(m_more, &QPushButton::toggled, this, [this](bool on) {
        m_detailBox->setVisible(on);
        m_more->setText(on ? QStringLiteral("Fewer numbers") : QStringLiteral("All planned numbers"));
    });
    connect(m_check, &QCheckBox::clicked, this, &ConfigurationCard::chosenChanged);
}

void ConfigurationCard::setChosen(bool on)
{
    m_check->setChecked(on);
}

void ConfigurationCard::setChoosable(bool on)
{
    m_check->setEnabled(on);
}

void ConfigurationCard::showFacts(const ConfigurationFacts& facts, double availableBytes,
                                  const QString& place)
{
    m_name = facts.name;
    m_check->setObjectName(QStringLiteral("choose_") + facts.name);
    m_check->setAccessibleName(QStringLiteral("Preprocess ") + facts.name);
    m_title->setText(facts.name);
    m_recommended->setVisible(facts.isRecommended);
    m_prepared->setVisible(facts.preparedCases > 0);
    m_prepared->setState(facts.isPrepared() ? ChipState::Ok : ChipState::Neutral);
    m_prepared->setText(
        facts.isPrepared()
            ? QStringLiteral("preprocessed")
            : QStringLiteral("%1 of %2 preprocessed").arg(facts.preparedCases).arg(facts.cases));
    m_memory->setUse(facts.trainingBytes, availableBytes, place);
    showNumbers(facts.numbers);
}

void ConfigurationCard::showNumbers(const std::vector<PlannedNumber>& numbers)
{
    clearLayout(*m_numbers);
    clearLayout(*m_details);
    for (const PlannedNumber& number : numbers) {
        addNumber(number.isDetail ? *m_details : *m_numbers, number);
    }
    m_more->setVisible(m_details->count() > 0);
}

} // namespace seg::gui

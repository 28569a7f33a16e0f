// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/RunStatus.h"

#include "gui/models/ValueText.h"
#include "gui/theme/Theme.h"
#include "gui/viewmodels/RunText.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/StageProgress.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kProgressWidth = 300;

/// "Training" for "training": chips of the header begin a line.
QString capitalized(QString text)
{
    if (!text.isEmpty()) {
        text[0] = text[0].toUpper();
    }
    return text;
}

const char* stateName(const FoldChip& chip)
{
    switch (chip.state) {
    case ChipState::Ok:
        return "ok";
    case ChipState::Error:
        return "error";
    case ChipState::Warning:
        return "warning";
    default:
        return "";
    }
}

} // namespace

RunStatus::RunStatus(QWidget* parent)
    : QWidget(parent), m_state(new Chip), m_progress(new StageProgress), m_foldRow(new QHBoxLayout)
{
    m_state->setObjectName(QStringLiteral("runStateChip"));
    m_progress->setObjectName(QStringLiteral("runProgress"));
    m_progress->setMinimumWidth(160);
    m_progress->setMaximumWidth(kProgressWidth);
    m_progress->setTexts(QStringLiteral(" "), {});
    auto* card = new Card;
    auto* row = new QHBoxLayout;
    row->setSpacing(26);
    row->addWidget(m_state);
    row->addWidget(m_progress, 1);
    auto* folds = new QVBoxLayout;
    folds->setSpacing(4);
    folds->addWidget(words(QStringLiteral("Folds"), "caption"));
    m_foldRow->setSpacing(4);
    folds->addLayout(m_foldRow);
    row->addLayout(folds);
    row->addStretch(1);
    m_best = addNumber(*row, QStringLiteral("Best patch Dice"), "bestDice");
    m_validation = addNumber(*row, QStringLiteral("Validation Dice"), "validationDice");
    m_time = addNumber(*row, QStringLiteral("Epoch time"), "epochTime");
    m_best->setToolTip(QStringLiteral("Smoothed Dice on random patches: an estimate while training."));
    m_validation->setToolTip(
        QStringLiteral("Mean Dice on the whole scans that were held back, after the last epoch."));
    m_reason = words({}, "error", true);
    m_reason->setObjectName(QStringLiteral("runReason"));
    card->content()->addLayout(row);
    card->content()->addWidget(m_reason);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
}

QLabel* RunStatus::addNumber(QHBoxLayout& row, const QString& name, const char* objectName)
{
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    QLabel* value = words(QStringLiteral("–"), "number");
    value->setObjectName(QLatin1String(objectName));
    column->addWidget(words(name, "caption"));
    column->addWidget(value);
    row.addLayout(column);
    return value;
}

void RunStatus::showFolds(const std::vector<FoldChip>& folds)
{
    if (folds == m_shownFolds) {
        return;
    }
    m_shownFolds = folds;
    while (m_folds.size() < folds.size()) {
        auto* chip = new QPushButton;
        chip->setProperty("kind", "chip");
        chip->setCheckable(true);
        chip->setObjectName(QStringLiteral("foldChip%1").arg(m_folds.size()));
        m_foldRow->addWidget(chip);
        const std::size_t index = m_folds.size();
        connect(chip, &QPushButton::clicked, this, [this, chip, index] {
            const FoldChip& fold = m_shownFolds[index];
            chip->setChecked(fold.isCurrent);
            if (fold.run && !fold.isCurrent) {
                Q_EMIT runChosen(static_cast<qlonglong>(*fold.run));
            }
        });
        m_folds.push_back(chip);
    }
    for (std::size_t i = 0; i < m_folds.size(); ++i) {
        QPushButton* chip = m_folds[i];
        const FoldChip& fold = folds[i];
        chip->setText(fold.text);
        chip->setChecked(fold.isCurrent);
        chip->setProperty("state", stateName(fold));
        chip->setToolTip(fold.run ? QStringLiteral("Run %1").arg(static_cast<qlonglong>(*fold.run))
                                  : QStringLiteral("This fold was not trained yet."));
        restyle(chip);
    }
}

void RunStatus::showRun(const TrainingViewModel& model)
{
    const training::RunState state = model.state();
    m_state->setText(capitalized(runStateText(state)));
    m_state->setState(runChip(state));
    m_progress->setTexts(model.progressText(), model.remainingText());
    m_progress->setFraction(model.fraction());
    showFolds(model.folds());
    m_best->setText(model.bestDiceText());
    m_validation->setText(model.validationText());
    m_time->setText(model.epochTimeText());
    const QString reason = sentenceText(QString::fromStdString(model.run().stateReason));
    const bool isBad = state == training::RunState::Failed || state == training::RunState::Lost;
    m_reason->setText(reason);
    m_reason->setVisible(isBad && !reason.isEmpty());
}

} // namespace seg::gui

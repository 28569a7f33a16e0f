// SPDX-License-Identifier: Apache-2.0
// What the Train page says about a run.
#include "gui/models/ValueText.h"
#include "gui/tasks/TimeText.h"
#include "gui/viewmodels/TrainingViewModel.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace seg::gui {

using database::RunRecord;
using training::RunState;

namespace {

constexpr std::size_t kEpochsForEstimate = 10;

/// Mean length of the last epochs; 0 before the first one ended.
double epochSeconds(const std::vector<training::EpochMetrics>& epochs)
{
    const std::size_t count = std::min(epochs.size(), kEpochsForEstimate);
    double sum = 0.0;
    for (std::size_t i = epochs.size() - count; i < epochs.size(); ++i) {
        sum += epochs[i].seconds;
    }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

/// The name a person gave; empty for the one that a run has by itself, which repeats configuration and fold.
QString ownName(const RunRecord& run)
{
    const QString configuration = QString::fromStdString(run.options.configuration);
    const QString fold =
        run.options.fold < 0 ? QStringLiteral("all cases") : QStringLiteral("fold %1").arg(run.options.fold);
    const QString name = QString::fromStdString(run.name);
    return name == configuration + QStringLiteral(", ") + fold ? QString() : name;
}

} // namespace

QString TrainingViewModel::title() const
{
    if (!m_run) {
        return QStringLiteral("Train");
    }
    QStringList parts{QStringLiteral("Run %1").arg(static_cast<qint64>(m_run->id)), ownName(*m_run),
                      m_datasetName, QString::fromStdString(m_run->options.configuration)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString TrainingViewModel::subtitle() const
{
    if (!m_run) {
        return {};
    }
    const training::TrainingOptions& options = m_run->options;
    const QString fold =
        options.fold < 0 ? QStringLiteral("all cases") : QStringLiteral("fold %1").arg(options.fold);
    const QString device = options.device == "auto"   ? QStringLiteral("automatic device")
                           : options.device == "cpu"  ? QStringLiteral("CPU")
                           : options.device == "cuda" ? QStringLiteral("GPU")
                                                      : QString::fromStdString(options.device);
    return QStringLiteral("%1 · %2 recipe · %3 · %4 · seed %5")
        .arg(fold, QString::fromStdString(options.recipe), m_planFacts, device)
        .arg(options.seed);
}

double TrainingViewModel::fraction() const
{
    if (!m_run || m_run->options.epochs <= 0) {
        return 0.0;
    }
    double epochs = m_run->epochsDone;
    if (training::isActive(m_run->state) && m_iteration && m_iteration->epoch == m_run->epochsDone &&
        m_iteration->iterations > 0) {
        epochs += static_cast<double>(m_iteration->iteration) / m_iteration->iterations;
    }
    return std::clamp(epochs / m_run->options.epochs, 0.0, 1.0);
}

QString TrainingViewModel::progressText() const
{
    if (!m_run) {
        return {};
    }
    const int all = m_run->options.epochs;
    if (m_preparing == m_run->id) {
        return QStringLiteral("Preprocessing the cases first");
    }
    if (training::isActive(m_run->state)) {
        if (m_run->epochsDone >= all) {
            return m_toValidate > 0
                       ? QStringLiteral("Validating case %1 of %2").arg(m_validated).arg(m_toValidate)
                       : QStringLiteral("Validating whole scans");
        }
        return QStringLiteral("Epoch %1 of %2").arg(std::min(m_run->epochsDone + 1, all)).arg(all);
    }
    return QStringLiteral("%1 of %2 epochs").arg(m_run->epochsDone).arg(all);
}

QString TrainingViewModel::remainingText() const
{
    const double seconds = epochSeconds(m_epochs);
    if (!m_run || seconds <= 0.0 || state() != RunState::Running ||
        m_run->epochsDone >= m_run->options.epochs) {
        return {};
    }
    return durationText(seconds * m_run->options.epochs * (1.0 - fraction())) + QStringLiteral(" left");
}

QString TrainingViewModel::bestDiceText() const
{
    return m_run && m_run->epochsDone > 0 ? diceText(m_run->bestDice) : QStringLiteral("–");
}

QString TrainingViewModel::validationText() const
{
    return m_run ? diceText(m_run->validationDice) : QStringLiteral("–");
}

QString TrainingViewModel::epochTimeText() const
{
    if (m_epochs.empty()) {
        return QStringLiteral("–");
    }
    const double seconds = m_epochs.back().seconds;
    return seconds < 100.0 ? QStringLiteral("%1 s").arg(seconds, 0, 'f', 1) : durationText(seconds);
}

QString TrainingViewModel::statusText() const
{
    if (!m_run || !training::isActive(m_run->state)) {
        return {};
    }
    QStringList parts;
    if (m_iteration && m_run->epochsDone < m_run->options.epochs) {
        parts << QStringLiteral("Fold %1, epoch %2: iteration %3 of %4")
                     .arg(m_run->options.fold)
                     .arg(m_iteration->epoch + 1)
                     .arg(m_iteration->iteration + 1)
                     .arg(m_iteration->iterations);
    }
    if (m_checkpointAt > 0) {
        const auto age = static_cast<double>(QDateTime::currentSecsSinceEpoch() - m_checkpointAt);
        parts << QStringLiteral("checkpoint %1 ago").arg(durationText(age));
    }
    return parts.join(QStringLiteral("      "));
}

std::vector<OptionLine> TrainingViewModel::optionLines() const
{
    std::vector<OptionLine> lines;
    if (!m_run) {
        return lines;
    }
    const Json values = training::optionsToJson(m_run->options);
    for (const training::OptionDescriptor& descriptor : training::trainingOptionTable()) {
        const auto found = values.find(descriptor.key);
        if (found == values.end()) {
            continue;
        }
        QString value = found->is_boolean()
                            ? (found->get<bool>() ? QStringLiteral("yes") : QStringLiteral("no"))
                        : found->is_string() ? QString::fromStdString(found->get<std::string>())
                                             : QString::fromStdString(found->dump());
        if (!descriptor.unit.empty()) {
            value += u' ' + QString::fromStdString(descriptor.unit);
        }
        lines.push_back(
            {QString::fromStdString(descriptor.label), value, QString::fromStdString(descriptor.text)});
    }
    return lines;
}

} // namespace seg::gui

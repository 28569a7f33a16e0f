// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/ConfigurationFacts.h"

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QPushButton;
class QLabel;

namespace seg::gui {

class Chip;
class MemoryBar;

/// A planned configuration: a tick to preprocess it, its memory, and each number with its "because".
class ConfigurationCard final : public QWidget {
    Q_OBJECT

public:
    explicit ConfigurationCard(QWidget* parent = nullptr);
    void showFacts(const ConfigurationFacts& facts, double availableBytes, const QString& place);
    void setChosen(bool on);
    void setChoosable(bool on);
    [[nodiscard]] const QString& name() const noexcept { return m_name; }

Q_SIGNALS:
    void chosenChanged(bool on);

private:
    void showNumbers(const std::vector<PlannedNumber>& numbers);
    QString m_name;
    QCheckBox* m_check = nullptr;
    QLabel* m_title = nullptr;
    Chip* m_recommended = nullptr;
    Chip* m_prepared = nullptr;
    MemoryBar* m_memory = nullptr;
    QGridLayout* m_numbers = nullptr;
    QPushButton* m_more = nullptr;
    QWidget* m_detailBox = nullptr; ///< numbers that are shown on demand
    QGridLayout* m_details = nullptr;
};

} // namespace seg::gui

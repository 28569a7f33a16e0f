// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ConfigurationEdit.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace seg::gui {

class MemoryBar;

/// One configuration of a plan to be changed: every number with the planned one beside it and, at each
/// change, what is to be said about it below.
class ConfigurationForm final : public QWidget {
    Q_OBJECT

public:
    /// \param plan  outlives the form.
    ConfigurationForm(const planning::Plan& plan, const std::string& configuration, planning::EditFacts facts,
                      QWidget* parent = nullptr);

    [[nodiscard]] planning::ConfigurationEdit edit() const;
    [[nodiscard]] bool isEdited() const;   ///< something differs from what was planned
    [[nodiscard]] QString problem() const; ///< the first error; empty when there is none

Q_SIGNALS:
    void edited();

private:
    void addSpacing(QGridLayout& grid);
    void addPatch(QGridLayout& grid);
    void addBatch(QGridLayout& grid);
    void addNormalization(QGridLayout& grid);
    void addRow(QGridLayout& grid, const QString& name, QWidget* editor, const QString& planned,
                planning::EditField field);
    [[nodiscard]] QString objectNameOf(const char* what) const;
    void recheck();
    void showFindings();
    void takeNearest();
    void reset();
    [[nodiscard]] std::vector<planning::ChannelNormalization> normalization() const;

    const planning::Plan& m_plan;
    const planning::Configuration& m_planned;
    planning::EditFacts m_facts;
    planning::EditedConfiguration m_result;
    std::vector<QDoubleSpinBox*> m_spacing;
    std::vector<QSpinBox*> m_patch;
    QSpinBox* m_batch = nullptr;
    std::vector<QComboBox*> m_schemes;
    MemoryBar* m_memory = nullptr;
    QLabel* m_network = nullptr;
    QPushButton* m_nearest = nullptr;
    QPushButton* m_asPlanned = nullptr;
    std::vector<std::pair<planning::EditField, QVBoxLayout*>> m_findings;
};

} // namespace seg::gui

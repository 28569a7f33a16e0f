// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetFix.h"
#include "core/dataset/DatasetValidator.h"
#include "core/dataset/LabelScheme.h"

#include <QDialog>

#include <cstdint>
#include <map>
#include <vector>

class QComboBox;

namespace seg::gui {

/// Values of a case's label that are no declared labels, with their voxels; those that a fix can replace.
[[nodiscard]] std::map<int, std::int64_t> strayValues(const dataset::CaseCheck& item,
                                                      const dataset::LabelScheme& labels);

/// Asks which label takes the place of each stray value of a case; background until somebody chooses.
class ReplaceLabels final : public QDialog {
    Q_OBJECT

public:
    ReplaceLabels(const dataset::CaseCheck& item, const dataset::LabelScheme& labels,
                  QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const seg::dataset::Fix& fix);

private:
    struct Choice {
        int value = 0;
        QComboBox* label = nullptr;
    };
    void choose();
    CaseId m_case;
    std::vector<Choice> m_choices;
};

} // namespace seg::gui

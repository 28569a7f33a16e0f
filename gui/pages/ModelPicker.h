// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/ScanEntry.h"

#include <QComboBox>

namespace seg::gui {

/// Chooses a trained model; each in two lines, what it is and what it works on.
class ModelPicker final : public QComboBox {
    Q_OBJECT

public:
    explicit ModelPicker(QWidget* parent = nullptr);

    void setModels(std::vector<ModelChoice> models);  ///< keeps the chosen run when it is still there
    [[nodiscard]] const ModelChoice* current() const; ///< null when there is none
    void choose(database::RunId run);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ModelChoice> m_models;
};

} // namespace seg::gui

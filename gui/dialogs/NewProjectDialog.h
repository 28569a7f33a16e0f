// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QString>

class QLabel;
class QLineEdit;
class QPushButton;

namespace seg::gui {

/// Name and folder of a new project, with the space that is free there. Enter creates; the reason why not
/// stands below.
class NewProjectDialog final : public QDialog {
    Q_OBJECT

public:
    explicit NewProjectDialog(const QString& projectsFolder, QWidget* parent = nullptr);

    [[nodiscard]] QString name() const;
    [[nodiscard]] QString parentFolder() const;
    [[nodiscard]] QString projectFolder() const; ///< "<folder>/<name>.segwright"

private:
    void update();
    void browse();
    [[nodiscard]] QString problem() const; ///< empty when the project can be made
    QLineEdit* m_name = nullptr;
    QLineEdit* m_folder = nullptr;
    QLabel* m_path = nullptr;
    QLabel* m_space = nullptr;
    QPushButton* m_create = nullptr;
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>

#include <functional>
#include <vector>

class QAction;
class QCompleter;
class QMenuBar;
class QStandardItemModel;

namespace seg::gui {

/// "Go to anything": a field that finds every action of the menus by a part of its name, and whatever else is
/// offered.
class CommandPalette final : public QLineEdit {
    Q_OBJECT

public:
    struct Entry {
        QString text; ///< "hippocampus_052", "Run 12"
        std::function<void()> go;
    };
    using Provider = std::function<std::vector<Entry>()>;

    /// \param menus     searched anew at each use; outlives this.
    /// \param provider  further entries (cases, runs); may be empty.
    CommandPalette(QMenuBar& menus, Provider provider, QWidget* parent = nullptr);

    [[nodiscard]] std::vector<Entry> entries() const;
    void begin(); ///< focus, empty, list open

protected:
    void focusInEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fill();
    void go(const QString& text);
    QMenuBar& m_menus;
    Provider m_provider;
    std::vector<Entry> m_entries;
    QStandardItemModel* m_model = nullptr;
    QCompleter* m_completer = nullptr;
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace seg::gui {

/// Puts widgets side by side at their natural width and goes on in a next row where the width ends.
class FlowLayout final : public QLayout {
    Q_OBJECT

public:
    explicit FlowLayout(int spacing);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override; ///< owns it
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override; ///< hands it over
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] QSize minimumSize() const override; ///< of the widest item
    [[nodiscard]] QSize sizeHint() const override;    ///< of one row
    void setGeometry(const QRect& rectangle) override;

private:
    int arrange(const QRect& rectangle, bool isMoving) const;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
    int m_spacing = 0;
};

} // namespace seg::gui

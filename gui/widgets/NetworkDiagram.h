// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace seg::gui {

/// A U-Net as boxes: encoder down on the left, decoder up on the right, dashed lines for what is handed
/// across.
struct NetworkPicture {
    std::vector<int> features; ///< per stage
    QStringList sizes;         ///< of the feature maps per stage, "128³" or "40 × 56 × 40"
    int outputs = 0;           ///< stages from the finest that have an output of their own
    bool operator==(const NetworkPicture&) const = default;
};

class NetworkDiagram final : public QWidget {
    Q_OBJECT

public:
    explicit NetworkDiagram(QWidget* parent = nullptr);
    void setPicture(const NetworkPicture& picture);
    [[nodiscard]] const NetworkPicture& picture() const noexcept { return m_picture; }
    [[nodiscard]] QRectF encoderBox(int stage) const;
    [[nodiscard]] QRectF decoderBox(int stage) const; ///< stage 0 is the finest; the last stage has none
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int stages() const { return static_cast<int>(m_picture.features.size()); }
    [[nodiscard]] double columnWidth() const;
    [[nodiscard]] double rowHeight() const;
    void paintLinks(QPainter& painter) const;
    void paintBox(QPainter& painter, const QRectF& box, int stage, bool isEncoder) const;
    NetworkPicture m_picture;
};

} // namespace seg::gui

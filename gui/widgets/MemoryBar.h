// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

namespace seg::gui {

/// "6.9 of 24 GiB on this GPU" beside a short bar; in the error color with the reason when it does not fit.
class MemoryBar final : public QWidget {
    Q_OBJECT

public:
    explicit MemoryBar(QWidget* parent = nullptr);
    void setUse(double needed, double available, const QString& place); ///< bytes; place "on this GPU"
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool fits() const noexcept { return m_needed <= m_available; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int textWidth() const;
    double m_needed = 0.0;
    double m_available = 0.0;
    QString m_place;
};

} // namespace seg::gui

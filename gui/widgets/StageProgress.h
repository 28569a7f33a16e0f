// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

class QPainter;

namespace seg::gui {

/// Progress as stages side by side, each a name over a 6 px bar, the active one wider; or, without stages,
/// one bar with text left and time right.
class StageProgress final : public QWidget {
    Q_OBJECT

public:
    explicit StageProgress(QWidget* parent = nullptr);

    void setStages(const QStringList& stages); ///< empty: one plain bar
    /// \param stage     the active one; those before it are done. As many as there are stages: all done.
    /// \param fraction  of that stage, 0..1
    /// \param text      replaces the stage's name while it is active, e.g. "Windows 37 of 120"; may be empty
    void setProgress(int stage, double fraction, const QString& text = {});
    void setTexts(const QString& left, const QString& right); ///< over the plain bar
    void setFraction(double fraction) { setProgress(0, fraction, {}); }

    [[nodiscard]] int stage() const noexcept { return m_stage; }
    [[nodiscard]] double fraction() const noexcept { return m_fraction; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBar(QPainter& painter, const QRectF& rect, double fraction) const;
    void paintPlain(QPainter& painter) const;
    void paintStages(QPainter& painter) const;
    QStringList m_stages;
    QString m_text;
    QString m_left;
    QString m_right;
    int m_stage = 0;
    double m_fraction = 0.0;
};

} // namespace seg::gui

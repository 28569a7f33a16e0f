// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/SegmentQueue.h"

#include <QWidget>

#include <map>

class QTableWidget;

namespace seg::gui {

class Card;

/// What was segmented so far, newest first: how long it took and what came of it, with the way to Review.
class DoneList final : public QWidget {
    Q_OBJECT

public:
    explicit DoneList(QWidget* parent = nullptr);

    void reload(const database::Project* project); ///< null empties it
    void remember(const SegmentOutcome& outcome);  ///< labels and ml of a mask made in this session
    void forget() { m_outcomes.clear(); }

Q_SIGNALS:
    void reviewRequested(qint64 prediction);

private:
    void addRow(const database::PredictionRecord& record);
    [[nodiscard]] QString whatOf(const database::PredictionRecord& record) const;

    Card* m_card;
    QTableWidget* m_table;
    std::map<qint64, SegmentOutcome> m_outcomes; // by prediction
};

/// Shows a sentence with details that can be copied; returns at once.
void showDetails(QWidget* parent, const QString& title, const QString& text);

/// Makes a table as high as its rows, up to a number of them.
void fitRows(QTableWidget& table, int most);

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/ScanEntry.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;

namespace seg::gui {

class Card;

/// A scan waiting to be segmented, where its channels come from, and whether it suits the chosen model.
struct WaitingScan {
    ScanEntry scan;
    std::vector<ChannelSource> channels;
    FitCheck fit;
};

/// The card with the scans that were dropped or chosen; where there are several, each is ticked or not.
class ScanList final : public QWidget {
    Q_OBJECT

public:
    explicit ScanList(QWidget* parent = nullptr);

    void setScans(const std::vector<WaitingScan>& scans); ///< keeps the selected row where it can
    void setReading(bool isReading); ///< scans are on their way into the list
    void select(int row);
    [[nodiscard]] int selected() const; ///< -1 for none

Q_SIGNALS:
    void selectionChanged();
    void chosenChanged(int row, bool isChosen);
    void removeRequested();

private:
    void fillRow(int index, const WaitingScan& item);

    Card* m_card;
    QTableWidget* m_table;
    QLabel* m_hint;
    QPushButton* m_remove;
};

} // namespace seg::gui

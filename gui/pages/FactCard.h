// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/DatasetFacts.h"

#include <QWidget>

class QLabel;

namespace seg::gui {

class Card;
class Histogram;
class RangeBars;

/// A card of the fingerprint: title, one line of meaning, and the numbers as bars.
class FactCard final : public QWidget {
    Q_OBJECT

public:
    explicit FactCard(QWidget* parent = nullptr);
    void showChart(const FactChart& chart, const QString& emptyText = {});
    void showChannels(const std::vector<ChannelFacts>& channels);
    [[nodiscard]] Histogram* histogram() const noexcept { return m_histogram; }

private:
    void setWords(const QString& title, const QString& meaning);
    QLabel* m_title = nullptr;
    QLabel* m_meaning = nullptr;
    Histogram* m_histogram = nullptr;
    RangeBars* m_ranges = nullptr;
};

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/FactCard.h"

#include "gui/widgets/Card.h"
#include "gui/widgets/Histogram.h"
#include "gui/widgets/RangeBars.h"
#include "gui/widgets/Words.h"

#include <QLabel>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kBins = 12;
constexpr int kCardHeight = 152;

HistogramData histogramData(const FactChart& chart)
{
    if (chart.names.isEmpty()) {
        return histogramOf(chart.values, kBins, chart.unit, chart.decimals);
    }
    HistogramData data;
    data.names = chart.names;
    data.counts = chart.counts;
    return data;
}

} // namespace

FactCard::FactCard(QWidget* parent)
    : QWidget(parent), m_title(words({}, "strong")), m_meaning(words({}, "secondary")),
      m_histogram(new Histogram), m_ranges(new RangeBars)
{
    auto* card = new Card;
    card->content()->setSpacing(2);
    card->content()->addWidget(m_title);
    card->content()->addWidget(m_meaning);
    card->content()->addSpacing(6);
    card->content()->addWidget(m_histogram, 1);
    card->content()->addWidget(m_ranges, 1);
    m_ranges->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
    setFixedHeight(kCardHeight);
    setMinimumWidth(150);
}

void FactCard::setWords(const QString& title, const QString& meaning)
{
    m_title->setText(title);
    m_meaning->setText(meaning);
    m_meaning->setToolTip(meaning);
    m_meaning->setMinimumWidth(1); // long words are cut, not the page widened
}

void FactCard::showChart(const FactChart& chart, const QString& emptyText)
{
    setWords(chart.title, chart.meaning);
    m_ranges->hide();
    m_histogram->show();
    m_histogram->setWarning(chart.isWarning);
    m_histogram->setEmptyText(emptyText);
    m_histogram->setData(histogramData(chart));
}

void FactCard::showChannels(const std::vector<ChannelFacts>& channels)
{
    setWords(channels.size() == 1 ? QStringLiteral("Intensity · ") + channels.front().name
                                  : QStringLiteral("Intensity"),
             QStringLiteral("inside labels, 0.5–99.5 %"));
    std::vector<IntensityRange> ranges;
    for (const ChannelFacts& channel : channels) {
        const planning::IntensityStatistics& numbers = channel.statistics;
        ranges.push_back({channel.name, numbers.percentile005, numbers.median, numbers.percentile995,
                          numbers.mean, numbers.deviation});
    }
    m_ranges->setRanges(std::move(ranges));
    m_histogram->hide();
    m_ranges->show();
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ReportDetails.h"

#include "gui/theme/Tokens.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/CurveScale.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace seg::gui {

namespace {

constexpr int kNameColumn = 190;
constexpr int kNumberColumn = 104;
constexpr int kMostThatFit = 8; // columns of equal width
constexpr int kCaseTable = 260;

/// A cell sorted by its number, missing ones last; by its text when it has none.
class NumberItem final : public QTableWidgetItem {
public:
    explicit NumberItem(const QString& text) : QTableWidgetItem(text) {}
    NumberItem(double value, int decimals) : QTableWidgetItem(valueText(value, decimals))
    {
        setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        setData(SortRole, std::isfinite(value) ? value : HUGE_VAL);
    }
    bool operator<(const QTableWidgetItem& other) const override
    {
        const QVariant mine = data(SortRole);
        return mine.isValid() ? mine.toDouble() < other.data(SortRole).toDouble() : text() < other.text();
    }
};

void prepareColumns(QTableWidget& table, const QStringList& names)
{
    table.setSortingEnabled(false);
    table.clearContents();
    table.setColumnCount(static_cast<int>(names.size()));
    table.setHorizontalHeaderLabels(names);
    QHeaderView* header = table.horizontalHeader();
    header->setStretchLastSection(false);
    const bool fits = names.size() <= kMostThatFit; // else the table is scrolled
    for (int column = 0; column < names.size(); ++column) {
        header->setSectionResizeMode(column, fits ? QHeaderView::Stretch : QHeaderView::Interactive);
        table.setColumnWidth(
            column, column == 0
                        ? kNameColumn
                        : std::max(kNumberColumn, table.fontMetrics().horizontalAdvance(names[column]) + 24));
        table.horizontalHeaderItem(column)->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) |
                                                             Qt::AlignVCenter);
    }
}

QTableWidget* makeTable(const char* name)
{
    auto* table = new QTableWidget;
    table->setObjectName(QLatin1String(name));
    styleTable(*table, false);
    return table;
}

QString withUnit(double value, int decimals, const QString& unit)
{
    return std::isfinite(value) ? valueText(value, decimals) + u' ' + unit : valueText(value, decimals);
}

QString intervalText(const reporting::Interval& interval, int decimals)
{
    return QStringLiteral("%1–%2").arg(valueText(interval.low, decimals), valueText(interval.high, decimals));
}

} // namespace

ReportDetails::ReportDetails(QWidget* parent) : QWidget(parent)
{
    m_labelCard = new Card(QStringLiteral("By label"));
    m_labels = makeTable("reportLabels");
    m_labelCard->content()->addWidget(m_labels);
    m_caseCard = new Card(QStringLiteral("Every case"));
    m_caseCard->setMeaning(QStringLiteral("lowest first; click a heading to sort"));
    m_cases = makeTable("reportCases");
    m_cases->setMinimumHeight(kCaseTable);
    m_caseCard->content()->addWidget(m_cases, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(size::kCardGap);
    layout->addWidget(makeNumbers());
    layout->addWidget(m_labelCard);
    layout->addWidget(m_caseCard, 1);
}

QWidget* ReportDetails::makeNumbers()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(size::kCardGap);
    for (NumberCard& number : m_numbers) {
        number.card = new Card;
        number.name = words({}, "secondary");
        number.value = words({}, "big");
        number.meaning = words({}, "secondary", true);
        number.card->content()->setSpacing(2);
        for (QLabel* label : {number.name, number.value, number.meaning}) {
            number.card->content()->addWidget(label);
        }
        number.card->content()->addStretch(1);
        layout->addWidget(number.card, 1);
    }
    m_numbers[0].value->setObjectName(QStringLiteral("reportMeanDice"));
    return row;
}

void ReportDetails::setNumber(std::size_t index, const QString& name, const QString& value,
                              const QString& meaning)
{
    m_numbers[index].card->setVisible(!name.isEmpty());
    m_numbers[index].name->setText(name);
    m_numbers[index].value->setText(value);
    m_numbers[index].meaning->setText(meaning);
}

void ReportDetails::showData(const reporting::ReportData* report)
{
    const bool isValidated = report != nullptr && !report->cases.empty();
    m_labelCard->setVisible(isValidated);
    m_caseCard->setVisible(isValidated);
    if (report == nullptr) {
        for (std::size_t i = 0; i < m_numbers.size(); ++i) {
            setNumber(i, {}, {}, {});
        }
    } else if (isValidated) {
        showHeadline(*report);
        showLabels(*report);
        showCases(*report);
    } else {
        showTraining(*report);
    }
}

void ReportDetails::showHeadline(const reporting::ReportData& report)
{
    const reporting::Headline& numbers = report.headline;
    setNumber(0, QStringLiteral("Mean Dice"), valueText(numbers.meanDice, 3),
              QStringLiteral("95 % interval ") + intervalText(numbers.meanDiceInterval, 3));
    const bool hasSurfaces = report.hasSurfaces();
    setNumber(1, hasSurfaces ? QStringLiteral("HD95") : QString(),
              withUnit(numbers.hd95Median, 1, QStringLiteral("mm")),
              QStringLiteral("median; largest ") + withUnit(numbers.hd95Largest, 1, QStringLiteral("mm")));
    const bool hasVolumes = report.hasVolumes();
    setNumber(2, hasVolumes ? QStringLiteral("Volume difference") : QString(),
              withUnit(numbers.volumeDifferenceMl, 2, QStringLiteral("ml")),
              QStringLiteral("limits of agreement %1 … %2")
                  .arg(valueText(numbers.volumeLimitsMl.low, 2), valueText(numbers.volumeLimitsMl.high, 2)));
    setNumber(3, QStringLiteral("Failures"),
              QStringLiteral("%1 of %2").arg(numbers.failures).arg(report.cases.size()),
              QStringLiteral("lowest case ") + valueText(numbers.lowestCase, 3));
}

void ReportDetails::showTraining(const reporting::ReportData& report)
{
    const training::EpochMetrics& last = report.epochs.back();
    setNumber(0, QStringLiteral("Patch Dice"), valueText(last.meanDice, 3),
              QStringLiteral("training estimate, last epoch"));
    setNumber(1, QStringLiteral("Smoothed"), valueText(last.emaDice, 3),
              QStringLiteral("moving average of patch Dice"));
    setNumber(2, QStringLiteral("Epochs"),
              QStringLiteral("%1 of %2").arg(report.epochs.size()).arg(report.options.epochs),
              QStringLiteral("not validated on whole scans yet"));
    setNumber(3, {}, {}, {});
}

void ReportDetails::showLabels(const reporting::ReportData& report)
{
    QStringList names{QStringLiteral("Label"), QStringLiteral("Dice"), QStringLiteral("95 % interval")};
    if (report.hasSurfaces()) {
        names << QStringLiteral("HD95 mm") << QStringLiteral("NSD %1 mm").arg(report.toleranceMm);
    }
    names << QStringLiteral("Sensitivity") << QStringLiteral("Precision");
    if (report.hasVolumes()) {
        names << QStringLiteral("Volume Δ ml");
    }
    prepareColumns(*m_labels, names);
    m_labels->setRowCount(static_cast<int>(report.labels.size()));
    for (int row = 0; row < m_labels->rowCount(); ++row) {
        const reporting::LabelRow& label = report.labels[static_cast<std::size_t>(row)];
        auto* name = new NumberItem(QString::fromStdString(label.name));
        name->setData(SwatchRole, labelColor(label.color, report.colors));
        auto* interval = new NumberItem(intervalText(label.diceInterval, 3));
        interval->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        int column = 0;
        const auto add = [&](QTableWidgetItem* item) { m_labels->setItem(row, column++, item); };
        add(name);
        add(new NumberItem(label.dice, 3));
        add(interval);
        if (report.hasSurfaces()) {
            add(new NumberItem(label.hd95, 1));
            add(new NumberItem(label.nsd, 3));
        }
        add(new NumberItem(label.sensitivity, 3));
        add(new NumberItem(label.precision, 3));
        if (report.hasVolumes()) {
            add(new NumberItem(label.volumeDifferenceMl, 2));
        }
    }
    m_labels->setSortingEnabled(true);
    m_labels->sortByColumn(-1, Qt::AscendingOrder);
    const int rows = std::min(m_labels->rowCount(), 8) + 1;
    m_labels->setFixedHeight(rows * size::kTableRow + 4);
}

void ReportDetails::showCases(const reporting::ReportData& report)
{
    QStringList names{QStringLiteral("Case"), QStringLiteral("Mean Dice")};
    for (const reporting::LabelRow& label : report.labels) {
        names << QString::fromStdString(label.name);
    }
    if (report.hasSurfaces()) {
        names << QStringLiteral("largest HD95 mm");
    }
    prepareColumns(*m_cases, names);
    m_cases->setRowCount(static_cast<int>(report.cases.size()));
    for (int row = 0; row < m_cases->rowCount(); ++row) {
        const reporting::CaseRow& item = report.cases[static_cast<std::size_t>(row)];
        int column = 0;
        m_cases->setItem(row, column++, new NumberItem(QString::fromStdString(item.name)));
        m_cases->setItem(row, column++, new NumberItem(item.meanDice, 3));
        for (const reporting::CaseValue& value : item.values) {
            m_cases->setItem(row, column++, new NumberItem(value.dice, 3));
        }
        if (report.hasSurfaces()) {
            m_cases->setItem(row, column++, new NumberItem(item.worstHd95, 1));
        }
    }
    m_cases->setSortingEnabled(true);
    m_cases->sortByColumn(1, Qt::AscendingOrder);
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reporting/ReportData.h"

#include <QWidget>

#include <array>

class QLabel;
class QTableWidget;

namespace seg::gui {

class Card;

/// The numbers of a report as the program shows them: headline, per label, per case.
class ReportDetails final : public QWidget {
    Q_OBJECT

public:
    explicit ReportDetails(QWidget* parent = nullptr);
    void showData(const reporting::ReportData* data); ///< null while it is read

private:
    struct NumberCard {
        Card* card = nullptr;
        QLabel* name = nullptr;
        QLabel* value = nullptr;
        QLabel* meaning = nullptr;
    };
    QWidget* makeNumbers();
    void setNumber(std::size_t index, const QString& name, const QString& value, const QString& meaning);
    void showHeadline(const reporting::ReportData& data);
    void showTraining(const reporting::ReportData& data);
    void showLabels(const reporting::ReportData& data);
    void showCases(const reporting::ReportData& data);
    std::array<NumberCard, 4> m_numbers{};
    Card* m_labelCard = nullptr;
    QTableWidget* m_labels = nullptr;
    Card* m_caseCard = nullptr;
    QTableWidget* m_cases = nullptr;
};

} // namespace seg::gui

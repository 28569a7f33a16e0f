// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetValidator.h"

#include <QSortFilterProxyModel>
#include <QString>

#include <optional>

namespace seg::gui {

/// Sorts the check table by value (not by text) and shows the cases of one severity and with one text in
/// their name or finding.
class CaseFilterModel final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit CaseFilterModel(QObject* parent = nullptr);

    void setSeverity(std::optional<dataset::Severity> severity); ///< none shows all
    void setText(const QString& text);                           ///< case-insensitive

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    std::optional<dataset::Severity> m_severity;
    QString m_text;
};

} // namespace seg::gui

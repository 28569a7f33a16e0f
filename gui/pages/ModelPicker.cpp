// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ModelPicker.h"

#include "gui/theme/Tokens.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QStyledItemDelegate>

namespace seg::gui {

namespace {

constexpr int kRowHeight = 44;
constexpr int kRowPadding = 10;
constexpr int kDetailRole = Qt::UserRole + 1;

void paintTwoLines(QPainter& painter, const QRect& box, const QString& title, const QString& detail)
{
    QFont font = painter.font();
    font.setPixelSize(size::kBody);
    font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.setPen(tokens().text);
    const QRect upper(box.left(), box.top(), box.width(), box.height() / 2);
    painter.drawText(upper, Qt::AlignLeft | Qt::AlignBottom,
                     painter.fontMetrics().elidedText(title, Qt::ElideRight, box.width()));
    font.setWeight(QFont::Normal);
    font.setPixelSize(size::kBody - 1);
    painter.setFont(font);
    painter.setPen(tokens().text2);
    const QRect lower(box.left(), upper.bottom() + 2, box.width(), box.height() - upper.height());
    painter.drawText(lower, Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(detail, Qt::ElideRight, box.width()));
}

class TwoLineDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->fillRect(option.rect, option.state.testFlag(QStyle::State_Selected) ? tokens().accentSoft
                                                                                     : tokens().raised);
        paintTwoLines(*painter, option.rect.adjusted(kRowPadding, 0, -kRowPadding, 0),
                      index.data(Qt::DisplayRole).toString(), index.data(kDetailRole).toString());
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {200, kRowHeight};
    }
};

} // namespace

ModelPicker::ModelPicker(QWidget* parent) : QComboBox(parent)
{
    setItemDelegate(new TwoLineDelegate(this));
    setFixedHeight(kRowHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ModelPicker::setModels(std::vector<ModelChoice> models)
{
    const ModelChoice* before = current();
    const auto kept = before != nullptr ? before->run : database::RunId{};
    {
        const QSignalBlocker quiet(this);
        clear();
        m_models = std::move(models);
        for (const ModelChoice& model : m_models) {
            addItem(model.title);
            setItemData(count() - 1, model.detail, kDetailRole);
        }
        setCurrentIndex(m_models.empty() ? -1 : 0);
        choose(kept);
    }
    setEnabled(!m_models.empty());
    Q_EMIT currentIndexChanged(currentIndex());
}

const ModelChoice* ModelPicker::current() const
{
    const auto index = static_cast<std::size_t>(currentIndex());
    return currentIndex() >= 0 && index < m_models.size() ? &m_models[index] : nullptr;
}

void ModelPicker::choose(database::RunId run)
{
    for (std::size_t index = 0; index < m_models.size(); ++index) {
        if (m_models[index].run == run) {
            setCurrentIndex(static_cast<int>(index));
        }
    }
}

QSize ModelPicker::sizeHint() const
{
    return {320, kRowHeight};
}

void ModelPicker::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    option.currentText.clear();
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect box = rect().adjusted(kRowPadding, 0, -3 * kRowPadding, 0);
    const ModelChoice* model = current();
    if (model != nullptr) {
        paintTwoLines(painter, box, model->title, model->detail);
    } else {
        painter.setPen(tokens().text3);
        painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, tr("No trained model yet"));
    }
}

} // namespace seg::gui

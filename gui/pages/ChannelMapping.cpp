// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ChannelMapping.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kColumns = 2;
constexpr int kColumnGap = 16;
constexpr int kCharacters = 12;

QString sourceText(const ChannelSource& source, const std::vector<ChannelSource>& offered)
{
    const QString file = textOf(source.file.filename());
    const auto volumes = std::count_if(offered.begin(), offered.end(), [&source](const ChannelSource& other) {
        return other.file == source.file;
    });
    return volumes == 1 ? file : ChannelMapping::tr("%1, volume %2").arg(file).arg(source.volume + 1);
}

} // namespace

ChannelMapping::ChannelMapping(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kColumnGap);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, 1);
}

void ChannelMapping::setChannels(const std::vector<std::string>& names,
                                 const std::vector<ChannelSource>& offered,
                                 const std::vector<ChannelSource>& chosen)
{
    for (QWidget* cell : m_cells) {
        delete cell;
    }
    m_cells.clear();
    m_fields.clear();
    m_offered = offered;
    for (std::size_t channel = 0; channel < names.size(); ++channel) {
        auto* cell = new QWidget(this);
        auto* layout = new QVBoxLayout(cell);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(4);
        auto* label = new QLabel(tr("%1 comes from").arg(QString::fromStdString(names[channel])), cell);
        label->setProperty("role", "secondary");
        auto* field = new QComboBox(cell);
        field->setObjectName(QStringLiteral("channel%1").arg(channel));
        field->setMinimumContentsLength(kCharacters);
        field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        field->setPlaceholderText(tr("choose a file"));
        for (const ChannelSource& source : offered) {
            field->addItem(sourceText(source, offered));
        }
        int index = -1;
        if (channel < chosen.size()) {
            const auto found = std::find(offered.begin(), offered.end(), chosen[channel]);
            index = found == offered.end() ? -1 : static_cast<int>(found - offered.begin());
        }
        field->setCurrentIndex(index);
        label->setBuddy(field);
        layout->addWidget(label);
        layout->addWidget(field);
        const auto place = static_cast<int>(channel);
        m_grid->addWidget(cell, place / kColumns, place % kColumns);
        m_cells.push_back(cell);
        m_fields.push_back(field);
        connect(field, &QComboBox::currentIndexChanged, this, &ChannelMapping::changed);
    }
    setVisible(names.size() > 1);
}

std::vector<ChannelSource> ChannelMapping::chosen() const
{
    std::vector<ChannelSource> sources;
    for (const QComboBox* field : m_fields) {
        if (field->currentIndex() < 0) {
            break;
        }
        sources.push_back(m_offered[static_cast<std::size_t>(field->currentIndex())]);
    }
    return sources;
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/ScanEntry.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QGridLayout;

namespace seg::gui {

/// One field per channel of the model: which volume of which file it comes from. Shown for models with
/// several channels.
class ChannelMapping final : public QWidget {
    Q_OBJECT

public:
    explicit ChannelMapping(QWidget* parent = nullptr);

    /// \param offered  volumes to choose from.
    /// \param chosen   one per channel, may be fewer.
    void setChannels(const std::vector<std::string>& names, const std::vector<ChannelSource>& offered,
                     const std::vector<ChannelSource>& chosen);
    /// Those chosen so far, in channel order; ends at the first channel without one.
    [[nodiscard]] std::vector<ChannelSource> chosen() const;

Q_SIGNALS:
    void changed();

private:
    QGridLayout* m_grid;
    std::vector<QWidget*> m_cells;
    std::vector<QComboBox*> m_fields;
    std::vector<ChannelSource> m_offered;
};

} // namespace seg::gui

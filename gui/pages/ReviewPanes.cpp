// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ReviewPanes.h"

#include "gui/theme/Theme.h"
#include "gui/widgets/PaneTheme.h"
#include "viewers/slice/SliceView.h"
#include "viewers/volume/VolumeView.h"

#include <QGridLayout>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr std::array kSliceLayouts{PaneLayout::Axial, PaneLayout::Sagittal, PaneLayout::Coronal};
constexpr std::array kPlanes{viewers::Plane::Axial, viewers::Plane::Sagittal, viewers::Plane::Coronal};
constexpr std::array kNames{"axialPane", "sagittalPane", "coronalPane"};

} // namespace

ReviewPanes::ReviewPanes(viewers::ScanScene* scene, QWidget* parent)
    : QWidget(parent), m_grid(new QGridLayout(this)),
      m_volume(new viewers::VolumeView(scene, paneStyle(), this))
{
    setProperty("role", "pane-gaps");
    setAttribute(Qt::WA_StyledBackground);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(2);
    for (std::size_t index = 0; index < kPlanes.size(); ++index) {
        auto* view = new viewers::SliceView(kPlanes[index], scene, paneStyle(), this);
        view->setObjectName(QLatin1String(kNames[index]));
        m_slices[index] = view;
        m_grid->addWidget(view, static_cast<int>(index / 2), static_cast<int>(index % 2));
        connect(view, &viewers::SliceView::probed, this, &ReviewPanes::probed);
        connect(view, &viewers::SliceView::unprobed, this, &ReviewPanes::unprobed);
        connect(view, &viewers::SliceView::maximizeRequested, this,
                [this, index] { maximize(kSliceLayouts[index]); });
    }
    m_volume->setObjectName(QStringLiteral("volumePane"));
    m_grid->addWidget(m_volume, 1, 1);
    connect(m_volume, &viewers::VolumeView::maximizeRequested, this,
            [this] { maximize(PaneLayout::Volume); });
    for (const int line : {0, 1}) {
        m_grid->setRowStretch(line, 1);
        m_grid->setColumnStretch(line, 1);
    }
}

QWidget* ReviewPanes::paneOf(PaneLayout layout) const
{
    const auto found = std::find(kSliceLayouts.begin(), kSliceLayouts.end(), layout);
    return found == kSliceLayouts.end() ? static_cast<QWidget*>(m_volume)
                                        : m_slices[static_cast<std::size_t>(found - kSliceLayouts.begin())];
}

void ReviewPanes::setPaneLayout(PaneLayout layout)
{
    m_layout = layout;
    const bool all = layout == PaneLayout::FourUp;
    for (const PaneLayout pane :
         {PaneLayout::Axial, PaneLayout::Sagittal, PaneLayout::Coronal, PaneLayout::Volume}) {
        paneOf(pane)->setVisible(all || pane == layout);
    }
    const int row = layout == PaneLayout::Coronal || layout == PaneLayout::Volume ? 1 : 0;
    const int column = layout == PaneLayout::Sagittal || layout == PaneLayout::Volume ? 1 : 0;
    for (const int line : {0, 1}) { // the empty half gives way
        m_grid->setRowStretch(line, all || line == row ? 1 : 0);
        m_grid->setColumnStretch(line, all || line == column ? 1 : 0);
    }
    Q_EMIT layoutChanged();
}

void ReviewPanes::maximize(PaneLayout layout)
{
    setPaneLayout(m_layout == layout ? PaneLayout::FourUp : layout);
}

void ReviewPanes::toggleMaximized()
{
    if (m_layout != PaneLayout::FourUp) {
        setPaneLayout(PaneLayout::FourUp);
        return;
    }
    for (const PaneLayout pane : {PaneLayout::Sagittal, PaneLayout::Coronal, PaneLayout::Volume}) {
        if (paneOf(pane)->underMouse() || paneOf(pane)->isAncestorOf(focusWidget())) {
            setPaneLayout(pane);
            return;
        }
    }
    setPaneLayout(PaneLayout::Axial);
}

void ReviewPanes::resetViews()
{
    for (viewers::SliceView* view : m_slices) {
        view->resetView();
    }
    m_volume->resetView();
}

bool ReviewPanes::isSettled() const
{
    return m_volume->isSettled() &&
           std::all_of(m_slices.begin(), m_slices.end(), [](const auto* view) { return view->isSettled(); });
}

} // namespace seg::gui

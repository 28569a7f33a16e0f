// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ReviewToolbar.h"

#include "gui/theme/Tokens.h"
#include "gui/widgets/Words.h"
#include "viewers/slice/WindowPresets.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

#include <algorithm>
#include <array>

namespace seg::gui {

namespace {

using viewers::Layer;

constexpr int kCaseNameWidth = 120;

struct LayoutChoice {
    PaneLayout layout;
    const char* name;
};
constexpr std::array kLayouts{
    LayoutChoice{PaneLayout::FourUp, "Four-up"}, LayoutChoice{PaneLayout::Axial, "Axial"},
    LayoutChoice{PaneLayout::Sagittal, "Sagittal"}, LayoutChoice{PaneLayout::Coronal, "Coronal"},
    LayoutChoice{PaneLayout::Volume, "3-D"}};

QPushButton* toolButton(const QString& text, const QString& name, const QString& tip, bool checkable)
{
    auto* button = new QPushButton(text);
    button->setObjectName(name);
    button->setProperty("kind", "tool");
    button->setToolTip(tip);
    button->setCheckable(checkable);
    button->setFocusPolicy(Qt::NoFocus); // keys stay with the panes
    return button;
}

QWidget* columnRule()
{
    auto* rule = new QFrame;
    rule->setProperty("role", "column-rule");
    rule->setFixedHeight(size::kControl - 8);
    return rule;
}

} // namespace

ReviewToolbar::ReviewToolbar(viewers::ScanScene* scene, QWidget* parent)
    : QWidget(parent), m_scene(scene), m_crosshair(toolButton(tr("Crosshair"), QStringLiteral("crosshair"),
                                                              tr("Show the linked crosshair (X)"), true)),
      m_window(toolButton({}, QStringLiteral("windowMenu"),
                          tr("Window and level; also Ctrl and the left button in a pane"), false)),
      m_layout(toolButton({}, QStringLiteral("layoutMenu"),
                          tr("Which panes are shown; F fills the page with one"), false)),
      m_prediction(toolButton(tr("Prediction S"), QStringLiteral("showPrediction"),
                              tr("Show or hide the prediction (S)"), true)),
      m_truth(toolButton(tr("Truth G"), QStringLiteral("showTruth"), {}, true)),
      m_export(new QPushButton(tr("Export…")))
{
    setProperty("role", "bar");
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(size::kToolbar);
    for (QPushButton* button : {m_window, m_layout}) {
        button->setMenu(new QMenu(button));
        button->setProperty("opens", "menu");
    }
    for (const LayoutChoice& choice : kLayouts) {
        m_layout->menu()->addAction(tr(choice.name), this,
                                    [this, choice] { Q_EMIT layoutChosen(choice.layout); });
    }
    auto* reset =
        toolButton(tr("Reset"), QStringLiteral("resetViews"), tr("Fit every pane again (R)"), false);
    m_export->setObjectName(QStringLiteral("exportMask"));
    m_export->setProperty("kind", "primary");

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 0, 10, 0);
    layout->setSpacing(4);
    for (QWidget* part : std::initializer_list<QWidget*>{m_crosshair, columnRule(), m_window, m_layout, reset,
                                                         columnRule(), m_prediction, m_truth}) {
        layout->addWidget(part);
    }
    layout->addStretch();
    layout->addWidget(makeCaseSwitch());
    layout->addSpacing(8);
    layout->addWidget(m_export);

    connect(m_crosshair, &QPushButton::clicked, m_scene, &viewers::ScanScene::setCrosshairVisible);
    connect(reset, &QPushButton::clicked, this, &ReviewToolbar::resetRequested);
    connect(m_prediction, &QPushButton::clicked, this, [this] { Q_EMIT layerToggled(Layer::Prediction); });
    connect(m_truth, &QPushButton::clicked, this, [this] { Q_EMIT layerToggled(Layer::Truth); });
    connect(m_export, &QPushButton::clicked, this, &ReviewToolbar::exportRequested);
    connect(m_scene, &viewers::ScanScene::stylesChanged, this, &ReviewToolbar::followScene);
    connect(m_scene, &viewers::ScanScene::masksChanged, this, &ReviewToolbar::followScene);
    connect(m_scene, &viewers::ScanScene::windowChanged, this, &ReviewToolbar::followScene);
    connect(m_window->menu(), &QMenu::aboutToShow, this, &ReviewToolbar::fillWindowMenu);
    followScene();
}

QWidget* ReviewToolbar::makeCaseSwitch()
{
    auto* group = new QWidget;
    m_before = new QPushButton(QStringLiteral("‹"));
    m_before->setObjectName(QStringLiteral("previousCase"));
    m_before->setToolTip(tr("Previous case ([)"));
    m_after = new QPushButton(QStringLiteral("›"));
    m_after->setObjectName(QStringLiteral("nextCase"));
    m_after->setToolTip(tr("Next case (])"));
    m_caseName = words({}, "strong");
    m_caseName->setObjectName(QStringLiteral("caseName"));
    m_caseName->setMinimumWidth(kCaseNameWidth);
    m_caseName->setAlignment(Qt::AlignCenter);
    auto* layout = new QHBoxLayout(group);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget* part : std::initializer_list<QWidget*>{m_before, m_caseName, m_after}) {
        layout->addWidget(part);
    }
    for (QPushButton* arrow : {m_before, m_after}) {
        arrow->setFocusPolicy(Qt::NoFocus);
    }
    connect(m_before, &QPushButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
    connect(m_after, &QPushButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
    return group;
}

void ReviewToolbar::setCase(const QString& name, const QString& origin, bool hasPrevious, bool hasNext)
{
    m_caseName->setText(name);
    m_caseName->setToolTip(origin);
    m_before->setEnabled(hasPrevious);
    m_after->setEnabled(hasNext);
}

void ReviewToolbar::setLayoutName(PaneLayout layout)
{
    const auto found = std::find_if(kLayouts.begin(), kLayouts.end(),
                                    [layout](const LayoutChoice& choice) { return choice.layout == layout; });
    m_layout->setText(tr(found->name));
}

void ReviewToolbar::setExportable(bool exportable)
{
    m_export->setEnabled(exportable);
    m_export->setToolTip(exportable ? tr("Write the mask to a file (Ctrl+E)")
                                    : tr("There is no prediction to export"));
}

void ReviewToolbar::fillWindowMenu()
{
    QMenu* menu = m_window->menu();
    menu->clear();
    if (!m_scene->scan()) {
        return;
    }
    for (const auto& preset : viewers::windowPresets(m_scene->scan()->channel(m_scene->channel()))) {
        menu->addAction(tr("%1   W %2 L %3")
                            .arg(QString::fromStdString(preset.name))
                            .arg(preset.window.width, 0, 'f', 0)
                            .arg(preset.window.level, 0, 'f', 0),
                        this, [this, window = preset.window] { m_scene->setWindow(window); });
    }
}

void ReviewToolbar::followScene()
{
    const viewers::Window& window = m_scene->window();
    const int decimals = window.width < 10.0 ? 2 : 0;
    m_window->setText(
        tr("W %1 L %2").arg(window.width, 0, 'f', decimals).arg(window.level, 0, 'f', decimals));
    m_crosshair->setChecked(m_scene->isCrosshairVisible());
    const bool hasPrediction = m_scene->mask(Layer::Prediction) != nullptr;
    const bool hasTruth = m_scene->mask(Layer::Truth) != nullptr;
    m_prediction->setEnabled(hasPrediction);
    m_prediction->setChecked(hasPrediction && m_scene->style(Layer::Prediction).visible);
    m_truth->setEnabled(hasTruth);
    m_truth->setChecked(hasTruth && m_scene->style(Layer::Truth).visible);
    m_truth->setToolTip(hasTruth ? tr("Show or hide the truth's outline (G)")
                                 : tr("There is no truth for this scan"));
}

} // namespace seg::gui

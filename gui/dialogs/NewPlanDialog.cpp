// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/NewPlanDialog.h"

#include "core/planning/PlannerPurpose.h"
#include "gui/tasks/Computer.h"
#include "gui/widgets/Words.h"

#include <QButtonGroup>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kWidth = 640;
constexpr int kUnderRadio = 24; // its words begin where the radio button's do
constexpr std::array<int, 5> kPresetsGiB{8, 11, 24, 40, 80};
constexpr double kLeastGiB = 1.0;
constexpr double kMostGiB = 1024.0;
constexpr int kMemoryWidth = 120;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString titleOf(const planning::PlannerDescription& planner)
{
    return plannerTitle(textOf(planner.className));
}

} // namespace

NewPlanDialog::NewPlanDialog(std::string datasetName, std::vector<StoredPlan> existing, QWidget* parent)
    : QDialog(parent), m_datasetName(std::move(datasetName)), m_existing(std::move(existing))
{
    setObjectName(QStringLiteral("newPlanDialog"));
    setWindowTitle(QStringLiteral("New plan"));
    setMinimumWidth(kWidth);
    m_result = words({}, "secondary", true);
    m_result->setObjectName(QStringLiteral("newPlanResult"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(words(QStringLiteral("Planner"), "section"));
    layout->addWidget(makePlanners());
    layout->addWidget(words(QStringLiteral("GPU memory"), "section"));
    layout->addWidget(makeMemory());
    layout->addWidget(m_result);
    layout->addStretch(1);
    layout->addWidget(makeButtons());
    choosePlanner();
}

QWidget* NewPlanDialog::makePlanners()
{
    m_planners = new QButtonGroup(this);
    auto* rows = new QWidget;
    auto* layout = new QVBoxLayout(rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const planning::PlannerDescription& planner : planning::plannerDescriptions()) {
        auto* radio = new QRadioButton(titleOf(planner));
        radio->setObjectName(QStringLiteral("planner-") + textOf(planner.name));
        radio->setChecked(planner.kind == planning::PlannerKind::Default);
        m_planners->addButton(radio, static_cast<int>(planner.kind));
        QLabel* purpose = words(textOf(planning::purposeOf(planner.kind)), "secondary");
        purpose->setContentsMargins(kUnderRadio, 0, 0, 4);
        layout->addWidget(radio);
        layout->addWidget(purpose);
    }
    connect(m_planners, &QButtonGroup::idClicked, this, &NewPlanDialog::choosePlanner);
    return rows;
}

QWidget* NewPlanDialog::makeMemory()
{
    m_presets = new QButtonGroup(this);
    m_presets->setExclusive(false); // none is checked for a value of one's own
    m_memoryRow = new QWidget;
    auto* row = new QHBoxLayout(m_memoryRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (const int gib : kPresetsGiB) {
        QPushButton* preset = makeButton(QStringLiteral("%1 GiB").arg(gib), "memoryPreset", "chip");
        preset->setObjectName(QStringLiteral("memory-%1").arg(gib));
        preset->setCheckable(true);
        preset->setAutoDefault(false);
        m_presets->addButton(preset, gib);
        row->addWidget(preset);
    }
    const int processor = processorBudgetGiB(static_cast<double>(readMemory().totalBytes));
    m_processor = makeButton(QStringLiteral("This computer (CPU)"), "memoryPreset", "chip");
    m_processor->setObjectName(QStringLiteral("memory-cpu"));
    m_processor->setCheckable(true);
    m_processor->setAutoDefault(false);
    m_processor->setToolTip(QStringLiteral("%1 GiB: without a graphics card a step's time, which grows with "
                                           "the patch, is short rather than memory.")
                                .arg(processor));
    m_presets->addButton(m_processor, processor);
    row->addWidget(m_processor);
    m_memory = new QDoubleSpinBox;
    m_memory->setObjectName(QStringLiteral("memoryGiB"));
    m_memory->setRange(kLeastGiB, kMostGiB);
    m_memory->setDecimals(1);
    m_memory->setSuffix(QStringLiteral(" GiB"));
    m_memory->setFixedWidth(kMemoryWidth);
    m_memory->setToolTip(QStringLiteral("Memory that patch and batch are planned for."));
    row->addStretch(1);
    row->addWidget(words(QStringLiteral("Own value"), "secondary"));
    row->addWidget(m_memory);
    m_memoryNote = words({}, "secondary", true);
    m_memoryNote->setObjectName(QStringLiteral("memoryNote"));
    auto* both = new QWidget;
    auto* layout = new QVBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_memoryRow);
    layout->addWidget(m_memoryNote);
    connect(m_presets, &QButtonGroup::idClicked, this, [this](int gib) {
        m_memory->setValue(gib);
        update(); // a preset that was pressed again stays checked
    });
    connect(m_memory, &QDoubleSpinBox::valueChanged, this, &NewPlanDialog::update);
    return both;
}

QWidget* NewPlanDialog::makeButtons()
{
    QPushButton* cancel = makeButton(QStringLiteral("Cancel"), "cancelNewPlan");
    QPushButton* make = makeButton(QStringLiteral("Make plan"), "makePlan", "primary");
    cancel->setAutoDefault(false);
    make->setDefault(true);
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(make);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(make, &QPushButton::clicked, this, [this] {
        Q_EMIT planRequested(choice());
        accept();
    });
    return buttons;
}

planning::PlannerKind NewPlanDialog::planner() const
{
    return static_cast<planning::PlannerKind>(m_planners->checkedId());
}

PlanChoice NewPlanDialog::choice() const
{
    return {planner(), m_memory->value()};
}

void NewPlanDialog::choosePlanner()
{
    m_memory->setValue(planning::describe(planner()).gpuMemoryGiB);
    update();
}

QString NewPlanDialog::memoryNote(const planning::PlannerDescription& planner, bool isFixed) const
{
    if (isFixed) {
        return QStringLiteral("NVIDIA's table fixes patch and batch of this task, whatever the memory.");
    }
    if (m_processor->isChecked()) {
        return QStringLiteral("Patch and batch are kept small for the CPU, where a step takes long. This "
                              "planner's own is %1 GiB.")
            .arg(planner.gpuMemoryGiB);
    }
    return QStringLiteral("Patch and batch are made to fit it. This planner's own is %1 GiB.")
        .arg(planner.gpuMemoryGiB);
}

void NewPlanDialog::update()
{
    const planning::PlannerDescription& description = planning::describe(planner());
    const bool isFixed = knowsNoMemory(description.kind, m_datasetName);
    m_memoryRow->setEnabled(!isFixed);
    for (QAbstractButton* preset : m_presets->buttons()) {
        preset->setChecked(!isFixed && m_presets->id(preset) == m_memory->value());
    }
    m_memoryNote->setText(memoryNote(description, isFixed));
    const QString name = planNameOf(choice());
    const bool isThere =
        std::ranges::any_of(m_existing, [&](const StoredPlan& plan) { return plan.name == name; });
    m_result->setText((isThere ? QStringLiteral("Makes plan %1 again, in place of the one of this name.")
                               : QStringLiteral("Makes plan %1 beside those there are."))
                          .arg(name) +
                      QStringLiteral(" New runs take it."));
}

} // namespace seg::gui

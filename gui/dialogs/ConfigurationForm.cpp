// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ConfigurationForm.h"

#include "core/planning/CommonReasons.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/planning/PatchFit.h"
#include "gui/widgets/MemoryBar.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace seg::gui {

using planning::ChannelNormalization;
using planning::EditField;
using planning::NormalizationScheme;

namespace {

constexpr int kNumberNameWidth = 130;
constexpr int kEditorWidth = 330;
constexpr int kAxisWidth = 106;
constexpr int kSpacingDecimals = 6;
constexpr double kMostSpacing = 1000.0;
constexpr double kSpacingStep = 0.1;
constexpr int kMostEdge = 4096;
constexpr int kMostBatch = 100'000;

/// What a channel can be normalized by, in the order of the list.
constexpr std::array<ChannelNormalization, 6> kSchemes{{{NormalizationScheme::ZScore, false},
                                                        {NormalizationScheme::ZScore, true},
                                                        {NormalizationScheme::Ct, false},
                                                        {NormalizationScheme::RescaleTo01, false},
                                                        {NormalizationScheme::RgbTo01, false},
                                                        {NormalizationScheme::NoNormalization, false}}};

int indexOf(const ChannelNormalization& wanted)
{
    const auto found = std::ranges::find(kSchemes, wanted);
    return found == kSchemes.end() ? 0 : static_cast<int>(found - kSchemes.begin());
}

QString axisText(std::size_t axis, std::size_t axes)
{
    const std::string_view name = planning::axisName(axis, axes);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString plannedText(const std::string& value)
{
    return QStringLiteral("planned: ") + QString::fromStdString(value);
}

const char* roleOf(dataset::Severity severity)
{
    if (severity == dataset::Severity::Error) {
        return "error";
    }
    return severity == dataset::Severity::Warning ? "warning" : "reason";
}

/// Millimeters without zeros behind: 1, not 1.000000.
class SpacingBox final : public QDoubleSpinBox {
public:
    SpacingBox()
    {
        setLocale(QLocale::c());
        setDecimals(kSpacingDecimals);
    }
    [[nodiscard]] QString textFromValue(double value) const override
    {
        return QString::fromStdString(planning::numberText(value, kSpacingDecimals));
    }
};

template <class Spin> QWidget* inOneRow(const std::vector<Spin*>& parts)
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (Spin* part : parts) {
        part->setFixedWidth(kAxisWidth);
        row->addWidget(part);
    }
    row->addStretch(1);
    return box;
}

/// How far the patch steps along each axis so that it stays one that can be halved.
std::vector<int> stepsOf(const planning::Configuration& configuration)
{
    std::vector<int> steps(configuration.patchSize.size(), 1);
    for (const std::vector<int>& stride : configuration.architecture.strides) {
        for (std::size_t axis = 0; axis < std::min(steps.size(), stride.size()); ++axis) {
            steps[axis] *= stride[axis];
        }
    }
    return steps;
}

} // namespace

ConfigurationForm::ConfigurationForm(const planning::Plan& plan, const std::string& configuration,
                                     planning::EditFacts facts, QWidget* parent)
    : QWidget(parent), m_plan(plan), m_planned(plan.configuration(configuration)), m_facts(std::move(facts)),
      m_memory(new MemoryBar), m_network(words({}, "strong", true))
{
    m_memory->setObjectName(objectNameOf("memory"));
    m_network->setObjectName(objectNameOf("network"));
    m_asPlanned = makeButton(QStringLiteral("As planned"), "asPlanned", "link");
    m_asPlanned->setObjectName(objectNameOf("asPlanned"));
    m_asPlanned->setToolTip(QStringLiteral("Takes back every change of this configuration."));
    m_asPlanned->setAutoDefault(false);
    connect(m_asPlanned, &QPushButton::clicked, this, &ConfigurationForm::reset);
    auto* head = new QHBoxLayout;
    head->addWidget(words(QString::fromStdString(configuration), "section"));
    head->addSpacing(12);
    head->addWidget(m_asPlanned);
    head->addStretch(1);
    head->addWidget(m_memory);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, kNumberNameWidth);
    grid->setColumnMinimumWidth(1, kEditorWidth);
    grid->setColumnStretch(2, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addLayout(head);
    QVBoxLayout* memoryWords = new QVBoxLayout;
    layout->addLayout(memoryWords);
    m_findings.emplace_back(EditField::Memory, memoryWords);
    layout->addLayout(grid);
    layout->addStretch(1);
    addSpacing(*grid);
    addPatch(*grid);
    addBatch(*grid);
    addNormalization(*grid);
    addRow(*grid, QStringLiteral("Network"), m_network, {}, EditField::Network);
    recheck();
}

QString ConfigurationForm::objectNameOf(const char* what) const
{
    return QStringLiteral("%1_%2").arg(QString::fromStdString(m_planned.name), QLatin1String(what));
}

void ConfigurationForm::addRow(QGridLayout& grid, const QString& name, QWidget* editor,
                               const QString& planned, EditField field)
{
    const int row = grid.rowCount();
    grid.addWidget(words(name, "secondary"), row, 0, Qt::AlignVCenter);
    grid.addWidget(editor, row, 1);
    grid.addWidget(words(planned, "reason", true), row, 2, Qt::AlignVCenter);
    auto* lines = new QVBoxLayout;
    lines->setContentsMargins(0, 0, 0, 6);
    lines->setSpacing(2);
    grid.addLayout(lines, row + 1, 1, 1, 2);
    m_findings.emplace_back(field, lines);
}

void ConfigurationForm::addSpacing(QGridLayout& grid)
{
    const std::size_t axes = m_planned.spacing.size();
    for (std::size_t axis = 0; axis < axes; ++axis) {
        auto* spin = new SpacingBox;
        spin->setObjectName(objectNameOf("spacing_") + axisText(axis, axes));
        spin->setRange(0.0, kMostSpacing); // 0 is refused in words
        spin->setSingleStep(kSpacingStep);
        spin->setPrefix(axisText(axis, axes) + QStringLiteral("  "));
        spin->setValue(m_planned.spacing[axis]);
        connect(spin, &QDoubleSpinBox::valueChanged, this, &ConfigurationForm::recheck);
        m_spacing.push_back(spin);
    }
    addRow(grid, QStringLiteral("Target spacing, mm"), inOneRow(m_spacing),
           plannedText(planning::timesText(m_planned.spacing, kSpacingDecimals) + " mm"), EditField::Spacing);
}

void ConfigurationForm::addPatch(QGridLayout& grid)
{
    const std::size_t axes = m_planned.patchSize.size();
    for (std::size_t axis = 0; axis < axes; ++axis) {
        auto* spin = new QSpinBox;
        spin->setObjectName(objectNameOf("patch_") + axisText(axis, axes));
        spin->setRange(0, kMostEdge);
        spin->setPrefix(axisText(axis, axes) + QStringLiteral("  "));
        spin->setValue(static_cast<int>(m_planned.patchSize[axis]));
        connect(spin, &QSpinBox::valueChanged, this, &ConfigurationForm::recheck);
        m_patch.push_back(spin);
    }
    m_nearest = makeButton({}, "nearest");
    m_nearest->setObjectName(objectNameOf("nearest"));
    m_nearest->setAutoDefault(false);
    connect(m_nearest, &QPushButton::clicked, this, &ConfigurationForm::takeNearest);
    addRow(grid, QStringLiteral("Patch, voxels"), inOneRow(m_patch),
           plannedText(planning::timesText(m_planned.patchSize)), EditField::Patch);
    grid.addWidget(m_nearest, grid.rowCount(), 1, 1, 2, Qt::AlignLeft);
}

void ConfigurationForm::addBatch(QGridLayout& grid)
{
    m_batch = new QSpinBox;
    m_batch->setObjectName(objectNameOf("batch"));
    m_batch->setRange(0, kMostBatch);
    m_batch->setValue(m_planned.batchSize);
    connect(m_batch, &QSpinBox::valueChanged, this, &ConfigurationForm::recheck);
    addRow(grid, QStringLiteral("Batch, patches"), inOneRow(std::vector<QSpinBox*>{m_batch}),
           plannedText(std::to_string(m_planned.batchSize)), EditField::Batch);
}

void ConfigurationForm::addNormalization(QGridLayout& grid)
{
    const std::size_t channels = m_planned.normalization.size();
    for (std::size_t channel = 0; channel < channels; ++channel) {
        auto* list = new QComboBox;
        list->setObjectName(objectNameOf("normalization_") + QString::number(channel));
        for (const ChannelNormalization& scheme : kSchemes) {
            list->addItem(QString::fromStdString(planning::schemeText(scheme.scheme, scheme.insideMask)));
        }
        const ChannelNormalization planned{m_planned.normalization[channel],
                                           m_planned.useMaskForNormalization[channel]};
        list->setCurrentIndex(indexOf(planned));
        connect(list, &QComboBox::currentIndexChanged, this, &ConfigurationForm::recheck);
        m_schemes.push_back(list);
        const QString name = channel < m_facts.channelNames.size()
                                 ? QString::fromStdString(m_facts.channelNames[channel])
                                 : QStringLiteral("channel %1").arg(channel);
        const QString text = plannedText(planning::schemeText(planned.scheme, planned.insideMask));
        addRow(grid,
               channels == 1 ? QStringLiteral("Normalization") : QStringLiteral("Normalization, ") + name,
               list, text, EditField::Normalization);
        if (channel + 1 < channels) {
            m_findings.pop_back(); // said once, below the last channel
        }
    }
}

std::vector<ChannelNormalization> ConfigurationForm::normalization() const
{
    std::vector<ChannelNormalization> schemes;
    for (const QComboBox* list : m_schemes) {
        schemes.push_back(kSchemes.at(static_cast<std::size_t>(list->currentIndex())));
    }
    return schemes;
}

planning::ConfigurationEdit ConfigurationForm::edit() const
{
    planning::ConfigurationEdit edit{m_planned.name, m_planned.spacing, m_planned.patchSize, {}, {}};
    for (std::size_t axis = 0; axis < m_spacing.size(); ++axis) {
        QDoubleSpinBox* spin = m_spacing[axis];
        const double shown =
            spin->valueFromText(spin->prefix() + spin->textFromValue(m_planned.spacing[axis]));
        if (spin->value() != shown) { // what the box rounds away was not changed by anyone
            (*edit.spacing)[axis] = spin->value();
        }
    }
    for (std::size_t axis = 0; axis < m_patch.size(); ++axis) {
        (*edit.patchSize)[axis] = m_patch[axis]->value();
    }
    if (edit.spacing == m_planned.spacing) {
        edit.spacing.reset();
    }
    if (edit.patchSize == m_planned.patchSize) {
        edit.patchSize.reset();
    }
    if (m_batch->value() != m_planned.batchSize) {
        edit.batchSize = m_batch->value();
    }
    std::vector<ChannelNormalization> planned;
    for (std::size_t channel = 0; channel < m_planned.normalization.size(); ++channel) {
        planned.push_back({m_planned.normalization[channel], m_planned.useMaskForNormalization[channel]});
    }
    if (normalization() != planned) {
        edit.normalization = normalization();
    }
    return edit;
}

bool ConfigurationForm::isEdited() const
{
    return edit() != planning::ConfigurationEdit{m_planned.name, {}, {}, {}, {}};
}

QString ConfigurationForm::problem() const
{
    for (const planning::EditFinding& finding : m_result.findings) {
        if (finding.severity == dataset::Severity::Error) {
            return QString::fromStdString(finding.text);
        }
    }
    return {};
}

void ConfigurationForm::recheck()
{
    m_result = planning::editConfiguration(m_plan, edit(), m_facts);
    const planning::Configuration& configuration = m_result.configuration;
    const planning::ArchitectureSpec& network = configuration.architecture;
    const double weights =
        static_cast<double>(planning::parameterCount(network, configuration.inputChannels(), m_facts.heads));
    m_network->setText(QStringLiteral("%1 stages · features %2 · %3 M weights")
                           .arg(network.stageCount())
                           .arg(QString::fromStdString(planning::listText(network.features)))
                           .arg(weights / 1e6, 0, 'f', 1));
    m_memory->setUse(static_cast<double>(planning::estimateTrainingBytes(
                         configuration, configuration.inputChannels(), m_facts.heads)),
                     m_facts.availableBytes, QString::fromStdString(m_facts.memoryPlace));
    const std::vector<int> steps = stepsOf(configuration);
    for (std::size_t axis = 0; axis < m_patch.size(); ++axis) {
        m_patch[axis]->setSingleStep(steps[axis]);
    }
    const bool isOdd = m_result.nearestPatch != edit().patchSize.value_or(m_planned.patchSize);
    m_nearest->setVisible(isOdd);
    m_nearest->setText(QStringLiteral("Use ") +
                       QString::fromStdString(planning::timesText(m_result.nearestPatch)));
    m_asPlanned->setVisible(isEdited());
    showFindings();
    Q_EMIT edited();
}

void ConfigurationForm::showFindings()
{
    for (const auto& [field, lines] : m_findings) {
        clearLayout(*lines);
        for (const planning::EditFinding& finding : m_result.findings) {
            if (finding.field == field) {
                QLabel* line = words(QString::fromStdString(finding.text), roleOf(finding.severity), true);
                line->setObjectName(objectNameOf("finding"));
                lines->addWidget(line);
            }
        }
    }
}

void ConfigurationForm::takeNearest()
{
    const std::vector<std::int64_t> nearest = m_result.nearestPatch;
    for (std::size_t axis = 0; axis < m_patch.size(); ++axis) {
        const QSignalBlocker blocked(m_patch[axis]);
        m_patch[axis]->setValue(static_cast<int>(nearest[axis]));
    }
    recheck();
}

void ConfigurationForm::reset()
{
    for (std::size_t axis = 0; axis < m_patch.size(); ++axis) {
        const QSignalBlocker patch(m_patch[axis]);
        const QSignalBlocker spacing(m_spacing[axis]);
        m_patch[axis]->setValue(static_cast<int>(m_planned.patchSize[axis]));
        m_spacing[axis]->setValue(m_planned.spacing[axis]);
    }
    const QSignalBlocker batch(m_batch);
    m_batch->setValue(m_planned.batchSize);
    for (std::size_t channel = 0; channel < m_schemes.size(); ++channel) {
        const QSignalBlocker blocked(m_schemes[channel]);
        m_schemes[channel]->setCurrentIndex(
            indexOf({m_planned.normalization[channel], m_planned.useMaskForNormalization[channel]}));
    }
    recheck();
}

} // namespace seg::gui

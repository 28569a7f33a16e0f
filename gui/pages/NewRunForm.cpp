// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/NewRunForm.h"

#include "gui/tasks/Computer.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/DeviceChoice.h"
#include "gui/widgets/MemoryBar.h"
#include "gui/widgets/Words.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

namespace seg::gui {

namespace {

constexpr std::array<int, 3> kEpochChoices{50, 250, 1000};
constexpr int kLabelWidth = 132;
constexpr int kFieldWidth = 220;
constexpr int kFieldColumn = 240; // epochs with their chips fit, so that the hints of all cards stand in line
constexpr int kFormWidth = 1120;
constexpr int kMostEpochs = 100000;

QPushButton* chip(const QString& text, const QString& name)
{
    auto* made = new QPushButton(text);
    made->setProperty("kind", "chip");
    made->setCheckable(true);
    made->setObjectName(name);
    return made;
}

QSpinBox* spin(const char* name, int from, int to, int value)
{
    auto* made = new QSpinBox;
    made->setObjectName(QLatin1String(name));
    made->setRange(from, to);
    made->setValue(value);
    made->setFixedWidth(kFieldWidth / 2);
    return made;
}

void addRow(QGridLayout& grid, const QString& name, QWidget* field, const QString& hint = {})
{
    const int row = grid.count() == 0 ? 0 : grid.rowCount();
    grid.setRowMinimumHeight(row, size::kControl);
    QLabel* label = words(name, "secondary");
    label->setBuddy(field);
    grid.addWidget(label, row, 0, Qt::AlignVCenter);
    grid.addWidget(field, row, 1, Qt::AlignLeft | Qt::AlignVCenter);
    if (!hint.isEmpty()) {
        grid.addWidget(words(hint, "hint", true), row, 2, Qt::AlignVCenter);
    }
}

QGridLayout* fieldGrid()
{
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, kLabelWidth);
    grid->setColumnMinimumWidth(1, kFieldColumn);
    grid->setColumnStretch(2, 1);
    return grid;
}

} // namespace

NewRunForm::NewRunForm(QWidget* parent) : QWidget(parent)
{
    auto* head = new QVBoxLayout;
    head->setSpacing(2);
    head->addWidget(words(QStringLiteral("New run"), "title"));
    head->addWidget(words(
        QStringLiteral("What to learn, from which cases, and for how long. It trains in the background; the "
                       "curves are live."),
        "secondary"));
    auto* left = new QVBoxLayout;
    left->setSpacing(size::kCardGap);
    left->addWidget(makeWhat());
    left->addWidget(makeHowLong());
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->addWidget(makeSummary());
    right->addStretch(1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(size::kCardGap);
    columns->addLayout(left, 3);
    columns->addLayout(right, 2);
    auto* column = new QWidget;
    column->setMaximumWidth(kFormWidth);
    auto* inner = new QVBoxLayout(column);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(size::kCardGap);
    inner->addLayout(head);
    inner->addLayout(columns, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX,
                               size::kPageMarginY);
    layout->addWidget(column, 1000);
    layout->addStretch(1);
    setProperty("role", "page");
    for (const char* keys : {"Ctrl+Return", "Ctrl+Enter"}) {
        auto* shortcut = new QShortcut(QKeySequence(QLatin1String(keys)), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, m_start, &QPushButton::click);
    }
    updateSummary();
}

QWidget* NewRunForm::makeFolds()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (int fold = 0; fold <= 5; ++fold) {
        const bool isAll = fold == 5;
        QPushButton* made =
            chip(isAll ? QStringLiteral("all cases") : QString::number(fold),
                 isAll ? QStringLiteral("newRunAllCases") : QStringLiteral("newRunFold%1").arg(fold));
        made->setChecked(fold == 0);
        layout->addWidget(made);
        m_folds.push_back(made);
        connect(made, &QPushButton::clicked, this, &NewRunForm::updateSummary);
    }
    return row;
}

QWidget* NewRunForm::makeWhat()
{
    m_dataset = new QComboBox;
    m_dataset->setObjectName(QStringLiteral("newRunDataset"));
    m_configuration = new QComboBox;
    m_configuration->setObjectName(QStringLiteral("configurationCombo"));
    m_device = new DeviceChoice;
    m_device->setObjectName(QStringLiteral("deviceCombo"));
    for (QComboBox* field : std::initializer_list<QComboBox*>{m_dataset, m_configuration, m_device}) {
        field->setFixedWidth(kFieldWidth);
    }
    m_meaning = words({}, "hint", true);
    auto* card = new Card(QStringLiteral("What"));
    QGridLayout* grid = fieldGrid();
    addRow(*grid, QStringLiteral("Data"), m_dataset);
    addRow(*grid, QStringLiteral("Configuration"), m_configuration);
    grid->addWidget(m_meaning, grid->rowCount() - 1, 2, Qt::AlignVCenter);
    addRow(*grid, QStringLiteral("Folds"), makeFolds(), QStringLiteral("each holds other cases back"));
    addRow(*grid, QStringLiteral("Device"), m_device);
    card->content()->addLayout(grid);
    connect(m_dataset, &QComboBox::currentIndexChanged, this, &NewRunForm::updateConfigurations);
    connect(m_configuration, &QComboBox::currentIndexChanged, this, &NewRunForm::updateSummary);
    connect(m_device, &QComboBox::currentIndexChanged, this, &NewRunForm::updateSummary);
    connect(m_device, &DeviceChoice::gpuRead, this, &NewRunForm::updateSummary);
    return card;
}

QWidget* NewRunForm::makeEpochs()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_epochs = spin("epochsSpin", 1, kMostEpochs, training::TrainingOptions{}.epochs);
    layout->addWidget(m_epochs);
    layout->addSpacing(8);
    m_epochChoice = new QButtonGroup(this);
    m_epochChoice->setExclusive(false);
    for (const int epochs : kEpochChoices) {
        QPushButton* made = chip(QString::number(epochs), QStringLiteral("epochs%1").arg(epochs));
        m_epochChoice->addButton(made, epochs);
        layout->addWidget(made);
        connect(made, &QPushButton::clicked, this, [this, epochs] {
            m_epochs->setValue(epochs);
            updateSummary();
        });
    }
    connect(m_epochs, &QSpinBox::valueChanged, this, &NewRunForm::updateSummary);
    return row;
}

QWidget* NewRunForm::makeAdvanced()
{
    const training::TrainingOptions defaults;
    m_iterations = spin("iterationsSpin", 1, kMostEpochs, defaults.iterationsPerEpoch);
    m_validationIterations = spin("validationIterationsSpin", 1, kMostEpochs, defaults.validationIterations);
    m_seed = spin("seedSpin", 0, 1000000000, static_cast<int>(defaults.seed));
    m_checkpointMinutes = new QDoubleSpinBox;
    m_checkpointMinutes->setObjectName(QStringLiteral("checkpointMinutesSpin"));
    m_checkpointMinutes->setRange(0.1, 1440.0);
    m_checkpointMinutes->setDecimals(1);
    m_checkpointMinutes->setValue(defaults.checkpointEveryMinutes);
    m_checkpointMinutes->setSuffix(QStringLiteral(" min"));
    m_checkpointMinutes->setFixedWidth(kFieldWidth / 2);
    auto* area = new QWidget;
    QGridLayout* grid = fieldGrid();
    area->setLayout(grid);
    addRow(*grid, QStringLiteral("Batches an epoch"), m_iterations, QStringLiteral("nnU-Net takes 250"));
    addRow(*grid, QStringLiteral("Validation batches"), m_validationIterations,
           QStringLiteral("patch Dice is estimated on them; nnU-Net takes 50"));
    addRow(*grid, QStringLiteral("Checkpoint every"), m_checkpointMinutes,
           QStringLiteral("what a crash can cost at most"));
    addRow(*grid, QStringLiteral("Seed"), m_seed,
           QStringLiteral("the same seed gives the same run on the CPU"));
    for (QSpinBox* field : {m_iterations, m_validationIterations, m_seed}) {
        connect(field, &QSpinBox::valueChanged, this, &NewRunForm::updateSummary);
    }
    return area;
}

QWidget* NewRunForm::makeHowLong()
{
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("runNameEdit"));
    m_name->setPlaceholderText(QStringLiteral("optional"));
    m_name->setFixedWidth(kFieldWidth);
    m_advanced = makeAdvanced();
    m_advanced->hide();
    auto* more = new QPushButton(QStringLiteral("Advanced ▸"));
    more->setObjectName(QStringLiteral("advancedButton"));
    more->setProperty("kind", "link");
    auto* card = new Card(QStringLiteral("How long"));
    QGridLayout* grid = fieldGrid();
    addRow(*grid, QStringLiteral("Epochs"), makeEpochs(), QStringLiteral("nnU-Net takes 1000"));
    addRow(*grid, QStringLiteral("Name"), m_name);
    card->content()->addLayout(grid);
    card->content()->addWidget(more, 0, Qt::AlignLeft);
    card->content()->addWidget(m_advanced);
    connect(more, &QPushButton::clicked, this, [this, more] {
        m_advanced->setVisible(m_advanced->isHidden());
        more->setText(m_advanced->isHidden() ? QStringLiteral("Advanced ▸") : QStringLiteral("Advanced ▾"));
    });
    return card;
}

QWidget* NewRunForm::makeSummary()
{
    m_summary = words({}, "secondary", true);
    m_summary->setObjectName(QStringLiteral("newRunSummary"));
    m_preparation = words({}, "secondary", true);
    m_memory = new MemoryBar;
    m_whyNot = words({}, "warning", true);
    m_start = new QPushButton(QStringLiteral("Start"));
    m_start->setObjectName(QStringLiteral("startTrainingButton"));
    m_start->setProperty("kind", "primary");
    m_cancel = new QPushButton(QStringLiteral("Back to the runs"));
    m_cancel->setObjectName(QStringLiteral("cancelNewRunButton"));
    auto* card = new Card(QStringLiteral("Before it starts"));
    for (QWidget* part : {static_cast<QWidget*>(m_summary), static_cast<QWidget*>(m_preparation)}) {
        card->content()->addWidget(part);
    }
    card->content()->addWidget(m_memory, 0, Qt::AlignLeft);
    card->content()->addWidget(m_whyNot);
    card->content()->addSpacing(8);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_start);
    buttons->addWidget(words(QStringLiteral("Ctrl+Enter"), "hint"));
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    card->content()->addLayout(buttons);
    connect(m_start, &QPushButton::clicked, this, &NewRunForm::startRequested);
    connect(m_cancel, &QPushButton::clicked, this, &NewRunForm::cancelled);
    return card;
}

void NewRunForm::setDatasets(std::vector<RunDataset> datasets)
{
    const QString chosen = m_dataset->currentText();
    m_datasets = std::move(datasets);
    {
        const QSignalBlocker blocked(m_dataset);
        m_dataset->clear();
        for (const RunDataset& item : m_datasets) {
            m_dataset->addItem(item.name);
        }
        m_dataset->setCurrentIndex(std::max(0, m_dataset->findText(chosen)));
    }
    updateConfigurations();
}

void NewRunForm::setCancellable(bool on)
{
    m_cancel->setVisible(on);
}

const RunDataset* NewRunForm::dataset() const
{
    const int index = m_dataset->currentIndex();
    return index < 0 || index >= static_cast<int>(m_datasets.size())
               ? nullptr
               : &m_datasets[static_cast<std::size_t>(index)];
}

const RunChoice* NewRunForm::choice() const
{
    const RunDataset* chosenData = dataset();
    const int index = m_configuration->currentIndex();
    if (chosenData == nullptr || index < 0 || index >= static_cast<int>(chosenData->configurations.size())) {
        return nullptr;
    }
    return &chosenData->configurations[static_cast<std::size_t>(index)];
}

void NewRunForm::updateConfigurations()
{
    const QString chosen = m_configuration->currentText();
    {
        const QSignalBlocker blocked(m_configuration);
        m_configuration->clear();
        if (const RunDataset* chosenData = dataset()) {
            for (const RunChoice& item : chosenData->configurations) {
                m_configuration->addItem(item.name);
            }
        }
        m_configuration->setCurrentIndex(std::max(0, m_configuration->findText(chosen)));
    }
    const int folds = dataset() == nullptr ? 0 : dataset()->folds;
    for (int fold = 0; fold < 5; ++fold) {
        QPushButton* made = m_folds[static_cast<std::size_t>(fold)];
        made->setEnabled(fold < folds);
        made->setChecked(made->isChecked() && fold < folds);
        made->setToolTip(fold < folds ? QString() : QStringLiteral("The dataset has fewer folds."));
    }
    updateSummary();
}

NewRun NewRunForm::run() const
{
    NewRun wish;
    if (const RunDataset* chosenData = dataset()) {
        wish.dataset = chosenData->id;
        wish.planName = chosenData->planName;
    }
    wish.options.configuration = m_configuration->currentText().toStdString();
    wish.options.epochs = m_epochs->value();
    wish.options.iterationsPerEpoch = m_iterations->value();
    wish.options.validationIterations = m_validationIterations->value();
    wish.options.checkpointEveryMinutes = m_checkpointMinutes->value();
    wish.options.seed = static_cast<std::uint64_t>(m_seed->value());
    wish.options.device = m_device->device();
    wish.name = m_name->text().trimmed();
    for (int fold = 0; fold < 6; ++fold) {
        if (m_folds[static_cast<std::size_t>(fold)]->isChecked()) {
            wish.folds.push_back(fold == 5 ? -1 : fold);
        }
    }
    return wish;
}

void NewRunForm::updateSummary()
{
    for (QAbstractButton* made : m_epochChoice->buttons()) {
        made->setChecked(m_epochChoice->id(made) == m_epochs->value());
    }
    const RunDataset* chosenData = dataset();
    const RunChoice* chosen = choice();
    m_memory->setVisible(chosen != nullptr);
    if (chosenData == nullptr || chosen == nullptr) {
        m_start->setEnabled(false);
        return;
    }
    const NewRun wish = run();
    m_meaning->setText(chosen->meaning);
    m_summary->setText(newRunSummary(wish, *chosenData));
    m_preparation->setText(chosen->prepared >= chosen->cases
                               ? QStringLiteral("All %1 cases are preprocessed.").arg(chosen->cases)
                               : QStringLiteral("%1 of %2 cases are preprocessed; the rest is done first.")
                                     .arg(chosen->prepared)
                                     .arg(chosen->cases));
    const std::optional<GpuFacts>& gpu = m_device->gpu();
    const bool onGpu = gpu && gpu->isPresent() && wish.options.device != "cpu";
    m_memory->setVisible(gpu || wish.options.device == "cpu"); // else the device is not known yet
    m_memory->setUse(chosen->trainingBytes,
                     static_cast<double>(onGpu ? gpu->memoryBytes : readMemory().totalBytes),
                     onGpu ? QStringLiteral("on this GPU") : QStringLiteral("on this computer"));
    const QString whyNot = whyNotStart(wish);
    m_whyNot->setText(whyNot);
    m_whyNot->setVisible(!whyNot.isEmpty());
    m_start->setEnabled(whyNot.isEmpty());
    m_start->setToolTip(whyNot);
}

} // namespace seg::gui

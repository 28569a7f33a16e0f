// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportSourceStep.h"

#include "gui/tasks/TimeText.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

QString joined(const std::vector<std::string>& names)
{
    QStringList list;
    for (const std::string& name : names) {
        list << QString::fromStdString(name);
    }
    return list.join(QStringLiteral(", "));
}

} // namespace

ImportSourceStep::ImportSourceStep(ImportViewModel& model, const QString& browseFolder, QWidget* parent)
    : ImportStepPage(QStringLiteral("Source"), Content::Fills, parent), m_model(model),
      m_browseFolder(browseFolder), m_path(new QLineEdit), m_state(new QLabel), m_card(new Card),
      m_facts(new QVBoxLayout)
{
    setLine(
        QStringLiteral("A Medical Segmentation Decathlon task (folder or .tar), a dataset of nnU-Net, or a "
                       "folder of images and labels. Drop it here, paste its path or browse."));
    m_path->setObjectName(QStringLiteral("importPath"));
    m_path->setPlaceholderText(QStringLiteral("/data/Task04_Hippocampus"));
    auto* folder = new QPushButton(QStringLiteral("Folder…"));
    folder->setObjectName(QStringLiteral("importBrowseFolder"));
    folder->setAutoDefault(false);
    auto* archive = new QPushButton(QStringLiteral("Archive…"));
    archive->setObjectName(QStringLiteral("importBrowseArchive"));
    archive->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(folder);
    row->addWidget(archive);
    m_state->setWordWrap(true);
    m_facts->setSpacing(6);
    m_card->content()->addLayout(m_facts);
    m_card->hide();
    content()->addLayout(row);
    content()->addWidget(m_state);
    content()->addWidget(makePatterns());
    content()->addWidget(m_card);
    content()->addStretch(1);

    connect(m_path, &QLineEdit::textChanged, &m_model, &ImportViewModel::setPath);
    connect(folder, &QPushButton::clicked, this, &ImportSourceStep::browseFolder);
    connect(archive, &QPushButton::clicked, this, &ImportSourceStep::browseArchive);
    connect(&m_model, &ImportViewModel::sourceChanged, this, &ImportSourceStep::update);
    update();
}

QWidget* ImportSourceStep::makePatterns()
{
    m_patterns = new QWidget;
    m_imagePattern = new QLineEdit;
    m_imagePattern->setObjectName(QStringLiteral("imagePattern"));
    m_imagePattern->setPlaceholderText(QStringLiteral("images/{case}_{channel}"));
    m_labelPattern = new QLineEdit;
    m_labelPattern->setObjectName(QStringLiteral("labelPattern"));
    m_labelPattern->setPlaceholderText(QStringLiteral("labels/{case}"));
    auto* apply = new QPushButton(QStringLiteral("Look again"));
    apply->setObjectName(QStringLiteral("applyPatterns"));
    apply->setAutoDefault(false);
    auto* row = new QHBoxLayout(m_patterns);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words(QStringLiteral("Images"), "secondary"));
    row->addWidget(m_imagePattern, 1);
    row->addWidget(words(QStringLiteral("Labels"), "secondary"));
    row->addWidget(m_labelPattern, 1);
    row->addWidget(apply);
    m_patterns->setToolTip(QStringLiteral("Names below the folder without their endings: {case} is the part "
                                          "that image and label share, {channel} tells channels apart."));
    m_patterns->hide();
    connect(apply, &QPushButton::clicked, this, &ImportSourceStep::applyPatterns);
    connect(m_imagePattern, &QLineEdit::returnPressed, this, &ImportSourceStep::applyPatterns);
    connect(m_labelPattern, &QLineEdit::returnPressed, this, &ImportSourceStep::applyPatterns);
    return m_patterns;
}

void ImportSourceStep::applyPatterns()
{
    m_model.setPattern(
        {m_imagePattern->text().trimmed().toStdString(), m_labelPattern->text().trimmed().toStdString()});
}

void ImportSourceStep::enter()
{
    m_path->setFocus();
    m_path->selectAll();
}

void ImportSourceStep::setPath(const QString& path)
{
    m_path->setText(path);
}

void ImportSourceStep::update()
{
    using State = ImportViewModel::SourceState;
    const State state = m_model.sourceState();
    m_card->setVisible(state == State::Found);
    m_state->setVisible(state == State::Looking || state == State::Failed);
    m_state->setProperty("role", state == State::Failed ? "error" : "secondary");
    m_state->setText(m_model.sourceMessage());
    restyle(m_state);
    m_patterns->setVisible(m_model.canTakePattern());
    if (state == State::Found) {
        showSource();
    }
}

void ImportSourceStep::showSource()
{
    const dataset::DatasetSource& source = m_model.source();
    clearLayout(*m_facts);
    m_card->setTitle(QString::fromStdString(source.name));
    const QString kind = QString::fromStdString(dataset::sourceKindName(source.kind));
    m_card->setMeaning(source.number > 0 ? QStringLiteral("%1 %2").arg(kind).arg(source.number) : kind);
    m_imagePattern->setText(QString::fromStdString(source.pattern.image));
    m_labelPattern->setText(QString::fromStdString(source.pattern.label));
    if (!source.description.empty()) {
        addFact(*m_facts, QStringLiteral("Description"), QString::fromStdString(source.description));
    }
    const auto training = static_cast<qint64>(source.trainingCases.size());
    const auto tests = static_cast<qint64>(source.testCases.size());
    addFact(*m_facts, QStringLiteral("Cases"),
            QStringLiteral("%1 with labels%2")
                .arg(training)
                .arg(tests > 0 ? QStringLiteral(", %1 to test on").arg(tests) : QString()));
    addFact(*m_facts, QStringLiteral("Channels"), joined(source.channelNames));
    QStringList labels;
    for (const int value : source.labels.foregroundLabels()) {
        labels << QString::fromStdString(source.labels.nameOf(value));
    }
    addFact(*m_facts, QStringLiteral("Labels"), labels.join(QStringLiteral(", ")));
    addFact(*m_facts, QStringLiteral("Size"), bytesText(static_cast<double>(m_model.sourceBytes())));
    for (const std::string& note : source.notes) {
        addFact(*m_facts, QStringLiteral("Note"), QString::fromStdString(note));
    }
    if (!source.licence.empty()) {
        addFact(*m_facts, QStringLiteral("Licence"), QString::fromStdString(source.licence));
    }
}

void ImportSourceStep::browseFolder()
{
    chooseFolder(this, QStringLiteral("Folder of the task"), m_browseFolder,
                 [this](const QString& folder) { m_path->setText(folder); });
}

void ImportSourceStep::browseArchive()
{
    chooseFile(this, QStringLiteral("Archive of the task"), m_browseFolder,
               QStringLiteral("Task archives (*.tar *.tar.gz *.tgz);;All files (*)"),
               [this](const QString& file) { m_path->setText(file); });
}

} // namespace seg::gui

// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/HomePage.h"

#include "core/base/Units.h"
#include "database/Project.h"
#include "gui/ProjectSession.h"
#include "gui/pages/RecentList.h"
#include "gui/settings/UserSettings.h"
#include "gui/tasks/TimeText.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kContentWidth = 1124;
constexpr int kTopMargin = 56;

/// One of the three ways to start: card with title, sentence, button and its key.
Card* startCard(const QString& title, const QString& sentence, QPushButton* button, const QString& key)
{
    auto* card = new Card(title);
    card->content()->addWidget(words(sentence, "secondary", true));
    card->content()->addSpacing(6);
    card->content()->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(button);
    row->addWidget(words(key, "hint"));
    row->addStretch();
    card->content()->addLayout(row);
    return card;
}

} // namespace

HomePage::HomePage(QWidget* parent) : Page(parent)
{
    setObjectName(QStringLiteral("homePage"));
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(makeContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    connect(&m_model, &HomeViewModel::changed, this, &HomePage::update);
}

QWidget* HomePage::makeContent()
{
    auto* column = new QWidget;
    column->setMaximumWidth(kContentWidth);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, kTopMargin, 0, size::kPageMarginY);
    layout->setSpacing(0);
    layout->addWidget(words(QStringLiteral("Segwright"), "big"));
    layout->addWidget(
        words(QStringLiteral("Teach it your segmentation on your own data, then let it segment new "
                             "scans. Everything stays on this computer."),
              "lead", true));
    layout->addSpacing(28);
    layout->addWidget(makeStartCards());
    layout->addSpacing(26);
    layout->addWidget(words(QStringLiteral("Recent"), "section"));
    layout->addSpacing(8);
    m_recent = new RecentList;
    layout->addWidget(m_recent);
    layout->addSpacing(26);
    layout->addWidget(words(QStringLiteral("This computer"), "section"));
    layout->addSpacing(8);
    layout->addWidget(makeComputer());
    layout->addStretch(1); // takes all the room that is left, so that cards are as tall as their content
    connect(m_recent, &RecentList::openRequested, this, &HomePage::openProjectRequested);
    connect(m_recent, &RecentList::locateRequested, this, &HomePage::locate);
    connect(m_recent, &RecentList::removeRequested, this,
            [this](const QString& folder) { m_settings->removeRecentProject(folder); });

    auto* page = new QWidget;
    page->setProperty("role", "page");
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(size::kPageMarginX, 0, size::kPageMarginX, 0);
    row->addStretch(1);
    row->addWidget(column, 1000);
    row->addStretch(1);
    return page;
}

QWidget* HomePage::makeStartCards()
{
    auto* create = new QPushButton(QStringLiteral("Create…"));
    create->setObjectName(QStringLiteral("homeCreate"));
    create->setProperty("kind", "primary");
    auto* open = new QPushButton(QStringLiteral("Open…"));
    open->setObjectName(QStringLiteral("homeOpen"));
    auto* sample = new QPushButton(QStringLiteral("Run the sample"));
    sample->setObjectName(QStringLiteral("homeSample"));
    Card* first =
        startCard(QStringLiteral("New project"),
                  QStringLiteral("A folder for one study: its scans, plans, training runs and results."),
                  create, QStringLiteral("Ctrl+N"));
    first->setEmphasis(true);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(first, 1);
    layout->addWidget(
        startCard(QStringLiteral("Open a project"),
                  QStringLiteral("Continue where you stopped, on this computer or a shared folder."), open,
                  QStringLiteral("Ctrl+O")),
        1);
    layout->addWidget(
        startCard(QStringLiteral("Try the sample"),
                  QStringLiteral("A small made-up dataset, trained and segmented in a few minutes here."),
                  sample, {}),
        1);
    connect(create, &QPushButton::clicked, this, &HomePage::newProjectRequested);
    connect(open, &QPushButton::clicked, this, [this] { Q_EMIT openProjectRequested({}); });
    connect(sample, &QPushButton::clicked, this, &HomePage::sampleRequested);
    return row;
}

HomePage::FactCard HomePage::makeFactCard()
{
    FactCard fact{new Card, words({}, "strong"), words({}, "secondary", true), new Chip};
    fact.chip->setDot(false);
    auto* head = new QHBoxLayout;
    head->addWidget(fact.name, 1);
    head->addWidget(fact.chip);
    fact.card->content()->setSpacing(2);
    fact.card->content()->addLayout(head);
    fact.card->content()->addWidget(fact.words);
    fact.card->content()->addStretch();
    return fact;
}

QWidget* HomePage::makeComputer()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    for (FactCard& fact : m_facts) {
        fact = makeFactCard();
        layout->addWidget(fact.card, 1);
    }
    return row;
}

void HomePage::setSettings(UserSettings* settings)
{
    m_settings = settings;
    connect(settings, &UserSettings::recentProjectsChanged, this, &HomePage::refresh);
    refresh();
}

void HomePage::setSession(ProjectSession* session)
{
    if (session != nullptr) {
        for (const auto signal : {&ProjectSession::datasetsChanged, &ProjectSession::runsChanged}) {
            connect(session, signal, this, [this] {
                if (isVisible()) {
                    refresh();
                }
            });
        }
    }
}

void HomePage::showEvent(QShowEvent* event)
{
    refresh();
    Page::showEvent(event);
}

bool HomePage::isSettled() const
{
    return m_model.isLoaded();
}

void HomePage::refresh()
{
    if (m_settings != nullptr) {
        m_model.refresh(m_settings->recentProjects(), m_settings->projectsFolder());
    }
}

void HomePage::update()
{
    m_recent->setProjects(m_model.recent());
    updateComputer();
}

void HomePage::updateComputer()
{
    const ComputerFacts& facts = m_model.computer();
    const bool hasGpu = facts.gpu.isPresent();
    m_facts[0].name->setText(hasGpu ? facts.gpu.name : QStringLiteral("No graphics card"));
    m_facts[0].words->setText(hasGpu ? QStringLiteral("%1, trains and segments here")
                                           .arg(bytesText(static_cast<double>(facts.gpu.memoryBytes)))
                                     : facts.gpu.absence +
                                           QStringLiteral(" Training runs on the processor, more slowly."));
    m_facts[0].chip->setText(hasGpu ? QStringLiteral("ready") : QStringLiteral("processor only"));
    m_facts[0].chip->setState(hasGpu ? ChipState::Ok : ChipState::Warning);

    const double memory = static_cast<double>(facts.memory.totalBytes);
    const bool enough = memory >= 8.0 * kGiB;
    m_facts[1].name->setText(QStringLiteral("%1 cores, %2 memory").arg(facts.cores).arg(bytesText(memory)));
    m_facts[1].words->setText(QStringLiteral("%1 of the memory are free now")
                                  .arg(bytesText(memory - static_cast<double>(facts.memory.usedBytes))));
    m_facts[1].chip->setText(enough ? QStringLiteral("ready") : QStringLiteral("little memory"));
    m_facts[1].chip->setState(enough ? ChipState::Ok : ChipState::Warning);

    const double disk = static_cast<double>(facts.freeDiskBytes);
    const bool roomy = disk >= 20.0 * kGiB;
    m_facts[2].name->setText(QStringLiteral("%1 free").arg(bytesText(disk)));
    m_facts[2].words->setText(
        QStringLiteral("%1 · a study of 200 scans needs about 20 GiB").arg(shortPath(facts.diskFolder)));
    m_facts[2].chip->setText(roomy ? QStringLiteral("enough") : QStringLiteral("little space"));
    m_facts[2].chip->setState(roomy ? ChipState::Ok : ChipState::Warning);
}

void HomePage::locate(const QString& missing)
{
    chooseFolder(this, QStringLiteral("Where is the project now?"), m_settings->projectsFolder(),
                 [this, missing](const QString& folder) { takeLocated(missing, folder); });
}

void HomePage::takeLocated(const QString& missing, const QString& folder)
{
    if (!database::Project::isProject(folder.toStdString())) {
        showNotice(this, QStringLiteral("Not a project"),
                   QStringLiteral("%1 holds no Segwright project: choose a folder with project.db in it.")
                       .arg(shortPath(folder)));
        return;
    }
    m_settings->removeRecentProject(missing);
    Q_EMIT openProjectRequested(folder);
}

} // namespace seg::gui

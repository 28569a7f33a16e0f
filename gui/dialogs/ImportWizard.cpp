// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportWizard.h"

#include "core/base/Files.h"
#include "gui/ProjectSession.h"
#include "gui/dialogs/ImportCheckStep.h"
#include "gui/dialogs/ImportLabelsStep.h"
#include "gui/dialogs/ImportSourceStep.h"
#include "gui/dialogs/ImportStorageStep.h"
#include "gui/dialogs/ImportSummaryStep.h"
#include "gui/dialogs/ProjectSteps.h"
#include "gui/dialogs/StepList.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/AskToDrop.h"
#include "gui/widgets/Words.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace seg::gui {

namespace {

constexpr int kSideWidth = 210;
constexpr int kWideMargin = 70;
constexpr int kNarrowMargin = 16;
constexpr int kWideFrom = 1300; // width of the workspace at which the wide margin fits

QFrame* rule(const char* role)
{
    auto* line = new QFrame;
    line->setProperty("role", role);
    return line;
}

} // namespace

ImportWizard::ImportWizard(ProjectSession& session, const QString& source, const QString& browseFolder,
                           QWidget* parent)
    : QWidget(parent), m_session(session), m_model(std::make_unique<ImportViewModel>(session.folder()))
{
    setObjectName(QStringLiteral("importWizard"));
    setProperty("role", "backdrop");
    setAttribute(Qt::WA_StyledBackground);
    QStringList taken;
    for (const database::DatasetRecord& record : session.project().datasets()) {
        taken << QString::fromStdString(record.name);
    }
    m_model->setTakenNames(taken);
    m_model->setFreeBytes(static_cast<std::int64_t>(freeSpace(session.folder())));
    buildFrame(browseFolder, source);
    connect(m_model.get(), &ImportViewModel::sourceChanged, this, [this] {
        advanceWhenFound();
        update();
    });
    connect(m_model.get(), &ImportViewModel::checkChanged, this, &ImportWizard::update);
    connect(m_model.get(), &ImportViewModel::decisionsChanged, this, &ImportWizard::update);
    connect(m_model.get(), &ImportViewModel::optionsChanged, this, &ImportWizard::update);
    goTo(ImportStep::Source);
}

ImportWizard::~ImportWizard()
{
    // The pages hold references to the model and go before it.
    delete m_stack;
}

void ImportWizard::buildFrame(const QString& browseFolder, const QString& source)
{
    m_stack = new QStackedWidget;
    m_source = new ImportSourceStep(*m_model, browseFolder);
    m_check = new ImportCheckStep(*m_model);
    m_pages = {m_source, m_check, new ImportLabelsStep(*m_model), new ImportStorageStep(*m_model),
               new ImportSummaryStep(*m_model)};
    for (ImportStepPage* page : m_pages) {
        m_stack->addWidget(page);
    }
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(buildSide());
    upper->addWidget(rule("column-rule"));
    upper->addWidget(m_stack, 1);

    auto* frame = new QFrame;
    frame->setProperty("role", "card");
    auto* inner = new QVBoxLayout(frame);
    inner->setContentsMargins(1, 1, 1, 1);
    inner->setSpacing(0);
    inner->addLayout(upper, 1);
    inner->addWidget(rule("rule"));
    inner->addWidget(buildFooter());
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(frame);
    m_advance = !source.isEmpty();
    if (m_advance) {
        m_source->setPath(source);
    }
}

QWidget* ImportWizard::buildSide()
{
    auto* side = new QWidget;
    side->setFixedWidth(kSideWidth);
    m_steps = new StepList({QStringLiteral("Source"), QStringLiteral("Check"),
                            QStringLiteral("Channels and labels"), QStringLiteral("Storage and folds"),
                            QStringLiteral("Summary")});
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(18, 20, 18, 20);
    layout->setSpacing(16);
    layout->addWidget(words(QStringLiteral("Import a dataset"), "section"));
    layout->addWidget(m_steps);
    layout->addStretch();
    layout->addWidget(
        words(QStringLiteral("Nothing is copied or changed before Import on the last page."), "hint", true));
    return side;
}

QWidget* ImportWizard::buildFooter()
{
    auto* footer = new QWidget;
    m_reason = words({}, "secondary", true);
    m_reason->setObjectName(QStringLiteral("importReason"));
    auto* cancel = new QPushButton(QStringLiteral("Cancel"));
    cancel->setObjectName(QStringLiteral("importCancel"));
    m_back = new QPushButton(QStringLiteral("‹ Back"));
    m_back->setObjectName(QStringLiteral("importBack"));
    m_next = new QPushButton(QStringLiteral("Next ›"));
    m_next->setObjectName(QStringLiteral("importNext"));
    m_next->setProperty("kind", "primary");
    auto* layout = new QHBoxLayout(footer);
    layout->setContentsMargins(18, 12, 18, 12);
    layout->addWidget(m_reason, 1);
    for (QPushButton* button : {cancel, m_back, m_next}) {
        layout->addWidget(button);
    }
    connect(cancel, &QPushButton::clicked, this, &ImportWizard::leave);
    connect(m_back, &QPushButton::clicked, this, &ImportWizard::back);
    connect(m_next, &QPushButton::clicked, this, &ImportWizard::next);
    return footer;
}

ImportStep ImportWizard::current() const
{
    return static_cast<ImportStep>(m_stack->currentIndex());
}

bool ImportWizard::isSettled() const
{
    return m_model->isSettled() && (current() != ImportStep::Check || m_check->isSettled());
}

void ImportWizard::setSource(const QString& source)
{
    if (source.trimmed() == m_model->path()) {
        takeSource(source);
    } else {
        askToLeave([this, source] { takeSource(source); });
    }
}

void ImportWizard::takeSource(const QString& source)
{
    goTo(ImportStep::Source);
    m_advance = true;
    m_source->setPath(source);
}

void ImportWizard::advanceWhenFound()
{
    const bool found = m_model->sourceState() == ImportViewModel::SourceState::Found;
    if (m_advance && found && current() == ImportStep::Source) {
        m_advance = false;
        goTo(ImportStep::Check);
    }
}

void ImportWizard::goTo(ImportStep step)
{
    const int index = static_cast<int>(step);
    m_stack->setCurrentIndex(index);
    m_steps->setCurrent(index);
    m_next->setFocus(); // not Cancel, where it would fall; a step with a field takes it
    m_pages.at(static_cast<std::size_t>(index))->enter();
    update();
}

void ImportWizard::next()
{
    if (!m_model->blockedReason(current()).isEmpty()) {
        return;
    }
    if (current() == ImportStep::Summary) {
        finish();
    } else {
        goTo(static_cast<ImportStep>(m_stack->currentIndex() + 1));
    }
}

void ImportWizard::back()
{
    if (m_stack->currentIndex() > 0) {
        goTo(static_cast<ImportStep>(m_stack->currentIndex() - 1));
    }
}

void ImportWizard::leave()
{
    askToLeave([this] { Q_EMIT cancelled(); });
}

void ImportWizard::askToLeave(std::function<void()> drop)
{
    if (!m_model->hasDecisions()) {
        drop();
        return;
    }
    askToDrop(this,
              QStringLiteral(
                  "Nothing has been imported yet. What was decided about fixes, names, colors, regions and "
                  "folds would be lost."),
              std::move(drop));
}

void ImportWizard::finish()
{
    const QString folder = QString::fromStdString(m_model->source().folder.parent_path().string());
    startImport(m_session, m_model->request());
    Q_EMIT finished(folder);
}

void ImportWizard::update()
{
    const QString reason = m_model->blockedReason(current());
    m_reason->setText(reason);
    m_back->setEnabled(m_stack->currentIndex() > 0);
    m_next->setText(current() == ImportStep::Summary ? QStringLiteral("Import") : QStringLiteral("Next ›"));
    m_next->setEnabled(reason.isEmpty());
    m_next->setToolTip(reason);
}

void ImportWizard::resizeEvent(QResizeEvent* event)
{
    const int margin = event->size().width() >= kWideFrom ? kWideMargin : kNarrowMargin;
    layout()->setContentsMargins(margin, margin / 2, margin, margin / 2);
    QWidget::resizeEvent(event);
}

void ImportWizard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        next();
    } else if (event->key() == Qt::Key_Escape) {
        leave();
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace seg::gui

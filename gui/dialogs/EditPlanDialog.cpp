// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/EditPlanDialog.h"

#include "core/planning/PlanEdit.h"
#include "gui/dialogs/ConfigurationForm.h"
#include "gui/widgets/AskToDrop.h"
#include "gui/widgets/Words.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kEditPlanWidth = 780;
constexpr int kEditPlanHeight = 600;
constexpr int kPlanNameWidth = 300;

bool isAlike(const planning::Configuration& first, const planning::Configuration& second)
{
    return planning::prepareAlike(first, second) && first.patchSize == second.patchSize &&
           first.batchSize == second.batchSize && first.architecture == second.architecture;
}

} // namespace

EditPlanDialog::EditPlanDialog(planning::Plan source, const std::vector<std::string>& names,
                               const planning::EditFacts& facts, std::vector<StoredPlan> existing,
                               QWidget* parent)
    : QDialog(parent), m_source(std::move(source)), m_facts(facts), m_existing(std::move(existing)),
      m_nameProblem(words({}, "error", true)), m_promise(words({}, "secondary", true)),
      m_problem(words({}, "error", true))
{
    setObjectName(QStringLiteral("editPlanDialog"));
    setWindowTitle(QStringLiteral("Duplicate and edit %1").arg(QString::fromStdString(m_source.plansName)));
    resize(kEditPlanWidth, kEditPlanHeight);
    m_nameProblem->setObjectName(QStringLiteral("planNameProblem"));
    m_promise->setObjectName(QStringLiteral("editPlanPromise"));
    m_problem->setObjectName(QStringLiteral("editPlanProblem"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(makeName());
    layout->addWidget(makeForms(names, facts), 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_promise);
    layout->addWidget(makeButtons());
    update();
}

QWidget* EditPlanDialog::makeName()
{
    std::vector<std::string> taken;
    for (const StoredPlan& plan : m_existing) {
        taken.push_back(plan.name.toStdString());
    }
    m_name = new QLineEdit(QString::fromStdString(planning::freePlanName(m_source.plansName, taken)));
    m_name->setObjectName(QStringLiteral("planName"));
    m_name->setFixedWidth(kPlanNameWidth);
    connect(m_name, &QLineEdit::textChanged, this, &EditPlanDialog::update);
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(words(QStringLiteral("Name"), "secondary"));
    row->addWidget(m_name);
    row->addWidget(
        words(QStringLiteral("a copy of ") + QString::fromStdString(m_source.plansName), "secondary"));
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_nameProblem);
    return box;
}

QWidget* EditPlanDialog::makeForms(const std::vector<std::string>& names, const planning::EditFacts& facts)
{
    m_choice = new QButtonGroup(this);
    m_choice->setExclusive(true);
    m_stack = new QStackedWidget;
    auto* chips = new QHBoxLayout;
    chips->setSpacing(6);
    for (const std::string& name : names) {
        auto* form = new ConfigurationForm(m_source, name, facts);
        QPushButton* chip = makeButton(QString::fromStdString(name), "editChoice", "chip");
        chip->setObjectName(QStringLiteral("edit-") + QString::fromStdString(name));
        chip->setCheckable(true);
        chip->setAutoDefault(false);
        chip->setChecked(m_forms.empty());
        if (names.size() == 1) {
            chip->hide(); // nothing to choose from
        }
        m_choice->addButton(chip, static_cast<int>(m_forms.size()));
        chips->addWidget(chip);
        auto* scroll = new QScrollArea;
        scroll->setWidgetResizable(true);
        scroll->setFrameShape(QFrame::NoFrame);
        auto* page = new QWidget;
        page->setProperty("role", "page");
        auto* inner = new QVBoxLayout(page);
        inner->setContentsMargins(0, 0, 12, 0);
        inner->addWidget(form);
        scroll->setWidget(page);
        m_stack->addWidget(scroll);
        m_forms.push_back(form);
        connect(form, &ConfigurationForm::edited, this, &EditPlanDialog::update);
    }
    chips->addStretch(1);
    connect(m_choice, &QButtonGroup::idClicked, m_stack, &QStackedWidget::setCurrentIndex);
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addLayout(chips);
    layout->addWidget(m_stack, 1);
    return box;
}

QWidget* EditPlanDialog::makeButtons()
{
    QPushButton* cancel = makeButton(QStringLiteral("Cancel"), "cancelEditPlan");
    m_make = makeButton(QStringLiteral("Make plan"), "makeEditedPlan", "primary");
    cancel->setAutoDefault(false);
    m_make->setDefault(true);
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_make);
    connect(cancel, &QPushButton::clicked, this, &EditPlanDialog::reject);
    connect(m_make, &QPushButton::clicked, this, [this] {
        Q_EMIT planRequested(QString::fromStdString(m_source.plansName), planName(), edits());
        accept();
    });
    return buttons;
}

void EditPlanDialog::reject()
{
    if (edits().empty()) {
        QDialog::reject();
        return;
    }
    askToDrop(this, QStringLiteral("These numbers are in no plan yet. Without “Make plan” they are lost."),
              [this] { QDialog::reject(); });
}

QString EditPlanDialog::planName() const
{
    return m_name->text().trimmed();
}

std::vector<planning::ConfigurationEdit> EditPlanDialog::edits() const
{
    std::vector<planning::ConfigurationEdit> edits;
    for (const ConfigurationForm* form : m_forms) {
        if (form->isEdited()) {
            edits.push_back(form->edit());
        }
    }
    return edits;
}

QString EditPlanDialog::nameProblem() const
{
    const QString name = planName();
    const auto isTaken = [&](const StoredPlan& plan) {
        return plan.name.compare(name, Qt::CaseInsensitive) == 0; // the name is a folder's, too
    };
    if (std::ranges::any_of(m_existing, isTaken)) {
        return QStringLiteral("There is a plan %1 already; choose another name.").arg(name);
    }
    if (isPlannersName(name)) {
        return QStringLiteral("%1 is how New plan… calls its own; choose another name.").arg(name);
    }
    return QString::fromStdString(planning::planNameProblem(name.toStdString()));
}

QString EditPlanDialog::problem() const
{
    for (const ConfigurationForm* form : m_forms) {
        if (const QString problem = form->problem(); !problem.isEmpty()) {
            return QString::fromStdString(form->edit().configuration) + QStringLiteral(": ") + problem;
        }
    }
    return {};
}

QString EditPlanDialog::promise() const
{
    QStringList changed;
    for (const planning::ConfigurationEdit& edit : edits()) {
        changed << QString::fromStdString(edit.configuration);
    }
    const QString conjunction = QStringLiteral(" and ");
    QString what = changed.isEmpty() ? QStringLiteral("nothing is changed yet")
                                     : QStringLiteral("with %1 changed").arg(changed.join(conjunction));
    if (const QStringList names = followers(); !names.isEmpty()) {
        what += (names.size() == 1 ? QStringLiteral(" (%1 follows)") : QStringLiteral(" (%1 follow)"))
                    .arg(names.join(conjunction));
    }
    return QStringLiteral("Makes plan %1 beside those there are, %2. New runs take it.")
        .arg(planName(), what);
}

QStringList EditPlanDialog::followers() const
{
    const std::vector<planning::ConfigurationEdit> made = edits();
    const planning::Plan plan = planning::editPlan(m_source, planName().toStdString(), made, m_facts);
    QStringList names;
    for (const planning::Configuration& after : plan.configurations) {
        const bool isEdited =
            std::ranges::find(made, after.name, &planning::ConfigurationEdit::configuration) != made.end();
        if (!isEdited && !isAlike(after, m_source.configuration(after.name))) {
            names << QString::fromStdString(after.name);
        }
    }
    return names;
}

void EditPlanDialog::update()
{
    if (m_make == nullptr) {
        return; // still being made
    }
    const QString name = nameProblem();
    const QString number = problem();
    m_nameProblem->setText(name);
    m_nameProblem->setVisible(!name.isEmpty());
    m_problem->setText(number);
    m_problem->setVisible(!number.isEmpty());
    const bool isFine = name.isEmpty() && number.isEmpty();
    m_promise->setText(isFine ? promise() : QString());
    m_promise->setVisible(isFine);
    m_make->setEnabled(isFine);
    m_make->setToolTip(isFine ? QString() : QStringLiteral("Not before what is said in red is mended."));
    for (std::size_t i = 0; i < m_forms.size(); ++i) {
        QAbstractButton* chip = m_choice->button(static_cast<int>(i));
        const QString title = QString::fromStdString(m_forms[i]->edit().configuration);
        chip->setText(m_forms[i]->isEdited() ? title + QStringLiteral(" · changed") : title);
    }
}

} // namespace seg::gui

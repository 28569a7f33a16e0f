// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/PlanningViewModel.h"

#include "core/base/Error.h"
#include "core/planning/EditReasons.h"
#include "core/planning/PlanEdit.h"
#include "gui/ProjectSession.h"
#include "gui/models/ValueText.h"
#include "gui/tasks/Computer.h"
#include "gui/tasks/TimeText.h"
#include "gui/viewmodels/PlanAgain.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace seg::gui {

using database::DatasetId;
using database::Project;

namespace {

std::string settingOf(DatasetId id, const char* what)
{
    return "plan." + std::to_string(static_cast<std::int64_t>(id)) + "." + what;
}

double numberSetting(const Project& project, DatasetId id, const char* what)
{
    const std::optional<std::string> text = project.setting(settingOf(id, what));
    return text ? QString::fromStdString(*text).toDouble() : 0.0;
}

void keepAnalysisTime(Project& project, DatasetId id, const QElapsedTimer& timer)
{
    const double seconds = static_cast<double>(timer.elapsed()) / 1000.0;
    project.setSetting(settingOf(id, "analysed_seconds"), QString::number(seconds).toStdString());
}

/// Reads every case unless that was done before, and remembers how long it took.
void analyseOnce(Project& project, DatasetId id, const TaskContext& context)
{
    const bool isNew = !project.storedFingerprint(id).has_value();
    QElapsedTimer timer;
    timer.start();
    static_cast<void>(project.fingerprint(id, context));
    if (isNew) {
        keepAnalysisTime(project, id, timer);
    }
}

/// Preprocesses one configuration after the other. \return the cases that failed, as sentences.
QStringList preprocessAll(Project& project, DatasetId id, const std::vector<std::string>& names,
                          const TaskContext& context)
{
    QStringList failures;
    const auto count = static_cast<double>(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const TaskContext part =
            context.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
        const preprocessing::PreprocessSummary summary = project.preprocess(id, names[i], part);
        for (const preprocessing::CaseFailure& failure : summary.failures) {
            failures << QString::fromStdString(failure.text);
        }
    }
    return failures;
}

QString memoryPlaceText(bool hasGpu)
{
    return hasGpu ? QStringLiteral("on this GPU") : QStringLiteral("on this computer");
}

QString failureText(const QStringList& failures)
{
    if (failures.isEmpty()) {
        return {};
    }
    const QString more =
        failures.size() > 1 ? QStringLiteral(" (and %1 more)").arg(failures.size() - 1) : QString();
    return QStringLiteral("%1 could not be preprocessed: %2%3")
        .arg(countText(failures.size(), QStringLiteral("case"), QStringLiteral("cases")), failures.front(),
             more);
}

} // namespace

PlanningViewModel::PlanningViewModel(QObject* parent) : QObject(parent)
{
    connect(&m_loader, &TaskRunner::succeeded, this, [this] {
        m_hasLoaded = true;
        Q_EMIT changed();
        if (std::exchange(m_again, false)) {
            refresh();
        }
    });
    connect(&m_loader, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_hasLoaded = true;
        m_failure = message;
        Q_EMIT changed();
    });
}

void PlanningViewModel::setSession(ProjectSession* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    m_folder = session == nullptr ? std::filesystem::path() : session->folder();
    m_loaded = {};
    m_wanted = {};
    m_failure.clear();
    m_news.clear();
    m_hasLoaded = session == nullptr;
    m_job.clear();
    if (session != nullptr) {
        connect(session, &ProjectSession::datasetsChanged, this, &PlanningViewModel::refresh);
        connect(session, &ProjectSession::planChanged, this, &PlanningViewModel::refresh);
        connect(session, &ProjectSession::jobEnded, this, [this] {
            if (m_job != nullptr && !m_job->isRunning()) {
                m_job.clear();
                Q_EMIT jobChanged();
                refresh();
            }
        });
        refresh();
    }
    Q_EMIT changed();
}

void PlanningViewModel::refresh()
{
    if (m_session == nullptr) {
        return;
    }
    if (m_loader.isRunning()) {
        m_again = true;
        return;
    }
    m_loader.start([this, folder = m_folder, wanted = m_wanted](const TaskContext&) -> TaskRunner::Publish {
        auto loaded = std::make_shared<Loaded>(load(folder, wanted));
        return [this, folder, wanted, loaded] {
            if (folder == m_folder) { // the project may have changed meanwhile
                take(std::move(*loaded), wanted);
            }
        };
    });
}

PlanningViewModel::Loaded PlanningViewModel::load(const std::filesystem::path& folder, DatasetId wanted)
{
    Loaded loaded;
    const Project project = Project::open(folder);
    loaded.datasets = project.datasets();
    const GpuFacts gpu = readGpu();
    loaded.hasGpu = gpu.isPresent();
    loaded.availableBytes = static_cast<double>(gpu.isPresent() ? gpu.memoryBytes : readMemory().totalBytes);
    if (loaded.datasets.empty()) {
        return loaded;
    }
    const auto found =
        std::find_if(loaded.datasets.begin(), loaded.datasets.end(),
                     [&](const database::DatasetRecord& record) { return record.id == wanted; });
    const database::DatasetRecord& record = found == loaded.datasets.end() ? loaded.datasets.front() : *found;
    loaded.dataset = record.id;
    const dataset::RawDataset raw = project.rawDataset(record.id);
    loaded.labels = raw.manifest.labels.foregroundClasses().size();
    if (const auto fingerprint = project.storedFingerprint(record.id)) {
        loaded.facts = datasetFacts(*fingerprint, project.lastCheck(record.id), record.channelNames);
        loaded.analysedSeconds = numberSetting(project, record.id, "analysed_seconds");
    }
    loadPlan(project, loaded, raw);
    return loaded;
}

void PlanningViewModel::loadPlan(const Project& project, Loaded& loaded, const dataset::RawDataset& raw)
{
    const std::optional<planning::Plan> plan = project.storedPlan(loaded.dataset);
    if (!plan) {
        return;
    }
    loaded.planName = QString::fromStdString(plan->plansName);
    loaded.planner = QString::fromStdString(plan->planner);
    loaded.plans = storedPlans(project, loaded.dataset);
    loaded.editFacts = {raw.manifest.channelNames, raw.manifest.labels.headCount(),
                        static_cast<std::int64_t>(raw.trainingCases.size()), loaded.availableBytes,
                        memoryPlaceText(loaded.hasGpu).toStdString()};
    for (const std::string& name : trainableConfigurations(*plan)) {
        ConfigurationFacts facts = configurationFacts(*plan, plan->configuration(name),
                                                      static_cast<int>(raw.manifest.channelNames.size()),
                                                      raw.manifest.labels.headCount());
        facts.cases = raw.trainingCases.size();
        facts.preparedCases = project.preprocessedCount(loaded.dataset, name);
        loaded.configurations.push_back(std::move(facts));
    }
    loaded.plan = plan;
}

void PlanningViewModel::take(Loaded loaded, DatasetId wanted)
{
    m_loaded = std::move(loaded);
    if (m_wanted == wanted) { // no other was chosen meanwhile
        m_wanted = m_loaded.dataset;
    }
}

void PlanningViewModel::select(DatasetId id)
{
    if (id != m_wanted) { // what was said is not about this one
        m_failure.clear();
        m_news.clear();
    }
    m_wanted = id;
    m_unchosen.clear();
    refresh();
}

const database::DatasetRecord* PlanningViewModel::dataset() const
{
    for (const database::DatasetRecord& record : m_loaded.datasets) {
        if (record.id == m_loaded.dataset) {
            return &record;
        }
    }
    return nullptr;
}

QString PlanningViewModel::subtitle() const
{
    const database::DatasetRecord* record = dataset();
    if (record == nullptr) {
        return {};
    }
    QStringList parts;
    parts << QStringLiteral("%1, %2, %3")
                 .arg(countText(record->trainingCases, QStringLiteral("case"), QStringLiteral("cases")),
                      countText(static_cast<qint64>(record->channelNames.size()), QStringLiteral("channel"),
                                QStringLiteral("channels")),
                      countText(static_cast<qint64>(m_loaded.labels), QStringLiteral("label"),
                                QStringLiteral("labels")));
    if (m_loaded.analysedSeconds > 0.0) {
        parts << QStringLiteral("analysed in %1").arg(durationText(m_loaded.analysedSeconds));
    }
    if (isPlanned()) {
        const bool isByHand = planning::editedFrom(plan()) != nullptr;
        parts << plannerTitle(m_loaded.planner) +
                     (isByHand ? QStringLiteral(", changed by hand") : QString());
    }
    return parts.join(QStringLiteral(" · "));
}

QString PlanningViewModel::memoryPlace() const
{
    return memoryPlaceText(m_loaded.hasGpu);
}

void PlanningViewModel::setChosen(const QString& configuration, bool on)
{
    m_unchosen.removeAll(configuration);
    if (!on) {
        m_unchosen << configuration;
    }
    Q_EMIT changed();
}

bool PlanningViewModel::isChosen(const QString& configuration) const
{
    return !m_unchosen.contains(configuration);
}

QStringList PlanningViewModel::toPreprocess() const
{
    QStringList names;
    for (const ConfigurationFacts& configuration : m_loaded.configurations) {
        if (isChosen(configuration.name) && !configuration.isPrepared()) {
            names << configuration.name;
        }
    }
    return names;
}

Job* PlanningViewModel::job() const
{
    return m_job != nullptr && m_job->isRunning() ? m_job.data() : nullptr;
}

void PlanningViewModel::startJob(const QString& title, TaskRunner::Work work)
{
    m_failure.clear();
    m_news.clear();
    m_job = m_session->start(title, std::move(work));
    connect(m_job, &Job::changed, this, &PlanningViewModel::jobChanged);
    connect(&m_job->runner(), &TaskRunner::failed, this,
            [this, id = m_loaded.dataset](ErrorCode, const QString& message) {
                if (id == m_wanted) {
                    m_failure = message;
                }
            });
    Q_EMIT jobChanged();
    Q_EMIT changed();
}

TaskRunner::Publish PlanningViewModel::ended(const QPointer<PlanningViewModel>& self,
                                             const QPointer<ProjectSession>& session, DatasetId id,
                                             const QStringList& failures, const QString& news)
{
    return [self, session, id, text = failureText(failures), news] {
        if (self && id == self->m_wanted) {
            self->m_failure = text;
            self->m_news = news;
        }
        if (session) {
            Q_EMIT session->planChanged();
        }
    };
}

void PlanningViewModel::analyse(bool thenPreprocess)
{
    startPlanning(choiceToAnalyse(), OlderPlan::KeepForRuns, thenPreprocess);
}

PlanChoice PlanningViewModel::choiceToAnalyse() const
{
    return isPlanned() ? choiceBehind(plan()).value_or(PlanChoice()) : PlanChoice();
}

void PlanningViewModel::makePlan(const PlanChoice& choice)
{
    startPlanning(choice, OlderPlan::Replace, false); // the person was told so
}

void PlanningViewModel::startPlanning(const PlanChoice& choice, OlderPlan older, bool thenPreprocess)
{
    const database::DatasetRecord* record = dataset();
    if (m_session == nullptr || record == nullptr || isBusy()) {
        return;
    }
    QPointer<PlanningViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    const QString title = older == OlderPlan::Replace ? QStringLiteral("Make plan %1").arg(planNameOf(choice))
                                                      : QStringLiteral("Analyse and plan");
    startJob(
        title,
        [self, session, folder = m_folder, id = record->id, options = plannerOptions(choice, record->name),
         older, thenPreprocess, unchosen = m_unchosen](const TaskContext& context) -> TaskRunner::Publish {
            const double analysed = thenPreprocess ? 0.2 : 0.97;
            Project project = Project::open(folder);
            analyseOnce(project, id, context.part(0.0, analysed));
            const TaskContext part = context.part(analysed, analysed + 0.03);
            const KeptPlan kept = older == OlderPlan::Replace ? KeptPlan{project.plan(id, options, part), {}}
                                                              : planWithoutLoss(project, id, options, part);
            QStringList failures;
            if (thenPreprocess) {
                std::vector<std::string> names = trainableConfigurations(kept.plan);
                std::erase_if(names, [&](const std::string& name) {
                    return unchosen.contains(QString::fromStdString(name));
                });
                failures = preprocessAll(project, id, names, context.part(analysed + 0.03, 1.0));
            }
            return ended(self, session, id, failures, kept.news);
        });
}

void PlanningViewModel::choosePlan(const QString& name)
{
    const database::DatasetRecord* record = dataset();
    if (m_session == nullptr || record == nullptr || isBusy() || name == planName()) {
        return;
    }
    QPointer<PlanningViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    startJob(
        QStringLiteral("Choose plan %1").arg(name),
        [self, session, folder = m_folder, id = record->id,
         wanted = name.toStdString()](const TaskContext&) -> TaskRunner::Publish {
            Project project = Project::open(folder);
            const std::optional<planning::Plan> plan = project.storedPlan(id, wanted);
            if (!plan) {
                throw Error(ErrorCode::NotFound, "cannot choose plan " + wanted +
                                                     ": the project has no such plan any more; make it anew");
            }
            static_cast<void>(project.keepPlan(id, *plan)); // the one kept last is the one that runs take
            return ended(self, session, id);
        });
}

void PlanningViewModel::makeCopy(const QString& source, const QString& name,
                                 const std::vector<planning::ConfigurationEdit>& edits)
{
    const database::DatasetRecord* record = dataset();
    if (m_session == nullptr || record == nullptr || isBusy() || !isPlanned()) {
        return;
    }
    QPointer<PlanningViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    startJob(QStringLiteral("Make plan %1").arg(name),
             [self, session, folder = m_folder, id = record->id, original = source.toStdString(),
              facts = editFacts(), edits,
              wanted = name.toStdString()](const TaskContext&) -> TaskRunner::Publish {
                 Project project = Project::open(folder);
                 const std::string what = "cannot copy " + original + " as " + wanted;
                 if (project.storedPlan(id, wanted)) {
                     throw Error(ErrorCode::InvalidArgument,
                                 what + ": there is a plan of this name already; choose another name");
                 }
                 const std::optional<planning::Plan> plan = project.storedPlan(id, original);
                 if (!plan) {
                     throw Error(ErrorCode::NotFound, what + ": the project has no plan " + original +
                                                          " any more; choose another plan to copy");
                 }
                 static_cast<void>(project.keepPlan(id, planning::editPlan(*plan, wanted, edits, facts)));
                 return ended(self, session, id);
             });
}

void PlanningViewModel::analyseAgain()
{
    const database::DatasetRecord* record = dataset();
    if (m_session == nullptr || record == nullptr || isBusy() || !isPlanned()) {
        return;
    }
    QPointer<PlanningViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    startJob(QStringLiteral("Analyse %1 again").arg(datasetTitle(record->name)),
             [self, session, folder = m_folder,
              id = record->id](const TaskContext& context) -> TaskRunner::Publish {
                 Project project = Project::open(folder);
                 QElapsedTimer timer;
                 timer.start();
                 const QString news = planAgain(project, id, context);
                 keepAnalysisTime(project, id, timer);
                 return ended(self, session, id, {}, news);
             });
}

void PlanningViewModel::preprocess()
{
    const database::DatasetRecord* record = dataset();
    const QStringList wanted = toPreprocess();
    if (m_session == nullptr || record == nullptr || isBusy() || wanted.isEmpty()) {
        return;
    }
    std::vector<std::string> names;
    for (const QString& name : wanted) {
        names.push_back(name.toStdString());
    }
    QPointer<PlanningViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    startJob(QStringLiteral("Preprocess %1").arg(wanted.join(QStringLiteral(", "))),
             [self, session, folder = m_folder, id = record->id,
              names](const TaskContext& context) -> TaskRunner::Publish {
                 Project project = Project::open(folder);
                 return ended(self, session, id, preprocessAll(project, id, names, context));
             });
}

void PlanningViewModel::cancel()
{
    if (Job* running = job()) {
        running->runner().cancel();
    }
}

} // namespace seg::gui

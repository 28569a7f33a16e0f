// SPDX-License-Identifier: Apache-2.0
#include "app/commands/Road.h"

#include "app/ExitCode.h"
#include "app/commands/ConfigurationChoice.h"
#include "app/commands/EvaluationTable.h"
#include "app/commands/SegmentCases.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/dataset/Phantom.h"
#include "core/evaluation/Summary.h"
#include "core/training/RunDirectory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPhantomName = "Task99_Phantom";

/// "Task04_Hippocampus" for a folder or an archive of that name.
std::string taskName(const fs::path& source)
{
    std::string name = pathText(fs::absolute(source).lexically_normal().filename());
    if (name.empty()) { // the path ended in a slash
        name = pathText(fs::absolute(source).lexically_normal().parent_path().filename());
    }
    for (const char* ending : {".tar.gz", ".tgz", ".tar"}) {
        if (name.ends_with(ending)) {
            name.resize(name.size() - std::string_view(ending).size());
        }
    }
    return name;
}

/// Whether a run was added with exactly this plan.
bool hasPlan(const database::RunRecord& run, const planning::Plan& plan)
{
    const fs::path file = run.folder / "plan.json";
    return fs::exists(file) && jsonText(readJson(file)) == jsonText(planning::planToJson(plan));
}

/// Whether a run that began with a split holds back what a training of this fold would hold back now. Cases
/// that were excluded since are of no fold, and the run goes on without them.
bool isOfFold(const dataset::Split& begun, int fold, const std::vector<dataset::Split>& folds,
              const std::vector<Case>& cases)
{
    std::vector<CaseId> ids = begun.training;
    ids.insert(ids.end(), begun.validation.begin(), begun.validation.end());
    if (fold >= static_cast<int>(folds.size())) {
        return begun == dataset::randomSplit(std::move(ids), fold);
    }
    std::vector<dataset::Split> present{begun};
    for (const CaseId& id : ids) {
        if (std::ranges::none_of(cases, [&id](const Case& item) { return item.id == id; })) {
            dataset::takeOut(present, id);
        }
    }
    return present.front() == folds[static_cast<std::size_t>(fold)];
}

} // namespace

template <typename Work> void Road::step(const char* name, Work work)
{
    using Clock = std::chrono::steady_clock;
    m_context.task().throwIfStopped();
    m_skipped = false;
    m_context.console().news(fmt::format("== {}", name));
    const Clock::time_point begin = Clock::now();
    work();
    m_context.console().endProgress();
    addStep(name, std::chrono::duration<double>(Clock::now() - begin).count(), m_skipped);
}

void Road::addStep(const char* name, double seconds, bool skipped)
{
    m_context.console().result()["steps"].push_back(
        {{"step", name}, {"seconds", seconds}, {"skipped", skipped}});
    if (skipped) {
        m_context.console().news("   done before");
    }
}

fs::path Road::projectFolder() const
{
    if (!m_context.options().project.empty()) {
        return m_context.options().project;
    }
    const ImportArguments& data = m_options.data;
    return (isPhantom()             ? kPhantomName
            : data.download.empty() ? taskName(data.source)
                                    : data.download) +
           std::string(".segwright");
}

int Road::walk()
{
    m_context.console().result()["steps"] = Json::array();
    step("project", [this] { openProject(); });
    step("import", [this] { importDataset(); });
    step("check", [this] { check(); });
    if (m_options.splits.asksForFolds()) {
        step("splits", [this] { split(); });
    }
    step("plan", [this] { plan(); });
    step("preprocess", [this] { preprocess(); });
    bool finished = false;
    step("train", [&] { finished = train(); });
    if (!finished) {
        m_context.console().line("the run stopped before its end; run the same command again to continue");
        return m_context.interrupted() ? kCancelled : kFailed;
    }
    step("predict", [this] { predict(); });
    step("evaluate", [this] { evaluate(); });
    step("report", [this] { report(); });
    m_context.console().line("done: " + pathText(m_project->folder()));
    return m_failures > 0 ? kSomeFailed : kDone;
}

void Road::openProject()
{
    const fs::path folder = projectFolder();
    m_skipped = database::Project::isProject(folder);
    const ImportArguments& data = m_options.data;
    if (!m_skipped && !isPhantom()) {
        requireUsable(data);
        if (data.download.empty() && !fs::exists(data.source)) {
            throw Error(ErrorCode::NotFound,
                        "cannot run " + data.source + ": there is no such file or folder");
        }
    }
    m_project =
        m_skipped ? database::Project::open(folder) : database::Project::create(folder, m_options.name);
    m_context.console().line("project " + pathText(m_project->folder()));
    m_context.console().result()["project"] = pathText(m_project->folder());
}

fs::path Road::writePhantom() const
{
    const fs::path folder = m_project->folder() / "source" / kPhantomName;
    if (!fs::exists(folder / "dataset.json")) {
        dataset::PhantomOptions phantom;
        phantom.name = kPhantomName;
        phantom.seed = m_context.options().seed.value_or(0);
        fs::remove_all(folder); // what an interrupted run left
        dataset::writePhantomTask(folder, phantom);
    }
    return folder;
}

std::optional<database::DatasetRecord> Road::importedBefore(const std::string& key) const
{
    if (const auto name = m_project->setting(key)) {
        return m_project->dataset(*name);
    }
    return namesNoSource() && !m_project->datasets().empty() ? std::optional(m_context.dataset(*m_project))
                                                             : std::nullopt;
}

void Road::importDataset()
{
    ImportArguments data = m_options.data;
    // Remembers what was imported from where, so that a project may hold several datasets.
    const std::string key = "imported " + (isPhantom()             ? std::string(kPhantomName)
                                           : data.download.empty() ? pathText(fs::absolute(data.source))
                                                                   : "download of " + data.download);
    std::size_t changed = 0;
    if (const auto before = importedBefore(key)) {
        m_dataset = *before;
        changed = catchUpImport(data, *m_project, m_dataset, m_context);
        m_skipped = changed == 0;
    } else {
        data.source = isPhantom() ? pathText(writePhantom()) : data.source;
        m_dataset = importAsAsked(data, *m_project, m_context);
        m_project->setSetting(key, m_dataset.name);
        for (const AskedFix& fix : fixAsAsked(data, *m_project, m_dataset, m_context)) {
            changed += fix.cases;
        }
    }
    m_datasetChanged = changed > 0;
    m_dataset = m_project->dataset(m_dataset.name);
    m_context.console().result()["changed_cases"] = changed;
    m_context.console().endProgress();
    m_context.console().line(fmt::format("{}: {} training and {} test cases", m_dataset.name,
                                         m_dataset.trainingCases, m_dataset.testCases));
    m_context.console().result()["dataset"] = m_dataset.name;
}

void Road::check()
{
    auto found = m_project->lastCheck(m_dataset.id);
    m_skipped = found.has_value() && !found->hasErrors() && !m_datasetChanged;
    if (!m_skipped) {
        found = m_project->check(m_dataset.id, m_context.task());
    }
    m_context.console().endProgress();
    m_context.console().line(
        fmt::format("{} cases fine or noted, {} with warnings, {} with errors",
                    found->count(dataset::Severity::Fine) + found->count(dataset::Severity::Note),
                    found->count(dataset::Severity::Warning), found->count(dataset::Severity::Error)));
    if (found->hasErrors()) {
        for (const dataset::CaseCheck& item : found->cases) {
            for (const dataset::Issue& issue : item.issues) {
                if (issue.severity == dataset::Severity::Error) {
                    m_context.console().error(item.id.name + ": " + issue.text);
                }
            }
        }
        throw Error(
            ErrorCode::BadInput,
            "the dataset has errors; mend or exclude these cases (the same command with --fix KIND or "
            "--exclude CASE, or 'verify --fix'), 'verify' shows every finding");
    }
}

fs::path Road::foldsFile() const
{
    return m_project->preprocessedFolder(m_dataset.id) / "splits_final.json";
}

void Road::split()
{
    const std::vector<dataset::Split> folds = chosenSplits(m_options.splits, *m_project, m_dataset.id);
    m_skipped = fs::exists(foldsFile()) && dataset::readSplits(foldsFile()) == folds;
    if (!m_skipped) {
        m_project->setSplits(m_dataset.id, folds);
    }
    m_context.console().line(fmt::format("{} folds", folds.size()));
}

void Road::plan()
{
    const PlannerChoice& choice = m_options.planning;
    const auto stored = m_project->storedPlan(m_dataset.id, choice.options.plansName);
    m_skipped = stored.has_value() && !choice.asksForPlanning();
    m_plan = m_skipped ? *stored : planDataset(*m_project, m_dataset, choice, m_context.task());
    m_configuration = m_options.training.configuration.empty() ? defaultConfiguration(m_plan)
                                                               : m_options.training.configuration;
    const planning::PreprocessingExtras before = m_plan.configuration(m_configuration).extras;
    m_plan = withExtras(m_options.preprocessing, m_plan, {m_configuration}, *m_project, m_dataset.id);
    const planning::Configuration& configuration = m_plan.configuration(m_configuration);
    m_skipped = m_skipped && configuration.extras == before;
    m_context.console().endProgress();
    if (stored && m_datasetChanged && !choice.asksForPlanning()) {
        log::warning("plan", "the plan was made before the dataset was changed and stays as it is; "
                             "--planner default plans anew");
    }
    m_context.console().line(fmt::format("{} {}: patch {}, batch {}, spacing {} mm", m_plan.plansName,
                                         m_configuration, fmt::join(configuration.patchSize, "x"),
                                         configuration.batchSize, fmt::join(configuration.spacing, "x")));
    m_context.console().result()["configuration"] = m_configuration;
    m_context.console().result()["plan"] = m_plan.plansName;
}

void Road::preprocess()
{
    const auto summary =
        m_project->preprocess(m_dataset.id, m_configuration, m_context.task(), m_plan.plansName);
    m_context.console().endProgress();
    m_skipped = summary.done == 0 && summary.failures.empty();
    for (const preprocessing::CaseFailure& failure : summary.failures) {
        m_context.console().error(failure.text);
    }
    m_failures += summary.failures.size();
    m_context.console().line(fmt::format("{} cases preprocessed, {} kept, {} failed", summary.done,
                                         summary.kept, summary.failures.size()));
}

/// A run that is not finished goes on with the data as they are, as `resume` does it; a finished one has
/// learned from what was there when it was last resumed, which was before it ended.
bool Road::isOfPresentData(const database::RunRecord& run) const
{
    if (run.state != training::RunState::Finished) {
        return true;
    }
    const std::vector<database::FixRecord> fixes = m_project->fixes(m_dataset.id);
    return std::ranges::none_of(fixes, [&run](const database::FixRecord& fix) {
        return fix.fix.kind != dataset::FixKind::IgnoreFinding &&
               std::max(fix.appliedAt, fix.undoneAt) > run.endedAt;
    });
}

/// A run keeps the folds that it began with. One that is not finished goes on with them unless others are
/// asked for; a finished one counts only while they are the dataset's.
bool Road::isOfAskedFolds(const database::RunRecord& run) const
{
    const fs::path kept = run.folder / "split.json";
    const bool isBound = m_options.splits.asksForFolds() || run.state == training::RunState::Finished;
    const bool holdsAllBack = run.options.fold < 0;
    if (!isBound || holdsAllBack || !fs::exists(kept) || !fs::exists(foldsFile())) {
        return true;
    }
    return isOfFold(dataset::readSplits(kept).front(), run.options.fold, dataset::readSplits(foldsFile()),
                    m_project->rawDataset(m_dataset.id).trainingCases);
}

database::RunRecord Road::findOrAddRun()
{
    TrainingChoice choice = m_options.training;
    choice.configuration = m_configuration;
    const training::TrainingOptions options = trainingOptions(choice, m_plan, m_context.options());
    if (choice.quick) {
        m_context.console().news("quick schedule: " + scheduleText(options) +
                                 "; leave out --quick for the full one");
    }
    for (const database::RunRecord& run : m_project->runs()) {
        if (run.dataset == m_dataset.id && run.options == options && hasPlan(run, m_plan) &&
            isOfPresentData(run) && isOfAskedFolds(run)) {
            return run;
        }
    }
    return m_project->addRun(m_dataset.id, options, {}, m_plan.plansName);
}

bool Road::train()
{
    const database::RunRecord run = findOrAddRun();
    m_run = run.id;
    m_skipped = run.state == training::RunState::Finished;
    if (!m_skipped) {
        trainRun(*m_project, run.id, m_context);
    }
    const database::RunRecord now = m_project->run(run.id);
    m_context.console().line(fmt::format("run {} {}, validation Dice {}", static_cast<std::int64_t>(now.id),
                                         training::runStateName(now.state), diceText(now.validationDice)));
    m_context.console().result()["run"] = runToJson(now);
    return now.state == training::RunState::Finished;
}

/// Masks that are made in another way lie in another folder, so that none is taken for the other.
fs::path Road::masksFolder() const
{
    std::string name = fmt::format("imagesTs_run{:04}", static_cast<std::int64_t>(m_run));
    if (m_options.predict.step != inference::PredictOptions().step) {
        name += fmt::format("_step{:g}", m_options.predict.step);
    }
    if (!m_options.predict.mirroring) {
        name += "_unmirrored";
    }
    return m_project->folder() / "predictions" / name;
}

void Road::predict()
{
    const fs::path folder = masksFolder();
    std::vector<SegmentationJob> jobs;
    const std::vector<Case> scans = m_project->rawDataset(m_dataset.id).testCases;
    for (const Case& item : scans) {
        const fs::path mask = folder / (item.id.name + ".nii.gz");
        if (!fs::exists(mask) ||
            (m_options.predict.saveProbabilities && !fs::exists(folder / (item.id.name + ".npz")))) {
            jobs.push_back({item.id.name, item.channels, mask});
        }
    }
    m_skipped = jobs.empty();
    SegmentationOutcome outcome;
    if (!jobs.empty()) {
        inference::PredictOptions options = m_options.predict;
        options.device = m_context.options().device;
        inference::Predictor predictor(m_project->run(m_run).folder, options);
        const auto record = [this](const SegmentationOutcome& part) {
            recordPredictions(*m_project, m_run, part);
        };
        outcome = segmentScans(predictor, jobs, /*overwrite=*/true, record, m_context.task());
        m_context.console().endProgress();
    }
    for (const SegmentationOutcome::Failure& failure : outcome.failures) {
        m_context.console().error(failure.job.name + ": " + failure.text);
    }
    m_failures += outcome.failures.size();
    m_context.console().line(
        fmt::format("{} test masks in {}", scans.size() - outcome.failures.size(), pathText(folder)));
    m_context.console().result()["masks"] = pathText(folder);
}

void Road::evaluate()
{
    const training::RunDirectory run(m_project->run(m_run).folder);
    const fs::path file = run.validation() / "summary.json";
    const dataset::LabelScheme labels = m_project->rawDataset(m_dataset.id).manifest.labels;
    evaluation::Summary summary;
    m_skipped = fs::exists(file) && evaluation::summaryFromJson(readJson(file)).cases.size() > 0 &&
                !evaluation::summaryFromJson(readJson(file)).cases.front().surfaces.empty();
    if (m_skipped) {
        summary = evaluation::summaryFromJson(readJson(file));
    } else {
        summary =
            evaluation::evaluateFolders(run.validation(), m_dataset.folder / "labelsTr", labels,
                                        /*surfaces=*/true, evaluation::kSurfaceToleranceMm, m_context.task());
        writeJson(file, evaluation::summaryToJson(summary), JsonKeys::Sorted);
    }
    m_context.console().endProgress();
    showSummary(m_context.console(), summary, labels);
    m_context.console().result()["summary"] = pathText(file);
    m_context.console().result()["validation_dice"] = summary.foregroundMean.dice;
}

void Road::report()
{
    const database::RunRecord run = m_project->run(m_run);
    database::ReportRecord found;
    for (const database::ReportRecord& report : m_project->reports()) {
        if (report.run == m_run && report.createdAt >= run.endedAt && fs::exists(report.file)) {
            found = report;
            m_skipped = true;
            break;
        }
    }
    if (!m_skipped) {
        found = m_project->report(m_run);
    }
    m_context.console().line("report " + pathText(found.file));
    m_context.console().result()["report"] = pathText(found.file);
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
// Training runs of a project: adding, training, following and stopping them.
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/preprocessing/StoreStamp.h"
#include "core/training/RunDirectory.h"
#include "database/Heartbeat.h"
#include "database/ProjectImpl.h"
#include "database/RunRecorder.h"

#include <fmt/format.h>

#include <set>
#include <stop_token>

namespace seg::database {

namespace fs = std::filesystem;
using training::RunState;

namespace {

/// Passes progress on to another context, so that a stop token of our own can go with it.
class ForwardProgress final : public ProgressSink {
public:
    explicit ForwardProgress(const TaskContext& target) : m_target(target) {}
    void progress(double fraction, const std::string& what) override { m_target.report(fraction, what); }

private:
    const TaskContext& m_target; // outlives this object
};

/// A stop source that also follows the caller's token: a training can be stopped from here and from other
/// processes.
class JointStop {
public:
    explicit JointStop(const TaskContext& outer)
        : m_forward(outer), m_callback(outer.stopToken(), Request{m_source})
    {
    }
    void request() { m_source.request_stop(); }
    [[nodiscard]] TaskContext context() { return TaskContext(m_source.get_token(), &m_forward); }

private:
    struct Request {
        std::stop_source source;
        void operator()() { source.request_stop(); }
    };
    std::stop_source m_source;
    ForwardProgress m_forward;
    std::stop_callback<Request> m_callback;
};

dataset::Split splitOfFold(const std::vector<dataset::Split>& splits, const dataset::RawDataset& raw,
                           int fold)
{
    if (fold >= 0 && fold < static_cast<int>(splits.size())) {
        return splits[static_cast<std::size_t>(fold)];
    }
    std::vector<CaseId> ids;
    for (const Case& item : raw.trainingCases) {
        ids.push_back(item.id);
    }
    return fold < 0 ? dataset::Split{ids, ids} : dataset::randomSplit(std::move(ids), fold);
}

/// What a run learns from and holds back, kept from its first start on.
fs::path splitFile(const RunRecord& run)
{
    return run.folder / "split.json";
}

/// The cases that a run began with, also when the folds were made anew since; those of the present folds for
/// one that has not begun. Cases that were excluded since are left out.
dataset::Split splitOf(Project& project, const RunRecord& run, const dataset::RawDataset& raw)
{
    if (!fs::exists(splitFile(run))) {
        return splitOfFold(project.splits(run.dataset), raw, run.options.fold);
    }
    std::set<CaseId> known;
    for (const Case& item : raw.trainingCases) {
        known.insert(item.id);
    }
    dataset::Split split = dataset::readSplits(splitFile(run)).front();
    for (auto* list : {&split.training, &split.validation}) {
        std::erase_if(*list, [&known](const CaseId& id) { return !known.contains(id); });
    }
    return split;
}

void requirePreprocessed(const dataset::Split& split, const fs::path& storeFolder,
                         const std::string& configuration)
{
    const preprocessing::PreprocessedStore store(storeFolder);
    std::size_t missing = 0;
    std::string first;
    for (const auto* list : {&split.training, &split.validation}) {
        for (const CaseId& id : *list) {
            if (!fs::is_directory(storeFolder) || !store.contains(id)) {
                first = missing++ == 0 ? id.name : first;
            }
        }
    }
    if (missing > 0) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("cannot train {}: {} of its cases are not preprocessed, the first is {}; "
                                "preprocess the configuration first",
                                configuration, missing, first));
    }
}

/// A plan can be planned or preprocessed anew under its name; the cases are then not those of the run's plan.
void requireOwnCases(const training::TrainingInputs& inputs)
{
    const std::string& configuration = inputs.options.configuration;
    const Json stamp = preprocessing::storeStamp(inputs.plan, inputs.plan.configuration(configuration),
                                                 inputs.dataset.manifest.labels);
    if (!preprocessing::isMadeFrom(inputs.storeFolder, stamp)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot train {}: its cases were preprocessed anew in another way since this "
                                "run was added; add a new run, or preprocess them as before",
                                configuration));
    }
}

training::TrainingInputs inputsOf(Project& project, const RunRecord& run)
{
    const training::RunDirectory directory(run.folder);
    training::TrainingInputs inputs;
    inputs.plan = directory.plan(); // as it was when the run was added
    inputs.dataset = project.rawDataset(run.dataset);
    inputs.split = splitOf(project, run, inputs.dataset);
    inputs.storeFolder = project.storeFolder(run.dataset, inputs.plan, run.options.configuration);
    inputs.runFolder = run.folder;
    inputs.options = run.options;
    inputs.resume = fs::exists(directory.checkpoint("latest")) || fs::exists(directory.checkpoint("final"));
    requirePreprocessed(inputs.split, inputs.storeFolder, run.options.configuration);
    requireOwnCases(inputs);
    if (!fs::exists(splitFile(run))) {
        dataset::writeSplits(splitFile(run), {inputs.split});
    }
    return inputs;
}

/// Tells database and event log how a training ended that failed before its own event log was open.
void recordEnd(RunRecorder& recorder, const RunRecord& run, RunState state, const std::string& reason)
{
    if (recorder.lastState() == state) {
        return; // the trainer has told both
    }
    try {
        recorder.stateChanged(state, reason);
        training::EventLog(training::RunDirectory(run.folder).events()).stateChanged(state, reason);
    } catch (
        const Error& error) { // e.g. the disk that failed the training; the first error is the one to show
        log::error("database", error.what());
    }
}

/// A stop before the first epoch arrives as an error; any other error makes the run Failed and goes on to the
/// caller.
RunState endAfterError(RunRecorder& recorder, const RunRecord& run, const Error& error)
{
    if (error.code() == ErrorCode::Cancelled) {
        recordEnd(recorder, run, RunState::Stopped, "stopped at your request");
        return RunState::Stopped;
    }
    recordEnd(recorder, run, RunState::Failed, error.what());
    throw error;
}

} // namespace

RunRecord Project::addRun(DatasetId id, const training::TrainingOptions& options, const std::string& name,
                          const std::string& planName)
{
    options.validate();
    const planning::Plan plan = m_impl->plan(id, planName);
    static_cast<void>(plan.configuration(options.configuration)); // names those there are
    RunRecord wish;
    wish.dataset = id;
    wish.planName = plan.plansName;
    wish.options = options;
    wish.name = name;
    const dataset::RawDataset raw = rawDataset(id);
    const RunRecord run = m_impl->run(m_impl->runs.add(wish));
    try {
        createFolders(run.folder / "checkpoints");
        writeJson(run.folder / "plan.json", planning::planToJson(plan));
        writeJson(run.folder / "dataset.json", dataset::manifestToJson(raw.manifest));
        writeJson(run.folder / "options.json", training::optionsToJson(options));
    } catch (const Error&) {
        m_impl->runs.remove(run.id);
        throw;
    }
    return run;
}

void Project::Impl::keepSplitsOfRuns(Project& project, DatasetId id) const
{
    for (const RunRecord& run : runs.all()) {
        if (run.dataset != id || run.startedAt == 0 || fs::exists(splitFile(run)) ||
            !fs::is_directory(run.folder)) {
            continue;
        }
        try { // it was started by a program that did not keep them
            dataset::writeSplits(splitFile(run),
                                 {splitOf(project, run, dataset::openRawDataset(dataset(id).folder))});
        } catch (const Error& error) {
            if (error.code() != ErrorCode::BadInput) { // damaged folds, which are about to be replaced
                throw;
            }
            log::warning("database", fmt::format("the folds of run {} are not kept: {}",
                                                 static_cast<std::int64_t>(run.id), error.what()));
        }
    }
}

std::vector<RunRecord> Project::runs() const
{
    m_impl->markLost();
    return m_impl->runs.all();
}

RunRecord Project::run(RunId id) const
{
    m_impl->markLost();
    return m_impl->run(id);
}

RunState Project::train(RunId id, training::TrainingControl& control, const TaskContext& context,
                        training::TrainingObserver* follower)
{
    const RunRecord record = run(id);
    if (record.state == RunState::Finished) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("run {} is finished; add a new run to train again", static_cast<std::int64_t>(id)));
    }
    m_impl->runs.claim(id, thisProcess());
    JointStop stop(context);
    const Heartbeat heartbeat(m_impl->database.file(), m_impl->folder, id, [&](StopRequest request) {
        if (request == StopRequest::AfterEpoch) {
            control.stopAfterEpoch = true;
        } else {
            stop.request();
        }
    });
    RunRecorder recorder(m_impl->database.file(), m_impl->folder, id);
    std::vector<training::TrainingObserver*> observers{&recorder};
    if (follower != nullptr) {
        observers.push_back(follower);
    }
    try {
        const training::TrainingInputs inputs = inputsOf(*this, record);
        const training::TrainingEnd end = training::train(inputs, observers, control, stop.context());
        const RunState state =
            end == training::TrainingEnd::Finished ? RunState::Finished : RunState::Stopped;
        recordEnd(recorder, record, state, {});
        return state;
    } catch (const Error& error) {
        return endAfterError(recorder, record, error);
    } catch (const std::exception& error) { // of a library, let through by a module
        return endAfterError(recorder, record, Error(ErrorCode::Internal, error.what()));
    }
}

std::vector<training::EpochMetrics> Project::epochMetrics(RunId id, int fromEpoch) const
{
    return m_impl->metrics.epochs(id, fromEpoch);
}

std::optional<training::IterationMetrics> Project::lastIteration(RunId id) const
{
    return m_impl->metrics.lastIteration(id);
}

std::vector<training::ValidationCaseMetrics> Project::validationCases(RunId id) const
{
    return m_impl->metrics.validationCases(id);
}

std::vector<CheckpointRecord> Project::checkpoints(RunId id) const
{
    std::vector<CheckpointRecord> checkpoints = m_impl->metrics.checkpoints(id);
    // A finished run has no latest.pt any more; a person may have removed others.
    std::erase_if(checkpoints,
                  [](const CheckpointRecord& checkpoint) { return !fs::exists(checkpoint.file); });
    return checkpoints;
}

void Project::requestStop(RunId id, bool afterEpoch)
{
    const RunRecord record = run(id);
    if (!training::isActive(record.state)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("run {} is not training: it is {}", static_cast<std::int64_t>(id),
                                training::runStateName(record.state)));
    }
    m_impl->runs.requestStop(id, afterEpoch ? StopRequest::AfterEpoch : StopRequest::Now);
}

} // namespace seg::database

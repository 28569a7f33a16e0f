// SPDX-License-Identifier: Apache-2.0
#include "core/training/Trainer.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/kernels/Device.h"
#include "core/training/ObserverList.h"
#include "core/training/RunDirectory.h"
#include "core/training/TrainingRun.h"
#include "core/training/WholeVolumeValidation.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <system_error>
#include <vector>

namespace seg::training {

namespace fs = std::filesystem;

namespace {

/// Settles where the run starts: nothing there for a new run, a checkpoint for a resumed one.
std::optional<fs::path> startingCheckpoint(const TrainingInputs& inputs)
{
    const RunDirectory directory(inputs.runFolder);
    const fs::path latest = directory.checkpoint("latest");
    const fs::path final = directory.checkpoint("final");
    if (inputs.resume) {
        if (fs::exists(latest)) {
            return latest;
        }
        if (fs::exists(final)) {
            return final; // trained to the end: only the validation is left to do
        }
        throw Error(ErrorCode::NotFound,
                    fmt::format("cannot resume the run in {}: it has no checkpoint; start it anew",
                                pathText(inputs.runFolder)));
    }
    if (fs::exists(latest) || fs::exists(final) || fs::exists(directory.checkpoint("best"))) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "cannot start a run in {}: it holds checkpoints already; resume it or use another folder",
                pathText(inputs.runFolder)));
    }
    return std::nullopt;
}

/// Takes away what a killed process was writing; writeAtomically() names such files. Nobody else works on the
/// run.
void removeUnfinishedFiles(const fs::path& folder)
{
    std::vector<fs::path> unfinished;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(".writing-")) {
            unfinished.push_back(entry.path());
        }
    }
    for (const fs::path& file : unfinished) {
        std::error_code ignored; // it only takes space
        fs::remove(file, ignored);
    }
}

void writeRecords(const TrainingInputs& inputs)
{
    createFolders(inputs.runFolder / "checkpoints");
    for (const fs::path& folder : {inputs.runFolder, inputs.runFolder / "checkpoints"}) {
        removeUnfinishedFiles(folder);
    }
    writeJson(inputs.runFolder / "plan.json", planning::planToJson(inputs.plan));
    writeJson(inputs.runFolder / "dataset.json", dataset::manifestToJson(inputs.dataset.manifest));
    writeJson(inputs.runFolder / "options.json", optionsToJson(inputs.options));
}

/// What LibTorch and the standard library throw, as a sentence.
Error translated(const std::exception& error, const TrainingInputs& inputs)
{
    const std::string what =
        fmt::format("cannot train {} fold {}", inputs.options.configuration, inputs.options.fold);
    const std::string raw = error.what();
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
        dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
        raw.find("can't allocate memory") != std::string::npos ||
        raw.find("out of memory") != std::string::npos) {
        return {
            ErrorCode::OutOfMemory,
            what +
                ": the memory does not suffice; close other programs, or plan with a smaller memory budget. "
                "The run can be resumed from its last checkpoint"};
    }
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    return {ErrorCode::Internal,
            what + ": " + (torchError == nullptr ? raw : torchError->what_without_backtrace())};
}

TrainingEnd finish(const TrainingInputs& inputs, TrainingRun& run, ObserverList& observers,
                   const TaskContext& context)
{
    double dice = std::numeric_limits<double>::quiet_NaN();
    if (inputs.options.validateWholeVolumes) {
        log::info("training", fmt::format("validate {} whole volumes", inputs.split.validation.size()));
        try {
            dice = validateWholeVolumes(inputs, run.network(), observers, context);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Cancelled) {
                throw;
            }
            observers.stateChanged(RunState::Stopped,
                                   "stopped during validation; the training itself is complete");
            return TrainingEnd::Stopped;
        }
    }
    observers.finished(dice);
    observers.stateChanged(RunState::Finished, "");
    log::info("training", "finished");
    return TrainingEnd::Finished;
}

/// Who hears of the run; lives until its failure has been reported too.
struct Audience {
    ObserverList observers;
    std::optional<log::Sink> logFile;
};

void openLog(const TrainingInputs& inputs, Audience& audience)
{
    audience.logFile.emplace(
        [write = log::fileReceiver(inputs.runFolder / "log.txt")](const log::Message& message) {
            if (message.category == "training") {
                write(message);
            }
        });
}

TrainingEnd trainObserved(const TrainingInputs& inputs, Audience& audience, TrainingControl& control,
                          const TaskContext& context)
{
    ObserverList& observers = audience.observers;
    inputs.options.validate();
    const auto checkpoint = startingCheckpoint(inputs);
    writeRecords(inputs);
    openLog(inputs, audience);
    TrainingRun run(inputs, control);
    if (checkpoint) {
        run.resume(*checkpoint);
    }
    observers.add(std::make_unique<EventLog>(RunDirectory(inputs.runFolder).events(),
                                             checkpoint ? run.state().epoch : -1));
    observers.stateChanged(RunState::Preparing, "");
    observers.started(run.state().epoch, inputs.options.epochs);
    constexpr double trainingShare = 0.9; // of the progress; the rest is the validation
    if (run.train(observers, context.part(0.0, trainingShare)) == TrainingEnd::Stopped) {
        return TrainingEnd::Stopped;
    }
    return finish(inputs, run, observers, context.part(trainingShare, 1.0));
}

/// Runs the work; its failure reaches observers first and leaves as an Error.
template <typename Work>
TrainingEnd reportingFailure(const TrainingInputs& inputs, ObserverList& observers, Work work)
{
    const auto fail = [&](const Error& error) {
        log::error("training", error.what());
        try {
            observers.failed(error.what());
            observers.stateChanged(RunState::Failed, error.what());
        } catch (const Error& second) {
            log::error("training",
                       second.what()); // often of the same full disk; the first is the one to show
        }
    };
    try {
        return work();
    } catch (const Error& error) {
        fail(error);
        throw;
    } catch (const std::exception& error) {
        const Error sentence = translated(error, inputs);
        fail(sentence);
        throw sentence;
    }
}

} // namespace

TrainingEnd train(const TrainingInputs& inputs, const std::vector<TrainingObserver*>& observers,
                  TrainingControl& control, const TaskContext& context)
{
    Audience audience{ObserverList(observers), {}};
    return reportingFailure(inputs, audience.observers, [&] {
        const TrainingEnd end = trainObserved(inputs, audience, control, context);
        kernels::releaseMemory(at::Device(at::DeviceType::CPU));
        return end;
    });
}

} // namespace seg::training

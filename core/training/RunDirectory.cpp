// SPDX-License-Identifier: Apache-2.0
#include "core/training/RunDirectory.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"

#include <fmt/format.h>

#include <string_view>

namespace seg::training {

namespace fs = std::filesystem;

namespace {

/// Complete lines of a file; `rest` says whether an unfinished one followed.
std::vector<std::string_view> completeLines(std::string_view text, bool& rest)
{
    std::vector<std::string_view> lines;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        if (end > 0) {
            lines.push_back(text.substr(0, end));
        }
        text.remove_prefix(end + 1);
    }
    rest = !text.empty();
    return lines;
}

/// Whether an event belongs to the first `epochs` epochs, so that a run resumed there keeps it.
bool belongsToEpochs(const Json& event, int epochs)
{
    const std::string type = event.value("type", "");
    if (type == "epoch" || type == "iteration") {
        return event.value("epoch", 0) < epochs;
    }
    if (type == "checkpoint") {
        return event.value("epoch", 0) < epochs;
    }
    return type != "validation_case" && type != "finished"; // the resumed run validates anew
}

/// Takes away what a killed process wrote of its last line, so that the next one begins anew.
void dropUnfinishedLine(const fs::path& file)
{
    if (!fs::exists(file)) {
        return;
    }
    const std::string text = readText(file);
    if (!text.empty() && text.back() != '\n') {
        writeText(file,
                  std::string_view(text).substr(0, text.rfind('\n') + 1)); // npos + 1 is 0: nothing is left
    }
}

/// Rewrites the file without events of later epochs and without an unfinished line; leaves it alone when
/// nothing changes.
void keepEvents(const fs::path& file, int epochs)
{
    if (!fs::exists(file)) {
        return;
    }
    const std::string text = readText(file);
    bool changed = false;
    std::string kept;
    for (const std::string_view line : completeLines(text, changed)) {
        if (belongsToEpochs(parseJson(line, pathText(file)), epochs)) {
            kept.append(line).append("\n");
        } else {
            changed = true;
        }
    }
    if (changed) {
        writeText(file, kept);
    }
}

} // namespace

fs::path RunDirectory::checkpoint(const std::string& kind) const
{
    return m_folder / "checkpoints" / (kind + ".pt");
}

fs::path RunDirectory::events() const
{
    return m_folder / "events.jsonl";
}

fs::path RunDirectory::validation() const
{
    return m_folder / "validation";
}

fs::path RunDirectory::usableCheckpoint() const
{
    for (const char* kind : {"final", "best", "latest"}) {
        if (fs::exists(checkpoint(kind))) {
            return checkpoint(kind);
        }
    }
    throw Error(
        ErrorCode::NotFound,
        fmt::format("run folder {} has no checkpoint yet: train it first, or resume it", pathText(m_folder)));
}

planning::Plan RunDirectory::plan() const
{
    const fs::path file = m_folder / "plan.json";
    return planning::planFromJson(readJson(file), pathText(file));
}

dataset::DatasetManifest RunDirectory::manifest() const
{
    const fs::path file = m_folder / "dataset.json";
    return dataset::manifestFromJson(readJson(file), pathText(file));
}

TrainingOptions RunDirectory::options() const
{
    return optionsFromJson(readJson(m_folder / "options.json"));
}

EventLog::EventLog(fs::path file, int keepEpochs) : m_file(std::move(file))
{
    dropUnfinishedLine(m_file);
    if (keepEpochs >= 0) {
        keepEvents(m_file, keepEpochs);
    }
}

void EventLog::append(const char* type, const Json& fields)
{
    Json event = {{"time", log::utcText(std::chrono::system_clock::now())}, {"type", type}};
    event.update(fields);
    appendLine(m_file, jsonLine(event));
}

void EventLog::started(int firstEpoch, int epochs)
{
    keepEvents(m_file, firstEpoch);
    append("started", {{"first_epoch", firstEpoch}, {"epochs", epochs}});
}

void EventLog::stateChanged(RunState state, const std::string& reason)
{
    append("state", {{"state", runStateName(state)}, {"reason", reason}});
}

void EventLog::iterationDone(const IterationMetrics& metrics)
{
    append("iteration", {{"epoch", metrics.epoch},
                         {"iteration", metrics.iteration},
                         {"iterations", metrics.iterations},
                         {"loss", metrics.loss}});
}

void EventLog::epochDone(const EpochMetrics& metrics)
{
    append("epoch", epochToJson(metrics));
}

void EventLog::checkpointWritten(const std::string& kind, int epoch, const std::string& file)
{
    const fs::path relative = fs::path(file).lexically_relative(m_file.parent_path());
    const bool below = !relative.empty() && *relative.begin() != ".."; // the folder may be copied elsewhere
    append("checkpoint", {{"kind", kind}, {"epoch", epoch}, {"file", below ? pathText(relative) : file}});
}

void EventLog::validationCaseDone(const ValidationCaseMetrics& metrics)
{
    append("validation_case", {{"case", metrics.id.name},
                               {"index", metrics.index},
                               {"count", metrics.count},
                               {"dice", metrics.dice}});
}

void EventLog::finished(double validationDice)
{
    append("finished", {{"validation_dice", validationDice}});
}

void EventLog::warned(const std::string& text)
{
    append("warning", {{"text", text}});
}

void EventLog::failed(const std::string& text)
{
    append("error", {{"text", text}});
}

std::vector<Json> readEvents(const fs::path& file)
{
    std::vector<Json> events;
    if (!fs::exists(file)) {
        return events;
    }
    const std::string text = readText(file);
    bool unfinished = false;
    for (const std::string_view line : completeLines(text, unfinished)) {
        events.push_back(parseJson(line, pathText(file)));
    }
    return events;
}

Json epochToJson(const EpochMetrics& metrics)
{
    return {{"epoch", metrics.epoch},
            {"train_loss", metrics.trainLoss},
            {"validation_loss", metrics.validationLoss},
            {"dice", metrics.dice},
            {"mean_dice", metrics.meanDice},
            {"ema_dice", metrics.emaDice},
            {"learning_rate", metrics.learningRate},
            {"seconds", metrics.seconds},
            {"memory_mib", metrics.memoryMib}};
}

EpochMetrics epochFromJson(const Json& event)
{
    try {
        EpochMetrics metrics;
        event.at("epoch").get_to(metrics.epoch);
        event.at("train_loss").get_to(metrics.trainLoss);
        event.at("validation_loss").get_to(metrics.validationLoss);
        event.at("dice").get_to(metrics.dice);
        event.at("mean_dice").get_to(metrics.meanDice);
        event.at("ema_dice").get_to(metrics.emaDice);
        event.at("learning_rate").get_to(metrics.learningRate);
        event.at("seconds").get_to(metrics.seconds);
        event.at("memory_mib").get_to(metrics.memoryMib);
        return metrics;
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read the record of an epoch: {}", error.what()));
    }
}

} // namespace seg::training

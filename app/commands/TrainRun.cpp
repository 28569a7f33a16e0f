// SPDX-License-Identifier: Apache-2.0
#include "app/commands/TrainRun.h"

#include "app/commands/ConfigurationChoice.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/TrainingObserver.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>

namespace seg::app {

namespace {

/// Tells about a training as it goes: a line for each epoch, validation case and warning.
class TrainingNews final : public training::TrainingObserver {
public:
    explicit TrainingNews(Console& console) : m_console(console) {}

    void started(int firstEpoch, int epochs) override
    {
        m_epochs = epochs;
        m_console.news(firstEpoch == 0
                           ? fmt::format("training {} epochs", epochs)
                           : fmt::format("continuing with epoch {} of {}", firstEpoch + 1, epochs));
    }
    void stateChanged(training::RunState state, const std::string& reason) override
    {
        if (state == training::RunState::Paused || state == training::RunState::Stopping) {
            m_console.news(
                fmt::format("{}{}{}", training::runStateName(state), reason.empty() ? "" : ": ", reason));
        }
    }
    void iterationDone(const training::IterationMetrics&) override {} // the progress shows it
    void epochDone(const training::EpochMetrics& metrics) override
    {
        m_console.news(fmt::format(
            "epoch {}/{}  train loss {:.4f}  validation loss {:.4f}  Dice {:.3f} (mean {:.3f}, EMA "
            "{:.3f})  {:.1f} s",
            metrics.epoch + 1, m_epochs, metrics.trainLoss, metrics.validationLoss,
            fmt::join(metrics.dice, " "), metrics.meanDice, metrics.emaDice, metrics.seconds));
    }
    void checkpointWritten(const std::string&, int, const std::string&) override {} // not news to a person
    void validationCaseDone(const training::ValidationCaseMetrics& metrics) override
    {
        m_console.news(fmt::format("validation {}/{}  {}  Dice {:.3f}", metrics.index + 1, metrics.count,
                                   metrics.id.name, fmt::join(metrics.dice, " ")));
    }
    void finished(double validationDice) override
    {
        m_console.news(fmt::format("whole-volume validation Dice {:.4f}", validationDice));
    }
    void warned(const std::string& text) override { m_console.news("warning: " + text); }
    void failed(const std::string&) override {} // arrives as an exception as well

private:
    Console& m_console; // outlives the training
    int m_epochs = 0;
};

int parseFold(const std::string& text)
{
    if (text == "all") {
        return -1;
    }
    int fold = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), fold);
    if (problem != std::errc{} || end != text.data() + text.size() || fold < 0) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot train fold '" + text + "': it must be a number from 0, or all");
    }
    return fold;
}

void applySetting(training::TrainingOptions& options, const std::string& setting)
{
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
        throw Error(ErrorCode::InvalidArgument, "cannot use --set " + setting + ": it must be KEY=VALUE");
    }
    training::setOption(options, setting.substr(0, equals), setting.substr(equals + 1));
}

} // namespace

training::TrainingOptions trainingOptions(const TrainingChoice& choice, const planning::Plan& plan,
                                          const GlobalOptions& global)
{
    training::TrainingOptions options;
    if (choice.recipe != options.recipe) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("there is no recipe '{}'; there are: {}", choice.recipe, options.recipe));
    }
    if (choice.quick) {
        training::applyQuickSchedule(options);
    }
    options.configuration = choice.configuration.empty() ? defaultConfiguration(plan) : choice.configuration;
    static_cast<void>(plan.configuration(options.configuration)); // names those there are
    options.fold = parseFold(choice.fold);
    options.epochs = choice.epochs.value_or(options.epochs);
    options.iterationsPerEpoch = choice.iterations.value_or(options.iterationsPerEpoch);
    options.validationIterations = choice.validationIterations.value_or(options.validationIterations);
    options.device = global.device;
    options.seed = global.seed.value_or(options.seed);
    for (const std::string& setting : choice.settings) {
        applySetting(options, setting);
    }
    options.validate();
    return options;
}

void declareTrainingOptions(CLI::App& verb, TrainingChoice& choice)
{
    verb.add_option("-c,--configuration", choice.configuration,
                    "3d_fullres, 2d, …; 3d_fullres where planned");
    verb.add_option("-f,--fold", choice.fold, "Fold to hold back, or all")->capture_default_str();
    verb.add_flag("--quick", choice.quick, "A schedule that ends in minutes on a CPU; says what it chose");
    verb.add_option("--recipe", choice.recipe, "Named set of training options")->capture_default_str();
    verb.add_option("--epochs", choice.epochs, "Epochs; 1000 when left out");
    verb.add_option("--iterations", choice.iterations, "Training iterations per epoch; 250 when left out");
    verb.add_option("--validation-iterations", choice.validationIterations, "Per epoch; 50 when left out");
    verb.add_option("--set", choice.settings, "Any training option; may be given several times")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
}

std::string diceText(double dice)
{
    return std::isnan(dice) ? "-" : fmt::format("{:.4f}", dice);
}

std::string scheduleText(const training::TrainingOptions& options)
{
    return fmt::format(
        "{} epochs of {} training and {} validation iterations{}, learning rate {:g}, momentum {:g}",
        options.epochs, options.iterationsPerEpoch, options.validationIterations,
        options.batchSize > 0 ? fmt::format(", batches of {}", options.batchSize) : "", options.learningRate,
        options.momentum);
}

training::RunState trainRun(database::Project& project, database::RunId id, CommandContext& context)
{
    TrainingNews news(context.console());
    training::TrainingControl control;
    const training::RunState state = project.train(id, control, context.task(), &news);
    context.console().endProgress();
    return state;
}

database::RunId parseRunId(const std::string& text)
{
    std::int64_t id = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (problem != std::errc{} || end != text.data() + text.size() || id <= 0) {
        throw Error(ErrorCode::InvalidArgument, "'" + text + "' is no run: give its number, e.g. 3");
    }
    return database::RunId{id};
}

Json runToJson(const database::RunRecord& run)
{
    return {{"run", static_cast<std::int64_t>(run.id)},
            {"name", run.name},
            {"state", training::runStateName(run.state)},
            {"reason", run.stateReason},
            {"configuration", run.options.configuration},
            {"fold", run.options.fold < 0 ? Json("all") : Json(run.options.fold)},
            {"plan", run.planName},
            {"epochs", run.options.epochs},
            {"epochs_done", run.epochsDone},
            {"best_dice", run.bestDice},
            {"validation_dice", run.validationDice},
            {"folder", pathText(run.folder)},
            {"process", run.processId},
            {"host", run.host},
            {"created_at", run.createdAt},
            {"started_at", run.startedAt},
            {"ended_at", run.endedAt},
            {"options", training::optionsToJson(run.options)}};
}

} // namespace seg::app

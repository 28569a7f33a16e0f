// SPDX-License-Identifier: Apache-2.0
#include "core/training/TrainingRun.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/kernels/Device.h"
#include "core/kernels/StopScope.h"
#include "core/training/PolyLearningRate.h"
#include "core/training/ProgressPicture.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

namespace seg::training {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds kReportInterval{1.0};
constexpr std::chrono::milliseconds kPausePoll{20};
constexpr double kEmaKept = 0.9;

double meanOf(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Dice per class from [3, classes] counts (true positive, false positive, false negative); NaN where all are
/// 0.
std::vector<double> diceFromCounts(const at::Tensor& counts)
{
    const at::Tensor host = counts.cpu().contiguous();
    const auto* values = host.const_data_ptr<std::int64_t>();
    const auto classes = static_cast<std::size_t>(host.size(1));
    std::vector<double> dice(classes);
    for (std::size_t index = 0; index < classes; ++index) {
        const auto right = static_cast<double>(values[index]);
        const auto wrong = static_cast<double>(values[classes + index] + values[2 * classes + index]);
        dice[index] = 2.0 * right / (2.0 * right + wrong); // 0 / 0 is NaN
    }
    return dice;
}

double meanWithoutNan(const std::vector<double>& values)
{
    double sum = 0.0;
    int count = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / count;
}

double averagedDice(const std::vector<EpochMetrics>& history, double now)
{
    if (history.empty() || std::isnan(history.back().emaDice)) {
        return now;
    }
    const double before = history.back().emaDice;
    return std::isnan(now) ? before : kEmaKept * before + (1.0 - kEmaKept) * now;
}

/// Does a step that a stop request may end in the middle of the network. \return  whether it came to its end.
template <typename Step> bool completes(Step step)
{
    try {
        step();
        return true;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Cancelled) {
            throw;
        }
        return false;
    }
}

void logEpoch(const EpochMetrics& metrics, int epochs)
{
    log::info("training",
              fmt::format("epoch {} of {}: training loss {:.4f}, validation loss {:.4f}, Dice [{:.4f}], "
                          "averaged Dice {:.4f}, learning rate {:.5f}, {:.2f} s",
                          metrics.epoch + 1, epochs, metrics.trainLoss, metrics.validationLoss,
                          fmt::join(metrics.dice, ", "), metrics.emaDice, metrics.learningRate,
                          metrics.seconds));
}

} // namespace

TrainingRun::TrainingRun(const TrainingInputs& inputs, TrainingControl& control)
    : m_inputs(inputs), m_options(inputs.options), m_control(control),
      m_configuration(inputs.plan.configuration(inputs.options.configuration)), m_directory(inputs.runFolder)
{
    const auto& manifest = inputs.dataset.manifest;
    const at::Device device = kernels::resolveDevice(m_options.device);
    const int stages = m_configuration.architecture.stageCount();
    m_network = network::makeNetwork(m_configuration.architecture, m_configuration.inputChannels(),
                                     manifest.labels.headCount(), m_options.seed);
    m_network->moveTo(device);
    m_step = std::make_unique<TrainingStep>(m_network, m_options,
                                            lossOptions(manifest.labels, m_configuration.batchDice), stages);
    m_training =
        std::make_unique<augmentation::PatchLoader>(makeLoader(augmentation::LoaderStream::Training));
    m_validation =
        std::make_unique<augmentation::PatchLoader>(makeLoader(augmentation::LoaderStream::Validation));
    log::info("training", fmt::format("network with {} weights on {}; {} cases to learn from, {} held back",
                                      m_network->parameterCount(), kernels::deviceText(device),
                                      inputs.split.training.size(), inputs.split.validation.size()));
}

augmentation::PatchLoader TrainingRun::makeLoader(augmentation::LoaderStream stream) const
{
    const bool isTraining = stream == augmentation::LoaderStream::Training;
    augmentation::PatchLoaderOptions options;
    options.storeFolder = m_inputs.storeFolder;
    options.cases = isTraining ? m_inputs.split.training : m_inputs.split.validation;
    options.configuration = m_configuration;
    options.batchSize = m_options.batchSize;
    options.labels = m_inputs.dataset.manifest.labels;
    options.stream = stream;
    options.seed = m_options.seed;
    options.iterationsPerEpoch = isTraining ? m_options.iterationsPerEpoch : m_options.validationIterations;
    options.foregroundFraction = m_options.foregroundFraction;
    options.mirroring = m_options.mirroring;
    options.deepSupervision = m_options.deepSupervision;
    options.threads = m_options.loaderThreads;
    return augmentation::PatchLoader(std::move(options));
}

void TrainingRun::resume(const std::filesystem::path& checkpoint)
{
    m_state = readCheckpoint(checkpoint, *m_network, *m_step);
    log::info("training", fmt::format("resumed from {} at epoch {}, iteration {}", pathText(checkpoint),
                                      m_state.epoch + 1, m_state.epochLosses.size() + 1));
}

TrainingEnd TrainingRun::train(TrainingObserver& observer, const TaskContext& context)
{
    m_lastSave = Clock::now();
    m_lastReport = {};
    observer.stateChanged(RunState::Running, "");
    if (m_state.epoch == 0 && m_state.epochLosses.empty()) {
        save("latest", observer); // so that a run killed in its first epoch can be resumed
    }
    while (m_state.epoch < m_options.epochs) {
        if (runEpoch(observer, context) == EpochEnd::Stopped) {
            return stop(observer, "stopped by the user");
        }
        const bool isLast = m_state.epoch == m_options.epochs;
        if (!isLast && m_control.stopAfterEpoch.load()) {
            return stop(observer, fmt::format("stopped after epoch {}", m_state.epoch));
        }
    }
    writeFinal(observer);
    return TrainingEnd::Finished;
}

TrainingEnd TrainingRun::stop(TrainingObserver& observer, const std::string& reason)
{
    observer.stateChanged(RunState::Stopping, reason);
    save("latest", observer);
    observer.stateChanged(RunState::Stopped, reason);
    log::info("training", reason);
    return TrainingEnd::Stopped;
}

TrainingRun::EpochEnd TrainingRun::runEpoch(TrainingObserver& observer, const TaskContext& context)
{
    m_secondsBefore = m_state.epochSeconds;
    m_epochStart = Clock::now();
    EpochMetrics metrics;
    metrics.epoch = m_state.epoch;
    metrics.learningRate =
        polyLearningRate(m_options.learningRate, m_state.epoch, m_options.epochs, m_options.polyExponent);
    m_step->setLearningRate(metrics.learningRate);
    if (trainIterations(observer, context) == EpochEnd::Stopped) {
        return EpochEnd::Stopped;
    }
    metrics.trainLoss = meanOf(m_state.epochLosses);
    if (validateIterations(metrics, context) == EpochEnd::Stopped) {
        return EpochEnd::Stopped;
    }
    endEpoch(std::move(metrics), observer);
    return EpochEnd::Done;
}

TrainingRun::EpochEnd TrainingRun::trainIterations(TrainingObserver& observer, const TaskContext& context)
{
    const int first = static_cast<int>(m_state.epochLosses.size());
    if (first < m_options.iterationsPerEpoch) {
        m_training->begin(m_state.epoch, first);
    }
    const kernels::StopScope stopsWithinAStep(context.stopToken());
    for (int iteration = first; iteration < m_options.iterationsPerEpoch; ++iteration) {
        const bool isDone = mayGoOn(observer, context) && completes([&] {
                                const augmentation::Batch batch = m_training->next();
                                m_unreadLosses.push_back(m_step->train(batch.image, batch.targets));
                            });
        if (!isDone) { // the resumed run makes this iteration anew, from the same weights
            readLosses();
            return EpochEnd::Stopped;
        }
        report(observer, context, iteration);
        saveWhenDue(observer);
    }
    readLosses();
    return EpochEnd::Done;
}

TrainingRun::EpochEnd TrainingRun::validateIterations(EpochMetrics& metrics, const TaskContext& context)
{
    const kernels::StopScope stopsWithinAStep(context.stopToken());
    m_validation->begin(m_state.epoch);
    std::vector<at::Tensor> losses;
    at::Tensor counts; // [3, classes]
    for (int iteration = 0; iteration < m_options.validationIterations; ++iteration) {
        if (context.stopRequested()) {
            return EpochEnd::Stopped; // the resumed run repeats these, which changes nothing
        }
        const bool isDone = completes([&] {
            const augmentation::Batch batch = m_validation->next();
            const auto result = m_step->validate(batch.image, batch.targets);
            losses.push_back(result.loss);
            counts = counts.defined() ? counts + result.counts : result.counts;
        });
        if (!isDone) {
            return EpochEnd::Stopped;
        }
    }
    metrics.validationLoss = at::stack(losses).to(at::kCPU, at::kDouble).mean().item<double>();
    metrics.dice = diceFromCounts(counts);
    metrics.meanDice = meanWithoutNan(metrics.dice);
    metrics.emaDice = averagedDice(m_state.history, metrics.meanDice);
    return EpochEnd::Done;
}

void TrainingRun::endEpoch(EpochMetrics metrics, TrainingObserver& observer)
{
    metrics.seconds = secondsOfEpoch();
    metrics.memoryMib = kernels::peakMemoryMib(m_network->device());
    logEpoch(metrics, m_options.epochs);
    m_state.history.push_back(metrics);
    m_state.epoch += 1;
    m_state.epochLosses.clear();
    m_state.epochSeconds = 0.0;
    m_secondsBefore = 0.0;
    m_epochStart = Clock::now();
    const bool isBest =
        !std::isnan(metrics.emaDice) && (!m_state.bestEma || metrics.emaDice > *m_state.bestEma);
    if (isBest) {
        m_state.bestEma = metrics.emaDice;
    }
    observer.epochDone(metrics);
    if (isBest) {
        save("best", observer); // before "latest", which knows of it: a run killed in between makes it again
    }
    if (m_state.epoch % m_options.checkpointEveryEpochs == 0 && m_state.epoch < m_options.epochs) {
        save("latest", observer);
    }
    writeProgressPicture(m_directory.folder() / "progress.png", m_state.history);
}

void TrainingRun::writeFinal(TrainingObserver& observer)
{
    save("final", observer);
    std::error_code
        ignored; // a latest.pt that cannot be removed does no harm: it is this very state or an older one
    std::filesystem::remove(m_directory.checkpoint("latest"), ignored);
}

bool TrainingRun::mayGoOn(TrainingObserver& observer, const TaskContext& context)
{
    if (context.stopRequested()) {
        return false;
    }
    if (!m_control.pause.load() || m_control.stopAfterEpoch.load()) {
        return true;
    }
    readLosses();
    m_secondsBefore = secondsOfEpoch();
    observer.stateChanged(RunState::Pausing, "");
    save("latest", observer);
    observer.stateChanged(RunState::Paused, "");
    while (m_control.pause.load() && !context.stopRequested() && !m_control.stopAfterEpoch.load()) {
        std::this_thread::sleep_for(kPausePoll);
    }
    m_epochStart = Clock::now(); // the pause is not training time
    m_lastSave = Clock::now();
    if (context.stopRequested()) {
        return false;
    }
    observer.stateChanged(RunState::Running, "");
    return true;
}

void TrainingRun::readLosses()
{
    if (m_unreadLosses.empty()) {
        return;
    }
    const at::Tensor values = at::stack(m_unreadLosses).to(at::kCPU, at::kDouble);
    m_unreadLosses.clear();
    for (std::int64_t index = 0; index < values.numel(); ++index) {
        const double loss = values[index].item<double>();
        checkLoss(loss);
        m_state.epochLosses.push_back(loss);
    }
}

void TrainingRun::checkLoss(double loss) const
{
    if (!std::isfinite(loss)) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format(
                "the training went astray in epoch {}, iteration {}: the loss is no longer a number and "
                "cannot become one again; check the data for extreme intensities, or lower the learning "
                "rate (now {})",
                m_state.epoch + 1, m_state.epochLosses.size() + 1, m_options.learningRate));
    }
}

void TrainingRun::report(TrainingObserver& observer, const TaskContext& context, int iteration)
{
    const auto now = Clock::now();
    if (now - m_lastReport < kReportInterval && m_lastReport != Clock::time_point{}) {
        return;
    }
    m_lastReport = now;
    readLosses();
    observer.iterationDone(
        {m_state.epoch, iteration, m_options.iterationsPerEpoch, m_state.epochLosses.back()});
    context.report(fractionDone(iteration + 1),
                   fmt::format("epoch {} of {}, iteration {} of {}", m_state.epoch + 1, m_options.epochs,
                               iteration + 1, m_options.iterationsPerEpoch));
}

double TrainingRun::fractionDone(int iteration) const
{
    // A validation iteration has no backward pass: it counts as a third.
    const double perEpoch = m_options.iterationsPerEpoch + m_options.validationIterations / 3.0;
    return std::min(1.0, (m_state.epoch + iteration / perEpoch) / m_options.epochs);
}

double TrainingRun::secondsOfEpoch() const
{
    return m_secondsBefore + Seconds(Clock::now() - m_epochStart).count();
}

void TrainingRun::saveWhenDue(TrainingObserver& observer)
{
    if (Clock::now() - m_lastSave >= Seconds(60.0 * m_options.checkpointEveryMinutes)) {
        readLosses();
        save("latest", observer);
    }
}

void TrainingRun::save(const std::string& kind, TrainingObserver& observer)
{
    m_state.epochSeconds = m_state.epochLosses.empty() ? 0.0 : secondsOfEpoch();
    const std::filesystem::path file = m_directory.checkpoint(kind);
    writeCheckpoint(file, *m_network, *m_step, m_state);
    if (kind == "latest") {
        m_lastSave = Clock::now();
    }
    observer.checkpointWritten(kind, m_state.epoch - 1, pathText(file));
}

} // namespace seg::training

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/Measurement.h"
#include "app/ProgramInfo.h"
#include "app/commands/Commands.h"
#include "app/commands/ConfigurationChoice.h"
#include "app/commands/PreprocessBenchmark.h"
#include "core/base/Error.h"
#include "core/base/ScratchFolder.h"
#include "core/training/Trainer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <memory>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

struct BenchmarkArguments {
    int repeat = 1;
    int warmUp = 0;
    std::string configuration;
    std::string baseline;
    std::string output;
};

double secondsBetween(Clock::time_point begin, Clock::time_point end)
{
    return std::chrono::duration<double>(end - begin).count();
}

/// Of this process, beside the project's runs.
fs::path scratchPath(const database::Project& project)
{
    return project.folder() / fmt::format(".benchmark-{}", ::getpid());
}

/// Takes the time from one reported iteration to the next. Several iterations between two reports share their
/// time.
class IterationClock final : public training::TrainingObserver {
public:
    explicit IterationClock(int warmUp) : m_warmUp(warmUp) {}
    void started(int, int) override {}
    void stateChanged(training::RunState, const std::string&) override {}
    void iterationDone(const training::IterationMetrics& metrics) override
    {
        const Clock::time_point now = Clock::now();
        const int passed = metrics.iteration - m_last;
        if (m_last >= m_warmUp - 1 && m_last >= 0 && passed > 0) {
            m_seconds.insert(m_seconds.end(), static_cast<std::size_t>(passed),
                             secondsBetween(m_lastTime, now) / passed);
        }
        m_last = metrics.iteration;
        m_lastTime = now;
    }
    void epochDone(const training::EpochMetrics& metrics) override { m_memoryMib = metrics.memoryMib; }
    void checkpointWritten(const std::string&, int, const std::string&) override {}
    void validationCaseDone(const training::ValidationCaseMetrics&) override {}
    void finished(double) override {}
    void warned(const std::string&) override {}
    void failed(const std::string&) override {}

    [[nodiscard]] const std::vector<double>& seconds() const noexcept { return m_seconds; }
    [[nodiscard]] double memoryMib() const noexcept { return m_memoryMib; }

private:
    int m_warmUp;
    int m_last = -1;
    Clock::time_point m_lastTime;
    std::vector<double> m_seconds;
    double m_memoryMib = 0.0;
};

/// Refused before the work, not after it.
void checkBaseline(const BenchmarkArguments& arguments, const std::string& benchmark,
                   const std::string& datasetName)
{
    if (!arguments.baseline.empty()) {
        requireRecordOf(readJson(arguments.baseline), benchmark, datasetName, arguments.baseline);
    }
}

std::string comparisonText(const Json& relative, const std::string& baseline)
{
    std::string text = fmt::format("{:.2f} times the mean of {}", relative["mean"].get<double>(), baseline);
    for (const auto& [key, words] :
         {std::pair{"total", "the time together"}, std::pair{"throughput", "the throughput"},
          std::pair{"peak_memory", "the peak memory"}}) {
        if (relative.contains(key)) {
            text += fmt::format(", {:.2f} times {}", relative[key].get<double>(), words);
        }
    }
    for (const Json& what : relative["environment_differs"]) {
        text += fmt::format("; another {}", what.get<std::string>());
    }
    return text;
}

/// Shows and writes the record; compares with an earlier one of the same kind.
int publish(const BenchmarkArguments& arguments, CommandContext& context, Json record,
            const LatencyStatistics& latency, double throughput, const char* unit)
{
    record["throughput"] = {{"value", throughput}, {"unit", unit}};
    record["latency_seconds"] = latencyToJson(latency);
    record["environment"] = environmentToJson();
    Console& console = context.console();
    console.endProgress();
    console.line(fmt::format("{:.4g} {}", throughput, unit));
    console.line(latencyText(latency));
    const Json earlier = arguments.baseline.empty() ? Json() : readJson(arguments.baseline);
    if (!arguments.output.empty()) {
        writeJson(arguments.output, record); // also when it turns out that it cannot be compared
    }
    if (!arguments.baseline.empty()) {
        const Json relative = relativeTo(record, earlier, arguments.baseline);
        record["mean_relative_to_baseline"] = relative["mean"];
        record["relative_to_baseline"] = relative;
        console.line(comparisonText(relative, arguments.baseline));
        if (!arguments.output.empty()) {
            writeJson(arguments.output, record);
        }
    }
    console.result() = record;
    return kDone;
}

int benchmarkPreprocess(const BenchmarkArguments& arguments, CommandContext& context)
{
    const database::Project project = context.openProject();
    const database::DatasetRecord dataset = context.dataset(project);
    checkBaseline(arguments, "preprocess", dataset.name);
    const dataset::RawDataset raw = project.rawDataset(dataset.id);
    const fs::path scratch = scratchPath(project);
    std::string configuration = arguments.configuration;
    std::vector<PreprocessPass> passes;
    std::vector<double> seconds;
    const int rounds = arguments.warmUp + arguments.repeat;
    for (int round = 0; round < rounds; ++round) {
        const TaskContext part =
            context.task().part(static_cast<double>(round) / rounds, static_cast<double>(round + 1) / rounds);
        PreprocessPass pass = timePreprocessing(raw, scratch, configuration, part);
        if (round >= arguments.warmUp) {
            seconds.insert(seconds.end(), pass.caseSeconds.begin(), pass.caseSeconds.end());
            passes.push_back(std::move(pass));
        }
    }
    const Json stages = stagesToJson(passes);
    const double total = stages["total"].get<double>();
    const double peak = peakMemoryMib();
    Console& console = context.console();
    console.endProgress();
    console.line(fmt::format("fingerprint {:.3f} s, plan {:.3f} s, preprocess {:.3f} s, together {:.3f} s; "
                             "processor time {:.3f} s, peak memory {:.0f} MiB",
                             stages["fingerprint"].get<double>(), stages["plan"].get<double>(),
                             stages["preprocess"].get<double>(), total, stages["processor"].get<double>(),
                             peak));
    return publish(arguments, context,
                   {{"benchmark", "preprocess"},
                    {"dataset", dataset.name},
                    {"configuration", configuration},
                    {"cases", raw.trainingCases.size()},
                    {"passes", passes.size()},
                    {"seconds", stages},
                    {"peak_memory_mib", peak}},
                   latencyStatistics(seconds), static_cast<double>(raw.trainingCases.size()) / total,
                   "cases/s, fingerprint and plan included");
}

int benchmarkTrain(const BenchmarkArguments& arguments, CommandContext& context)
{
    database::Project project = context.openProject();
    const database::DatasetRecord dataset = context.dataset(project);
    checkBaseline(arguments, "train", dataset.name);
    const ScratchFolder scratch(scratchPath(project));
    training::TrainingInputs inputs;
    inputs.plan = requirePlan(project, dataset, {});
    inputs.options.configuration =
        arguments.configuration.empty() ? defaultConfiguration(inputs.plan) : arguments.configuration;
    const int batch = inputs.plan.configuration(inputs.options.configuration).batchSize;
    inputs.dataset = project.rawDataset(dataset.id);
    inputs.split = project.splits(dataset.id).front();
    inputs.storeFolder = project.storeFolder(dataset.id, inputs.plan, inputs.options.configuration);
    inputs.runFolder = scratch.path();
    inputs.options.epochs = 1;
    inputs.options.iterationsPerEpoch = std::max(2, arguments.warmUp + arguments.repeat);
    inputs.options.validationIterations = 1;
    inputs.options.validateWholeVolumes = false;
    inputs.options.device = context.options().device;
    IterationClock clock(std::max(1, arguments.warmUp));
    training::TrainingControl control;
    if (training::train(inputs, {&clock}, control, context.task()) == training::TrainingEnd::Stopped) {
        throw Error(ErrorCode::Cancelled, "stopped at your request before the measurement was complete");
    }
    const LatencyStatistics latency = latencyStatistics(clock.seconds());
    Json record = {{"benchmark", "train"},
                   {"dataset", dataset.name},
                   {"configuration", inputs.options.configuration},
                   {"batch", batch},
                   {"peak_memory_mib", clock.memoryMib()}};
    return publish(arguments, context, std::move(record), latency, batch / latency.mean,
                   "patches/s, loading and augmentation included");
}

void addOptions(CLI::App& verb, BenchmarkArguments& arguments, int repeat, int warmUp, const char* what)
{
    arguments.repeat = repeat;
    arguments.warmUp = warmUp;
    verb.add_option("--repeat", arguments.repeat, std::string("Measured ") + what)
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    verb.add_option("--warm-up", arguments.warmUp, std::string("Not measured, before: ") + what)
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    verb.add_option("-c,--configuration", arguments.configuration,
                    "3d_fullres, 2d, …; 3d_fullres where planned");
    verb.add_option("--baseline", arguments.baseline, "Earlier record to compare with")->type_name("FILE");
    verb.add_option("-o", arguments.output, "Write the JSON record")->type_name("FILE");
}

} // namespace

void declareBenchmark(Verbs& verbs)
{
    CLI::App& group =
        verbs.addGroup("benchmark", "Measure throughput and latency on the project's data",
                       "  segwright-cli benchmark preprocess --project Liver.segwright\n"
                       "  segwright-cli benchmark train --project Liver.segwright --repeat 50 --json");
    auto preprocess = std::make_shared<BenchmarkArguments>();
    addOptions(
        verbs.add(
            group, "preprocess",
            "Extract the fingerprint, plan and preprocess every training case, from files to arrays",
            "  segwright-cli benchmark preprocess --project Liver.segwright -c 3d_fullres\n"
            "  segwright-cli benchmark preprocess --project Liver.segwright --repeat 3 -o record.json",
            [preprocess](CommandContext& context) { return benchmarkPreprocess(*preprocess, context); }),
        *preprocess, 1, 0, "passes over the dataset");
    auto train = std::make_shared<BenchmarkArguments>();
    addOptions(
        verbs.add(group, "train", "Train iterations of fold 0, loader and augmentation included",
                  "  segwright-cli benchmark train --project Liver.segwright --repeat 50 --warm-up 5\n"
                  "  segwright-cli benchmark train --project Liver.segwright -c 2d --baseline record.json",
                  [train](CommandContext& context) { return benchmarkTrain(*train, context); }),
        *train, 20, 3, "iterations");
}

} // namespace seg::app

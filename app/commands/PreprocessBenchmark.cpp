// SPDX-License-Identifier: Apache-2.0
#include "app/commands/PreprocessBenchmark.h"

#include "app/commands/ConfigurationChoice.h"
#include "core/base/Error.h"
#include "core/base/ScratchFolder.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/preprocessing/Preprocessor.h"

#include <sys/resource.h>

#include <chrono>

namespace seg::app {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

rusage usageOfProcess()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage); // cannot fail with these arguments
    return usage;
}

double processorSeconds()
{
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    const rusage usage = usageOfProcess();
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

PreprocessPass timePreprocessing(const dataset::RawDataset& dataset, const std::filesystem::path& scratch,
                                 std::string& configuration, const TaskContext& context)
{
    const ScratchFolder folder(scratch);
    PreprocessPass pass;
    const double processorBefore = processorSeconds();
    Clock::time_point begin = Clock::now();
    const planning::Fingerprint facts = planning::extractFingerprint(dataset, context.part(0.0, 0.5));
    pass.fingerprint = secondsSince(begin);
    begin = Clock::now();
    const planning::Plan plan = planning::planExperiment(facts, dataset.manifest, dataset.name);
    pass.plan = secondsSince(begin);
    if (configuration.empty()) {
        configuration = defaultConfiguration(plan);
    }
    begin = Clock::now();
    preprocessing::PreprocessSummary summary = preprocessing::preprocessDataset(
        dataset, plan, configuration, preprocessing::PreprocessedStore(scratch), context.part(0.5, 1.0));
    pass.preprocess = secondsSince(begin);
    pass.processor = processorSeconds() - processorBefore;
    if (!summary.failures.empty()) {
        throw Error(ErrorCode::BadInput, summary.failures.front().text);
    }
    pass.caseSeconds = std::move(summary.caseSeconds);
    return pass;
}

Json stagesToJson(const std::vector<PreprocessPass>& passes)
{
    const auto mean = [&](auto seconds) {
        double sum = 0.0;
        for (const PreprocessPass& pass : passes) {
            sum += seconds(pass);
        }
        return sum / static_cast<double>(passes.size());
    };
    return {{"fingerprint", mean([](const PreprocessPass& pass) { return pass.fingerprint; })},
            {"plan", mean([](const PreprocessPass& pass) { return pass.plan; })},
            {"preprocess", mean([](const PreprocessPass& pass) { return pass.preprocess; })},
            {"total", mean([](const PreprocessPass& pass) { return pass.total(); })},
            {"processor", mean([](const PreprocessPass& pass) { return pass.processor; })}};
}

double peakMemoryMib()
{
    return static_cast<double>(usageOfProcess().ru_maxrss) / 1024.0;
}

} // namespace seg::app

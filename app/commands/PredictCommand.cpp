// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/PredictChoice.h"
#include "app/commands/SegmentCases.h"
#include "app/commands/TrainRun.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <memory>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

struct PredictArguments {
    ScanSearch search;
    std::string output;
    std::string run;
    std::string model;
    inference::PredictOptions predict;
    bool overwrite = false;
};

/// Where the weights come from: a run of the project, or a run folder anywhere.
struct ModelSource {
    fs::path folder;
    std::optional<database::Project> project; ///< that the masks are recorded in
    database::RunId run{};
};

void requireOneModel(const PredictArguments& arguments)
{
    if (arguments.run.empty() == arguments.model.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot segment: give either --run RUN of a project or --model FOLDER");
    }
}

ModelSource openModel(const PredictArguments& arguments, const CommandContext& context)
{
    ModelSource source;
    if (!arguments.model.empty()) {
        source.folder = arguments.model;
        if (!fs::is_directory(source.folder)) {
            throw Error(ErrorCode::NotFound,
                        "cannot segment: the model " + arguments.model + " is not a run folder");
        }
        return source;
    }
    source.run = parseRunId(arguments.run);
    source.project = context.openProject();
    source.folder = source.project->run(source.run).folder;
    return source;
}

/// Where links to the slices of DICOM series go. They last as long as this object unless a project's record
/// of a prediction leads back to them.
class SeriesLinks {
public:
    explicit SeriesLinks(const ModelSource& source)
    {
        const std::string name = fmt::format("{}-{}", std::time(nullptr), ::getpid());
        m_folder = source.project ? source.project->folder() / "scans" / name
                                  : fs::temp_directory_path() / ("segwright-" + name);
    }
    ~SeriesLinks()
    {
        if (!m_isKept) {
            std::error_code ignored; // links in the folder for what may go
            fs::remove_all(m_folder, ignored);
        }
    }
    SeriesLinks(const SeriesLinks&) = delete;
    SeriesLinks& operator=(const SeriesLinks&) = delete;
    [[nodiscard]] const fs::path& folder() const noexcept { return m_folder; }
    void keep() noexcept { m_isKept = true; } ///< a prediction names them

private:
    fs::path m_folder;
    bool m_isKept = false;
};

/// Shows what became of every scan. \return  the exit code.
int report(const FoundScans& found, const SegmentationOutcome& outcome, Console& console)
{
    Json masks = Json::array();
    Json failures = Json::array();
    Json leftOut = Json::array();
    for (const auto* list : {&outcome.kept, &outcome.done}) {
        for (const SegmentationJob& job : *list) {
            masks.push_back({{"case", job.name}, {"mask", pathText(job.mask)}});
        }
    }
    for (const SegmentationOutcome::Failure& failure : outcome.failures) {
        console.error(failure.job.name + ": " + failure.text);
        failures.push_back(
            {{"case", failure.job.name}, {"code", errorCodeName(failure.code)}, {"text", failure.text}});
    }
    for (const LeftOut& item : found.leftOut) { // the log has said them before the work
        leftOut.push_back({{"input", item.input}, {"text", item.text}});
    }
    console.line(fmt::format("{} scans segmented, {} kept, {} failed, {} left out", outcome.done.size(),
                             outcome.kept.size(), outcome.failures.size(), found.leftOut.size()));
    console.result() = {{"masks", masks},
                        {"done", outcome.done.size()},
                        {"kept", outcome.kept.size()},
                        {"failures", failures},
                        {"left_out", leftOut}};
    if (outcome.failures.size() == found.jobs.size()) {
        return exitCodeOf(outcome.failures.front().code);
    }
    return outcome.failures.empty() && found.leftOut.empty() ? kDone : kSomeFailed;
}

int predict(const PredictArguments& arguments, CommandContext& context)
{
    requireOneModel(arguments);
    ModelSource source = openModel(arguments, context);
    SeriesLinks links(source);
    ScanSearch search = arguments.search;
    search.links = links.folder();
    const FoundScans found = findScans(search, arguments.output, context.task());
    inference::PredictOptions options = arguments.predict;
    options.device = context.options().device;
    inference::Predictor predictor(source.folder, options);
    const auto record = [&source, &links](const SegmentationOutcome& part) {
        if (source.project && (!part.done.empty() || !part.failures.empty())) {
            links.keep();
            recordPredictions(*source.project, source.run, part);
        }
    };
    const SegmentationOutcome outcome =
        segmentScans(predictor, found.jobs, arguments.overwrite, record, context.task());
    context.console().endProgress();
    return report(found, outcome, context.console());
}

} // namespace

void declarePredict(Verbs& verbs)
{
    auto arguments = std::make_shared<PredictArguments>();
    CLI::App& verb =
        verbs.add("predict", "Segment scans; each mask lies on its scan's own grid. Run again to continue",
                  "  segwright-cli predict --project Liver.segwright --run 1 -i imagesTs -o masks\n"
                  "  segwright-cli predict --model runs/0001 -i scan.nii.gz -o mask.nii.gz --no-mirroring\n"
                  "  segwright-cli predict --model runs/0001 -i exported-dicom --series 'T1 post' -o masks",
                  [arguments](CommandContext& context) { return predict(*arguments, context); });
    verb.add_option("-i,--input", arguments->search.inputs,
                    "Files or folders; name_0000, name_0001, … are channels of one scan, DICOM slices are "
                    "sorted into series")
        ->type_name("IN")
        ->required();
    verb.add_option("-o,--output", arguments->output, "Folder for the masks, or a file for one mask")
        ->type_name("OUT")
        ->required();
    verb.add_option("--run", arguments->run, "Run of the project");
    verb.add_option("--model", arguments->model, "Run folder, also one copied from another machine")
        ->type_name("FOLDER");
    declarePredictOptions(verb, arguments->predict);
    verb.add_option(
            "--series", arguments->search.series,
            "Of DICOM only this series: its UID or part of its description; may be given several times")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    verb.add_flag("--recursive", arguments->search.recursive, "Look into folders within folders");
    verb.add_flag("--overwrite", arguments->overwrite, "Segment again what has a mask");
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "app/ExitCode.h"
#include "app/commands/Commands.h"
#include "app/commands/EvaluationTable.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>

namespace seg::app {

namespace fs = std::filesystem;

namespace {

struct EvaluateArguments {
    std::string predictions;
    std::string truth;
    std::string output;
    std::vector<std::string> labels;
    std::vector<std::string> regions;
    double toleranceMm = evaluation::kSurfaceToleranceMm;
    bool surfaces = true;
};

std::vector<int> parseValues(const std::string& text)
{
    std::vector<int> values;
    const char* position = text.data();
    const char* const end = text.data() + text.size();
    while (true) {
        int value = 0;
        const auto [next, problem] = std::from_chars(position, end, value);
        if (problem != std::errc{} || value <= 0 || (next != end && *next != '+')) {
            throw Error(ErrorCode::InvalidArgument,
                        "cannot evaluate label '" + text +
                            "': a label is a number above 0, a region several joined by +");
        }
        values.push_back(value);
        if (next == end) {
            return values;
        }
        position = next + 1;
    }
}

dataset::LabelScheme schemeOf(const std::vector<std::string>& labels, const std::vector<std::string>& regions)
{
    std::vector<dataset::LabelEntry> entries{{"background", {0}, false}};
    std::vector<int> order;
    for (const std::string& text : labels) {
        entries.push_back({"label " + text, parseValues(text), false});
    }
    for (const std::string& text : regions) {
        entries.push_back({"region " + text, parseValues(text), true});
    }
    if (!regions.empty()) {
        for (std::size_t i = 1; i < entries.size(); ++i) {
            order.push_back(static_cast<int>(i));
        }
    }
    return dataset::LabelScheme(std::move(entries), std::move(order));
}

/// Every label that stands in the true masks.
std::vector<std::string> labelsIn(const fs::path& truth, const TaskContext& context)
{
    std::set<int> found;
    for (const auto& entry : fs::directory_iterator(truth)) {
        context.throwIfStopped();
        if (imaging::isImageFile(entry.path())) {
            const LabelMap map = imaging::readLabelMap(entry.path());
            found.insert(map.values.begin(), map.values.end());
        }
    }
    found.erase(0);
    std::vector<std::string> labels;
    for (const int value : found) {
        labels.push_back(std::to_string(value));
    }
    return labels;
}

/// Given ones, else those of the dataset.json beside the masks or one folder up, else those in the true
/// masks.
dataset::LabelScheme chooseLabels(const EvaluateArguments& arguments, const TaskContext& context)
{
    if (!arguments.labels.empty() || !arguments.regions.empty()) {
        return schemeOf(arguments.labels, arguments.regions);
    }
    const fs::path truth = fs::absolute(arguments.truth);
    for (const fs::path& folder : {fs::absolute(arguments.predictions), truth, truth.parent_path()}) {
        const fs::path file = folder / "dataset.json";
        if (fs::exists(file)) {
            const Json json = readJson(file);
            if (json.contains("channel_names")) {
                return dataset::manifestFromJson(json, pathText(file)).labels;
            }
        }
    }
    return schemeOf(labelsIn(arguments.truth, context), {});
}

void requireFolder(const std::string& folder, const char* what)
{
    if (!fs::is_directory(folder)) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("cannot evaluate: the folder of {} {} does not exist", what, folder));
    }
}

int evaluate(const EvaluateArguments& arguments, CommandContext& context)
{
    requireFolder(arguments.predictions, "predictions");
    requireFolder(arguments.truth, "true masks");
    const dataset::LabelScheme labels = chooseLabels(arguments, context.task());
    const evaluation::Summary summary =
        evaluation::evaluateFolders(arguments.predictions, arguments.truth, labels, arguments.surfaces,
                                    arguments.toleranceMm, context.task());
    context.console().endProgress();
    const fs::path file = arguments.output.empty() ? fs::path(arguments.predictions) / "summary.json"
                                                   : fs::path(arguments.output);
    const Json json = evaluation::summaryToJson(summary);
    writeJson(file, json, JsonKeys::Sorted);
    showSummary(context.console(), summary, labels);
    context.console().line("wrote " + pathText(file));
    context.console().result() = {{"file", pathText(file)},
                                  {"cases", summary.cases.size()},
                                  {"mean", json.at("mean")},
                                  {"foreground_mean", json.at("foreground_mean")}};
    return kDone;
}

} // namespace

void declareEvaluate(Verbs& verbs)
{
    auto arguments = std::make_shared<EvaluateArguments>();
    CLI::App& verb = verbs.add(
        "evaluate", "Compare masks with the truth: overlap and surface distances as summary.json",
        "  segwright-cli evaluate --predictions masks --truth labelsTs -o summary.json\n"
        "  segwright-cli evaluate --predictions masks --truth labelsTs --regions 1+2+3,2+3 --tolerance 2",
        [arguments](CommandContext& context) { return evaluate(*arguments, context); });
    verb.add_option("--predictions", arguments->predictions, "Folder of masks to judge")
        ->type_name("DIR")
        ->required();
    verb.add_option("--truth", arguments->truth, "Folder of true masks of the same names")
        ->type_name("DIR")
        ->required();
    verb.add_option("-o", arguments->output,
                    "File to write; summary.json beside the predictions when left out")
        ->type_name("FILE");
    verb.add_option("--labels", arguments->labels,
                    "Labels, e.g. 1,2; of dataset.json or the masks when left out")
        ->delimiter(',');
    verb.add_option("--regions", arguments->regions, "Labels taken together, e.g. 1+2+3,2+3")->delimiter(',');
    verb.add_option("--tolerance", arguments->toleranceMm, "Of the normalized surface Dice, mm")
        ->check(CLI::Range(0.0, 1000.0))
        ->capture_default_str();
    verb.add_flag("!--no-surfaces", arguments->surfaces, "Overlap only; faster");
}

} // namespace seg::app

// SPDX-License-Identifier: Apache-2.0
#include "core/training/TrainingOptions.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <string_view>
#include <variant>

namespace seg::training {

namespace {

using Field = std::variant<int TrainingOptions::*, double TrainingOptions::*, bool TrainingOptions::*,
                           std::uint64_t TrainingOptions::*, std::string TrainingOptions::*>;

constexpr double kAny = std::numeric_limits<double>::infinity();

/// A line of the table with the member it stands for and the range that a number must lie in.
struct Entry {
    OptionDescriptor descriptor;
    Field field;
    double minimum = -kAny;
    double maximum = kAny;
};

using O = TrainingOptions;

std::vector<Entry> makeScheduleEntries()
{
    return {
        {{"recipe", "Recipe", "", "Named set of training options that this run started from."}, &O::recipe},
        {{"configuration", "Configuration", "",
          "Planned configuration to train: 2d, 3d_fullres, 3d_lowres, …"},
         &O::configuration},
        {{"fold", "Fold", "", "Fold held back for validation, from 0; -1 trains on all cases."},
         &O::fold,
         -1,
         1000},
        {{"epochs", "Epochs", "", "Epochs until the learning rate reaches zero."}, &O::epochs, 1, 1e6},
        {{"iterations_per_epoch", "Iterations per epoch", "", "Training batches in one epoch."},
         &O::iterationsPerEpoch,
         1,
         1e6},
        {{"validation_iterations", "Validation iterations", "",
          "Batches per epoch that patch Dice is measured on."},
         &O::validationIterations,
         1,
         1e6},
        {{"batch_size", "Batch", "patches", "Patches in one batch; 0 takes the plan's.", true},
         &O::batchSize,
         0,
         1e6},
        {{"learning_rate", "Learning rate", "", "At the first epoch; falls to zero along a polynomial."},
         &O::learningRate,
         1e-12,
         100},
        {{"poly_exponent", "Schedule exponent", "", "Exponent of the learning rate's polynomial.", true},
         &O::polyExponent,
         0,
         100},
    };
}

std::vector<Entry> makeMethodEntries()
{
    return {
        {{"momentum", "Momentum", "", "Nesterov momentum of the optimizer.", true},
         &O::momentum,
         0,
         0.999999},
        {{"weight_decay", "Weight decay", "", "L2 penalty on the weights.", true}, &O::weightDecay, 0, 1},
        {{"gradient_clip", "Gradient clip", "", "Largest norm of the gradient before a step.", true},
         &O::gradientClip,
         1e-12,
         1e12},
        {{"foreground_fraction", "Foreground share", "",
          "Share of a batch's patches that must hold foreground.", true},
         &O::foregroundFraction,
         0,
         1},
        {{"deep_supervision", "Deep supervision", "", "Also learn from the decoder's coarser outputs.", true},
         &O::deepSupervision},
        {{"mirroring", "Mirroring", "",
          "Flip patches while training and average over flips when predicting."},
         &O::mirroring},
        {{"seed", "Seed", "", "Start of every random number; the same seed gives the same run on the CPU."},
         &O::seed},
    };
}

std::vector<Entry> makeMachineEntries()
{
    return {
        {{"device", "Device", "", "auto, cpu, cuda or cuda:K."}, &O::device},
        {{"precision", "Precision", "", "auto or float32.", true}, &O::precision},
        {{"checkpoint_every_epochs", "Checkpoint every", "epochs",
          "A checkpoint is written at the latest after so many.", true},
         &O::checkpointEveryEpochs,
         1,
         1e6},
        {{"checkpoint_every_minutes", "Checkpoint every", "min",
          "A checkpoint is written at the latest after so long."},
         &O::checkpointEveryMinutes,
         0,
         1e6},
        {{"loader_threads", "Loader threads", "",
          "Threads that prepare patches; 0 chooses. Never changes results.", true},
         &O::loaderThreads,
         0,
         1024},
        {{"validate_whole_volumes", "Validate whole volumes", "",
          "Segment the held-back cases after the last epoch."},
         &O::validateWholeVolumes},
    };
}

const std::vector<Entry>& entries()
{
    static const std::vector<Entry> all = [] {
        std::vector<Entry> list = makeScheduleEntries();
        for (auto make : {makeMethodEntries, makeMachineEntries}) {
            std::vector<Entry> more = make();
            std::move(more.begin(), more.end(), std::back_inserter(list));
        }
        return list;
    }();
    return all;
}

/// Levenshtein distance, case-sensitive.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
        }
    }
    return row.back();
}

const Entry& entryOf(std::string_view key)
{
    const auto closer = [&](const Entry& a, const Entry& b) {
        return editDistance(key, a.descriptor.key) < editDistance(key, b.descriptor.key);
    };
    const Entry& nearest = *std::min_element(entries().begin(), entries().end(), closer);
    if (nearest.descriptor.key != key) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("there is no training option '{}'; the nearest is '{}'", key,
                                nearest.descriptor.key));
    }
    return nearest;
}

[[noreturn]] void refuse(const Entry& entry, std::string_view value, std::string_view expected)
{
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("cannot set training option '{}' to {}: it must be {}", entry.descriptor.key,
                            value, expected));
}

std::string rangeText(const Entry& entry)
{
    return fmt::format("between {} and {}", entry.minimum, entry.maximum);
}

void assign(TrainingOptions& options, const Entry& entry, const Json& value)
{
    const auto set = [&](auto member) {
        using Value = std::remove_reference_t<decltype(options.*member)>;
        if constexpr (std::is_same_v<Value, bool>) {
            if (!value.is_boolean()) {
                refuse(entry, value.dump(), "true or false");
            }
        } else if constexpr (std::is_same_v<Value, double>) {
            if (!value.is_number()) {
                refuse(entry, value.dump(), "a number");
            }
        } else if constexpr (std::is_same_v<Value, std::string>) {
            if (!value.is_string()) {
                refuse(entry, value.dump(), "text");
            }
        } else if constexpr (std::is_same_v<Value, std::uint64_t>) {
            if (!value.is_number_integer() ||
                (!value.is_number_unsigned() && value.get<std::int64_t>() < 0)) {
                refuse(entry, value.dump(), "a whole number that is not negative");
            }
        } else if (!value.is_number_integer() ||
                   value.get<std::int64_t>() < std::numeric_limits<int>::min() ||
                   value.get<std::int64_t>() > std::numeric_limits<int>::max()) {
            refuse(entry, value.dump(), "a whole number");
        }
        options.*member = value.get<Value>();
    };
    std::visit(set, entry.field);
}

void checkRange(const TrainingOptions& options, const Entry& entry)
{
    const auto check = [&](auto member) {
        if constexpr (std::is_same_v<decltype(member), int O::*> ||
                      std::is_same_v<decltype(member), double O::*>) {
            const auto value = static_cast<double>(options.*member);
            if (!(value >= entry.minimum && value <= entry.maximum)) {
                refuse(entry, fmt::format("{}", value), rangeText(entry));
            }
        }
    };
    std::visit(check, entry.field);
}

bool isDevice(std::string_view text)
{
    if (text == "auto" || text == "cpu" || text == "cuda") {
        return true;
    }
    constexpr std::string_view prefix = "cuda:";
    const std::string_view index = text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view{};
    return !index.empty() && index.size() <= 3 &&
           std::all_of(index.begin(), index.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The value that a person typed, as the JSON type of the option.
Json valueFromText(const Entry& entry, const std::string& text)
{
    const auto read = [&](auto member) -> Json {
        using Value = std::remove_reference_t<decltype(std::declval<O&>().*member)>;
        if constexpr (std::is_same_v<Value, std::string>) {
            return text;
        } else if constexpr (std::is_same_v<Value, bool>) {
            if (text == "true" || text == "on" || text == "yes" || text == "1") {
                return true;
            }
            if (text == "false" || text == "off" || text == "no" || text == "0") {
                return false;
            }
            refuse(entry, "'" + text + "'", "true or false");
        } else {
            Value value{};
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (problem != std::errc{} || end != text.data() + text.size()) {
                refuse(entry, "'" + text + "'",
                       std::is_same_v<Value, double> ? "a number" : "a whole number");
            }
            return value;
        }
    };
    return std::visit(read, entry.field);
}

} // namespace

void TrainingOptions::validate() const
{
    for (const Entry& entry : entries()) {
        checkRange(*this, entry);
    }
    if (configuration.empty()) {
        refuse(entryOf("configuration"), "''", "the name of a planned configuration");
    }
    if (!isDevice(device)) {
        refuse(entryOf("device"), "'" + device + "'", "auto, cpu, cuda or cuda:K");
    }
    if (precision != "auto" && precision != "float32") {
        refuse(entryOf("precision"), "'" + precision + "'", "auto or float32");
    }
}

const std::vector<OptionDescriptor>& trainingOptionTable()
{
    static const std::vector<OptionDescriptor> table = [] {
        std::vector<OptionDescriptor> list;
        for (const Entry& entry : entries()) {
            list.push_back(entry.descriptor);
        }
        return list;
    }();
    return table;
}

Json optionsToJson(const TrainingOptions& options)
{
    Json json = Json::object();
    for (const Entry& entry : entries()) {
        std::visit([&](auto member) { json[entry.descriptor.key] = options.*member; }, entry.field);
    }
    return json;
}

TrainingOptions optionsFromJson(const Json& json)
{
    if (!json.is_object()) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot read training options: they must be a JSON object of names and values");
    }
    TrainingOptions options;
    for (const auto& [key, value] : json.items()) {
        assign(options, entryOf(key), value);
    }
    options.validate();
    return options;
}

void setOption(TrainingOptions& options, const std::string& key, const std::string& value)
{
    const Entry& entry = entryOf(key);
    TrainingOptions changed = options;
    assign(changed, entry, valueFromText(entry, value));
    changed.validate();
    options = std::move(changed);
}

void applyQuickSchedule(TrainingOptions& options)
{
    options.epochs = 10;
    options.iterationsPerEpoch = 20;
    options.validationIterations = 2;
    options.batchSize = 2;
}

} // namespace seg::training

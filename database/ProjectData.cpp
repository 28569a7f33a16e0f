// SPDX-License-Identifier: Apache-2.0
// Data and plan: importing, checking, planning and preprocessing the datasets of a project.
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/planning/CustomConfigurations.h"
#include "core/preprocessing/StoreStamp.h"
#include "database/ProjectImpl.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace seg::database {

namespace fs = std::filesystem;

namespace {

constexpr int kFolds = 5;
constexpr const char* kImporting = "importing "; // prefix of a setting; then the dataset's name

/// Null when the plan has none of this name.
const planning::Configuration* configurationOf(const planning::Plan& plan, const std::string& name)
{
    const auto found = std::ranges::find(plan.configurations, name, &planning::Configuration::name);
    return found == plan.configurations.end() ? nullptr : &*found;
}

std::string shortName(const std::string& datasetName)
{
    const std::size_t underscore = datasetName.find('_');
    return underscore == std::string::npos ? datasetName : datasetName.substr(underscore + 1);
}

bool answersTo(const DatasetRecord& record, const std::string& nameOrNumber)
{
    const bool isNumber = !nameOrNumber.empty() && nameOrNumber.size() <= 6 &&
                          nameOrNumber.find_first_not_of("0123456789") == std::string::npos;
    return record.name == nameOrNumber || shortName(record.name) == nameOrNumber ||
           (isNumber && datasetNumber(record.name) == std::stoi(nameOrNumber));
}

std::vector<CaseId> idsOf(const std::vector<Case>& cases)
{
    std::vector<CaseId> ids;
    for (const Case& item : cases) {
        ids.push_back(item.id);
    }
    return ids;
}

/// What the user named.
std::string originOf(const dataset::DatasetSource& source)
{
    return pathText(source.origin.empty() ? source.folder : source.origin);
}

/// Whether the import that is remembered as "PROCESS STAMP" goes on in another process.
bool runsElsewhere(const std::string& remembered)
{
    const int process = std::atoi(remembered.c_str());
    return process > 0 && process != ::getpid() && ::kill(process, 0) == 0;
}

/// What tells one import from another; kept while it goes on.
std::string importStamp(const dataset::DatasetSource& source, const dataset::ImportOptions& options)
{
    Json excluded = Json::array();
    for (const CaseId& id : options.exclude) {
        excluded.push_back(id.name);
    }
    return jsonLine({{"source", pathText(source.folder)},
                     {"channels", source.channelNames},
                     {"labels", labelsToJson(source.labels)},
                     {"pattern", patternText(source.pattern)},
                     {"link", options.mode == dataset::ImportMode::Reference},
                     {"exclude", excluded}});
}

} // namespace

DatasetRecord Project::importDataset(const dataset::DatasetSource& source,
                                     const dataset::ImportOptions& options, const TaskContext& context)
{
    const fs::path folder = m_impl->folder / "datasets";
    const std::string stamp = importStamp(source, options);
    if (auto finished = m_impl->finishImport(source, options, stamp)) {
        return *finished;
    }
    for (const DatasetRecord& record : datasets()) {
        const int number = options.id != 0 ? options.id : source.number;
        if (number != 0 && datasetNumber(record.name) == number) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot import {} as number {}: the project already has {}; give another "
                                    "number with --id",
                                    source.name, number, record.name));
        }
    }
    dataset::requireImportable(source, folder, options); // before the database is written to
    const std::string name = dataset::importedName(source, folder, options);
    setSetting(kImporting + name, fmt::format("{} {}", ::getpid(), stamp));
    try {
        const dataset::RawDataset raw = dataset::importDataset(source, folder, options, context);
        const DatasetId id = m_impl->datasets.add(raw, originOf(source));
        m_impl->forgetSetting(kImporting + name);
        return m_impl->dataset(id);
    } catch (const Error&) {
        m_impl->forgetSetting(kImporting + name);
        throw;
    }
}

/// Looks for folders without a row, which an import leaves when its program is killed between the two: the
/// same import is finished, what another one left is removed. Folders that no import of this project made
/// stay.
std::optional<DatasetRecord> Project::Impl::finishImport(const dataset::DatasetSource& source,
                                                         const dataset::ImportOptions& options,
                                                         const std::string& stamp)
{
    std::vector<std::pair<std::string, std::string>> unfinished;
    Statement rows = database.prepare("SELECT key, value FROM setting WHERE key LIKE ? || '%'");
    rows.bind(std::string(kImporting));
    while (rows.step()) {
        unfinished.emplace_back(rows.text(0).substr(std::string_view(kImporting).size()), rows.text(1));
    }
    std::optional<DatasetRecord> finished;
    for (const auto& [name, value] : unfinished) {
        const std::size_t space = value.find(' ');
        const std::string itsStamp = space == std::string::npos ? value : value.substr(space + 1);
        if (runsElsewhere(value)) {
            continue;
        }
        if (datasets.has(name)) { // killed after the row was written: all is well
            forgetSetting(kImporting + name);
            continue;
        }
        const fs::path target = folder / "datasets" / name;
        const bool hasNumber = options.id == 0 || datasetNumber(name) == options.id;
        const bool hasName = options.name.empty() || shortName(name) == options.name;
        if (fs::exists(target) && itsStamp == stamp && hasNumber && hasName) {
            finished = dataset(datasets.add(dataset::openRawDataset(target), originOf(source)));
        } else {
            std::error_code ignored; // what cannot be removed makes the import say so
            fs::remove_all(target, ignored);
        }
        forgetSetting(kImporting + name);
    }
    return finished;
}

void Project::Impl::forgetSetting(const std::string& key)
{
    database.prepare("DELETE FROM setting WHERE key = ?").run(key);
}

std::vector<DatasetRecord> Project::datasets() const
{
    return m_impl->datasets.all();
}

DatasetRecord Project::dataset(const std::string& nameOrNumber) const
{
    const std::vector<DatasetRecord> all = datasets();
    std::vector<std::string> names;
    for (const DatasetRecord& record : all) {
        if (answersTo(record, nameOrNumber) || (nameOrNumber.empty() && all.size() == 1)) {
            return record;
        }
        names.push_back(record.name);
    }
    if (all.empty()) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("project {} has no dataset yet: import one first", pathText(m_impl->folder)));
    }
    throw Error(ErrorCode::NotFound,
                nameOrNumber.empty()
                    ? fmt::format("the project has several datasets, choose one: {}", fmt::join(names, ", "))
                    : fmt::format("there is no dataset '{}' in the project; there are: {}", nameOrNumber,
                                  fmt::join(names, ", ")));
}

dataset::RawDataset Project::rawDataset(DatasetId id) const
{
    return dataset::openRawDataset(m_impl->dataset(id).folder);
}

dataset::DatasetCheck Project::check(DatasetId id, const TaskContext& context)
{
    dataset::DatasetCheck check = dataset::checkDataset(rawDataset(id), context);
    m_impl->noteIgnored(id, check);
    m_impl->datasets.storeCheck(id, check);
    return check;
}

std::optional<dataset::DatasetCheck> Project::lastCheck(DatasetId id) const
{
    return m_impl->datasets.lastCheck(id);
}

dataset::LabelColors Project::labelColors(DatasetId id) const
{
    return m_impl->datasets.labelColors(id);
}

void Project::setLabelColors(DatasetId id, const dataset::LabelColors& colors)
{
    m_impl->datasets.setLabelColors(id, colors);
}

fs::path Project::preprocessedFolder(DatasetId id) const
{
    return m_impl->folder / "preprocessed" / m_impl->dataset(id).name;
}

planning::Fingerprint Project::fingerprint(DatasetId id, const TaskContext& context)
{
    auto stored = storedFingerprint(id);
    return stored ? std::move(*stored) : analyseAgain(id, context);
}

planning::Fingerprint Project::analyseAgain(DatasetId id, const TaskContext& context)
{
    planning::Fingerprint made = planning::extractFingerprint(rawDataset(id), context);
    const Json json = planning::fingerprintToJson(made);
    createFolders(preprocessedFolder(id));
    writeJson(preprocessedFolder(id) / "dataset_fingerprint.json", json);
    m_impl->datasets.storeFingerprint(id, jsonText(json));
    return made;
}

std::optional<planning::Fingerprint> Project::storedFingerprint(DatasetId id) const
{
    const auto text = m_impl->datasets.fingerprint(id);
    if (!text) {
        return std::nullopt;
    }
    return planning::fingerprintFromJson(parseJson(*text, "the stored fingerprint"),
                                         "the stored fingerprint");
}

planning::Plan Project::plan(DatasetId id, const planning::PlannerOptions& options,
                             const TaskContext& context)
{
    const planning::Fingerprint facts = fingerprint(id, context.part(0.0, 0.95));
    const dataset::RawDataset raw = rawDataset(id);
    planning::Plan plan = keepPlan(id, planning::planExperiment(facts, raw.manifest, raw.name, options));
    context.report(1.0, "plan");
    return plan;
}

planning::Plan Project::keepPlan(DatasetId id, planning::Plan plan)
{
    const fs::path folder = preprocessedFolder(id);
    const fs::path file = folder / (plan.plansName + ".json"); // where nnU-Net looks for it
    planning::keepCustomConfigurations(plan, file);
    const Json json = planning::planToJson(plan);
    createFolders(folder / plan.plansName);
    writeJson(file, json);
    writeJson(folder / plan.plansName / "plans.json", json);
    copyFile(m_impl->dataset(id).folder / "dataset.json", folder / "dataset.json");
    m_impl->plans.store(id, plan);
    return plan;
}

std::optional<planning::Plan> Project::storedPlan(DatasetId id, const std::string& planName) const
{
    return m_impl->plans.find(id, planName) ? std::optional(m_impl->plan(id, planName)) : std::nullopt;
}

std::vector<std::string> Project::planNames(DatasetId id) const
{
    return m_impl->plans.names(id);
}

preprocessing::PreprocessSummary Project::preprocess(DatasetId id, const std::string& configuration,
                                                     const TaskContext& context, const std::string& planName)
{
    const planning::Plan plan = m_impl->plan(id, planName);
    static_cast<void>(
        plan.configuration(configuration)); // an unknown name is refused before any folder is made
    const preprocessing::PreprocessedStore store(storeFolder(id, plan, configuration));
    createFolders(store.folder());
    return preprocessing::preprocessDataset(rawDataset(id), plan, configuration, store, context);
}

fs::path Project::storeFolder(DatasetId id, const planning::Plan& plan,
                              const std::string& configuration) const
{
    return preprocessedFolder(id) / plan.plansName / configuration;
}

std::size_t Project::preprocessedCount(DatasetId id, const std::string& configuration,
                                       const std::string& planName) const
{
    const auto plan = storedPlan(id, planName);
    if (!plan) {
        return 0;
    }
    const planning::Configuration* chosen = configurationOf(*plan, configuration);
    const fs::path folder = storeFolder(id, *plan, configuration);
    if (chosen == nullptr || !fs::is_directory(folder)) {
        return 0;
    }
    const dataset::RawDataset raw = rawDataset(id);
    if (!preprocessing::isMadeFrom(folder, preprocessing::storeStamp(*plan, *chosen, raw.manifest.labels))) {
        return 0; // of a plan that had this name before
    }
    std::vector<CaseId> cases = idsOf(raw.trainingCases);
    std::vector<CaseId> stored = preprocessing::PreprocessedStore(folder).caseIds();
    std::sort(cases.begin(), cases.end());
    std::sort(stored.begin(), stored.end());
    std::vector<CaseId> both; // a case that was excluded since does not count
    std::set_intersection(cases.begin(), cases.end(), stored.begin(), stored.end(), std::back_inserter(both));
    return both.size();
}

std::vector<dataset::Split> Project::splits(DatasetId id)
{
    const fs::path file = preprocessedFolder(id) / "splits_final.json";
    if (fs::exists(file)) {
        return dataset::readSplits(file);
    }
    std::vector<CaseId> ids = idsOf(rawDataset(id).trainingCases);
    const int folds = std::min(kFolds, static_cast<int>(ids.size()));
    if (folds < kFolds) {
        log::warning("database",
                     fmt::format("the dataset has only {} training cases: each is held back in a fold of its "
                                 "own",
                                 folds));
    }
    const std::vector<dataset::Split> made = dataset::makeSplits(std::move(ids), folds);
    createFolders(file.parent_path());
    dataset::writeSplits(file, made);
    return made;
}

void Project::setSplits(DatasetId id, const std::vector<dataset::Split>& splits)
{
    const std::vector<std::string> problems =
        dataset::problemsOf(splits, idsOf(rawDataset(id).trainingCases));
    if (!problems.empty()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use these splits: {}; correct them", fmt::join(problems, "; ")));
    }
    m_impl->keepSplitsOfRuns(*this, id);
    createFolders(preprocessedFolder(id));
    dataset::writeSplits(preprocessedFolder(id) / "splits_final.json", splits);
}

} // namespace seg::database

// SPDX-License-Identifier: Apache-2.0
// Data and plan: importing, checking, planning and preprocessing the datasets of a project.
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/planning/CustomConfigurations.h"
#include "database/ProjectImpl.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace seg::database {

namespace fs = std::filesystem;

namespace {

constexpr int kFolds = 5;

std::string importedName(const dataset::MsdSource& source, const dataset::MsdImportOptions& options)
{
    return fmt::format("Dataset{:03}_{}", options.id != 0 ? options.id : source.taskNumber,
                       options.name.empty() ? source.taskName : options.name);
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

/// Copies or links every file of the layout; `target` is a hidden folder that the caller renames at the end.
void takeFiles(const fs::path& source, const fs::path& target, dataset::ImportMode mode,
               const TaskContext& context)
{
    std::vector<fs::path> files;
    for (const char* part : {"imagesTr", "labelsTr", "imagesTs"}) {
        if (fs::is_directory(source / part)) {
            createFolders(target / part);
            for (const auto& entry : fs::directory_iterator(source / part)) {
                if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.')) {
                    files.push_back(fs::path(part) / entry.path().filename());
                }
            }
        }
    }
    copyFile(source / "dataset.json", target / "dataset.json");
    for (std::size_t i = 0; i < files.size(); ++i) {
        context.throwIfStopped();
        if (mode == dataset::ImportMode::Reference) {
            fs::create_symlink(fs::absolute(source / files[i]), target / files[i]);
        } else {
            copyFile(source / files[i], target / files[i]);
        }
        context.report(static_cast<double>(i + 1) / static_cast<double>(files.size()),
                       fmt::format("import file {} of {}", i + 1, files.size()));
    }
}

} // namespace

DatasetRecord Project::importMsd(const dataset::MsdSource& source, const dataset::MsdImportOptions& options,
                                 const TaskContext& context)
{
    const std::string name = importedName(source, options);
    for (const DatasetRecord& record : datasets()) {
        if (datasetNumber(record.name) == datasetNumber(name)) {
            throw Error(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "cannot import {} as {}: the project already has {}; give another number with --id",
                    source.taskName, name, record.name));
        }
    }
    const fs::path target = m_impl->folder / "datasets" / name;
    // A folder without a row is a whole import whose program was killed before it wrote the row.
    const dataset::RawDataset raw =
        fs::exists(target) ? dataset::openRawDataset(target)
                           : dataset::importMsdTask(source, m_impl->folder / "datasets", options, context);
    return m_impl->dataset(m_impl->datasets.add(raw, pathText(fs::absolute(source.folder))));
}

DatasetRecord Project::importRaw(const fs::path& rawDataset, dataset::ImportMode mode,
                                 const TaskContext& context)
{
    const dataset::RawDataset raw = dataset::openRawDataset(rawDataset);
    if (datasetNumber(raw.name) == 0) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot import {}: an nnU-Net dataset's folder is named "
                                                     "DatasetNNN_Name with a number from 001; rename it",
                                                     pathText(rawDataset)));
    }
    const fs::path target = m_impl->folder / "datasets" / raw.name;
    if (fs::exists(target)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot import {}: the project already has a dataset of this "
                                "name",
                                raw.name));
    }
    const fs::path hidden = m_impl->folder / "datasets" / ("." + raw.name + ".importing");
    fs::remove_all(hidden);
    createFolders(hidden);
    try {
        takeFiles(rawDataset, hidden, mode, context);
        fs::rename(hidden, target);
    } catch (const fs::filesystem_error& error) {
        fs::remove_all(hidden);
        throw ioError("import", pathText(error.path1()), error.code().value());
    } catch (const Error&) {
        fs::remove_all(hidden);
        throw;
    }
    return m_impl->dataset(
        m_impl->datasets.add(dataset::openRawDataset(target), pathText(fs::absolute(rawDataset))));
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
    m_impl->datasets.storeCheck(id, check);
    return check;
}

std::optional<dataset::DatasetCheck> Project::lastCheck(DatasetId id) const
{
    return m_impl->datasets.lastCheck(id);
}

fs::path Project::preprocessedFolder(DatasetId id) const
{
    return m_impl->folder / "preprocessed" / m_impl->dataset(id).name;
}

planning::Fingerprint Project::fingerprint(DatasetId id, const TaskContext& context)
{
    if (auto stored = storedFingerprint(id)) {
        return *stored;
    }
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
    const fs::path folder = storeFolder(id, *plan, configuration);
    return fs::is_directory(folder) ? preprocessing::PreprocessedStore(folder).caseIds().size() : 0;
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
    const std::vector<CaseId> ids = idsOf(rawDataset(id).trainingCases);
    const std::set<CaseId> known(ids.begin(), ids.end());
    for (std::size_t fold = 0; fold < splits.size(); ++fold) {
        for (const auto* list : {&splits[fold].training, &splits[fold].validation}) {
            for (const CaseId& caseId : *list) {
                if (!known.contains(caseId)) {
                    throw Error(ErrorCode::BadInput,
                                fmt::format("cannot use these splits: fold {} names case {}, which the "
                                            "dataset does not have",
                                            fold, caseId.name));
                }
            }
        }
    }
    createFolders(preprocessedFolder(id));
    dataset::writeSplits(preprocessedFolder(id) / "splits_final.json", splits);
}

} // namespace seg::database

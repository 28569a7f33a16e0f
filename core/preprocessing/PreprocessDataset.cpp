// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/base/MemoryBudget.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/io/ImageFile.h"
#include "core/preprocessing/CaseMemory.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/preprocessing/StoreStamp.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <utility>

namespace seg::preprocessing {

namespace {

/// Two cases may not share a file: "a_label" would overwrite the label of "a".
void checkNames(const std::vector<Case>& cases)
{
    std::set<std::string> names;
    for (const Case& item : cases) {
        names.insert(item.id.name);
    }
    for (const std::string& name : names) {
        for (const char* ending : {"_label", "_locations"}) {
            if (names.count(name + ending) > 0) {
                throw Error(
                    ErrorCode::InvalidArgument,
                    fmt::format("cannot preprocess the cases {0} and {0}{1}: their files would have the same "
                                "name; rename one of them",
                                name, ending));
            }
        }
    }
}

/// One call of preprocessDataset().
class DatasetPreprocessing {
public:
    DatasetPreprocessing(const dataset::RawDataset& dataset, const planning::Plan& plan,
                         const planning::Configuration& configuration, const PreprocessedStore& store,
                         const TaskContext& context)
        : m_dataset(dataset), m_plan(plan), m_configuration(configuration), m_store(store), m_context(context)
    {
    }

    PreprocessSummary run()
    {
        parallelFor(
            m_dataset.trainingCases.size(), [&](std::size_t index) { handle(index); }, m_context);
        m_context.throwIfStopped();
        std::copy_if(m_seconds.begin(), m_seconds.end(), std::back_inserter(m_summary.caseSeconds),
                     [](double seconds) { return seconds >= 0.0; });
        std::sort(m_summary.failures.begin(), m_summary.failures.end(),
                  [](const CaseFailure& a, const CaseFailure& b) { return a.id < b.id; });
        return std::move(m_summary);
    }

private:
    void handle(std::size_t index)
    {
        const Case& item = m_dataset.trainingCases[index];
        const std::string stamp = sourceStamp(item);
        std::string failure;
        const bool isKept = isUpToDate(item.id, stamp);
        if (!isKept) {
            const auto begin = std::chrono::steady_clock::now();
            failure = make(item, stamp);
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
            m_seconds[index] = failure.empty() ? passed.count() : -1.0; // each index is one thread's own
        }
        const std::lock_guard lock(m_mutex);
        if (isKept) {
            ++m_summary.kept;
        } else if (failure.empty()) {
            ++m_summary.done;
        } else {
            log::warning("preprocessing", failure);
            m_summary.failures.push_back({item.id, failure});
        }
        ++m_finished;
        const std::size_t count = m_dataset.trainingCases.size();
        m_context.report(static_cast<double>(m_finished) / static_cast<double>(count),
                         fmt::format("preprocess case {} of {}", m_finished, count));
    }

    [[nodiscard]] bool isUpToDate(const CaseId& id, const std::string& stamp) const
    {
        if (!m_store.contains(id)) {
            return false;
        }
        try {
            return m_store.open(id).properties().sourceStamp == stamp && m_store.isIntact(id);
        } catch (const Error& error) {
            if (error.code() == ErrorCode::BadInput || error.code() == ErrorCode::NotFound) {
                return false; // damaged or half there: made anew
            }
            throw;
        }
    }

    /// \return  why the case could not be preprocessed; empty on success.
    [[nodiscard]] std::string make(const Case& item, const std::string& stamp)
    {
        try {
            if (!item.label) {
                return fmt::format(
                    "cannot preprocess case {}: it has no label file; put it into labelsTr or leave "
                    "the case out",
                    item.id.name);
            }
            const MemoryGate::Room room = m_gate.enter(memoryOf(item), m_context);
            Volume image = imaging::readChannels(item.channels);
            m_context.throwIfStopped();
            std::optional<LabelMap> label = imaging::readLabelMap(*item.label);
            // Cases that run alone, the last or the large ones, take the threads that the others leave.
            const std::size_t threads = std::max<std::size_t>(1, threadCount() / m_gate.insideCount());
            PreprocessedCase made =
                preprocessCase(item.id, std::move(image), std::move(label), m_plan, m_configuration,
                               m_dataset.manifest.labels, m_context, threads);
            made.properties.sourceStamp = stamp;
            m_store.write(made);
            return {};
        } catch (const Error& error) {
            if (concernsAllCases(error.code())) {
                throw;
            }
            return error.what();
        } catch (const std::bad_alloc&) {
            return fmt::format(
                "cannot preprocess case {}: not enough memory; close other programs or make the scan "
                "smaller",
                item.id.name);
        }
    }

    [[nodiscard]] std::uint64_t memoryOf(const Case& item) const
    {
        const imaging::ImageInfo info = imaging::readImageInfo(item.channels.at(0));
        const auto channels = static_cast<std::int64_t>(item.channels.size());
        return preprocessingMemory(info.geometry, std::max(channels, info.channels), m_plan, m_configuration);
    }

    [[nodiscard]] static bool concernsAllCases(ErrorCode code) noexcept
    {
        return code == ErrorCode::Cancelled || code == ErrorCode::NoSpace ||
               code == ErrorCode::NoPermission || code == ErrorCode::Internal;
    }

    const dataset::RawDataset& m_dataset; // these five outlive the call
    const planning::Plan& m_plan;
    const planning::Configuration& m_configuration;
    const PreprocessedStore& m_store;
    const TaskContext& m_context;
    MemoryGate m_gate{memoryBudget()};
    std::vector<double> m_seconds = std::vector<double>(m_dataset.trainingCases.size(), -1.0); // not done: -1
    std::mutex m_mutex;
    PreprocessSummary m_summary; // guarded by m_mutex
    std::size_t m_finished = 0;  // guarded by m_mutex
};

} // namespace

PreprocessSummary preprocessDataset(const dataset::RawDataset& dataset, const planning::Plan& plan,
                                    const std::string& configuration, const PreprocessedStore& store,
                                    const TaskContext& context)
{
    const planning::Configuration& chosen = plan.configuration(configuration);
    checkNames(dataset.trainingCases);
    prepareStoreFolder(store.folder(), storeStamp(plan, chosen, dataset.manifest.labels), plan);
    return DatasetPreprocessing(dataset, plan, chosen, store, context).run();
}

} // namespace seg::preprocessing

// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "core/base/ThreadPool.h"
#include "core/imaging/io/ImageFile.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/preprocessing/StoreStamp.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <new>
#include <set>
#include <sstream>

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

/// Bytes that new allocations may take without swapping; no limit when the system does not tell.
double availableMemory()
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("MemAvailable:")) {
            std::istringstream words(line.substr(line.find(':') + 1));
            double kilobytes = 0.0;
            words >> kilobytes;
            return 1024.0 * kilobytes;
        }
    }
    return 1e15;
}

/// How many cases may be in memory at once: the scan as read, its crop, and one intermediate and one final
/// array each.
std::size_t casesAtOnce(const planning::Plan& plan, const planning::Configuration& configuration)
{
    double planned = 1.0;
    for (const double voxels : configuration.medianExtent) {
        planned *= voxels;
    }
    const auto original = static_cast<double>(plan.originalMedianExtent.count());
    const auto channels = static_cast<double>(configuration.normalization.size());
    const double bytes =
        2.0 * 4.0 * (2.0 * channels * original + (channels + 2.0) * std::max(planned, original));
    const double fitting = 0.5 * availableMemory() / std::max(bytes, 1.0);
    return static_cast<std::size_t>(std::clamp(fitting, 1.0, static_cast<double>(threadCount())));
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
        const std::size_t workers = casesAtOnce(m_plan, m_configuration);
        m_threadsPerCase = std::max<std::size_t>(1, threadCount() / workers);
        parallelFor(
            m_dataset.trainingCases.size(),
            [&](std::size_t index) { handle(m_dataset.trainingCases[index]); }, m_context, workers);
        m_context.throwIfStopped();
        std::sort(m_summary.failures.begin(), m_summary.failures.end(),
                  [](const CaseFailure& a, const CaseFailure& b) { return a.id < b.id; });
        return std::move(m_summary);
    }

private:
    void handle(const Case& item)
    {
        const std::string stamp = sourceStamp(item);
        std::string failure;
        const bool isKept = isUpToDate(item.id, stamp);
        if (!isKept) {
            failure = make(item, stamp);
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
            return m_store.open(id).properties().sourceStamp == stamp;
        } catch (const Error& error) {
            if (error.code() == ErrorCode::BadInput || error.code() == ErrorCode::NotFound) {
                return false; // damaged or half there: made anew
            }
            throw;
        }
    }

    /// \return  why the case could not be preprocessed; empty on success.
    [[nodiscard]] std::string make(const Case& item, const std::string& stamp) const
    {
        try {
            if (!item.label) {
                return fmt::format(
                    "cannot preprocess case {}: it has no label file; put it into labelsTr or leave "
                    "the case out",
                    item.id.name);
            }
            const Volume image = imaging::readChannels(item.channels);
            m_context.throwIfStopped();
            const LabelMap label = imaging::readLabelMap(*item.label);
            PreprocessedCase made = preprocessCase(item.id, image, &label, m_plan, m_configuration,
                                                   m_dataset.manifest.labels, m_context, m_threadsPerCase);
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
    std::size_t m_threadsPerCase = 1;
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

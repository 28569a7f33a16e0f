// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/PatchLoader.h"

#include "core/augmentation/SampleMaker.h"
#include "core/base/Error.h"
#include "core/base/ThreadPool.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace seg::augmentation {

namespace {

[[noreturn]] void reject(const std::string& what)
{
    throw Error(ErrorCode::InvalidArgument, "cannot make batches: " + what);
}

SampleMakerOptions makerOptions(const PatchLoaderOptions& options, int batchSize)
{
    SampleMakerOptions result;
    result.storeFolder = options.storeFolder;
    result.cases = options.cases;
    result.patchSize = options.configuration.patchSize;
    result.strides = options.configuration.architecture.strides;
    result.channelIsMasked = options.configuration.useMaskForNormalization;
    result.labels = options.labels;
    result.batchSize = batchSize;
    result.foregroundFraction = options.foregroundFraction;
    result.augment = options.augment && options.stream == LoaderStream::Training;
    result.mirroring = options.mirroring;
    result.deepSupervision = options.deepSupervision;
    return result;
}

std::vector<std::int64_t> tensorSizes(std::int64_t batch, std::int64_t channels, const Extent& extent,
                                      bool isSlice)
{
    std::vector<std::int64_t> sizes{batch, channels};
    sizes.insert(sizes.end(), extent.voxels.begin() + (isSlice ? 1 : 0), extent.voxels.end());
    return sizes;
}

template <typename T> std::span<T> sampleOf(const at::Tensor& tensor, std::int64_t index)
{
    const std::int64_t count = tensor.numel() / tensor.size(0);
    return {tensor.data_ptr<T>() + index * count, static_cast<std::size_t>(count)};
}

// One batch on its way: samples are handed to threads in order, the last one done makes it ready.
struct Slot {
    Batch batch;
    int epoch = 0;
    int iteration = 0;
    int nextSample = 0;
    int unfinished = 0;
    std::exception_ptr failure;
};

} // namespace

void PatchLoaderOptions::validate() const
{
    if (batchSize < 0 || (batchSize == 0 && configuration.batchSize < 1)) {
        reject("the batch size must be at least 1");
    }
    if (iterationsPerEpoch < 1) {
        reject("an epoch needs at least one iteration");
    }
    if (!(foregroundFraction >= 0.0 && foregroundFraction <= 1.0)) {
        reject("the foreground fraction must lie between 0 and 1");
    }
    if (threads < 0 || prefetch < 0) {
        reject("the numbers of threads and of prepared batches must not be negative");
    }
}

struct PatchLoader::Impl {
    explicit Impl(PatchLoaderOptions given)
        : options((given.validate(), std::move(given))),
          batchSize(options.batchSize > 0 ? options.batchSize : options.configuration.batchSize),
          maker(makerOptions(options, batchSize))
    {
    }

    ~Impl()
    {
        {
            const std::lock_guard lock(
                mutex); // no worker is between its last look at the wish to stop and its wait
            for (std::jthread& worker : workers) {
                worker.request_stop();
            }
        }
        workAvailable.notify_all();
    }

    [[nodiscard]] Batch emptyBatch() const
    {
        try {
            Batch batch;
            const bool isSlice = maker.geometry().isSlice;
            batch.image = at::empty(tensorSizes(batchSize, maker.channels(), maker.geometry().patch, isSlice),
                                    at::kFloat);
            for (const Extent& extent : maker.targetExtents()) {
                batch.targets.push_back(
                    at::empty(tensorSizes(batchSize, maker.targetChannels(), extent, isSlice),
                              maker.hasRegions() ? at::kBool : at::kShort));
            }
            return batch;
        } catch (const c10::Error& error) {
            throw Error(ErrorCode::OutOfMemory,
                        std::string("cannot make a batch of ") + std::to_string(batchSize) +
                            " patches: not enough memory; close other programs or lower the "
                            "batch size (" +
                            error.what_without_backtrace() + ")");
        }
    }

    void makeSample(const Batch& batch, int epoch, int iteration, int index, SampleScratch& scratch) const
    {
        const SampleKey key{options.seed, static_cast<std::uint32_t>(options.stream),
                            static_cast<std::uint32_t>(epoch),
                            static_cast<std::uint32_t>(iteration * batchSize + index)};
        SampleTarget target;
        target.image = sampleOf<float>(batch.image, index);
        for (const at::Tensor& tensor : batch.targets) {
            if (maker.hasRegions()) {
                target.regions.push_back(sampleOf<bool>(tensor, index));
            } else {
                target.labels.push_back(sampleOf<std::int16_t>(tensor, index));
            }
        }
        maker.make(key, index, target, scratch);
    }

    void startWorkers()
    {
        const auto automatic = static_cast<int>(std::clamp<std::size_t>(threadCount() / 2, 1, 8));
        const int count = options.threads > 0 ? options.threads : automatic;
        for (int i = 0; i < count; ++i) {
            workers.emplace_back([this](const std::stop_token& stop) { work(stop); });
        }
    }

    [[nodiscard]] std::size_t capacity() const
    {
        constexpr int kDefaultPrefetch = 3;
        return static_cast<std::size_t>(options.prefetch > 0 ? options.prefetch : kDefaultPrefetch);
    }

    // The batch that has a sample left to make; opens a new one while there is room. Null: nothing to do.
    std::shared_ptr<Slot> slotWithWork()
    {
        for (const auto& slot : slots) {
            if (slot->nextSample < batchSize) {
                return slot;
            }
        }
        if (slots.size() >= capacity()) {
            return nullptr;
        }
        auto slot = std::make_shared<Slot>();
        slot->epoch = scheduledEpoch;
        slot->iteration = scheduledIteration;
        slot->unfinished = batchSize;
        try {
            slot->batch = emptyBatch();
        } catch (const Error&) { // next() rethrows it to the consumer
            slot->failure = std::current_exception();
            slot->nextSample = batchSize;
            slot->unfinished = 0;
        }
        advance(scheduledEpoch, scheduledIteration);
        slots.push_back(slot);
        if (slot->failure) {
            batchReady.notify_all();
            return nullptr;
        }
        return slot;
    }

    void advance(int& epoch, int& iteration) const
    {
        if (++iteration == options.iterationsPerEpoch) {
            iteration = 0;
            ++epoch;
        }
    }

    void work(const std::stop_token& stop)
    {
        SampleScratch scratch;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            const std::shared_ptr<Slot> slot = slotWithWork();
            if (!slot) {
                workAvailable.wait(lock);
                continue;
            }
            const int index = slot->nextSample++;
            lock.unlock();
            std::exception_ptr failure;
            try {
                makeSample(slot->batch, slot->epoch, slot->iteration, index, scratch);
            } catch (const std::exception&) { // next() rethrows it to the consumer
                failure = std::current_exception();
            }
            lock.lock();
            if (failure && !slot->failure) {
                slot->failure = failure;
            }
            if (--slot->unfinished == 0) {
                batchReady.notify_all();
            }
        }
    }

    const PatchLoaderOptions options;
    const int batchSize;
    const SampleMaker maker;

    std::mutex mutex; // guards everything below but the workers
    std::condition_variable workAvailable;
    std::condition_variable batchReady;
    std::deque<std::shared_ptr<Slot>> slots; // in order; the front is next
    int scheduledEpoch = 0;                  // of the next slot to open
    int scheduledIteration = 0;
    int nextEpoch = -1; // of the batch that next() gives; -1 before begin()
    int nextIteration = 0;
    std::vector<std::jthread> workers; // last: stopped and joined before the others go
};

PatchLoader::PatchLoader(PatchLoaderOptions options) : m_impl(std::make_unique<Impl>(std::move(options))) {}
PatchLoader::~PatchLoader() = default;
PatchLoader::PatchLoader(PatchLoader&&) noexcept = default;
PatchLoader& PatchLoader::operator=(PatchLoader&&) noexcept = default;

void PatchLoader::begin(int epoch, int firstIteration)
{
    Impl& impl = *m_impl;
    if (epoch < 0 || firstIteration < 0 || firstIteration >= impl.options.iterationsPerEpoch) {
        reject("there is no iteration " + std::to_string(firstIteration) + " in epoch " +
               std::to_string(epoch));
    }
    {
        const std::lock_guard lock(impl.mutex);
        if (impl.nextEpoch == epoch && impl.nextIteration == firstIteration) {
            return;
        }
        impl.slots.clear(); // threads that still work on one hold it until they are done
        impl.scheduledEpoch = impl.nextEpoch = epoch;
        impl.scheduledIteration = impl.nextIteration = firstIteration;
    }
    if (impl.workers.empty()) {
        impl.startWorkers();
    }
    impl.workAvailable.notify_all();
}

Batch PatchLoader::next()
{
    Impl& impl = *m_impl;
    std::unique_lock lock(impl.mutex);
    if (impl.nextEpoch < 0) {
        throw Error(ErrorCode::Internal, "cannot give a batch: begin() was not called");
    }
    impl.batchReady.wait(lock, [&] { return !impl.slots.empty() && impl.slots.front()->unfinished == 0; });
    if (impl.slots.front()->failure) {
        std::rethrow_exception(impl.slots.front()->failure);
    }
    Batch batch = std::move(impl.slots.front()->batch);
    impl.slots.pop_front();
    impl.advance(impl.nextEpoch, impl.nextIteration);
    lock.unlock();
    impl.workAvailable.notify_all();
    return batch;
}

Batch PatchLoader::make(int epoch, int iteration) const
{
    Batch batch = m_impl->emptyBatch();
    SampleScratch scratch;
    for (int index = 0; index < m_impl->batchSize; ++index) {
        m_impl->makeSample(batch, epoch, iteration, index, scratch);
    }
    return batch;
}

} // namespace seg::augmentation

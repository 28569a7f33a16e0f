// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"
#include "core/dataset/LabelScheme.h"
#include "core/planning/Plan.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace seg::augmentation {

/// What one training or validation step works on. Tensors live on the CPU, contiguous, owned by the batch
/// alone.
struct Batch {
    at::Tensor image; ///< float32 [N, C, (Z,) Y, X]; a 2d configuration has no Z

    /// One per output that deep supervision looks at, finest first: as network::deepSupervisionWeights() has,
    /// max(1, S - 2) for S stages; one without deep supervision. Labels:  int16 [N, 1, (Z,) Y, X]; 0..K-1,
    /// the ignore label (K) where the dataset has one, never -1. Regions: bool [N, R, (Z,) Y, X], one channel
    /// per foreground region in declaration order; with an ignore label
    ///          one more channel at the end, true where the voxel is to be ignored.
    std::vector<at::Tensor> targets;
};

enum class LoaderStream : std::uint32_t {
    Training,   ///< augmented patches cut around the larger initial patch
    Validation, ///< plain patches, same foreground oversampling
};

struct PatchLoaderOptions {
    std::filesystem::path storeFolder; ///< preprocessed cases of the configuration
    std::vector<CaseId> cases;
    planning::Configuration configuration;
    dataset::LabelScheme labels;
    LoaderStream stream = LoaderStream::Training;
    std::uint64_t seed = 1;
    int batchSize = 0;                ///< 0 takes the configuration's
    int iterationsPerEpoch = 250;     ///< after which the next epoch's batches begin
    double foregroundFraction = 0.33; ///< of the samples of a batch that are centred on foreground
    bool augment = true;              ///< false: plain patches also in the training stream
    bool mirroring = true;
    bool deepSupervision = true;
    int threads = 0;  ///< 0 chooses; never changes the batches
    int prefetch = 0; ///< batches prepared ahead; 0 chooses

    /// \throws seg::Error  InvalidArgument naming the first field out of range.
    void validate() const;
};

/// Draws patches from the preprocessed store, augments them and makes batches of them on background threads.
///
/// Every batch is a pure function of (options, epoch, iteration): neither the number of threads nor how fast
/// batches are taken changes a bit, so a resumed run sees the batches of an uninterrupted one. Training and
/// validation streams with the same seed are independent.
///
/// Thread: one consumer calls begin() and next(). Background threads hold at most `prefetch` batches.
/// \par Source  nnunet-v2 §5-6. Deviation: the reference's workers are unseeded.
class PatchLoader {
public:
    /// \throws seg::Error  InvalidArgument; NotFound or BadInput when a case is missing or does not fit.
    explicit PatchLoader(PatchLoaderOptions options);
    ~PatchLoader();
    PatchLoader(PatchLoader&&) noexcept;
    PatchLoader& operator=(PatchLoader&&) noexcept;

    /// Sets which batch next() gives, and starts to prepare it and those after it, across epochs. Continuing
    /// where the stream already is costs nothing; anything else drops what was prepared.
    void begin(int epoch, int firstIteration = 0);

    /// Waits for the next batch in order. \pre begin() was called.
    /// \throws seg::Error  whatever making it failed with; later calls throw the same.
    [[nodiscard]] Batch next();

    /// Makes one batch on the calling thread, apart from the stream. Equals what next() gives for it.
    [[nodiscard]] Batch make(int epoch, int iteration) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace seg::augmentation

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <vector>

namespace seg {

/// A stream of random numbers that is a pure function of its key and position (Philox 4x32-10): two streams
/// with different keys are independent, and results do not depend on threads or on the order of use. \par
/// Source  Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
class RandomStream {
public:
    /// \param seed    of the run.
    /// \param stream  what the numbers are for, e.g. {epoch, sample, transform}; unused parts 0.
    explicit RandomStream(std::uint64_t seed, std::array<std::uint32_t, 3> stream = {}) noexcept;

    std::uint32_t bits() noexcept;                     ///< 32 uniform bits
    double uniform() noexcept;                         ///< in [0, 1), 53 bits
    double uniform(double low, double high) noexcept;  ///< in [low, high)
    std::uint64_t below(std::uint64_t bound) noexcept; ///< in [0, bound), unbiased; bound > 0
    bool chance(double probability) noexcept;          ///< true with that probability
    double normal() noexcept;                          ///< mean 0, standard deviation 1 (Box-Muller)
    void fillNormal(float* values, std::size_t count, float deviation) noexcept; ///< adds nothing, overwrites

private:
    void refill() noexcept;
    std::array<std::uint32_t, 2> m_key;
    std::array<std::uint32_t, 4> m_counter;
    std::array<std::uint32_t, 4> m_block{};
    unsigned m_used = 4;
    double m_spareNormal = 0.0;
    bool m_hasSpare = false;
};

/// numpy's legacy RandomState(seed): the same numbers in the same order (nnunet-v2 splits, class locations,
/// samples). \par Source  numpy/random/mtrand; nnU-Net v2 fixes seeds 1234 and 12345.
class NumpyRandom {
public:
    explicit NumpyRandom(std::uint32_t seed) : m_engine(seed) {}

    std::uint32_t bits() { return static_cast<std::uint32_t>(m_engine()); }
    /// Uniform in [0, maximum] by masked rejection; maximum 0 consumes nothing.
    std::uint64_t interval(std::uint64_t maximum);
    /// 0..count-1 in shuffled order, as permutation(count).
    std::vector<std::int64_t> permutation(std::int64_t count);
    /// First `picked` of permutation(count), as choice(count, picked, replace=False).
    std::vector<std::int64_t> choiceWithoutReplacement(std::int64_t count, std::int64_t picked);

private:
    std::mt19937 m_engine;
};

} // namespace seg

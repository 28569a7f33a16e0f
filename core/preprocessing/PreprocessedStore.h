// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"
#include "core/imaging/Volume.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seg::preprocessing {

/// Voxels of one class, drawn as nnU-Net does (§4.5), used to force foreground into patches.
struct ClassLocations {
    std::vector<int> labels; ///< one label, several for a region; the annotated-area key holds -1 first
    std::vector<std::array<std::int32_t, 3>> voxels; ///< (z, y, x) in the preprocessed array
};

/// What must be remembered of one preprocessed case: <case>.json in the store.
struct CaseProperties {
    CaseId id;
    Geometry source;              ///< of the scan as read, not transposed
    Extent extentBeforeCropping;  ///< transposed axes
    Box cropBox;                  ///< transposed axes
    Extent extentAfterCropping;   ///< transposed axes, before resampling
    Extent extentAfterResampling; ///< transposed axes: that of the arrays
    std::optional<Box> scanBox;   ///< where the scan lies in the arrays; empty: it fills them
    std::int64_t channels = 1;
    std::vector<ClassLocations> classLocations; ///< empty for a scan without a label
    std::string sourceStamp; ///< names, sizes and times of the files it was made from; empty when unknown
};

/// One case as arrays in memory.
struct PreprocessedCase {
    CaseProperties properties;
    std::vector<float> image;        ///< [C, Z, Y, X]
    std::vector<std::int16_t> label; ///< [Z, Y, X], -1 outside the non-zero region; empty without a label
};

/// One case memory-mapped from the store. Copyable; the mapping lives as long as the last copy.
class MappedCase {
public:
    [[nodiscard]] const CaseProperties& properties() const noexcept { return *m_properties; }
    [[nodiscard]] std::span<const float> image() const noexcept { return m_image; }        ///< [C, Z, Y, X]
    [[nodiscard]] std::span<const std::int16_t> label() const noexcept { return m_label; } ///< [Z, Y, X]

private:
    friend class PreprocessedStore;
    std::shared_ptr<const CaseProperties> m_properties;
    std::shared_ptr<const void> m_mapping;
    std::span<const float> m_image;
    std::span<const std::int16_t> m_label;
};

/// A folder of preprocessed cases: <case>.npy float32 [C, Z, Y, X], <case>_label.npy int16 [Z, Y, X],
/// <case>_locations.npy int32 [N, 3] (z, y, x) of all classes one after the other, <case>.json. Plain NumPy
/// files (version 1.0, C order) that np.load opens. Const functions may be called from several threads.
class PreprocessedStore {
public:
    explicit PreprocessedStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }
    [[nodiscard]] std::vector<CaseId> caseIds() const; ///< complete cases, sorted
    [[nodiscard]] bool contains(const CaseId& id) const;
    /// \throws seg::Error  NotFound; BadInput when a file is damaged or does not fit its properties.
    [[nodiscard]] MappedCase open(const CaseId& id) const;
    /// Whether the case's arrays still hold what was written, by the hashes in its properties; reads all of
    /// them. \throws seg::Error  as open().
    [[nodiscard]] bool isIntact(const CaseId& id) const;
    /// Arrays first, properties last, each renamed into place: a case is there whole or not at all, also
    /// after a failure. Makes the folder if need be. \throws seg::Error  InvalidArgument: arrays that do not
    /// fit the properties; NoSpace, NoPermission, Io.
    void write(const PreprocessedCase& item) const;

private:
    std::filesystem::path m_folder;
};

} // namespace seg::preprocessing

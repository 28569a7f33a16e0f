// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetManifest.h"
#include "core/dataset/DatasetValidator.h"
#include "core/dataset/LabelColors.h"
#include "database/Database.h"
#include "database/Records.h"

#include <optional>
#include <vector>

namespace seg::database {

/// Datasets, their cases and labels, and what the last check found. No SQL type leaves this class.
/// Thread: the one that owns the connection. Every function throws seg::Error.
class DatasetRepository {
public:
    /// \param projectFolder  that stored paths are relative to.
    DatasetRepository(Database& database, std::filesystem::path projectFolder)
        : m_database(database), m_projectFolder(std::move(projectFolder))
    {
    }

    DatasetId add(const dataset::RawDataset& raw, const std::string& source);
    void replaceContent(DatasetId id, const dataset::RawDataset& raw); ///< cases, labels and channels anew
    [[nodiscard]] std::vector<DatasetRecord> all() const;              ///< by number
    [[nodiscard]] std::optional<DatasetRecord> find(DatasetId id) const;
    [[nodiscard]] bool has(const std::string& name) const; ///< a dataset of that name

    void setLabelColors(DatasetId id, const dataset::LabelColors& colors); ///< replaces those stored
    [[nodiscard]] dataset::LabelColors labelColors(DatasetId id) const;

    void storeCheck(DatasetId id, const dataset::DatasetCheck& check); ///< replaces the last one
    [[nodiscard]] std::optional<dataset::DatasetCheck> lastCheck(DatasetId id) const;

    void storeFingerprint(DatasetId id, const std::string& json);
    [[nodiscard]] std::optional<std::string> fingerprint(DatasetId id) const;
    void forgetFingerprint(DatasetId id);

private:
    void addCases(DatasetId id, const dataset::RawDataset& raw);
    void addLabels(DatasetId id, const dataset::LabelScheme& labels);
    Database& m_database; // outlives the repository
    std::filesystem::path m_projectFolder;
};

/// 4 for "Dataset004_Hippocampus"; 0 when the name has no number.
[[nodiscard]] int datasetNumber(const std::string& name);

} // namespace seg::database

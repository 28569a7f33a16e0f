// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"
#include "database/Records.h"

#include <vector>

namespace seg::database {

/// What runs were used for: predictions and reports. Thread: the one that owns the connection. Functions
/// throw seg::Error.
class ResultRepository {
public:
    ResultRepository(Database& database, std::filesystem::path projectFolder)
        : m_database(database), m_projectFolder(std::move(projectFolder))
    {
    }

    PredictionId addPrediction(const PredictionRecord& prediction); ///< id and time are set here
    void updatePrediction(const PredictionRecord& prediction);
    void removePrediction(PredictionId id);
    [[nodiscard]] std::vector<PredictionRecord> predictions() const; ///< newest first

    ReportId addReport(const ReportRecord& report); ///< id and time are set here
    void updateReport(const ReportRecord& report);
    void removeReport(ReportId id);
    [[nodiscard]] std::vector<ReportRecord> reports() const; ///< newest first

private:
    Database& m_database; // outlives the repository
    std::filesystem::path m_projectFolder;
};

} // namespace seg::database

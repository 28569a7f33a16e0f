// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/dataset/DatasetFix.h"
#include "core/dataset/DatasetValidator.h"

#include <string>
#include <utility>

namespace seg::dataset {

/// Collects the findings of one case; internal to the integrity check.
class Findings {
public:
    explicit Findings(CaseCheck& check) : m_check(check) {}

    void add(Severity severity, std::string kind, std::string summary, std::string text,
             std::optional<FixKind> fix = std::nullopt)
    {
        m_check.issues.push_back({severity, std::move(kind), m_check.id, std::move(summary), std::move(text),
                                  fix ? fixName(*fix) : std::string()});
    }

    void addUnreadable(const Error& error, const std::string& what)
    {
        const bool missing = error.code() == ErrorCode::NotFound;
        add(Severity::Error, missing ? "missing_file" : "unreadable_" + what,
            missing ? what + " missing" : what + " cannot be read", std::string(error.what()) + ".",
            FixKind::ExcludeCase);
    }

private:
    CaseCheck& m_check;
};

/// What the header of a file says about itself. \param what  "image" or "label".
void reportHeader(const imaging::ImageInfo& info, const std::string& what, Findings& findings);

} // namespace seg::dataset

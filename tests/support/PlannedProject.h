// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/TempProject.h"

namespace seg::test {

/// A TempProject whose dataset has a plan, so that runs can be added.
class PlannedProject final : public TempProject {
public:
    explicit PlannedProject(const dataset::PhantomOptions& options = smallPhantom()) : TempProject(options)
    {
        static_cast<void>(project().fingerprint(datasetId(), {}));
        static_cast<void>(project().plan(datasetId(), {}, {}));
    }
};

} // namespace seg::test

# SPDX-License-Identifier: Apache-2.0
foreach(thing CheckJson Database DatasetRepository Heartbeat Migrations PlanRepository ProcessIdentity Project
        ResultRepository RunMetricsRepository RunRecorder RunRepository StoredPath)
    seg_add_test(NAME database.${thing} SOURCE unit/database/tst_${thing}.cpp LABELS unit LINK seg::database SQLiteCpp)
endforeach()
seg_add_test(NAME database.PlanCases SOURCE unit/database/tst_PlanCases.cpp LABELS unit LINK seg::database
    seg::test_support)
seg_add_test(NAME database.ProjectRoad SOURCE integration/tst_ProjectRoad.cpp LABELS integration LINK seg::database)
seg_add_test(NAME database.ProjectFixes SOURCE integration/tst_ProjectFixes.cpp LABELS integration LINK seg::database
    seg::test_support seg_nifti)
seg_add_test(NAME database.BadData SOURCE integration/tst_BadData.cpp LABELS integration LINK seg::database
    seg::test_support seg_nifti ZLIB::ZLIB)

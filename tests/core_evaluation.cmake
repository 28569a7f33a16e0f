# SPDX-License-Identifier: Apache-2.0
foreach(thing Overlap Summary SurfaceDistance)
    seg_add_test(NAME core.evaluation.${thing} SOURCE unit/core/evaluation/tst_${thing}.cpp LABELS unit
        LINK seg::core_evaluation)
endforeach()
seg_add_test(NAME core.evaluation.ReferenceSummary SOURCE unit/core/evaluation/tst_ReferenceSummary.cpp LABELS golden
    LINK seg::core_evaluation seg::test_support)

# SPDX-License-Identifier: Apache-2.0
foreach(thing AxisOrder CustomConfigurations ExperimentPlanner Fingerprint FingerprintExtractor ForegroundSamples
        MemoryEstimate NnUNet2018Planner NonzeroBox NvidiaPlanner PatchSize Plan PlanReading PlanReasons PlanTransfer
        ResidualEncoderPlanners TargetSpacing)
    seg_add_test(NAME core.planning.${thing} SOURCE unit/core/planning/tst_${thing}.cpp LABELS unit
        LINK seg::core_planning)
endforeach()
seg_add_test(NAME core.planning.ReferencePlans SOURCE unit/core/planning/tst_ReferencePlans.cpp LABELS golden
    LINK seg::core_planning)

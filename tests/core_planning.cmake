# SPDX-License-Identifier: Apache-2.0
foreach(thing AxisOrder ConfigurationEdit CustomConfigurations ExperimentPlanner Fingerprint FingerprintExtractor ForegroundSamples
        MemoryEstimate NnUNet2018Planner NonzeroBox NvidiaPlanner PatchSize Plan PlanEdit PlanReading PlanReasons PlanRepetition PlanTransfer
        PreprocessingExtras ResidualEncoderPlanners TargetSpacing)
    seg_add_test(NAME core.planning.${thing} SOURCE unit/core/planning/tst_${thing}.cpp LABELS unit
        LINK seg::core_planning)
endforeach()
seg_add_test(NAME core.planning.ReferencePlans SOURCE unit/core/planning/tst_ReferencePlans.cpp LABELS golden
    LINK seg::core_planning)
seg_add_test(NAME core.planning.RandomPlans SOURCE unit/core/planning/tst_RandomPlans.cpp LABELS golden
    LINK seg::core_planning)
# Drives the built program as a process of its own.
seg_add_test(NAME app.PlanCommand SOURCE integration/tst_PlanCommand.cpp LABELS integration LINK seg::core_planning)
target_compile_definitions(tst_app_PlanCommand PRIVATE SEG_CLI="$<TARGET_FILE:segwright-cli>")
add_dependencies(tst_app_PlanCommand segwright-cli)

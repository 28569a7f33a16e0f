# SPDX-License-Identifier: Apache-2.0
seg_add_test(NAME app.Measurement SOURCE unit/app/tst_Measurement.cpp LABELS unit LINK seg::app_cli)
seg_add_test(NAME app.Console SOURCE unit/app/tst_Console.cpp LABELS unit LINK seg::app_cli)
seg_add_test(NAME app.SegmentCases SOURCE unit/app/tst_SegmentCases.cpp LABELS unit LINK seg::app_cli
    seg::core_inference seg_nifti)

# These drive the built program as a process of its own.
foreach(thing CommandLine CommandLineTraining DataCommands Mishaps)
    seg_add_test(NAME app.${thing} SOURCE integration/tst_${thing}.cpp LABELS integration
        LINK seg::core_training_records seg::test_support TIMEOUT 600)
    target_compile_definitions(tst_app_${thing} PRIVATE SEG_CLI="$<TARGET_FILE:segwright-cli>")
    add_dependencies(tst_app_${thing} segwright-cli)
endforeach()
foreach(thing CommandLineTraining DataCommands)
    target_link_libraries(tst_app_${thing} PRIVATE seg_nifti) # test data are written header by header
endforeach()
seg_add_test(NAME app.RunCommand SOURCE integration/tst_RunCommand.cpp LABELS integration
    LINK seg::database seg::core_planning seg::test_support TIMEOUT 600)
seg_add_test(NAME app.FullDisk SOURCE integration/tst_FullDisk.cpp LABELS integration LINK seg::database TIMEOUT 600)
seg_add_test(NAME app.KilledTraining SOURCE integration/tst_KilledTraining.cpp LABELS integration
    LINK seg::database seg::core_network TORCH TIMEOUT 600)
foreach(thing FullDisk KilledTraining RunCommand)
    target_compile_definitions(tst_app_${thing} PRIVATE SEG_CLI="$<TARGET_FILE:segwright-cli>")
    add_dependencies(tst_app_${thing} segwright-cli)
endforeach()
add_test(NAME app.InstalledCommandLine COMMAND ${CMAKE_COMMAND} -DBUILD=${CMAKE_BINARY_DIR}
    -DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/installed -P ${CMAKE_CURRENT_SOURCE_DIR}/integration/InstalledCommandLine.cmake)
set_tests_properties(app.InstalledCommandLine PROPERTIES LABELS integration)

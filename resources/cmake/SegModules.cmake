# SPDX-License-Identifier: Apache-2.0
# seg_add_module and seg_add_test: the only two ways a library or a test enters the build.

# seg_add_module(NAME core_imaging SOURCES a.cpp … [PUBLIC libs…] [PRIVATE libs…] [TORCH | QT])
# makes the static library seg_<NAME> with the alias seg::<NAME>. Includes are written from the repository's root.
# TORCH: links LibTorch. QT: runs moc. HEADERS: the precompiled header it uses, see SegHeaders.cmake; torch with TORCH,
# qt where Qt6::Widgets is linked, plain otherwise.
# Files that use a large precompiled header are compiled eight at a time with SEG_UNITY: LibTorch's and the option
# parser's leave seconds of work to every file that is compiled with them.
function(seg_add_module)
    cmake_parse_arguments(ARG "TORCH;QT" "NAME;HEADERS" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    set(target seg_${ARG_NAME})
    add_library(${target} STATIC ${ARG_SOURCES})
    add_library(seg::${ARG_NAME} ALIAS ${target})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} seg_warnings)
    if(ARG_HEADERS)
        set(headers ${ARG_HEADERS})
    elseif("Qt6::Widgets" IN_LIST ARG_PUBLIC)
        set(headers qt)
    else()
        set(headers plain)
    endif()
    seg_apply_flavour(${target} ${ARG_TORCH} ${ARG_QT} ${headers})
    if(SEG_UNITY AND (ARG_TORCH OR NOT headers STREQUAL "plain"))
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
endfunction()

# seg_add_test(NAME core.imaging.Geometry SOURCE tst_Geometry.cpp LABELS unit LINK seg::core_imaging [TORCH] [DISPLAY])
# DISPLAY: the test needs a screen and runs under xvfb-run.
function(seg_add_test)
    cmake_parse_arguments(ARG "TORCH;DISPLAY" "NAME;TIMEOUT" "SOURCE;LABELS;LINK" ${ARGN})
    string(REPLACE "." "_" target "tst_${ARG_NAME}")
    add_executable(${target} ${ARG_SOURCE})
    target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${target} PRIVATE ${ARG_LINK} Qt6::Test seg_warnings)
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS SEG_SHARED_DATA="${SEG_SHARED_DATA}"
        SEG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_EXECUTABLE ${CMAKE_BINARY_DIR}/moc)
    # Tests are compiled once and run for seconds: building them fast is what counts.
    target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O1>)
    target_link_options(${target} PRIVATE $<$<BOOL:${SEG_GOLD}>:-fuse-ld=gold>)
    # The file that moc's output would go into is empty here; it need not read a large header.
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${target}_autogen/mocs_compilation.cpp
        PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    if("${ARG_LINK}" MATCHES "seg::(gui|viewers)")
        set(headers guitest)
    else()
        set(headers test)
    endif()
    seg_apply_flavour(${target} ${ARG_TORCH} FALSE ${headers})
    if(ARG_DISPLAY)
        add_test(NAME ${ARG_NAME} COMMAND xvfb-run -a -s "-screen 0 1920x1200x24 +extension GLX" $<TARGET_FILE:${target}>)
        set(environment "QT_QPA_PLATFORM=xcb;QT_XCB_GL_INTEGRATION=xcb_glx;LIBGL_ALWAYS_SOFTWARE=1")
    else()
        add_test(NAME ${ARG_NAME} COMMAND ${target})
        set(environment "QT_QPA_PLATFORM=offscreen")
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_LABELS}" ENVIRONMENT "${environment}" TIMEOUT ${ARG_TIMEOUT})
endfunction()

function(seg_apply_flavour target torch qt headers)
    if(torch)
        target_link_libraries(${target} PUBLIC seg::torch)
        set(headers torch)
    endif()
    if(qt)
        target_compile_definitions(${target} PUBLIC QT_NO_KEYWORDS)
        set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON AUTOMOC_EXECUTABLE ${CMAKE_BINARY_DIR}/moc)
    endif()
    seg_use_headers(${target} ${headers})
endfunction()

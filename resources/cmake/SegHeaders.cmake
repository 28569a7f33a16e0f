# SPDX-License-Identifier: Apache-2.0
# Precompiled headers: the headers that many files share, read once instead of once a file. Every file still includes
# what it uses; -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON shows whether it does (not whether its target links it).

# seg_add_headers(NAME test LINK Qt6::Test HEADERS <QTest> …) makes seg_test_headers. What it links, the files that use
# it must link too: the compiler takes a precompiled header only where the same macros are defined.
function(seg_add_headers)
    cmake_parse_arguments(ARG "" "NAME" "LINK;HEADERS" ${ARGN})
    set(target seg_${ARG_NAME}_headers)
    add_library(${target}_requirements INTERFACE)
    target_link_libraries(${target}_requirements INTERFACE ${ARG_LINK} fmt::fmt nlohmann_json::nlohmann_json)
    if("${ARG_LINK}" MATCHES Qt6::)
        target_compile_definitions(${target}_requirements INTERFACE QT_NO_KEYWORDS)
    endif()
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${target}.cpp CONTENT "")
    add_library(${target} OBJECT ${CMAKE_BINARY_DIR}/${target}.cpp)
    target_link_libraries(${target} PRIVATE ${target}_requirements seg_warnings)
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <chrono> <cmath> <filesystem> <functional> <map>
        <memory> <optional> <string> <vector> <fmt/format.h> <nlohmann/json.hpp> ${ARG_HEADERS})
endfunction()

function(seg_use_headers target name)
    target_link_libraries(${target} PRIVATE seg_${name}_headers_requirements)
    target_precompile_headers(${target} REUSE_FROM seg_${name}_headers)
    # The headers are compiled with -fPIC; an executable's own -fPIE would make the compiler refuse them.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
endfunction()

seg_add_headers(NAME plain)
# Not <torch/torch.h>: what it defines in passing costs every file four seconds more.
seg_add_headers(NAME torch LINK seg::torch
    HEADERS <ATen/ATen.h> <torch/csrc/autograd/autograd.h> <torch/csrc/autograd/custom_function.h>)
seg_add_headers(NAME command LINK CLI11::CLI11 HEADERS <CLI/CLI.hpp>)
if(SEG_GUI)
    seg_add_headers(NAME qt LINK Qt6::Widgets HEADERS <QtWidgets>)
endif()

# SPDX-License-Identifier: Apache-2.0
# Language level, warnings, sanitizers and ccache: what every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(SEG_CCACHE ccache)
if(SEG_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Precompiled headers need these two relaxations: the header's own hash stands for its contents.
    set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${SEG_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()

find_program(SEG_GOLD ld.gold) # of binutils; links a test in a fourth of the time

add_library(seg_warnings INTERFACE)
target_compile_options(seg_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow $<$<BOOL:${SEG_WERROR}>:-Werror>)

# Options of every translation unit, so that the precompiled headers fit all of them.
add_compile_options(-fpch-preprocess -Winvalid-pch)
if(SEG_SANITIZER)
    add_compile_options(-fsanitize=${SEG_SANITIZER} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${SEG_SANITIZER})
endif()
if(SEG_FUZZ)
    # Findings end the run; every file tells libFuzzer which branches were taken.
    add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize-recover=all -Wno-unused-command-line-argument)
endif()
if(SEG_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

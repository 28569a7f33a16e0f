# SPDX-License-Identifier: Apache-2.0
# LibTorch as unpacked from the wheel by installer/setup.sh. Its own TorchConfig.cmake demands a CUDA compiler even for
# programs that never touch a GPU, so the targets are written here. Defines:
#   seg::torch       torch_cpu and c10 with both include folders
#   SEG_TORCH_ROOT   the folder holding torch/lib and torch/include
if(DEFINED ENV{SEG_CACHE})
    set(_seg_cache "$ENV{SEG_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(_seg_cache "$ENV{XDG_CACHE_HOME}/segwright")
else()
    set(_seg_cache "$ENV{HOME}/.cache/segwright")
endif()
set(SEG_TORCH_ROOT "${_seg_cache}/libs" CACHE PATH "Folder with the unpacked torch and nvidia wheels")

find_library(LIBTORCH_CPU torch_cpu HINTS "${SEG_TORCH_ROOT}/torch/lib" NO_DEFAULT_PATH)
find_library(LIBTORCH_C10 c10 HINTS "${SEG_TORCH_ROOT}/torch/lib" NO_DEFAULT_PATH)
find_path(LIBTORCH_INCLUDE ATen/ATen.h HINTS "${SEG_TORCH_ROOT}/torch/include" NO_DEFAULT_PATH)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LIBTORCH_CPU LIBTORCH_C10 LIBTORCH_INCLUDE
    REASON_FAILURE_MESSAGE "run installer/setup.sh, which unpacks LibTorch into ${SEG_TORCH_ROOT}")

if(LibTorch_FOUND AND NOT TARGET seg_torch)
    add_library(seg_torch INTERFACE)
    add_library(seg::torch ALIAS seg_torch)
    target_include_directories(seg_torch SYSTEM INTERFACE
        ${LIBTORCH_INCLUDE} ${LIBTORCH_INCLUDE}/torch/csrc/api/include)
    target_compile_definitions(seg_torch INTERFACE USE_DISTRIBUTED USE_C10D_GLOO)
    target_link_libraries(seg_torch INTERFACE ${LIBTORCH_CPU} ${LIBTORCH_C10})
    target_link_options(seg_torch INTERFACE -Wl,--allow-shlib-undefined)
endif()

# SPDX-License-Identifier: Apache-2.0
message(STATUS "Segwright ${PROJECT_VERSION}: ${CMAKE_BUILD_TYPE}, desktop ${SEG_GUI}, tests ${SEG_TESTS}, "
    "GPU plug-in ${SEG_CUDA_ENABLED}, sanitizer '${SEG_SANITIZER}'")
message(STATUS "LibTorch ${LIBTORCH_CPU}")

# SPDX-License-Identifier: Apache-2.0
# Small datasets with known answers, shared by the tests of every module.
add_library(seg_test_support STATIC support/SyntheticDataset.cpp)
add_library(seg::test_support ALIAS seg_test_support)
target_include_directories(seg_test_support PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(seg_test_support PUBLIC seg::core_dataset Qt6::Core PRIVATE seg_warnings)
target_compile_definitions(seg_test_support PUBLIC QT_NO_KEYWORDS)

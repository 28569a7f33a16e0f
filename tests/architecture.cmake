# SPDX-License-Identifier: Apache-2.0
seg_add_test(NAME architecture.Includes SOURCE architecture/tst_Includes.cpp LABELS lint LINK Qt6::Core)

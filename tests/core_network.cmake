# SPDX-License-Identifier: Apache-2.0
seg_add_test(NAME core.network.NetworkFactory SOURCE unit/core/network/tst_NetworkFactory.cpp LABELS unit golden
    LINK seg::core_network TORCH)
seg_add_test(NAME core.network.TensorArchive SOURCE unit/core/network/tst_TensorArchive.cpp LABELS unit
    LINK seg::core_network TORCH)

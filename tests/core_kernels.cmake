# SPDX-License-Identifier: Apache-2.0
seg_add_test(NAME core.kernels.ChannelsLast SOURCE unit/core/kernels/tst_ChannelsLast.cpp LABELS unit
    LINK seg::core_kernels TORCH)
seg_add_test(NAME core.kernels.Device SOURCE unit/core/kernels/tst_Device.cpp LABELS unit
    LINK seg::core_kernels TORCH)
seg_add_test(NAME core.kernels.NormActivation SOURCE unit/core/kernels/tst_NormActivation.cpp LABELS unit
    LINK seg::core_kernels TORCH)
seg_add_test(NAME core.kernels.StopScope SOURCE unit/core/kernels/tst_StopScope.cpp LABELS unit
    LINK seg::core_kernels TORCH)
seg_add_test(NAME core.kernels.TensorMemory SOURCE unit/core/kernels/tst_TensorMemory.cpp LABELS unit
    LINK seg::core_kernels TORCH)

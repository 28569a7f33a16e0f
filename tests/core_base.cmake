# SPDX-License-Identifier: Apache-2.0
foreach(thing ContentHash Error Files Json Log MemoryBudget Random ScratchFolder Sha256 Task ThreadPool)
    seg_add_test(NAME core.base.${thing} SOURCE unit/core/base/tst_${thing}.cpp LABELS unit LINK seg::core_base)
endforeach()

// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Compiles a function several times, for AVX-512, AVX2 and any x86-64, and picks at load time what the
/// processor has. Left out under sanitizers, whose start-up comes after the picking.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&     \
    !defined(__SANITIZE_THREAD__)
#define SEG_TARGET_CLONES                                                                                    \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("O3")))
#else
#define SEG_TARGET_CLONES
#endif

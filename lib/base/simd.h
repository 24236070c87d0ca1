/*
 * SIMD_CLONES before a function of plain loops: the compiler makes a second version for x86-64-v3
 * (AVX2, FMA) and the loader picks one. Arm has NEON in its base, so one version serves. Off under
 * sanitizers, whose runtime is not ready when the loader asks.
 */
#ifndef LIB_BASE_SIMD_H
#define LIB_BASE_SIMD_H

#if defined(__x86_64__) && !defined(IDP_SANITIZED)
#define SIMD_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define SIMD_CLONES
#endif

#endif

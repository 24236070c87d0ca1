/*
 * SIMD_CLONES before a function of plain loops: the compiler makes a second version for AVX2 and
 * the loader picks one by what the processor can do. (A name of a processor, "avx2", would be
 * compared with the maker's model: never true on AMD.) Arm has NEON in its base, so one version
 * serves. Off under sanitizers, whose runtime is not ready when the loader asks.
 * Only for static functions: clang 14 gives a public one another name than its callers use.
 */
#ifndef LIB_BASE_SIMD_H
#define LIB_BASE_SIMD_H

#if defined(__x86_64__) && !defined(IDP_SANITIZED)
#define SIMD_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SIMD_CLONES
#endif

#endif

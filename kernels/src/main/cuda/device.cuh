// What the kernels need of the machine: warp sums, 16-bit conversions, the matrix instruction and
// asynchronous copies. With ESPALIER_EMULATED the same names come from src/test/cuda/emulated.h,
// so that every kernel also runs, slowly, on a machine without a GPU.
#pragma once
#ifdef ESPALIER_EMULATED
#include "emulated.h"
#else
#include <cuda_fp16.h>
#include <stdint.h>

#define DYNAMIC_SHARED(name) extern __shared__ __align__(16) unsigned char name[]

// Two floats rounded to bfloat16 (ties to even): `low` in the lower half.
__device__ __forceinline__ uint32_t packBrain(float low, float high) {
  uint32_t packed;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
  return packed;
}

__device__ __forceinline__ float halfToFloat(uint16_t bits) { return __half2float(__ushort_as_half(bits)); }

__device__ __forceinline__ uint16_t floatToHalf(float value) {
  return __half_as_ushort(__float2half_rn(value));
}

// c += a · b on 16 x 8 outputs and 16 products each, bfloat16 factors, float32 sums.
__device__ __forceinline__ void multiplyAdd(float c[4], uint32_t a0, uint32_t a1, uint32_t a2,
                                            uint32_t a3, uint32_t b0, uint32_t b1) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
      "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
}

// Starts a copy of 16 bytes to shared memory; zeros where `valid` is false.
__device__ __forceinline__ void copyAsync(void* shared, const void* global, bool valid) {
  uint32_t at = (uint32_t)__cvta_generic_to_shared(shared);
  int bytes = valid ? 16 : 0;
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(at), "l"(global), "r"(bytes));
}

__device__ __forceinline__ void commitCopies() { asm volatile("cp.async.commit_group;"); }

template <int PENDING>
__device__ __forceinline__ void awaitCopies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(PENDING));
}

// Weights are read once: keep them out of the first cache.
__device__ __forceinline__ uint4 loadOnce(const uint4* at) {
  uint4 v;
  asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0,%1,%2,%3}, [%4];"
               : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
               : "l"(at));
  return v;
}

__device__ __forceinline__ uint2 loadOnce(const uint2* at) {
  uint2 v;
  asm volatile("ld.global.nc.L1::no_allocate.v2.u32 {%0,%1}, [%2];" : "=r"(v.x), "=r"(v.y) : "l"(at));
  return v;
}

__device__ __forceinline__ float shuffleXor(float value, int mask) {
  return __shfl_xor_sync(0xffffffffu, value, mask);
}
#endif

// The sum (or largest) of a value over the 32 lanes, the same in each, by a fixed tree.
__device__ __forceinline__ float warpSum(float value) {
  for (int mask = 16; mask; mask >>= 1) value += shuffleXor(value, mask);
  return value;
}

__device__ __forceinline__ float warpMax(float value) {
  for (int mask = 16; mask; mask >>= 1) value = fmaxf(value, shuffleXor(value, mask));
  return value;
}

__device__ __forceinline__ float brainToFloat(uint32_t lowBits) {
  return __uint_as_float(lowBits << 16);
}

// What is left of two floats after a rounding to bfloat16.
__device__ __forceinline__ void subtractBrain(float& low, float& high, uint32_t packed) {
  low -= __uint_as_float(packed << 16);
  high -= __uint_as_float(packed & 0xffff0000u);
}

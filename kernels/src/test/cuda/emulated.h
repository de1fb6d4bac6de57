// The GPU's words on a processor: every thread of a block is a fiber, blocks run one after another
// unless they were launched to work together.
// A fiber runs until a barrier or a warp-wide operation and gives way there. Slow and exact: it
// checks indices, barriers and arithmetic order of the kernels, not their speed nor races.
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <algorithm>

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __shared__ static
#define DYNAMIC_SHARED(name) unsigned char* name = emulator::shared

using std::max;
using std::min;

struct float2 { float x, y; };
struct alignas(16) int4 { int x, y, z, w; };
struct uint2 { uint32_t x, y; };
struct alignas(16) uint4 { uint32_t x, y, z, w; };
struct alignas(16) float4 { float x, y, z, w; };
struct dim3 { int x, y, z; };

extern thread_local dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulator {
extern unsigned char* shared;
/// Waits for all threads of the block.
void syncBlock();
/// Lets other threads and blocks go on.
void wait();
/// Gives way until the 32 lanes of the warp have each left `bytes` bytes; returns all of them.
const unsigned char* exchange(const void* own, size_t bytes);
}  // namespace emulator

inline void __syncthreads() { emulator::syncBlock(); }
inline void __syncwarp() { char none = 0; emulator::exchange(&none, 1); }

inline float __uint_as_float(uint32_t bits) { float v; memcpy(&v, &bits, 4); return v; }
inline uint32_t __float_as_uint(float v) { uint32_t bits; memcpy(&bits, &v, 4); return bits; }
template <class T, class U> inline T atomicAdd(T* at, U value) { T old = *at; *at += (T)value; return old; }
inline uint32_t floatBits(float v) { uint32_t bits; memcpy(&bits, &v, 4); return bits; }

inline uint32_t roundBrain(float v) {
  uint32_t bits = floatBits(v);
  if ((bits & 0x7fffffff) > 0x7f800000) return 0x7fff;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}
inline uint32_t packBrain(float low, float high) { return roundBrain(low) | roundBrain(high) << 16; }

inline float halfToFloat(uint16_t bits) { _Float16 v; memcpy(&v, &bits, 2); return (float)v; }
inline uint16_t floatToHalf(float f) { _Float16 v = (_Float16)f; uint16_t bits; memcpy(&bits, &v, 2); return bits; }

inline float shuffleXor(float value, int mask) {
  const float* all = (const float*)emulator::exchange(&value, sizeof value);
  return all[(threadIdx.x % 32) ^ mask];
}

// Fragment layout of mma.m16n8k16 (PTX ISA, "Matrix Fragments for mma.m16n8k16").
inline void multiplyAdd(float c[4], uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t b0, uint32_t b1) {
  uint32_t own[6] = {a0, a1, a2, a3, b0, b1};
  auto all = (const uint32_t(*)[6])emulator::exchange(own, sizeof own);
  auto value = [](uint32_t pair, int i) { return __uint_as_float(i ? pair & 0xffff0000u : pair << 16); };
  int lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
  for (int e = 0; e < 4; e++) {
    int row = g + e / 2 * 8, column = 2 * t + e % 2;
    double sum = c[e];
    for (int k = 0; k < 16; k++) {
      int quad = k % 8 / 2;
      uint32_t a = all[row % 8 * 4 + quad][row / 8 + k / 8 * 2];
      uint32_t b = all[column * 4 + quad][4 + k / 8];
      sum += (double)value(a, k % 2) * value(b, k % 2);
    }
    c[e] = (float)sum;
  }
}

inline void copyAsync(void* to, const void* from, bool valid) {
  if (valid) memcpy(to, from, 16);
  else memset(to, 0, 16);
}
inline void commitCopies() {}
template <int PENDING> inline void awaitCopies() {}
inline uint4 loadOnce(const uint4* at) { return *at; }
inline uint2 loadOnce(const uint2* at) { return *at; }

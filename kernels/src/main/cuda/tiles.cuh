// What attention on tensor cores needs of the machine, and the state of its softmax. The emulated
// twins of the instructions are in src/test/cuda/emulated_tiles.h.
#pragma once
#include "pages.cuh"

#define LOG2E 1.4426950408889634f

#ifdef ESPALIER_EMULATED
#include "emulated_tiles.h"
#else

// Two floats rounded to float16: `low` in the lower half.
__device__ __forceinline__ uint32_t packHalf(float low, float high) {
  uint32_t packed;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(packed) : "f"(high), "f"(low));
  return packed;
}

// c += a · b on 16 x 8 outputs and 16 products each, float16 factors, float32 sums.
__device__ __forceinline__ void multiplyHalf(float c[4], const uint32_t a[4], uint32_t b0, uint32_t b1) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
      "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Four matrices of 8 rows of 16 bytes; lane l gives the address of row l % 8 of matrix l / 8.
__device__ __forceinline__ void loadMatrices(uint32_t m[4], const void* row) {
  uint32_t at = (uint32_t)__cvta_generic_to_shared(row);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
               : "r"(at)
               : "memory");
}

// The same, each matrix transposed.
__device__ __forceinline__ void loadTransposed(uint32_t m[4], const void* row) {
  uint32_t at = (uint32_t)__cvta_generic_to_shared(row);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(m[0]), "=r"(m[1]), "=r"(m[2]), "=r"(m[3])
               : "r"(at)
               : "memory");
}

// 2 to the power of x.
__device__ __forceinline__ float powerOfTwo(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

// What other blocks of this launch wrote.
__device__ __forceinline__ float4 loadFresh(const float4* at) { return __ldcg(at); }
__device__ __forceinline__ float2 loadFresh(const float2* at) { return __ldcg(at); }

// Counts a block whose threads have met; returns how many came before. Who comes later sees what
// the earlier ones wrote before they met.
__device__ __forceinline__ int countArrival(int* counter) {
  int before;
  asm volatile("atom.add.acq_rel.gpu.global.s32 %0, [%1], 1;" : "=r"(before) : "l"(counter) : "memory");
  return before;
}
#endif

// What is left of two floats after a rounding to float16.
__device__ __forceinline__ uint32_t packRest(float low, float high, uint32_t packed) {
  return packHalf(low - halfToFloat((uint16_t)packed), high - halfToFloat((uint16_t)(packed >> 16)));
}

__device__ __forceinline__ float quadMax(float value) {
  value = fmaxf(value, shuffleXor(value, 1));
  return fmaxf(value, shuffleXor(value, 2));
}

__device__ __forceinline__ float quadSum(float value) {
  value += shuffleXor(value, 1);
  return value + shuffleXor(value, 2);
}

// Sums of parts of rows that wait for their merge: of slot s and head h, `values` holds the
// weighted sum float32[dim] and `weights` its largest score (base 2) and weight.
struct Parts {
  float* values;
  float2* weights;
  int* arrived;  // [row][tile of heads] blocks that are done; zero before and after a launch
};

#define MOST_PARTS 64

// Adds up parts first .. first + count - 1 (at most MOST_PARTS) of `heads` heads from `query` on,
// in that order, into out[heads][DIM]; by all threads of a block, with MOST_PARTS · heads float2 of
// shared memory. The values travel while the weights are weighed.
template <int DIM>
__device__ __forceinline__ void mergeParts(Parts parts, int first, int count, int query, int heads,
                                           int queryHeads, const float* sinks, float* out,
                                           float2* weights) {
  constexpr int QUADS = DIM / 4, AHEAD = 8;
  for (int i = threadIdx.x; i < count * heads; i += blockDim.x)
    weights[i] = loadFresh(parts.weights + (size_t)(first + i / heads) * queryHeads + query + i % heads);
  for (int i = threadIdx.x; i - (int)threadIdx.x < heads * QUADS; i += blockDim.x) {
    bool there = i < heads * QUADS;
    int h = there ? i / QUADS : 0, d = i % QUADS * 4;
    const float* from = parts.values + ((size_t)first * queryHeads + query + h) * DIM + d;
    float4 v[AHEAD];
#pragma unroll
    for (int p = 0; p < AHEAD; p++)
      if (there && p < count) v[p] = loadFresh((const float4*)(from + (size_t)p * queryHeads * DIM));
    __syncthreads();
    float most = sinks ? sinks[query + h] * LOG2E : -INFINITY;
    for (int p = 0; p < count; p++) most = fmaxf(most, weights[p * heads + h].x);
    float whole = sinks ? powerOfTwo(sinks[query + h] * LOG2E - most) : 0;
    float4 sum = {0, 0, 0, 0};
    for (int base = 0; base < count; base += AHEAD) {
#pragma unroll
      for (int p = 0; p < AHEAD; p++) {
        if (!there || base + p >= count) continue;
        float2 w = weights[(base + p) * heads + h];
        float share = powerOfTwo(w.x - most);
        whole = fmaf(w.y, share, whole);
        sum.x = fmaf(v[p].x, share, sum.x);
        sum.y = fmaf(v[p].y, share, sum.y);
        sum.z = fmaf(v[p].z, share, sum.z);
        sum.w = fmaf(v[p].w, share, sum.w);
        if (base + AHEAD + p < count)
          v[p] = loadFresh((const float4*)(from + (size_t)(base + AHEAD + p) * queryHeads * DIM));
      }
    }
    if (there) *(float4*)(out + h * DIM + d) = {sum.x / whole, sum.y / whole, sum.z / whole, sum.w / whole};
  }
}

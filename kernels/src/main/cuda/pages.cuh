// Where keys and values lie. A head's page is 16 tokens of `padded` values, a multiple of 8:
//
//   keys, values  [layer][page][kvHead][2][padded / 8][8 tokens][8]
//
// Eight values of eight neighbouring tokens lie beside each other: 128 bytes in float16, the block
// that matrix instructions want, and whole lines for a loop with a token a thread. Padding is zero.
// The value type is float or float16 (as uint16_t).
#pragma once
#include "device.cuh"

__device__ __forceinline__ void loadEight(const float* at, float v[8]) {
  float4 a = *(const float4*)at, b = *((const float4*)at + 1);
  v[0] = a.x; v[1] = a.y; v[2] = a.z; v[3] = a.w;
  v[4] = b.x; v[5] = b.y; v[6] = b.z; v[7] = b.w;
}

__device__ __forceinline__ void loadEight(const uint16_t* at, float v[8]) {
  uint4 a = *(const uint4*)at;
  uint32_t pairs[4] = {a.x, a.y, a.z, a.w};
#pragma unroll
  for (int i = 0; i < 4; i++) {
    v[2 * i] = halfToFloat((uint16_t)pairs[i]);
    v[2 * i + 1] = halfToFloat((uint16_t)(pairs[i] >> 16));
  }
}

__device__ __forceinline__ void storeOne(float* at, float value) { *at = value; }
__device__ __forceinline__ void storeOne(uint16_t* at, float value) { *at = floatToHalf(value); }

// First value of a head's page of one layer.
__device__ __forceinline__ size_t headPage(int page, int head, int kvHeads, int padded) {
  return ((size_t)page * kvHeads + head) * 16 * padded;
}

__device__ __forceinline__ size_t keyAt(int slot, int head, int kvHeads, int padded, int i) {
  return headPage(slot / 16, head, kvHeads, padded) + slot % 16 / 8 * 8 * padded + i / 8 * 64 +
         slot % 8 * 8 + i % 8;
}

__device__ __forceinline__ size_t valueAt(int slot, int head, int kvHeads, int padded, int i) {
  return keyAt(slot, head, kvHeads, padded, i);
}

// Weight formats as matrix-instruction operands.
//
// A row of weights is cut into steps of 32 columns. Of a step, lane t (0-3) of a quad holds the
// eight neighbouring columns 8t .. 8t+7. Two m16n8k16 instructions take a step: the first sums
// columns 8t + {0..3} of all t, the second 8t + {4..7}; which column sits at which place of the
// instruction does not matter as long as weights and activations agree, so both load 8 neighbours
// in one piece. Every product kernel uses this order: it is what makes their sums equal bit by bit.
//
// A weight is TERMS bfloat16 numbers whose sum is exact (F32: to 2^-24); bfloat16 has float's range.
//
// bfloat16 matrices lie in panels of 64 rows (hopper.cuh), the others row after row.
#pragma once
#include "hopper.cuh"

#define STEP 32

// Address of step `step` of row `row` of a packed matrix.
template <class W>
__device__ __forceinline__ const unsigned char* stepAt(const unsigned char* w, size_t row,
                                                       int steps, int step) {
  if (W::PANELS)
    return w + ((row / 64) * ((steps + 1) / 2) + step / 2) * 8192 + row % 64 * 128 +
           ((step ^ (int)(row >> 2)) & 1) * 64;
  return w + (row * steps + step) * W::STEP_BYTES;
}

// Where the `piece`th 16 bytes of a step of that row stand in it.
template <class W>
__device__ __forceinline__ int placeOf(int row, int piece) {
  return W::PANELS ? piece ^ (row & 3) : piece;
}

struct BrainWeights {
  static constexpr int TERMS = 1, STEP_BYTES = 64;
  static constexpr bool SCALED = false, PANELS = true;
  struct Raw { uint4 v; };
  template <bool GLOBAL>
  static __device__ __forceinline__ Raw load(const unsigned char* step, int t) {
    const uint4* p = (const uint4*)step + t;
    return {GLOBAL ? loadOnce(p) : *p};
  }
  static __device__ __forceinline__ void terms(const Raw& raw, int, uint32_t f[TERMS][4]) {
    f[0][0] = raw.v.x; f[0][1] = raw.v.y; f[0][2] = raw.v.z; f[0][3] = raw.v.w;
  }
};

// float16 has 11 significant bits: two bfloat16 terms hold them.
struct HalfWeights {
  static constexpr int TERMS = 2, STEP_BYTES = 64;
  static constexpr bool SCALED = false, PANELS = false;
  struct Raw { uint4 v; };
  template <bool GLOBAL>
  static __device__ __forceinline__ Raw load(const unsigned char* step, int t) {
    const uint4* p = (const uint4*)step + t;
    return {GLOBAL ? loadOnce(p) : *p};
  }
  static __device__ __forceinline__ void terms(const Raw& raw, int, uint32_t f[TERMS][4]) {
    uint32_t pairs[4] = {raw.v.x, raw.v.y, raw.v.z, raw.v.w};
#pragma unroll
    for (int i = 0; i < 4; i++) {
      float low = halfToFloat((uint16_t)pairs[i]), high = halfToFloat((uint16_t)(pairs[i] >> 16));
      f[0][i] = packBrain(low, high);
      subtractBrain(low, high, f[0][i]);
      f[1][i] = packBrain(low, high);
    }
  }
};

// Eight floats as bfloat16 terms, the largest first.
template <int TERMS>
__device__ __forceinline__ void splitFloats(const float v[8], uint32_t f[TERMS][4]) {
#pragma unroll
  for (int i = 0; i < 4; i++) {
    float low = v[2 * i], high = v[2 * i + 1];
#pragma unroll
    for (int term = 0; term < TERMS; term++) {
      f[term][i] = packBrain(low, high);
      if (term + 1 < TERMS) subtractBrain(low, high, f[term][i]);
    }
  }
}

struct FloatWeights {
  static constexpr int TERMS = 3, STEP_BYTES = 128;
  static constexpr bool SCALED = false, PANELS = false;
  struct Raw { uint4 a, b; };
  template <bool GLOBAL>
  static __device__ __forceinline__ Raw load(const unsigned char* step, int t) {
    const uint4* p = (const uint4*)step + 2 * t;
    return {GLOBAL ? loadOnce(p) : *p, GLOBAL ? loadOnce(p + 1) : p[1]};
  }
  static __device__ __forceinline__ void terms(const Raw& raw, int, uint32_t f[TERMS][4]) {
    float v[8] = {__uint_as_float(raw.a.x), __uint_as_float(raw.a.y), __uint_as_float(raw.a.z),
                  __uint_as_float(raw.a.w), __uint_as_float(raw.b.x), __uint_as_float(raw.b.y),
                  __uint_as_float(raw.b.z), __uint_as_float(raw.b.w)};
    splitFloats<TERMS>(v, f);
  }
};

// Signed bytes are exact in bfloat16; a step is one block, its scale multiplies the step's sum.
struct ByteWeights {
  static constexpr int TERMS = 1, STEP_BYTES = 32;
  static constexpr bool SCALED = true, PANELS = false;
  struct Raw { uint2 v; };
  template <bool GLOBAL>
  static __device__ __forceinline__ Raw load(const unsigned char* step, int t) {
    const uint2* p = (const uint2*)step + t;
    return {GLOBAL ? loadOnce(p) : *p};
  }
  static __device__ __forceinline__ void terms(const Raw& raw, int, uint32_t f[TERMS][4]) {
    uint32_t words[2] = {raw.v.x, raw.v.y};
#pragma unroll
    for (int i = 0; i < 4; i++) {
      uint32_t pair = words[i >> 1] >> (16 * (i & 1));
      f[0][i] = packBrain((float)(int8_t)pair, (float)(int8_t)(pair >> 8));
    }
  }
};

// Byte j of a block holds columns j (low bits) and j + 16 (high bits), minus 8.
struct NibbleWeights {
  static constexpr int TERMS = 1, STEP_BYTES = 16;
  static constexpr bool SCALED = true, PANELS = false;
  struct Raw { uint2 v; };
  template <bool GLOBAL>
  static __device__ __forceinline__ Raw load(const unsigned char* step, int t) {
    const uint2* p = (const uint2*)step + (t & 1);
    return {GLOBAL ? loadOnce(p) : *p};
  }
  static __device__ __forceinline__ void terms(const Raw& raw, int t, uint32_t f[TERMS][4]) {
    uint32_t words[2] = {raw.v.x >> (2 * (t & 2)), raw.v.y >> (2 * (t & 2))};
#pragma unroll
    for (int i = 0; i < 4; i++) {
      uint32_t pair = words[i >> 1] >> (16 * (i & 1));
      f[0][i] = packBrain((float)((int)(pair & 15) - 8), (float)((int)((pair >> 8) & 15) - 8));
    }
  }
};

// One step for 16 weight rows and 8 activation rows: c += w · x. `wa` is of row g, `wb` of g + 8.
// Products of terms below float's precision are left out.
template <int WT, int XT>
__device__ __forceinline__ void stepProducts(float c[4], const uint32_t wa[WT][4],
                                             const uint32_t wb[WT][4], const uint32_t x[XT][4]) {
  constexpr int MOST = WT > XT ? WT : XT;
#pragma unroll
  for (int i = 0; i < WT; i++) {
#pragma unroll
    for (int j = 0; j < XT; j++) {
      if (i + j < MOST) {
        multiplyAdd(c, wa[i][0], wb[i][0], wa[i][1], wb[i][1], x[j][0], x[j][1]);
        multiplyAdd(c, wa[i][2], wb[i][2], wa[i][3], wb[i][3], x[j][2], x[j][3]);
      }
    }
  }
}

// The same with block scales of rows g and g + 8, which multiply the step's sum.
template <class W, int XT>
__device__ __forceinline__ void step(float c[4], const uint32_t wa[W::TERMS][4],
                                     const uint32_t wb[W::TERMS][4], const uint32_t x[XT][4],
                                     float scaleA, float scaleB) {
  if (W::SCALED) {
    float block[4] = {0, 0, 0, 0};
    stepProducts<W::TERMS, XT>(block, wa, wb, x);
    c[0] = fmaf(scaleA, block[0], c[0]);
    c[1] = fmaf(scaleA, block[1], c[1]);
    c[2] = fmaf(scaleB, block[2], c[2]);
    c[3] = fmaf(scaleB, block[3], c[3]);
  } else {
    stepProducts<W::TERMS, XT>(c, wa, wb, x);
  }
}

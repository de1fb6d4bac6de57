// out[r, o] = Σ_k x[r, k] · w[o, k] + bias[o] for many rows: prompts and large batches.
//
//   split_rows   x float32[rows, columns] -> bfloat16[terms][rows, 32·steps], zero behind columns
//   many_*       w as in matmul_few; x as split_rows left it; out float32[rows, outStride]
//   block        256 threads: 128 weight rows x BN activation rows, warps 4 x 2
//   grid         (ceil(n / 128), ceil(rows / BN))
//
// Tiles of DEPTH steps pass through STAGES buffers of shared memory by asynchronous copies. In
// shared memory a step of 32 columns lies as in the file, 16 neighbouring bytes a lane: eight lanes
// read 128 neighbouring bytes, free of bank conflicts. A slice's sum is closed and added to the
// total where matmul_few ends a warp's part, so that both give the same bits.
#include "numbers.cuh"

extern "C" __global__ void split_rows(const float* x, uint32_t* out, int rows, int columns,
                                      int steps, int terms) {
  int pairs = steps * STEP / 2;
  size_t count = (size_t)rows * pairs;
  for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
       i += (size_t)gridDim.x * blockDim.x) {
    size_t row = i / pairs;
    int column = 2 * (int)(i % pairs);
    float low = column < columns ? x[row * columns + column] : 0;
    float high = column + 1 < columns ? x[row * columns + column + 1] : 0;
    for (int term = 0; term < terms; term++) {
      uint32_t packed = packBrain(low, high);
      out[term * count + i] = packed;
      subtractBrain(low, high, packed);
    }
  }
}

template <class W, int XT, int BN>
__device__ __forceinline__ void matmulMany(const unsigned char* w, const uint16_t* scales,
                                           const unsigned char* x, const float* bias, float* out,
                                           int rows, int n, int steps, int outStride, int slices) {
  constexpr int BM = 128, DEPTH = 2, STAGES = 3, MT = 2, NT = BN / 16;
  constexpr int W_STEP = BM * W::STEP_BYTES, X_STEP = BN * 64;
  constexpr int STAGE = DEPTH * (W_STEP + XT * X_STEP);
  DYNAMIC_SHARED(shared);
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32, g = lane / 4, t = lane % 4;
  int firstO = blockIdx.x * BM, firstR = blockIdx.y * BN;
  int warpO = warp % 4 * 32, warpR = warp / 4 * (BN / 2);
  size_t term = (size_t)rows * steps * 64;

  auto fetch = [&](int stage, int from) {
    unsigned char* base = shared + stage * STAGE;
    for (int d = 0; d < DEPTH; d++) {
      int s = from + d;
      bool inside = s < steps;
      for (int i = threadIdx.x; i < W_STEP / 16; i += 256) {
        int row = i / (W::STEP_BYTES / 16), part = i % (W::STEP_BYTES / 16), o = firstO + row;
        bool valid = inside && o < n;
        const unsigned char* at =
            stepAt<W>(w, valid ? o : 0, steps, valid ? s : 0) + 16 * placeOf<W>(o, part);
        copyAsync(base + d * W_STEP + i * 16, at, valid);
      }
      for (int j = 0; j < XT; j++) {
        unsigned char* to = base + DEPTH * W_STEP + (d * XT + j) * X_STEP;
        for (int i = threadIdx.x; i < BN * 4; i += 256) {
          int r = firstR + i / 4;
          bool valid = inside && r < rows;
          const unsigned char* at =
              x + j * term + ((size_t)(valid ? r : 0) * steps + (valid ? s : 0)) * 64 + i % 4 * 16;
          copyAsync(to + i * 16, at, valid);
        }
      }
    }
    commitCopies();
  };

  float total[MT][NT][4], c[MT][NT][4];
#pragma unroll
  for (int m = 0; m < MT; m++)
#pragma unroll
    for (int i = 0; i < NT; i++)
#pragma unroll
      for (int e = 0; e < 4; e++) total[m][i][e] = c[m][i][e] = 0;

  const uint16_t* rowScales[MT][2];
#pragma unroll
  for (int m = 0; m < MT; m++) {
    rowScales[m][0] = scales + (size_t)min(firstO + warpO + 16 * m + g, n - 1) * steps;
    rowScales[m][1] = scales + (size_t)min(firstO + warpO + 16 * m + g + 8, n - 1) * steps;
  }

  int each = (steps + slices - 1) / slices, boundary = each;
  int tiles = (steps + DEPTH - 1) / DEPTH;
#pragma unroll
  for (int s = 0; s < STAGES - 1; s++) fetch(s, s * DEPTH);
  for (int tile = 0; tile < tiles; tile++) {
    awaitCopies<STAGES - 2>();
    __syncthreads();
    fetch((tile + STAGES - 1) % STAGES, (tile + STAGES - 1) * DEPTH);
    const unsigned char* base = shared + tile % STAGES * STAGE;
#pragma unroll
    for (int d = 0; d < DEPTH; d++) {
      int s = tile * DEPTH + d;
      if (s < steps) {
        const unsigned char* ws = base + d * W_STEP;
        uint32_t ta[MT][W::TERMS][4], tb[MT][W::TERMS][4];
        float fa[MT], fb[MT];
#pragma unroll
        for (int m = 0; m < MT; m++) {
          int row = warpO + 16 * m + g;
          W::terms(W::template load<false>(ws + row * W::STEP_BYTES, t), t, ta[m]);
          W::terms(W::template load<false>(ws + (row + 8) * W::STEP_BYTES, t), t, tb[m]);
          if (W::SCALED) {
            fa[m] = halfToFloat(rowScales[m][0][s]);
            fb[m] = halfToFloat(rowScales[m][1][s]);
          }
        }
#pragma unroll
        for (int i = 0; i < NT; i++) {
          uint32_t tx[XT][4];
#pragma unroll
          for (int j = 0; j < XT; j++) {
            const uint4* p =
                (const uint4*)(base + DEPTH * W_STEP + (d * XT + j) * X_STEP + (warpR + 8 * i + g) * 64) + t;
            uint4 v = *p;
            tx[j][0] = v.x; tx[j][1] = v.y; tx[j][2] = v.z; tx[j][3] = v.w;
          }
#pragma unroll
          for (int m = 0; m < MT; m++) step<W, XT>(c[m][i], ta[m], tb[m], tx, fa[m], fb[m]);
        }
        if (s + 1 == boundary || s + 1 == steps) {
          boundary += each;
#pragma unroll
          for (int m = 0; m < MT; m++)
#pragma unroll
            for (int i = 0; i < NT; i++)
#pragma unroll
              for (int e = 0; e < 4; e++) {
                total[m][i][e] += c[m][i][e];
                c[m][i][e] = 0;
              }
        }
      }
    }
  }
  awaitCopies<0>();
#pragma unroll
  for (int m = 0; m < MT; m++)
#pragma unroll
    for (int i = 0; i < NT; i++)
#pragma unroll
      for (int e = 0; e < 4; e++) {
        int o = firstO + warpO + 16 * m + g + 8 * (e / 2);
        int r = firstR + warpR + 8 * i + 2 * t + e % 2;
        if (o < n && r < rows) {
          float sum = total[m][i][e];
          if (bias) sum += bias[o];
          out[(size_t)r * outStride + o] = sum;
        }
      }
}

#define MANY(name, W, XT, BN)                                                                    \
  extern "C" __global__ void __launch_bounds__(256) name(                                        \
      const unsigned char* w, const uint16_t* scales, const unsigned char* x, const float* bias, \
      float* out, int rows, int n, int steps, int outStride, int slices) {                       \
    matmulMany<W, XT, BN>(w, scales, x, bias, out, rows, n, steps, outStride, slices);           \
  }
#define MANY_EACH(format, W)                 \
  MANY(many_##format##_rounded_64, W, 1, 64) \
  MANY(many_##format##_rounded_128, W, 1, 128) \
  MANY(many_##format##_exact_64, W, 3, 64)
MANY_EACH(bf16, BrainWeights)
MANY_EACH(f16, HalfWeights)
MANY_EACH(q8_0, ByteWeights)
MANY_EACH(q4_0, NibbleWeights)
MANY_EACH(f32, FloatWeights)

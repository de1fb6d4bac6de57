// out[r, o] = Σ_k x[r, k] · w[o, k] + bias[o] for up to 8·NT rows r: the product of a decode step.
//
//   w     packed rows of `steps` steps of 32 columns (numbers.cuh); scales float16[n, steps]
//   x     float32[rows, 32·steps]          out  float32[rows, outStride], columns from 0
//   block 16 weight rows, one warp for each of `slices` equal parts of the columns
//   grid  ceil(n / 16)
//
// Memory-bound: moves n · steps · STEP_BYTES once, each lane with UNROLL · 2 loads of 16 bytes in
// flight. Weights go straight to registers in the order of the matrix instruction; activations are
// few, come from the caches and are split into XT bfloat16 terms there (1: rounded, 3: exact).
// Partial sums of the slices are added in ascending order: equal to matmul_many bit by bit.
#include "numbers.cuh"

template <class W, int XT, int NT>
__device__ __forceinline__ void matmulFew(const unsigned char* w, const uint16_t* scales,
                                          const float* x, const float* bias, float* out, int rows,
                                          int n, int steps, int outStride) {
  constexpr int UNROLL = 4;
  DYNAMIC_SHARED(shared);
  float* partial = (float*)shared;  // [slices][8·NT][16]
  int slices = blockDim.x / 32, slice = threadIdx.x / 32, lane = threadIdx.x % 32;
  int g = lane / 4, t = lane % 4;
  int first = blockIdx.x * 16;
  int rowA = min(first + g, n - 1), rowB = min(first + g + 8, n - 1);
  const uint16_t* sa = scales + (size_t)rowA * steps;
  const uint16_t* sb = scales + (size_t)rowB * steps;
  int each = (steps + slices - 1) / slices;
  int begin = min(slice * each, steps), end = min(begin + each, steps);

  float c[NT][4];
#pragma unroll
  for (int i = 0; i < NT; i++) c[i][0] = c[i][1] = c[i][2] = c[i][3] = 0;

  for (int from = begin; from < end; from += UNROLL) {
    typename W::Raw ra[UNROLL], rb[UNROLL];
    float fa[UNROLL], fb[UNROLL];
#pragma unroll
    for (int u = 0; u < UNROLL; u++) {
      int s = min(from + u, end - 1);
      ra[u] = W::template load<true>(stepAt<W>(w, rowA, steps, s), placeOf<W>(rowA, t));
      rb[u] = W::template load<true>(stepAt<W>(w, rowB, steps, s), placeOf<W>(rowB, t));
      if (W::SCALED) {
        fa[u] = halfToFloat(sa[s]);
        fb[u] = halfToFloat(sb[s]);
      }
    }
#pragma unroll
    for (int u = 0; u < UNROLL; u++) {
      if (from + u < end) {
        uint32_t ta[W::TERMS][4], tb[W::TERMS][4];
        W::terms(ra[u], t, ta);
        W::terms(rb[u], t, tb);
#pragma unroll
        for (int i = 0; i < NT; i++) {
          float v[8] = {0, 0, 0, 0, 0, 0, 0, 0};
          if (8 * i + g < rows) {
            const float4* p = (const float4*)(x + ((size_t)(8 * i + g) * steps + from + u) * STEP) + 2 * t;
            float4 a = p[0], b = p[1];
            v[0] = a.x; v[1] = a.y; v[2] = a.z; v[3] = a.w;
            v[4] = b.x; v[5] = b.y; v[6] = b.z; v[7] = b.w;
          }
          uint32_t tx[XT][4];
          splitFloats<XT>(v, tx);
          step<W, XT>(c[i], ta, tb, tx, fa[u], fb[u]);
        }
      }
    }
  }
#pragma unroll
  for (int i = 0; i < NT; i++) {
    float* at = partial + (size_t)(slice * 8 * NT + 8 * i + 2 * t) * 16 + g;
    at[0] = c[i][0];
    at[16] = c[i][1];
    at[8] = c[i][2];
    at[24] = c[i][3];
  }
  __syncthreads();
  for (int i = threadIdx.x; i < 16 * rows; i += blockDim.x) {
    int o = first + i % 16;
    if (o < n) {
      float sum = 0;
      for (int s = 0; s < slices; s++) sum += partial[s * 8 * NT * 16 + i];
      if (bias) sum += bias[o];
      out[(size_t)(i / 16) * outStride + o] = sum;
    }
  }
}

#define FEW(name, W, XT, NT)                                                                       \
  extern "C" __global__ void __launch_bounds__(256) name(                                          \
      const unsigned char* w, const uint16_t* scales, const float* x, const float* bias,           \
      float* out, int rows, int n, int steps, int outStride) {                                     \
    matmulFew<W, XT, NT>(w, scales, x, bias, out, rows, n, steps, outStride);                      \
  }
#define FEW_EACH(format, W)                  \
  FEW(few_##format##_rounded_8, W, 1, 1)     \
  FEW(few_##format##_rounded_16, W, 1, 2)    \
  FEW(few_##format##_exact_8, W, 3, 1)       \
  FEW(few_##format##_exact_16, W, 3, 2)
FEW_EACH(bf16, BrainWeights)
FEW_EACH(f16, HalfWeights)
FEW_EACH(q8_0, ByteWeights)
FEW_EACH(q4_0, NibbleWeights)
FEW_EACH(f32, FloatWeights)

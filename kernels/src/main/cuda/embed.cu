// out[i] = scale · table[tokens[i]]: one block a row, the row decoded from its format.
//
//   table  packed rows (numbers.cuh); this part holds table rows first .. first + n
//   out    float32[count, columns]; rows of other parts stay untouched
//
// Moves a row's bytes in and 4 · columns bytes out for each token. Also packs: block formats come
// from a file as scale and integers mixed and are laid out apart (unpack_blocks), bfloat16 rows go into
// panels (tile_weights).
#include "numbers.cuh"

__device__ __forceinline__ float weightAt(int format, const unsigned char* w, const uint16_t* scales,
                                          size_t row, int steps, int column) {
  size_t step = row * steps + column / STEP;
  int at = column % STEP;
  switch (format) {
    case 0: return ((const float*)w)[step * STEP + at];
    case 1: return halfToFloat(((const uint16_t*)w)[step * STEP + at]);
    case 2: {
      const uint16_t* from = (const uint16_t*)stepAt<BrainWeights>(w, row, steps, column / STEP);
      return brainToFloat(from[8 * placeOf<BrainWeights>((int)row, at / 8) + at % 8]);
    }
    case 3: return halfToFloat(scales[step]) * (float)((const int8_t*)w)[step * STEP + at];
    default: {
      int pair = w[step * 16 + at % 16];
      return halfToFloat(scales[step]) * (float)((at < 16 ? pair & 15 : pair >> 4) - 8);
    }
  }
}

extern "C" __global__ void embed(int format, const unsigned char* w, const uint16_t* scales,
                                 const int* tokens, float* out, int first, int n, int columns,
                                 int steps, float scale) {
  int row = tokens[blockIdx.x] - first;
  if (row < 0 || row >= n) return;
  for (int c = threadIdx.x; c < columns; c += blockDim.x)
    out[(size_t)blockIdx.x * columns + c] = scale * weightAt(format, w, scales, row, steps, c);
}

// Puts bfloat16 rows, one after another without gaps, into panels (numbers.cuh), zero behind columns;
// the rows become first .. first + rows.
extern "C" __global__ void tile_weights(const uint16_t* from, unsigned char* w, int first, int rows,
                                        int columns, int steps) {
  int pieces = (steps + 1) / 2 * 8;
  size_t count = (size_t)rows * pieces;
  for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
       i += (size_t)gridDim.x * blockDim.x) {
    size_t row = first + i / pieces;
    int piece = (int)(i % pieces);
    const uint16_t* at = from + i / pieces * columns + 8 * piece;
    uint16_t v[8];
    for (int j = 0; j < 8; j++) v[j] = 8 * piece + j < columns ? at[j] : 0;
    uint4 packed = {(uint32_t)v[0] | (uint32_t)v[1] << 16, (uint32_t)v[2] | (uint32_t)v[3] << 16,
                    (uint32_t)v[4] | (uint32_t)v[5] << 16, (uint32_t)v[6] | (uint32_t)v[7] << 16};
    *(uint4*)(w + (row / 64 * (pieces / 8) + piece / 8) * 8192 + pieceAt(row % 64, piece % 8)) = packed;
  }
}

extern "C" __global__ void unpack_blocks(const unsigned char* blocks, unsigned char* w,
                                         uint16_t* scales, size_t count, int integers) {
  for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
       i += (size_t)gridDim.x * blockDim.x) {
    const unsigned char* block = blocks + i * (integers + 2);
    scales[i] = (uint16_t)(block[0] | block[1] << 8);
    for (int j = 0; j < integers; j++) w[i * integers + j] = block[2 + j];
  }
}

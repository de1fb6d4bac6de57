// out[i] = scale · table[tokens[i]]: one block a row, the row decoded from its format.
//
//   table  packed rows (numbers.cuh); this part holds table rows first .. first + n
//   out    float32[count, columns]; rows of other parts stay untouched
//
// Moves a row's bytes in and 4 · columns bytes out for each token. Also packs: block formats come
// from a file as scale and integers mixed and are laid out apart (unpack_blocks), and rows are
// decoded to floats (decode_rows has tokens = null: row i).
#include "numbers.cuh"

__device__ __forceinline__ float weightAt(int format, const unsigned char* w, const uint16_t* scales,
                                          size_t row, int steps, int column) {
  size_t step = row * steps + column / STEP;
  int at = column % STEP;
  switch (format) {
    case 0: return ((const float*)w)[step * STEP + at];
    case 1: return halfToFloat(((const uint16_t*)w)[step * STEP + at]);
    case 2: return brainToFloat(((const uint16_t*)w)[step * STEP + at]);
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

extern "C" __global__ void unpack_blocks(const unsigned char* blocks, unsigned char* w,
                                         uint16_t* scales, size_t count, int integers) {
  for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
       i += (size_t)gridDim.x * blockDim.x) {
    const unsigned char* block = blocks + i * (integers + 2);
    scales[i] = (uint16_t)(block[0] | block[1] << 8);
    for (int j = 0; j < integers; j++) w[i * integers + j] = block[2 + j];
  }
}

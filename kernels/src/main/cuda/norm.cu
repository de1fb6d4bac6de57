// RMS norm and layer norm of rows, one block a row.
//
//   rms_norm    residual (+= update, where given); out = residual / rms · weight
//   rms_norm_short   the same for rows that fit a block's registers, each value read once; weights
//               are read while the kernel ahead ends
//   layer_norm  out = (x - mean) / deviation · weight (+ bias)
//
// `stride` is the distance of rows, so that heads inside a merged projection can be normalised in
// place. Moves 4 bytes in and out a value, and as many again in and out for an added update. The
// order of the sums depends on the width only.
#include "hopper.cuh"

// The sum over the block, the same in every thread.
__device__ __forceinline__ float blockSum(float value, float* sums) {
  value = warpSum(value);
  __syncthreads();
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = value;
  __syncthreads();
  float sum = 0;
  for (int i = 0; i < (int)blockDim.x / 32; i++) sum += sums[i];
  return sum;
}

extern "C" __global__ void rms_norm(float* x, const float* update, const float* weight, float* out,
                                    int columns, int stride, float epsilon) {
  __shared__ float sums[32];
  letNextBegin();
  awaitEarlier();
  float* row = x + (size_t)blockIdx.x * stride;
  float* into = out + (size_t)blockIdx.x * stride;
  float squares = 0;
  for (int i = threadIdx.x; i < columns; i += blockDim.x) {
    float value = row[i];
    if (update) {
      value += update[(size_t)blockIdx.x * stride + i];
      row[i] = value;
    }
    squares = fmaf(value, value, squares);
  }
  float factor = 1 / sqrtf(blockSum(squares, sums) / columns + epsilon);
  for (int i = threadIdx.x; i < columns; i += blockDim.x) into[i] = row[i] * factor * weight[i];
}

// Four neighbouring values of a row as bfloat16 in tiles (hopper.cuh).
__device__ __forceinline__ void storeFourTiled(unsigned char* tiles, int rowsPadded, int row,
                                               int column, float4 v) {
  *(uint2*)(tiles + (size_t)(column / 64) * rowsPadded * 128 + pieceAt(row, column % 64 / 8) +
            column % 8 * 2) = {packBrain(v.x, v.y), packBrain(v.z, v.w)};
}

// At most 16 columns a thread. `tiles` (or null) also takes the result as a product's operand.
extern "C" __global__ void __launch_bounds__(1024) rms_norm_short(float* x, const float* update, const float* weight,
                                          float* out, unsigned char* tiles, int columns,
                                          int rowsPadded, float epsilon) {
  __shared__ float sums[32];
  int row = blockIdx.x;
  float4 v[4], w[4];
#pragma unroll
  for (int k = 0; k < 4; k++) {
    int i = 4 * (threadIdx.x + k * blockDim.x);
    if (i < columns) w[k] = *(const float4*)(weight + i);
  }
  letNextBegin();
  awaitEarlier();
  float* at = x + (size_t)row * columns;
  float squares = 0;
#pragma unroll
  for (int k = 0; k < 4; k++) {
    int i = 4 * (threadIdx.x + k * blockDim.x);
    if (i < columns) {
      v[k] = *(const float4*)(at + i);
      if (update) {
        float4 u = *(const float4*)(update + (size_t)row * columns + i);
        v[k].x += u.x; v[k].y += u.y; v[k].z += u.z; v[k].w += u.w;
        *(float4*)(at + i) = v[k];
      }
      squares = fmaf(v[k].x, v[k].x, squares);
      squares = fmaf(v[k].y, v[k].y, squares);
      squares = fmaf(v[k].z, v[k].z, squares);
      squares = fmaf(v[k].w, v[k].w, squares);
    }
  }
  squares = warpSum(squares);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = squares;
  __syncthreads();
  float sum = warpSum(threadIdx.x % 32 < blockDim.x / 32 ? sums[threadIdx.x % 32] : 0);
  float factor = 1 / sqrtf(sum / columns + epsilon);
#pragma unroll
  for (int k = 0; k < 4; k++) {
    int i = 4 * (threadIdx.x + k * blockDim.x);
    if (i < columns) {
      float4 y = {v[k].x * factor * w[k].x, v[k].y * factor * w[k].y, v[k].z * factor * w[k].z,
                  v[k].w * factor * w[k].w};
      *(float4*)(out + (size_t)row * columns + i) = y;
      if (tiles) storeFourTiled(tiles, rowsPadded, row, i, y);
    }
  }
}

extern "C" __global__ void layer_norm(const float* x, const float* weight, const float* bias,
                                      float* out, int columns, float epsilon) {
  __shared__ float sums[32];
  const float* row = x + (size_t)blockIdx.x * columns;
  float* into = out + (size_t)blockIdx.x * columns;
  float sum = 0;
  for (int i = threadIdx.x; i < columns; i += blockDim.x) sum += row[i];
  float mean = blockSum(sum, sums) / columns;
  float squares = 0;
  for (int i = threadIdx.x; i < columns; i += blockDim.x) {
    float from = row[i] - mean;
    squares = fmaf(from, from, squares);
  }
  float factor = 1 / sqrtf(blockSum(squares, sums) / columns + epsilon);
  for (int i = threadIdx.x; i < columns; i += blockDim.x)
    into[i] = (row[i] - mean) * factor * weight[i] + (bias ? bias[i] : 0);
}

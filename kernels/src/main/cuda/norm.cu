// RMS norm and layer norm of rows, one block a row.
//
//   rms_norm    residual (+= update, where given); out = residual / rms · weight
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

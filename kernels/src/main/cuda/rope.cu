// What lies between the merged projection and attention: norm of heads, rotation, storing.
//
//   qkv     float32[rows, (queryHeads + 2 kvHeads) · dim]; queries are changed in place, keys and
//           values go to their slot of the layer's pages (pages.cuh)
//   block   4 warps, a warp for each (row, head)
//   angles  position · inverseFrequency in float32, its cosine and sine to the last bits
//
// Moves the projection in, queries and the new keys and values out.
#include "hopper.cuh"
#include "pages.cuh"

template <class T>
__device__ __forceinline__ void ropeAppend(float* qkv, T* keys, T* values, const int* position,
                                           const int* slot, const float* queryNorm,
                                           const float* keyNorm, const float* frequencies, int rows,
                                           int queryHeads, int kvHeads, int dim, int padded,
                                           int pairs, int interleaved, float epsilon,
                                           float attentionFactor) {
  DYNAMIC_SHARED(shared);
  letNextBegin();
  awaitEarlier();
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  int heads = queryHeads + 2 * kvHeads;
  int item = blockIdx.x * 4 + warp;
  if (item >= rows * heads) return;
  int row = item / heads, head = item % heads;
  float* x = (float*)shared + warp * dim;
  float* from = qkv + (size_t)item * dim;
  int kvHead = head - queryHeads;
  if (kvHead >= kvHeads) {
    for (int i = lane; i < dim; i += 32)
      storeOne(values + valueAt(slot[row], kvHead - kvHeads, kvHeads, padded, i), from[i]);
    return;
  }
  const float* norm = kvHead < 0 ? queryNorm : keyNorm;
  float squares = 0;
  for (int i = lane; i < dim; i += 32) {
    x[i] = from[i];
    squares = fmaf(x[i], x[i], squares);
  }
  if (norm) {
    float factor = 1 / sqrtf(warpSum(squares) / dim + epsilon);
    for (int i = lane; i < dim; i += 32) x[i] = x[i] * factor * norm[i];
  }
  __syncwarp();
  for (int i = lane; i < pairs; i += 32) {
    int first = interleaved ? 2 * i : i, second = interleaved ? 2 * i + 1 : i + pairs;
    float angle = (float)position[row] * frequencies[i];
    float cosine = cosf(angle) * attentionFactor, sine = sinf(angle) * attentionFactor;
    float a = x[first], b = x[second];
    x[first] = a * cosine - b * sine;
    x[second] = b * cosine + a * sine;
  }
  __syncwarp();
  for (int i = lane; i < dim; i += 32) {
    if (kvHead < 0) from[i] = x[i];
    else storeOne(keys + keyAt(slot[row], kvHead, kvHeads, padded, i), x[i]);
  }
}

#define ROPE(name, T)                                                                              \
  extern "C" __global__ void name(float* qkv, T* keys, T* values, const int* position,             \
                                  const int* slot, const float* queryNorm, const float* keyNorm,   \
                                  const float* frequencies, int rows, int queryHeads, int kvHeads, \
                                  int dim, int padded, int pairs, int interleaved, float epsilon,  \
                                  float attentionFactor) {                                         \
    ropeAppend<T>(qkv, keys, values, position, slot, queryNorm, keyNorm, frequencies, rows,        \
                  queryHeads, kvHeads, dim, padded, pairs, interleaved, epsilon, attentionFactor); \
  }
ROPE(rope_append_f32, float)
ROPE(rope_append_f16, uint16_t)

// Copies `tokens` tokens from slot `from` on to slot `to` on in every layer, in keys and values;
// they may not cross a page. grid (layers, kvHeads)
template <class T>
__device__ __forceinline__ void copySlots(T* keys, T* values, int from, int to, int tokens,
                                          size_t layerValues, int kvHeads, int padded) {
  T* k = keys + blockIdx.x * layerValues;
  T* v = values + blockIdx.x * layerValues;
  int head = blockIdx.y;
  for (int i = threadIdx.x; i < tokens * padded; i += blockDim.x) {
    int token = i / padded, at = i % padded;
    k[keyAt(to + token, head, kvHeads, padded, at)] = k[keyAt(from + token, head, kvHeads, padded, at)];
    v[valueAt(to + token, head, kvHeads, padded, at)] = v[valueAt(from + token, head, kvHeads, padded, at)];
  }
}

extern "C" __global__ void copy_slots_f32(float* keys, float* values, int from, int to, int tokens,
                                          size_t layerValues, int kvHeads, int padded) {
  copySlots<float>(keys, values, from, to, tokens, layerValues, kvHeads, padded);
}

extern "C" __global__ void copy_slots_f16(uint16_t* keys, uint16_t* values, int from, int to,
                                          int tokens, size_t layerValues, int kvHeads, int padded) {
  copySlots<uint16_t>(keys, values, from, to, tokens, layerValues, kvHeads, padded);
}
